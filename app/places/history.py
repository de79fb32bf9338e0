"""Who did what to a piece of equipment, and when."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.people.models import Person
from app.places.models import Equipment, HistoryEntry
from app.places.rules import SIGNS, STATUSES

WHAT = {
    "made": "Added",
    "changed": "Changed",
    "moved": "Moved",
    "retired": "Retired",
    "returned": "Back in use",
    "merged": "Merged into another",
    "took-in": "Took in another",
    "imported": "Imported",
    "photo": "Photo",
}
NAMES = {
    "name": "Name",
    "tag": "Tag",
    "equipment_type": "Type",
    "area": "Area",
    "site": "Site",
    "serial": "Serial number",
    "contact": "Contact",
    "status": "Status",
    "hazards": "Hazards",
    "ppe": "PPE",
}
Facts = dict[str, list[str]]


def note(
    session: Session, who: Person, now: datetime, equipment: Equipment, what: str, facts: Facts | None = None
) -> None:
    """Add a line; `facts` maps the name of a fact to what it was and what it is."""
    note_all(session, who, now, what, [(equipment.id, facts or {})])


def note_all(
    session: Session, who: Person, now: datetime, what: str, lines: Iterable[tuple[str, Facts]]
) -> None:
    """Add one line for each of these ids, in one statement."""
    said = {"person_id": who.id, "made_at": now, "what": what}
    rows = [{**said, "equipment_id": id, "facts": facts} for id, facts in lines]
    if rows:
        session.flush()
        session.execute(insert(HistoryEntry), rows)


def of(session: Session, equipment_id: str) -> list[tuple[HistoryEntry, str]]:
    """The lines of one piece of equipment, newest first, each with the name of who did it."""
    wanted = select(HistoryEntry, Person.name).join(Person, Person.id == HistoryEntry.person_id)
    mine = wanted.where(HistoryEntry.equipment_id == equipment_id)
    return [(entry, name) for entry, name in session.execute(mine.order_by(HistoryEntry.number.desc()))]


def differences(before: dict[str, Any], after: dict[str, Any]) -> Facts:
    """What differs between two readings (see `reading`), as text."""
    return {name: [before[name], after[name]] for name in after if before[name] != after[name]}


def reading(equipment: Equipment) -> dict[str, str]:
    """The facts of a piece of equipment as people read them."""
    return {
        "name": equipment.name,
        "tag": equipment.tag,
        "equipment_type": equipment.type.name,
        "area": equipment.area.name,
        "serial": equipment.serial,
        "contact": equipment.contact,
        "status": STATUSES[equipment.status],
        "hazards": signs(equipment.hazards),
        "ppe": signs(equipment.ppe),
    }


def signs(ids: Iterable[str]) -> str:
    """Names of pictograms in their order: "Crushing, Electricity"."""
    return ", ".join(SIGNS.get(id, id) for id in ids)
