"""Reading places. Every list is limited to the given sites."""

from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.refusal import NotFound
from app.places.models import Area, Equipment, EquipmentType, Site


def sites(session: Session, ids: set[str]) -> list[Site]:
    """By name."""
    return list(session.scalars(select(Site).where(Site.id.in_(ids)).order_by(Site.name)))


def areas(session: Session, sites: set[str]) -> list[Area]:
    """By name."""
    return list(session.scalars(select(Area).where(Area.site_id.in_(sites)).order_by(Area.name)))


def equipment_list(
    session: Session, sites: set[str], *, search: str = "", area_id: str = ""
) -> list[Equipment]:
    """Equipment by name; `search` looks in name and tag."""
    wanted = select(Equipment).where(Equipment.site_id.in_(sites))
    if search:
        wanted = wanted.where(
            or_(
                Equipment.name.icontains(search, autoescape=True),
                Equipment.tag.icontains(search, autoescape=True),
            )
        )
    if area_id:
        wanted = wanted.where(Equipment.area_id == area_id)
    return list(session.scalars(wanted.order_by(Equipment.name, Equipment.tag)))


def equipment(session: Session, equipment_id: str, sites: set[str]) -> Equipment:
    """One piece of equipment; NotFound outside the sites."""
    found = session.get(Equipment, equipment_id)
    if found is None or found.site_id not in sites:
        raise NotFound("There is no such equipment at your sites.")
    return found


def site_bodies(session: Session, ids: list[str]) -> dict[str, dict[str, Any]]:
    """What phones get of each site; see docs/wire.md."""
    rows = session.scalars(select(Site).where(Site.id.in_(ids)))
    return {row.id: {"name": row.name, "binders": row.binders} for row in rows}


def area_bodies(session: Session, ids: list[str]) -> dict[str, dict[str, Any]]:
    """What phones get of each area; see docs/wire.md."""
    rows = session.scalars(select(Area).where(Area.id.in_(ids)))
    return {row.id: {"name": row.name, "site": row.site_id, "parent": row.parent_id} for row in rows}


def equipment_type_bodies(session: Session, ids: list[str]) -> dict[str, dict[str, Any]]:
    """What phones get of each type; see docs/wire.md."""
    rows = session.scalars(select(EquipmentType).where(EquipmentType.id.in_(ids)))
    return {
        row.id: {
            "name": row.name,
            "site": row.site_id,
            "make": row.make,
            "model": row.model,
            "icon": row.icon,
            "hazards": row.hazards,
            "ppe": row.ppe,
        }
        for row in rows
    }


def equipment_bodies(session: Session, ids: list[str]) -> dict[str, dict[str, Any]]:
    """What phones get of each piece of equipment; see docs/wire.md."""
    rows = session.scalars(select(Equipment).where(Equipment.id.in_(ids)))
    return {
        row.id: {
            "name": row.name,
            "tag": row.tag,
            "site": row.site_id,
            "area": row.area_id,
            "equipment_type": row.type_id,
            "hazards": row.hazards,
            "ppe": row.ppe,
        }
        for row in rows
    }
