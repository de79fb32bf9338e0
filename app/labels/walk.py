"""A walk: which labels of a site were seen in place since a day, which sit elsewhere, which are missing.

What is wrong with which piece is read of all of them at once, as ids; only a page of them is read whole.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, tzinfo
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, or_, select
from sqlalchemy.orm import Session

from app.core import days
from app.labels.models import Label, Seen
from app.places import listing
from app.places import queries as places
from app.places.models import Equipment, Site

STATES = ("elsewhere", "missing", "none", "right")
"""In the order in which somebody wants to read them; missing was not scanned, none has no label."""
LACKING = ("missing", "none")
"""What goes on the next sheet."""
RANK = {"none": 0, "missing": 1, "elsewhere": 2, "right": 3}
"""Of several labels on one piece of equipment the one seen in place counts, or seen at all, or the newest."""


@dataclass(frozen=True)
class Walk:
    """Which walk: equipment of one site that fits the filter, since the beginning of a day there."""

    site: Site
    filter: listing.Wanted
    day: date
    since: datetime
    zone: tzinfo


class Found(NamedTuple):
    """One piece of equipment of the walk; `code` is its label."""

    equipment_id: str
    code: str | None
    state: str


@dataclass(frozen=True)
class Line:
    """One piece of equipment and its label, whole.

    `at` is where the label was scanned when that is elsewhere; `strays` are codes of labels that were found
    here and mean something else.
    """

    equipment: Equipment
    code: str | None
    state: str
    seen: datetime | None
    at: Equipment | None
    strays: list[str]


def wanted(session: Session, sites: set[str], filter: listing.Wanted, day: str, now: datetime) -> Walk:
    """The walk that an address asks for; of the first site when it names none, since today when no day."""
    known = places.sites(session, sites)
    site = next((one for one in known if one.id == filter.site), known[0])
    zone = days.zone(site.zone) or UTC
    since = days.day(day) or days.today(now, zone)
    return Walk(site, replace(filter, site=site.id), since, days.begins(since, zone), zone)


def walked(session: Session, walk: Walk) -> list[Found]:
    """All its equipment, worst first, then by name."""
    statement = (
        listing.matching(session, {walk.site.id}, walk.filter)
        .with_only_columns(Equipment.id, Label.code, _state(walk.since))
        .outerjoin(Label, and_(Label.equipment_id == Equipment.id, Label.state == "bound"))
        .outerjoin(Seen, Seen.label == Label.code)
        .order_by(Label.made_at)
    )
    found: dict[str, Found] = {}
    for one in map(Found._make, session.execute(statement)):
        before = found.get(one.equipment_id)
        if before is None or RANK[one.state] >= RANK[before.state]:
            found[one.equipment_id] = one
    return sorted(found.values(), key=lambda one: STATES.index(one.state))


def counts(found: Sequence[Found]) -> dict[str, int]:
    """How many there are of each state."""
    return Counter(one.state for one in found)


def lacking(found: Sequence[Found]) -> list[str]:
    """Ids of the equipment whose label is missing, or which has none."""
    return [one.equipment_id for one in found if one.state in LACKING]


def lines(session: Session, walk: Walk, found: Sequence[Found]) -> list[Line]:
    """A page of a walk, whole, in its order."""
    ids = [one.equipment_id for one in found]
    rows = {row.id: row for row in places.many(session, ids, {walk.site.id})}
    seen = _seen(session, [one.code for one in found if one.code])
    at = {row.id: row for row in _equipment(session, [one.place_id for one in seen.values()])}
    strays = _strays(session, walk, ids)
    return [_line(one, rows[one.equipment_id], seen.get(one.code or ""), at, strays) for one in found]


def _line(
    one: Found, row: Equipment, seen: Seen | None, at: dict[str, Equipment], strays: dict[str, list[str]]
) -> Line:
    here = seen if one.state not in LACKING else None
    place = at.get(here.place_id or "") if here and one.state == "elsewhere" else None
    return Line(row, one.code, one.state, here.placed_at if here else None, place, strays.get(row.id, []))


def _state(since: datetime) -> ColumnElement[str]:
    return case(
        (Label.code.is_(None), "none"),
        (or_(Seen.placed_at.is_(None), Seen.placed_at < since), "missing"),
        (Seen.place_id == Equipment.id, "right"),
        else_="elsewhere",
    )


def _seen(session: Session, codes: list[str]) -> dict[str, Seen]:
    return {row.label: row for row in session.scalars(select(Seen).where(Seen.label.in_(codes)))}


def _equipment(session: Session, ids: list[str | None]) -> list[Equipment]:
    return list(session.scalars(select(Equipment).where(Equipment.id.in_(set(ids) - {None}))))


def _strays(session: Session, walk: Walk, ids: list[str]) -> dict[str, list[str]]:
    """By equipment, the labels that were found there and mean something else."""
    elsewhere = or_(Label.equipment_id.is_(None), Label.equipment_id != Seen.place_id)
    statement = select(Seen.place_id, Label.code).join(Label, Label.code == Seen.label)
    statement = statement.where(Seen.place_id.in_(ids), Seen.placed_at >= walk.since, elsewhere)
    found: dict[str, list[str]] = {}
    for place, code in session.execute(statement.order_by(Label.code)):
        found.setdefault(place or "", []).append(code)
    return found
