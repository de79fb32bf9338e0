"""Completions as a supervisor looks for them: what needs attention first, then newest; by page and by filter.

Needs attention: a failed item, a record that is held, or a correction, which no supervisor has reviewed yet.
A corrected record gives its place in the list to the newest that corrects it. Only its author corrects a
record, and only for the same guide; a held correction counts once it was accepted.
Order is the server's own (ledger number); a phone's clock never decides it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, and_, case, func, or_, select, text
from sqlalchemy.orm import Session, aliased

from app.core.refusal import NotFound
from app.guides.models import Guide, Version
from app.people.models import Person
from app.places.models import Area, Equipment
from app.records.filters import Wanted
from app.records.models import EVER_URGENT, IS_FILLED, EvidenceClaim, Recognition, Record, Review

PAGE = 50

Newer, NewerReview = aliased(Record), aliased(Review)
_recognised = select(Recognition.record_id).where(Recognition.record_seq == Record.seq).correlate(Record)
own_id = func.coalesce(_recognised.scalar_subquery(), Record.id)  # what a correction names, see models.Record
corrected_by = (
    select(Newer.id)
    .outerjoin(NewerReview, NewerReview.record_seq == Newer.seq)
    .where(
        Newer.corrects == own_id,
        Newer.person_id == Record.person_id,
        Newer.guide_id == Record.guide_id,
        or_(Newer.held.is_(None), NewerReview.record_seq.is_not(None)),
    )
    .order_by(Newer.seq.desc())
    .limit(1)
    .scalar_subquery()
)
attention = or_(Record.failed > 0, Record.held.is_not(None), Record.corrects.is_not(None))
is_urgent = and_(text(EVER_URGENT.format("record.")), Review.record_seq.is_(None), attention)
urgent = case((is_urgent, 1), else_=0).label("urgent")
Reviewer = aliased(Person)
COLUMNS = (
    Record.seq,
    Record.id,
    Record.finished_at,
    Record.received_at,
    Record.failed,
    Record.flagged,
    Record.held,
    Record.guide_id,
    Record.person_id,
    Record.guide_version,
    Person.name.label("person"),
    Equipment.name.label("equipment"),
    Equipment.tag.label("tag"),
    Area.name.label("area"),
    Version.title.label("guide"),
    Guide.kind.label("guide_kind"),
    Version.body["duration_s"].as_float().label("length_s"),
    Record.jws,
    Record.corrects,
    corrected_by.label("corrected_by"),
    Review.reviewed_at,
    Reviewer.name.label("reviewer"),
    urgent,
)


@dataclass(frozen=True)
class Page:
    """`after` is the key of the next page, or None on the last."""

    rows: list[Row[Any]]
    after: str | None


def page(session: Session, sites: set[str], filter: Wanted, after: str = "", size: int = PAGE) -> Page:
    """One page; `after` is what the page before gave, anything else begins at the start."""
    key = re.fullmatch(r"([01])\.(\d{1,10})", after, re.ASCII)
    here, before = (int(key[1]), int(key[2])) if key else (1, None)
    seqs = _newest(session, sites, filter, is_urgent, before, size + 1) if here else []
    calm_before = None if here else before
    seqs += _newest(session, sites, filter, urgent == 0, calm_before, size + 1 - len(seqs))
    found = _here(select(*COLUMNS), sites).where(Record.seq.in_(seqs))
    rows = list(session.execute(found.order_by(urgent.desc(), Record.seq.desc())))
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], f"{last.urgent}.{last.seq}" if last else None)


def _newest(
    session: Session, sites: set[str], filter: Wanted, which: Any, before: int | None, most: int
) -> list[int]:
    """The highest numbers below `before`: each site by its own index from its newest, as far as is needed."""
    found: list[int] = []
    for site in sites:
        wanted = _uncorrected(select(Record.seq), {site}, filter).where(which)
        if before is not None:
            wanted = wanted.where(Record.seq < before)
        found += session.scalars(wanted.order_by(Record.seq.desc()).limit(most))
    return sorted(found, reverse=True)[:most]


def everything(session: Session, sites: set[str], filter: Wanted) -> Iterator[Row[Any]]:
    """Every row of a filter, the corrected ones too, newest first, as a stream."""
    found = _where(select(*COLUMNS), sites, filter).order_by(Record.seq.desc())
    yield from session.execute(found.execution_options(yield_per=200))


def one(session: Session, sites: set[str], record_id: str) -> tuple[Record, Row[Any]]:
    """A record of any kind and its line in the list; NotFound outside the sites."""
    found = _here(select(Record, *COLUMNS), sites).where(Record.id == record_id)
    row = session.execute(found).one_or_none() if record_id.isascii() and record_id.isprintable() else None
    if row is None:
        raise NotFound("There is no such completion at your sites.")
    return row[0], row


def corrected(session: Session, sites: set[str], row: Row[Any]) -> Row[Any] | None:
    """The line of the record that this one names, when it is here and its author's to correct."""
    if row.corrects is None:
        return None
    mine = select(Record.id).where(own_id == row.corrects, Record.guide_id == row.guide_id)
    found = session.scalar(mine.where(Record.person_id == row.person_id).limit(1))
    return one(session, sites, found)[1] if found else None


