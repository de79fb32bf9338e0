"""How much of a clip was really played, as the record says it."""

from dataclasses import dataclass
from typing import Any

from app.core.phrases import length_of
from app.records import jws

SHARE = 0.8  # the end of a clip is often a still; the phone asks for as much before "Watched" can be tapped


@dataclass(frozen=True)
class Played:
    """Seconds played, each second of the film once, and the seconds it has; None where nobody knows."""

    seconds: float
    length: float | None

    @property
    def enough(self) -> bool:
        """Whether it may be called watched."""
        return self.length is None or self.seconds >= self.length * SHARE

    @property
    def words(self) -> str:
        return f"Played {length_of(self.seconds)} of {length_of(self.length)}"


def seconds(said: Any) -> float | None:
    """`watched_s` of a record, None when it is no time."""
    usable = isinstance(said, int | float) and not isinstance(said, bool) and 0 <= said < 1e6
    return float(said) if usable else None


def played(row: Any) -> Played | None:
    """Of one line of completions; None when its guide is no clip. A clip without a time was not played."""
    if row.guide_kind != "clip":
        return None
    return Played(seconds(jws.parse(row.jws).payload.get("watched_s")) or 0.0, row.length_s)
