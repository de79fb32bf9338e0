"""Where a phone stands in the list of changes. Standard library only.

A round covers the changes after `base` up to `upto`: first what is gone, then what lives, each by rev.
A row that changes while its round is being read moves behind `upto` and comes in the next round, so
nothing is missed whatever happens between two pages.
"""

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

PAGE = 500
GONE, LIVE = "gone", "live"


@dataclass(frozen=True)
class Cursor:
    """`at` is the last rev sent in this phase; `upto` 0 means that the next round has not begun."""

    epoch: str
    scope: str
    base: int = 0
    phase: str = GONE
    at: int = 0
    upto: int = 0


def scope(sites: Iterable[str]) -> str:
    """A short name of a set of sites."""
    return hashlib.sha256(" ".join(sorted(sites)).encode()).hexdigest()[:8]


def written(cursor: Cursor) -> str:
    """The cursor as opaque text."""
    parts = (cursor.epoch, cursor.scope, cursor.base, cursor.phase, cursor.at, cursor.upto)
    return base64.urlsafe_b64encode(".".join(map(str, parts)).encode()).rstrip(b"=").decode()


def read(text: str) -> Cursor | None:
    """The cursor that was written; None when it is unreadable."""
    try:
        parts = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().split(".")
        epoch, scoped, base, phase, at, upto = parts
        cursor = Cursor(epoch, scoped, int(base), phase, int(at), int(upto))
    except (ValueError, binascii.Error):
        return None
    numbers = (cursor.base, cursor.at, cursor.upto)
    return cursor if phase in (GONE, LIVE) and all(0 <= number < 2**53 for number in numbers) else None


def start(text: str | None, epoch: str, sites: Iterable[str]) -> tuple[Cursor, bool]:
    """Where this pull goes on, and whether it begins anew (`reset`): no cursor, another epoch or scope."""
    cursor = read(text) if text else None
    if cursor and (cursor.epoch, cursor.scope) == (epoch, scope(sites)):
        return cursor, False
    return Cursor(epoch, scope(sites), phase=LIVE), True


def begun(cursor: Cursor, newest: int) -> Cursor:
    """The cursor within a round: a new one reaches up to the newest change there is."""
    return cursor if cursor.upto else replace(cursor, at=cursor.base, upto=max(newest, cursor.base))


def living(cursor: Cursor) -> Cursor:
    """After the last withdrawal: what lives, from the round's base."""
    return replace(cursor, phase=LIVE, at=cursor.base)


def reached(cursor: Cursor, rev: int) -> Cursor:
    """After sending everything of this phase up to `rev`."""
    return replace(cursor, at=rev)


def ended(cursor: Cursor) -> Cursor:
    """After the last change of a round."""
    return Cursor(cursor.epoch, cursor.scope, base=cursor.upto)