def to_review(session: Session, sites: set[str]) -> int:
    """How many of these need attention."""
    wanted = _uncorrected(select(func.count()), sites, Wanted()).where(is_urgent)
    return session.scalar(wanted) or 0


def guides(session: Session, sites: set[str]) -> list[Guide]:
    """Those a completion can be of: every guide that was ever published, by title."""
    wanted = select(Guide).where(Guide.site_id.in_(sites), Guide.id.in_(select(Version.guide_id)))
    return list(session.scalars(wanted.order_by(Guide.title)))


def shows(session: Session, sites: set[str], sha256: str) -> bool:
    """Whether a record of these sites names this evidence."""
    claims = select(EvidenceClaim.sha256).join(Record, Record.seq == EvidenceClaim.record_seq)
    found = claims.where(EvidenceClaim.sha256 == sha256, Record.site_id.in_(sites))
    return session.scalar(found.limit(1)) is not None


def _here(found: Select, sites: set[str]) -> Select:
    version = and_(Version.guide_id == Record.guide_id, Version.number == Record.guide_version)
    return (
        found.select_from(Record)
        .outerjoin(Review, Review.record_seq == Record.seq)
        .outerjoin(Reviewer, Reviewer.id == Review.person_id)
        .outerjoin(Person, Person.id == Record.person_id)
        .outerjoin(Equipment, Equipment.id == Record.equipment_id)
        .outerjoin(Area, Area.id == Equipment.area_id)
        .outerjoin(Guide, Guide.id == Record.guide_id)
        .outerjoin(Version, version)
        .where(Record.site_id.in_(sites))
    )


def _uncorrected(found: Select, sites: set[str], filter: Wanted) -> Select:
    return _where(found, sites, filter).where(corrected_by.is_(None))


def _where(found: Select, sites: set[str], filter: Wanted) -> Select:
    found = _here(found, sites).where(text(IS_FILLED.format("record.")))
    exact = {
        Record.equipment_id: filter.equipment,
        Record.person_id: filter.person,
        Record.guide_id: filter.guide,
    }
    found = found.where(*(column == value for column, value in exact.items() if value))
    if filter.begins:
        found = found.where(Record.finished_at >= filter.begins)
    if filter.ends:
        found = found.where(Record.finished_at < filter.ends)
    for word in filter.search.split():
        places = (Person.name, Equipment.name, Equipment.tag, Area.name, Version.title, Record.id)
        found = found.where(or_(*(place.icontains(word, autoescape=True) for place in places)))
    return found
