"""What a code ever meant: each binding is added and ended, never changed."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.labels.models import Binding
from app.people.models import Person


def begin(
    session: Session,
    who: Person | None,
    now: datetime,
    code: str,
    equipment_id: str,
    *,
    how: str,
    record_id: str | None = None,
) -> None:
    """From now on a code means this equipment."""
    row = Binding(label=code, equipment_id=equipment_id, how=how, bound_at=now)
    row.person_id, row.record_id = who.id if who else None, record_id
    session.add(row)
    session.flush()


def begin_all(session: Session, who: Person | None, now: datetime, codes: Mapping[str, str]) -> None:
    """Likewise of labels that were made for equipment, by its id."""
    made = {"how": "made", "person_id": who.id if who else None, "bound_at": now}
    session.add_all(Binding(label=code, equipment_id=id, **made) for id, code in codes.items())
    session.flush()


def end(session: Session, now: datetime, code: str, equipment_id: str | None = None) -> None:
    """Its binding, if there is one, ends now; `equipment_id` tells apart what two sites call the same."""
    running = select(Binding).where(Binding.label == code, Binding.ended_at.is_(None))
    if equipment_id:
        running = running.where(Binding.equipment_id == equipment_id)
    for binding in session.scalars(running):
        binding.ended_at = now


def of(session: Session, code: str) -> list[Binding]:
    """Everything a label ever meant, newest first."""
    wanted = select(Binding).where(Binding.label == code)
    return list(session.scalars(wanted.order_by(Binding.number.desc())))
