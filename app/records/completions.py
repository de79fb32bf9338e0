"""Completions as a supervisor looks for them: what needs attention first, then newest; by page and by filter.

Needs attention: a failed item, a record that is held, or a correction, which no supervisor has reviewed yet.
A corrected record gives its place in the list to the newest that corrects it. Only its author corrects a
record, and only for the same guide; a held correction counts once it was accepted.
Order is the server's own (ledger number); a phone's clock never decides it.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.refusal import NotFound
from app.guides.models import Guide, Version
from app.people.models import Person
from app.places.models import Area, Equipment
from app.records.models import FILLED, EvidenceClaim, Recognition, Record, Review

PAGE = 50

Newer, NewerReview = aliased(Record), aliased(Review)
_recognised = select(Recognition.record_id).where(Recognition.record_seq == Record.seq).scalar_subquery()
own_id = func.coalesce(_recognised, Record.id)  # what a correction names; Record.id may be another, see there
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
urgent = case(
    (and_(Review.record_seq.is_(None), attention), 1),
    else_=0,
).label("urgent")
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
class Wanted:
    """A filter. Days are whole days of `zone`: the reader's own where the browser told it, else UTC."""

    search: str = ""
    equipment: str = ""
    person: str = ""
    guide: str = ""
    since: date | None = None
    until: date | None = None
    zone: tzinfo = UTC

    def __bool__(self) -> bool:
        return bool(self.search or self.equipment or self.person or self.guide or self.since or self.until)


@dataclass(frozen=True)
class Page:
    """`after` is the key of the next page, or None on the last."""

    rows: list[Row[Any]]
    after: str | None


def wanted(args: Mapping[str, str]) -> Wanted:
    """A filter from a query string; what makes no sense is left out."""
    said = {name: "".join(filter(str.isprintable, args.get(name, "")))[:100].strip() for name in args}
    return Wanted(
        search=said.get("search", ""),
        equipment=said.get("equipment", ""),
        person=said.get("person", ""),
        guide=said.get("guide", ""),
        since=_day(said.get("since", "")),
        until=_day(said.get("until", "")),
        zone=_zone(said.get("zone", "")),
    )


def page(session: Session, sites: set[str], filter: Wanted, after: str = "", size: int = PAGE) -> Page:
    """One page; `after` is what the page before gave, anything else begins at the start."""
    found = _where(select(*COLUMNS), sites, filter).where(corrected_by.is_(None))
    key = re.fullmatch(r"([01])\.(\d{1,10})", after, re.ASCII)
    if key:
        here, seq = int(key[1]), int(key[2])
        found = found.where(or_(urgent < here, and_(urgent == here, Record.seq < seq)))
    rows = list(session.execute(found.order_by(urgent.desc(), Record.seq.desc()).limit(size + 1)))
    last = rows[size - 1] if len(rows) > size else None
    return Page(rows[:size], f"{last.urgent}.{last.seq}" if last else None)


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
    lines = _where(select(Record.seq, urgent), sites, Wanted()).where(corrected_by.is_(None)).subquery()
    return session.scalar(select(func.count()).select_from(lines).where(lines.c.urgent == 1)) or 0


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


def _where(found: Select, sites: set[str], filter: Wanted) -> Select:
    found = _here(found, sites).where(Record.kind.in_(FILLED))
    exact = {
        Record.equipment_id: filter.equipment,
        Record.person_id: filter.person,
        Record.guide_id: filter.guide,
    }
    found = found.where(*(column == value for column, value in exact.items() if value))
    if filter.since:
        found = found.where(Record.finished_at >= _midnight(filter.since, filter.zone))
    if filter.until and filter.until < date.max:
        found = found.where(Record.finished_at < _midnight(filter.until + timedelta(days=1), filter.zone))
    for word in filter.search.split():
        places = (Person.name, Equipment.name, Equipment.tag, Area.name, Version.title, Record.id)
        found = found.where(or_(*(place.icontains(word, autoescape=True) for place in places)))
    return found


def _midnight(day: date, zone: tzinfo) -> datetime:
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:
        return datetime.combine(day, time(), UTC)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        return UTC
