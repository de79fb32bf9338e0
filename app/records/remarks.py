"""Records that need a supervisor's word: held ones and conflicts, and what was said about them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, exists, func, select, text
from sqlalchemy.orm import Session

from app.core.refusal import Malformed, NotFound
from app.guides.models import Guide, Version
from app.people.models import Person
from app.places.models import Equipment
from app.records import actions, scans
from app.records.models import EVER_URGENT, Conflict, Record, Remark, Review

LONGEST = 2000
SHOWN = 100


def remark(
    *, session: Session, who: Person, now: datetime, record: Record, sha256: str, accepts: bool, note: str
) -> None:
    """Say something about a record, or about the other bytes under its id. What arrived stays as it is."""
    note = note.strip()
    if not accepts and not note:
        raise Malformed("Write a note, or accept the record.")
    if len(note) > LONGEST:
        raise Malformed(f"A note has at most {LONGEST} characters.")
    if sha256 != record.sha256 and session.get(Conflict, (record.id, sha256)) is None:
        raise NotFound("There is no such record at your sites.")
    said = Remark(record_id=record.id, sha256=sha256, person_id=who.id, made_at=now)
    said.accepts, said.note = accepts, note
    session.add(said)
    if accepts and sha256 == record.sha256:
        actions.review(session=session, who=who, record=record, now=now)
        scans.accepted(session=session, who=who, now=now, record=record)
    session.flush()


def said(session: Session, record_id: str) -> list[Remark]:
    return list(session.scalars(select(Remark).where(Remark.record_id == record_id).order_by(Remark.number)))


def conflicts_of(session: Session, record_id: str) -> list[Conflict]:
    wanted = select(Conflict).where(Conflict.record_id == record_id)
    return list(session.scalars(wanted.order_by(Conflict.received_at, Conflict.sha256)))


def held(session: Session, sites: set[str]) -> Sequence[Row[Any]]:
    """Held records of these sites that nobody has accepted, newest first."""
    columns = (Record.id, Record.received_at, Record.held, Person.name.label("person"))
    wanted = _described(select(*columns, *NAMES).select_from(Record), Record.person_id)
    wanted = wanted.where(~exists().where(Review.record_seq == Record.seq))
    wanted = wanted.where(text(EVER_URGENT.format("record.")), Record.held_at_first.is_not(None))
    wanted = wanted.where(Record.site_id.in_(sites), Record.held.is_not(None))
    return session.execute(wanted.order_by(Record.seq.desc()).limit(SHOWN)).all()


def conflicts(session: Session, sites: set[str]) -> Sequence[Row[Any]]:
    """Other bytes under the id of a record of these sites that nobody has accepted, newest first."""
    columns = (Record.id, Conflict.received_at, Person.name.label("person"))
    wanted = _described(_in_conflict(select(*columns, *NAMES), sites), Record.person_id)
    return session.execute(wanted.order_by(Conflict.received_at.desc()).limit(SHOWN)).all()


def count_conflicts(session: Session, sites: set[str]) -> int:
    return session.scalar(_in_conflict(select(func.count()), sites)) or 0


NAMES = (Equipment.name.label("equipment"), func.coalesce(Version.title, Guide.title).label("guide"))


def _in_conflict(wanted: Select, sites: set[str]) -> Select:
    answered = (Remark.record_id == Conflict.record_id) & (Remark.sha256 == Conflict.sha256)
    return (
        wanted.select_from(Conflict)
        .join(Record, Record.id == Conflict.record_id)
        .where(Record.site_id.in_(sites), ~exists().where(answered, Remark.accepts))
    )


def _described(wanted: Select, person: Any) -> Select:
    version = (Version.guide_id == Record.guide_id) & (Version.number == Record.guide_version)
    return (
        wanted.outerjoin(Person, Person.id == person)
        .outerjoin(Equipment, Equipment.id == Record.equipment_id)
        .outerjoin(Guide, Guide.id == Record.guide_id)
        .outerjoin(Version, version)
    )
