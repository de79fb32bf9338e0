"""Reading places. Every list is limited to the given sites."""

from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import days
from app.core.refusal import NotFound
from app.places import listing
from app.places.models import Area, Equipment, EquipmentType, Site
from app.places.rules import Merged, folded

BATCH = 500


def sites(session: Session, ids: set[str]) -> list[Site]:
    """By name."""
    return list(session.scalars(select(Site).where(Site.id.in_(ids)).order_by(Site.name)))


def zone(session: Session, ids: set[str]) -> tzinfo | None:
    """The time zone that all these sites share; None when they differ, or nobody has said one."""
    names = {site.zone for site in sites(session, ids)}
    return days.zone(names.pop()) if len(names) == 1 else None


def areas(session: Session, sites: set[str]) -> list[Area]:
    """By name."""
    return list(session.scalars(select(Area).where(Area.site_id.in_(sites)).order_by(Area.name)))


def types(session: Session, sites: set[str]) -> list[EquipmentType]:
    """By name."""
    wanted = select(EquipmentType).where(EquipmentType.site_id.in_(sites))
    return list(session.scalars(wanted.order_by(EquipmentType.name)))


def equipment_list(
    session: Session, sites: set[str], *, search: str = "", area_id: str = ""
) -> list[Equipment]:
    """Equipment in use, by name; `search` looks in name and tag; an area takes in what is inside it."""
    filter = listing.Wanted(search=search, area=area_id)
    return list(session.scalars(listing.matching(session, sites, filter)))


def every_equipment(session: Session, sites: set[str]) -> list[Equipment]:
    """All that records may name, by name: retired and merged, too."""
    wanted = select(Equipment).where(Equipment.site_id.in_(sites))
    return list(session.scalars(wanted.order_by(Equipment.name, Equipment.tag)))


def equipment(session: Session, equipment_id: str, sites: set[str], *, lock: bool = False) -> Equipment:
    """One piece of equipment, held against other writers if asked; NotFound outside the sites."""
    return _mine(session, Equipment, equipment_id, sites, "equipment", lock)


def area(session: Session, area_id: str, sites: set[str], *, lock: bool = False) -> Area:
    """One area; NotFound outside the sites."""
    return _mine(session, Area, area_id, sites, "area", lock)


def equipment_type(session: Session, type_id: str, sites: set[str], *, lock: bool = False) -> EquipmentType:
    """One type; NotFound outside the sites."""
    return _mine(session, EquipmentType, type_id, sites, "type", lock)


def site(session: Session, site_id: str, sites: set[str]) -> Site:
    """One site; NotFound when it is not one of these."""
    found = session.get(Site, site_id) if site_id in sites else None
    if found is None:
        raise NotFound("This is not one of your sites.")
    return found


def by_tag(session: Session, site_id: str, tag: str) -> Equipment | None:
    """The equipment of this tag at a site, however its capitals are typed; what was merged away, too."""
    tags = session.execute(select(Equipment.id, Equipment.tag).where(Equipment.site_id == site_id))
    found = next((row.id for row in tags if folded(row.tag) == folded(tag)), None)
    return session.get(Equipment, found) if found else None


def areas_up(session: Session, area_id: str) -> list[str]:
    """The ids of an area and of those around it, innermost first."""
    found: list[str] = []
    area = session.get(Area, area_id)
    while area and area.id not in found:
        found.append(area.id)
        area = session.get(Area, area.parent_id) if area.parent_id else None
    return found


def standing(session: Session, equipment_id: str | None) -> Equipment | None:
    """The equipment of an id, or what it was merged into since; None for an unknown one."""
    row = session.get(Equipment, equipment_id or "")
    while row and row.merged_into:
        row = session.get(Equipment, row.merged_into)
    return row


def unmerged(row: Equipment) -> Equipment:
    """The same equipment; raise Merged when it leads to another by now."""
    if row.merged_into:
        raise Merged("It was merged into other equipment meanwhile. Nothing was changed; change that one.")
    return row


def many(session: Session, ids: Sequence[str], sites: set[str]) -> list[Equipment]:
    """Those of these ids that are at the sites, by name, however many."""
    rows: list[Equipment] = []
    for part in batches(ids):
        wanted = select(Equipment).where(Equipment.id.in_(part), Equipment.site_id.in_(sites))
        rows += session.scalars(wanted.where(Equipment.merged_into.is_(None)))
    return sorted(rows, key=lambda row: (row.name, row.tag))


def batches(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many at a time as a statement may name."""
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def counts(session: Session, column: Any, sites: set[str]) -> dict[str, int]:
    """How many pieces of equipment have each value of a column: by area id, type id or site id."""
    here = select(column, func.count()).where(Equipment.site_id.in_(sites), Equipment.merged_into.is_(None))
    return {row[0]: row[1] for row in session.execute(here.group_by(column))}


def _mine(session: Session, table: Any, id: str, sites: set[str], word: str, lock: bool) -> Any:
    found = session.get(table, id, with_for_update={"of": table} if lock else None)
    if found is None or found.site_id not in sites:
        raise NotFound(f"There is no such {word} at your sites.")
    return found


def site_bodies(session: Session, ids: list[str]) -> dict[str, dict[str, Any]]:
    """What phones get of each site; see docs/wire.md."""
    rows = session.scalars(select(Site).where(Site.id.in_(ids)))
    return {row.id: {"name": row.name, "binders": row.binders, "host": row.host} for row in rows}


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
            "serial": row.serial,
            "contact": row.contact,
            "status": row.status,
            "hazards": row.hazards,
            "ppe": row.ppe,
        }
        for row in rows
    }
