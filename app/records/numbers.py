"""The numbers of an enrolment's records: which never came, and which came more than once.

A counter that the phone did not sign proves nothing, neither a gap nor that there is none.
"""

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import CompoundSelect, Select, func, or_, select, union_all
from sqlalchemy.orm import Session

from app.people.models import Enrolment
from app.records.models import Conflict, Record
from app.records.rules import UNPROVEN

SIGNED = or_(Record.held_at_first.is_(None), Record.held.is_(None), Record.held.not_in(UNPROVEN))
Gap = tuple[int, int]  # first and last number that has not arrived
Fork = tuple[int, int]  # a number, and how many different records have it
Enrolments = list[str] | Select[tuple[str]]


@dataclass(frozen=True)
class Numbers:
    """By enrolment, in order; nothing for one that has counted 1, 2, 3 …"""

    gaps: dict[str, list[Gap]]
    forks: dict[str, list[Fork]]


def numbers(session: Session, enrolments: Enrolments) -> Numbers:
    """Numbers counted past that are not here, not even in conflict; and those that two records have.

    A key that is on two phones, by a copy of all that is on one, makes both count from the same number.
    """
    suspects = _suspects(session, enrolments)
    return Numbers(_gaps(session, suspects), _forks(session, suspects))


def all_forks(session: Session) -> dict[str, list[Fork]]:
    return _forks(session, _suspects(session, select(Enrolment.id)))


def _suspects(session: Session, enrolments: Enrolments) -> list[str]:
    """Those that have counted farther than there are numbers, or have more records than numbers, or have a
    conflict: most have not."""
    counted = select(Record.enrolment_id).where(Record.enrolment_id.in_(enrolments), SIGNED)
    different = func.count(Record.counter.distinct())
    strange = counted.group_by(Record.enrolment_id).having(
        or_(func.max(Record.counter) > different, func.count(Record.counter) > different)
    )
    in_conflict = select(Conflict.enrolment_id).where(Conflict.enrolment_id.in_(enrolments)).distinct()
    return [*session.scalars(strange), *session.scalars(in_conflict)]


def _here(suspects: list[str], *, named: bool) -> CompoundSelect:
    """What each has signed and is here: enrolment, number and, if asked, id, which is not in the index."""
    records = [Record.enrolment_id, Record.counter, *[Record.id] * named]
    conflicts = [Conflict.enrolment_id, Conflict.counter, *[Conflict.record_id] * named]
    return union_all(
        select(*records).where(Record.enrolment_id.in_(suspects), SIGNED),
        select(*conflicts).where(Conflict.enrolment_id.in_(suspects)),
    )


def _gaps(session: Session, suspects: list[str]) -> dict[str, list[Gap]]:
    here = _here(suspects, named=False).subquery()
    before = func.lag(here.c.counter, 1, 0).over(partition_by=here.c.enrolment_id, order_by=here.c.counter)
    counted = select(here, before.label("before")).subquery()
    jumps = select(counted).where(counted.c.counter - counted.c.before > 1)
    lacking: dict[str, list[Gap]] = defaultdict(list)
    for enrolment, counter, last in session.execute(
        jumps.order_by(counted.c.enrolment_id, counted.c.counter)
    ):
        lacking[enrolment].append((last + 1, counter - 1))
    return lacking


def _forks(session: Session, suspects: list[str]) -> dict[str, list[Fork]]:
    """Other bytes under one id are a conflict, which is told for itself: only ids are counted here."""
    here = _here(suspects, named=True).subquery()
    number, records = (here.c.enrolment_id, here.c.counter), func.count(here.c.id.distinct())
    twice = select(*number, records).group_by(*number).having(records > 1).order_by(*number)
    found: dict[str, list[Fork]] = defaultdict(list)
    for enrolment, counter, count in session.execute(twice):
        found[enrolment].append((counter, count))
    return found
