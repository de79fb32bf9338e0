"""What features further on know of equipment. They are named here where the application is wired, so that
places need not know them: labels and guides say what belongs to equipment, and follow it when it moves.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlalchemy.orm import Session

from app.people.models import Person
from app.places.models import Equipment


@dataclass(frozen=True)
class Note:
    """One thing that belongs to a piece of equipment. `address` is a path of the console, or ""."""

    text: str
    detail: str = ""
    address: str = ""


@dataclass(frozen=True)
class Neighbour:
    """`key` names it; the rest is what places may ask of it.

    notes: what belongs to each of these, by equipment id; those with nothing may be left out.
    having: the ids of all equipment to which something belongs.
    moved: this equipment came from another site a moment ago; the phones of both are to hear of it.
    merged: what belonged to the first belongs to the second from now on.
    removed: an area or an equipment type, by kind and id, is about to be deleted.
    """

    key: str
    notes: Callable[[Session, list[str]], dict[str, list[Note]]]
    having: Callable[[], Select[Any]]
    moved: Callable[[Session, Person, datetime, Equipment, str], None]
    merged: Callable[[Session, Person, datetime, Equipment, Equipment], None]
    removed: Callable[[Session, str, str], None]


_known: dict[str, Neighbour] = {}


def install(neighbours: Iterable[Neighbour]) -> None:
    """Name those who know something of equipment; naming them again changes nothing."""
    _known.update({one.key: one for one in neighbours})


def notes(session: Session, key: str, equipment_ids: list[str]) -> dict[str, list[Note]]:
    """What a neighbour knows of each; nothing from one that is not there."""
    return _known[key].notes(session, equipment_ids) if key in _known else {}


def having(key: str) -> Select[Any]:
    """The ids of the equipment to which a neighbour's things belong."""
    return _known[key].having()


def moved(session: Session, who: Person, now: datetime, equipment: Equipment, from_site: str) -> None:
    for one in _known.values():
        one.moved(session, who, now, equipment, from_site)


def merged(session: Session, who: Person, now: datetime, loser: Equipment, survivor: Equipment) -> None:
    for one in _known.values():
        one.merged(session, who, now, loser, survivor)


def removed(session: Session, kind: str, id: str) -> None:
    for one in _known.values():
        one.removed(session, kind, id)
