"""Long lists, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
SIZE = 100


@dataclass(frozen=True)
class Page(Generic[T]):
    """Rows `first` to `last` of `count`, counted from 1. A page behind the last is empty."""

    rows: Sequence[T]
    number: int
    count: int

    @property
    def first(self) -> int:
        return (self.number - 1) * SIZE + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def more(self) -> bool:
        return self.last < self.count


def number(said: Mapping[str, str]) -> int:
    """The page that an address asks for; the first when it says nothing good."""
    text = said.get("page", "1")
    return max(1, int(text)) if text.isdecimal() and len(text) < 6 else 1


def start(number: int) -> int:
    """How many rows stand before a page."""
    return (number - 1) * SIZE


def part(rows: Sequence[T], number: int) -> Sequence[T]:
    """The rows of one page of all `rows`."""
    return rows[start(number) : start(number + 1)]
