"""The list of equipment: what is asked for, one page of it, and all of it for an export."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.core.paging import SIZE, Page, start
from app.places import beside, tree
from app.places.models import Area, Equipment
from app.places.rules import RETIRED, STATUSES

LABELS = {"with": "Has a label", "without": "Has none"}


@dataclass(frozen=True)
class Wanted:
    """The filter. Empty means all; no status means not retired; `area` takes in what is inside it."""

    search: str = ""
    site: str = ""
    area: str = ""
    type: str = ""
    status: str = ""
    label: str = ""

    def __bool__(self) -> bool:
        return any(asdict(self).values())

    def asked(self) -> dict[str, str]:
        """The filter as parts of an address."""
        return {name: value for name, value in asdict(self).items() if value}


def wanted(said: Mapping[str, str]) -> Wanted:
    """The filter in an address; what is not one of the choices is left out."""
    status, label = said.get("status", ""), said.get("label", "")
    return Wanted(
        search=said.get("search", "").strip()[:100],
        site=said.get("site", ""),
        area=said.get("area", ""),
        type=said.get("type", ""),
        status=status if status in (*STATUSES, "all") else "",
        label=label if label in LABELS else "",
    )


def page(session: Session, sites: set[str], filter: Wanted, number: int = 1) -> Page[Equipment]:
    """One page by name; a page behind the last is empty."""
    rows = session.scalars(matching(session, sites, filter).offset(start(number)).limit(SIZE))
    return Page(list(rows), number, count(session, sites, filter))


def count(session: Session, sites: set[str], filter: Wanted) -> int:
    """How many fit."""
    found = matching(session, sites, filter).with_only_columns(func.count()).order_by(None)
    return session.scalar(found) or 0


def everything(session: Session, sites: set[str], filter: Wanted) -> Iterator[Equipment]:
    """All that fits, by name, a thousand at a time."""
    yield from session.scalars(matching(session, sites, filter).execution_options(yield_per=1000))


def matching(session: Session, sites: set[str], filter: Wanted) -> Select[Any]:
    """The statement: within these sites, never what was merged away."""
    found = select(Equipment).where(Equipment.site_id.in_(sites), Equipment.merged_into.is_(None))
    for word in filter.search.split():
        columns = (Equipment.name, Equipment.tag, Equipment.serial)
        found = found.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    if filter.site:
        found = found.where(Equipment.site_id == filter.site)
    if filter.area:
        found = found.where(Equipment.area_id.in_(_within(session, sites, filter.area)))
    if filter.type:
        found = found.where(Equipment.type_id == filter.type)
    if filter.label:
        labelled = beside.having("labels")
        found = found.where(
            Equipment.id.in_(labelled) if filter.label == "with" else Equipment.id.not_in(labelled)
        )
    return _of_status(found, filter.status).order_by(Equipment.name, Equipment.tag, Equipment.id)


def _of_status(found: Select[Any], status: str) -> Select[Any]:
    if status == "all":
        return found
    return found.where(Equipment.status == status if status else Equipment.status != RETIRED)


def _within(session: Session, sites: set[str], area_id: str) -> list[str]:
    return tree.within(session.scalars(select(Area).where(Area.site_id.in_(sites))), area_id)
