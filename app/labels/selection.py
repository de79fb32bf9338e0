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


def ids(session: Session, sites: set[str], selection: Selection, now: datetime) -> list[str]:
    """The ids of the equipment in the order in which its labels are printed."""
    match selection.page:
        case "list":
            return listing.ids(session, sites, selection.filter)
        case "walk":
            asked = walk.wanted(session, sites, selection.filter, selection.since, now)
            return walk.lacking(walk.walked(session, asked))
        case "wear":
            return health.worn(health.labels(session, sites, selection.filter))
    return list(selection.ticked)


def named(session: Session, ids: Sequence[str], sites: set[str]) -> list[Named]:
    """The letters of each, in the order of `ids`; NotFound when one is not at the sites."""
    facts = (Equipment.id, Equipment.site_id, Equipment.name, Equipment.tag, Area.name)
    wanted = select(*facts).join(Area, Area.id == Equipment.area_id)
    wanted = wanted.where(Equipment.site_id.in_(sites), Equipment.merged_into.is_(None))
    found: dict[str, Named] = {}
    for part in queries.batches(ids):
        found |= {row[0]: Named(*row) for row in session.execute(wanted.where(Equipment.id.in_(part)))}
    return _in_order(ids, found)


def whole(session: Session, ids: Sequence[str], sites: set[str]) -> list[Equipment]:
    """The equipment, in the order of `ids`; NotFound when one is not at the sites."""
    return _in_order(ids, {row.id: row for row in queries.many(session, ids, sites)})


def _in_order(ids: Iterable[str], found: dict[str, Any]) -> list[Any]:
    try:
        return [found[id] for id in ids]
    except KeyError:
        raise NotFound("There is no such equipment at your sites. It may have been merged.") from None
