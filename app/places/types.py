"""Changing types and sites, which is for admins."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import days
from app.core.changes import mark
from app.people.models import Membership, Person
from app.places import actions, beside, queries
from app.places.models import Equipment, EquipmentType, Site
from app.places.rules import NameTaken, NotEmpty, NoZone, folded


def add(
    *, session: Session, who: Person, now: datetime, site_id: str, facts: dict[str, Any]
) -> EquipmentType:
    """A new type; raise NameTaken."""
    _check_name(session, site_id, facts["name"])
    return actions.add_equipment_type(session=session, site_id=site_id, **facts)


def change(
    *, session: Session, who: Person, now: datetime, type: EquipmentType, facts: dict[str, Any]
) -> None:
    """Set the facts of a type, and with them what all its equipment shows; raise NameTaken."""
    _check_name(session, type.site_id, facts["name"], but=type.id)
    for name, value in facts.items():
        setattr(type, name, value)
    session.flush()
    mark(session, "equipment_type", type.id, site_id=type.site_id)


def remove(*, session: Session, who: Person, now: datetime, type: EquipmentType) -> None:
    """Delete a type that no equipment has; raise NotEmpty."""
    if session.scalar(select(func.count()).where(Equipment.type_id == type.id)):
        raise NotEmpty(f"Some equipment is of the type {type.name}. Give it another type first.")
    beside.removed(session, "equipment_type", type.id)
    mark(session, "equipment_type", type.id, site_id=type.site_id, gone=True)
    session.delete(type)


def add_site(*, session: Session, who: Person, now: datetime, name: str, zone: str) -> Site:
    """A new site, whose admin is the person who made it; raise NameTaken or NoZone."""
    _check_site_name(session, name)
    _check_zone(zone)
    site = actions.add_site(session=session, name=name, zone=zone)
    session.add(Membership(person_id=who.id, site_id=site.id, role="admin"))
    session.flush()
    return site


def change_site(*, session: Session, who: Person, now: datetime, site: Site, name: str, zone: str) -> None:
    """Its name, and whose midnight ends its days; raise NameTaken or NoZone."""
    _check_site_name(session, name, but=site.id)
    _check_zone(zone)
    site.name, site.zone = name, zone
    session.flush()
    mark(session, "site", site.id, site_id=site.id)


def _check_name(session: Session, site_id: str, name: str, but: str = "") -> None:
    for one in queries.types(session, {site_id}):
        if one.id != but and folded(one.name) == folded(name):
            raise NameTaken(f"There is a type called {one.name} already.")


def _check_site_name(session: Session, name: str, but: str = "") -> None:
    for one in session.scalars(select(Site)):
        if one.id != but and folded(one.name) == folded(name):
            raise NameTaken(f"There is a site called {one.name} already.")


def _check_zone(name: str) -> None:
    if name and days.zone(name) is None:
        raise NoZone("Choose a time zone of the list, such as Europe/Berlin. Nothing was changed.")
