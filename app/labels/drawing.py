"""What is on a label, in mm from its top left corner, whatever it is then drawn with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.labels.fonts import Lettered


@dataclass(frozen=True)
class Words:
    """A line of `size` points that begins at x on its baseline."""

    line: Lettered
    size: float
    x: float
    baseline: float


@dataclass(frozen=True)
class Modules:
    """A QR symbol without its quiet zone; `says` is what it holds, `level` its error correction."""

    rows: Sequence[Sequence[bool]]
    x: float
    y: float
    module: float
    says: str
    level: str


@dataclass(frozen=True)
class Bar:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Picture:
    """A pictogram, square."""

    name: str
    x: float
    y: float
    side: float


Ink = Words | Modules | Bar | Picture
