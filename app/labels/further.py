"""Further codes of equipment: a GS1 asset number, or a barcode that is there already; phones resolve them."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from app.core.changes import mark
from app.core.refusal import NotFound
from app.labels import rules
from app.labels.models import FurtherCode
from app.people.models import Person
from app.places.models import Equipment

KIND = "further_code"  # on the wire


def add(*, session: Session, who: Person, now: datetime, equipment: Equipment, text: str) -> FurtherCode:
    """Bind what a scanner reads to equipment; again changes nothing.

    Raises rules.NoFurtherCode for what is none or a label of ours, rules.CodeTaken when it means another.
    """
    code = rules.further(text)
    there = session.get(FurtherCode, (equipment.site_id, code))
    if there is None:
        there = FurtherCode(site_id=equipment.site_id, text=code, equipment_id=equipment.id)
        there.person_id, there.added_at = who.id, now
        session.add(there)
        session.flush()
        tell(session, there)
    if there.equipment_id != equipment.id:
        other = session.get_one(Equipment, there.equipment_id)
        raise rules.CodeTaken(f"This code means {other.name} ({other.tag}). Take it off there first.")
    return there


def remove(*, session: Session, who: Person, now: datetime, equipment: Equipment, text: str) -> None:
    """The code means nothing any more; NotFound when it is not of this equipment."""
    code = session.get(FurtherCode, (equipment.site_id, text))
    if code is None or code.equipment_id != equipment.id:
        raise NotFound("This equipment has no such code. It may have been taken off.")
    tell(session, code, gone=True)
    session.delete(code)
    session.flush()


def of(session: Session, equipment: Equipment) -> list[FurtherCode]:
    """In order of their text."""
    wanted = select(FurtherCode).where(FurtherCode.equipment_id == equipment.id)
    return list(session.scalars(wanted.order_by(FurtherCode.text)))


def tell(session: Session, code: FurtherCode, *, gone: bool = False) -> None:
    """Phones of its site are to hear that it changed."""
    mark(session, KIND, f"{code.site_id}/{code.text}", site_id=code.site_id, gone=gone)


def bodies(session: Session, ids: list[str]) -> dict[str, dict[str, Any]]:
    """What phones get of each; ids are `<site>/<text>`. See docs/wire.md."""
    keys = [tuple(one.split("/", 1)) for one in ids]
    rows = session.scalars(select(FurtherCode).where(tuple_(FurtherCode.site_id, FurtherCode.text).in_(keys)))
    return {f"{row.site_id}/{row.text}": {"equipment": row.equipment_id, "site": row.site_id} for row in rows}
