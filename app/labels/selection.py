"""Which equipment gets labels: pieces that were ticked, or all that the filter of a page shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.refusal import NotFound
from app.labels import health, walk
from app.places import listing, queries
from app.places.models import Area, Equipment

LETTERS = (Equipment.id, Equipment.site_id, Equipment.name, Equipment.tag, Area.name)
PAGES = ("list", "walk", "wear")
"""Where somebody can say "all of these": the list to print from, what a walk lacks, what wears out."""


@dataclass(frozen=True)
class Selection:
    """`page` is one of PAGES, with its filter and, for a walk, its day; "" means the ticked ones."""

    ticked: Sequence[str] = ()
    page: str = ""
    filter: listing.Wanted = listing.Wanted()
    since: str = ""


class Named(NamedTuple):
    """What a label says of its equipment in letters."""

    id: str
    site_id: str
    name: str
    tag: str
    area: str

    @property
    def letters(self) -> tuple[str, str, str]:
        return self.name, self.tag, self.area


def named(session: Session, sites: set[str], selection: Selection, now: datetime) -> list[Named]:
    """The equipment in the order in which its labels are printed; NotFound when a ticked one is not there."""
    match selection.page:
        case "list":
            every = listing.matching(session, sites, selection.filter).with_only_columns(*LETTERS)
            return [Named(*row) for row in session.execute(every.join(Equipment.area))]
        case "walk":
            asked = walk.wanted(session, sites, selection.filter, selection.since, now)
            return _named(session, walk.lacking(walk.walked(session, asked)), sites)
        case "wear":
            return _named(session, health.worn(health.labels(session, sites, selection.filter)), sites)
    return _named(session, selection.ticked, sites)


def _named(session: Session, ids: Sequence[str], sites: set[str]) -> list[Named]:
    wanted = select(*LETTERS).join(Equipment.area)
    wanted = wanted.where(Equipment.site_id.in_(sites), Equipment.merged_into.is_(None))
    found: dict[str, Named] = {}
    for part in queries.batches(ids):
        found |= {row[0]: Named(*row) for row in session.execute(wanted.where(Equipment.id.in_(part)))}
    return _in_order(ids, found)


def name(row: Equipment) -> Named:
    """The letters of equipment that was read."""
    return Named(row.id, row.site_id, row.name, row.tag, row.area.name)


def whole(session: Session, ids: Sequence[str], sites: set[str]) -> list[Equipment]:
    """The equipment, in the order of `ids`; NotFound when one is not at the sites."""
    return _in_order(ids, {row.id: row for row in queries.many(session, ids, sites)})


def _in_order(ids: Iterable[str], found: dict[str, Any]) -> list[Any]:
    try:
        return [found[id] for id in ids]
    except KeyError:
        raise NotFound("There is no such equipment at your sites. It may have been merged.") from None
