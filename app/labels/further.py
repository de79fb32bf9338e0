"""Further codes of equipment: a GS1 asset number, or a barcode that is there already; phones resolve them."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from app.core.changes import mark
from app.core.refusal import NotFound
from app.labels import bindings, rules
from app.labels.models import Binding, FurtherCode, Label
from app.people.models import Person
from app.places.models import Equipment

KIND = "further_code"  # on the wire


def add(*, session: Session, who: Person, now: datetime, equipment: Equipment, text: str) -> FurtherCode:
    """Bind what a scanner reads to equipment; again changes nothing.

    Raises rules.NoFurtherCode for what is none, rules.LabelHasIt for the code of a label that there is,
    rules.CodeTaken when it means another.
    """
    code = rules.further(text)
    _refuse_label(session, code)
    there = session.get(FurtherCode, (equipment.site_id, code))
    if there and there.equipment_id != equipment.id:
        other = session.get_one(Equipment, there.equipment_id)
        raise rules.CodeTaken(f"This code means {other.name} ({other.tag}). Take it off there first.")
    return bind(session=session, who=who, now=now, equipment=equipment, code=code)


def _refuse_label(session: Session, code: str) -> None:
    text = code.removeprefix("text:")
    label = session.get(Label, rules.normalise(text)) if text != code else None
    if label:
        raise rules.LabelHasIt(
            f"{text} is the code of a label, and would open what that means. Put the label on this "
            "equipment, or, if this is another barcode, stick a new label beside it. Nothing was changed."
        )


def bind(
    *,
    session: Session,
    who: Person,
    now: datetime,
    equipment: Equipment,
    code: str,
    how: str = "console",
    record_id: str | None = None,
) -> FurtherCode:
    """From now on the code means this equipment, whatever it meant before; again changes nothing."""
    row = session.get(FurtherCode, (equipment.site_id, code))
    if row and row.equipment_id == equipment.id:
        return row
    if row:
        bindings.end(session, now, code, row.equipment_id)
    row = row or FurtherCode(site_id=equipment.site_id, text=code)
    row.equipment_id, row.person_id, row.added_at = equipment.id, who.id, now
    session.add(row)
    bindings.begin(session, who, now, code, equipment.id, how=how, record_id=record_id)
    tell(session, row)
    return row


def remove(*, session: Session, who: Person, now: datetime, equipment: Equipment, text: str) -> None:
    """The code means nothing any more; NotFound when it is not of this equipment."""
    code = session.get(FurtherCode, (equipment.site_id, text))
    if code is None or code.equipment_id != equipment.id:
        raise NotFound("This equipment has no such code. It may have been taken off.")
    tell(session, code, gone=True)
    forget(session, now, code)


def forget(session: Session, now: datetime, code: FurtherCode) -> None:
    """It means nothing any more; what it meant stays in the history."""
    bindings.end(session, now, code.text, code.equipment_id)
    session.delete(code)
    session.flush()


def meaning(session: Session, site_id: str, code: str) -> Equipment | None:
    """What the code means at a site."""
    row = session.get(FurtherCode, (site_id, code))
    return session.get(Equipment, row.equipment_id) if row else None


def of(session: Session, equipment: Equipment) -> list[FurtherCode]:
    """In order of their text."""
    wanted = select(FurtherCode).where(FurtherCode.equipment_id == equipment.id)
    return list(session.scalars(wanted.order_by(FurtherCode.text)))


def history(session: Session, equipment: Equipment) -> list[Binding]:
    """Every further code that ever meant this equipment, newest first."""
    wanted = select(Binding).where(Binding.equipment_id == equipment.id).order_by(Binding.number.desc())
    return [row for row in session.scalars(wanted) if rules.is_further(row.label)]


def tell(session: Session, code: FurtherCode, *, gone: bool = False) -> None:
    """Phones of its site are to hear that it changed."""
    session.flush()
    mark(session, KIND, f"{code.site_id}/{code.text}", site_id=code.site_id, gone=gone)


def tell_what_holds(session: Session, site_id: str, code: str) -> None:
    """A phone that shows its own wish is to hear what the code means, or that it means nothing."""
    known = session.get(FurtherCode, (site_id, code)) is not None
    mark(session, KIND, f"{site_id}/{code}", site_id=site_id, gone=not known)


def bodies(session: Session, ids: list[str]) -> dict[str, dict[str, Any]]:
    """What phones get of each; ids are `<site>/<text>`. See docs/wire.md."""
    keys = [tuple(one.split("/", 1)) for one in ids]
    rows = session.scalars(select(FurtherCode).where(tuple_(FurtherCode.site_id, FurtherCode.text).in_(keys)))
    return {f"{row.site_id}/{row.text}": {"equipment": row.equipment_id, "site": row.site_id} for row in rows}
