"""Changing the tree of areas."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.changes import mark
from app.people.models import Person
from app.places import actions, beside, queries, tree
from app.places.models import Area, Equipment
from app.places.rules import InsideItself, NameTaken, NotEmpty, OtherSite, folded


def add(
    *, session: Session, who: Person, now: datetime, site_id: str, name: str, parent: Area | None
) -> Area:
    """A new area; raise NameTaken when its neighbours have the name."""
    _check_name(session, site_id, parent.id if parent else None, name)
    if parent and parent.site_id != site_id:
        raise OtherSite("The area around it must be of the same site. Nothing was added.")
    return actions.add_area(
        session=session, site_id=site_id, name=name, parent_id=parent.id if parent else None
    )


def rename(*, session: Session, who: Person, now: datetime, area: Area, name: str) -> None:
    """Call it something else; raise NameTaken."""
    _check_name(session, area.site_id, area.parent_id, name, but=area.id)
    area.name = name
    _tell(session, area)


def move(*, session: Session, who: Person, now: datetime, area: Area, parent: Area | None) -> None:
    """Put an area, with all that is in it, into another of its site or (None) outermost."""
    if parent and parent.site_id != area.site_id:
        raise OtherSite("Areas stay at their site. Move the equipment instead.")
    if parent and parent.id in tree.within(queries.areas(session, {area.site_id}), area.id):
        raise InsideItself(f"{parent.name} is inside {area.name}. Choose another area.")
    _check_name(session, area.site_id, parent.id if parent else None, area.name, but=area.id)
    area.parent_id = parent.id if parent else None
    _tell(session, area)


def remove(*, session: Session, who: Person, now: datetime, area: Area) -> None:
    """Delete an area in which nothing is; raise NotEmpty. Guides that belonged to it no longer do."""
    inside = session.scalar(select(func.count()).where(Area.parent_id == area.id)) or 0
    equipment = session.scalar(select(func.count()).where(Equipment.area_id == area.id)) or 0
    if inside or equipment:
        raise NotEmpty(f"{area.name} still has equipment or areas in it. Move them first, then delete it.")
    beside.removed(session, "area", area.id)
    mark(session, "area", area.id, site_id=area.site_id, gone=True)
    session.delete(area)


def _check_name(session: Session, site_id: str, parent_id: str | None, name: str, but: str = "") -> None:
    for one in queries.areas(session, {site_id}):
        if one.parent_id == parent_id and one.id != but and folded(one.name) == folded(name):
            raise NameTaken(f"There is an area called {one.name} in this place already.")


def _tell(session: Session, area: Area) -> None:
    session.flush()
    mark(session, "area", area.id, site_id=area.site_id)
