"""Changing places; every change is marked for the phones."""

from sqlalchemy.orm import Session

from app.core.changes import mark
from app.places.models import Area, Equipment, EquipmentType, Site


def add_site(*, session: Session, name: str) -> Site:
    """A new site, told to its phones."""
    return _add(session, "site", Site(name=name))


def add_area(*, session: Session, site_id: str, name: str, parent_id: str | None = None) -> Area:
    """A new area, inside another if `parent_id` is given."""
    return _add(session, "area", Area(site_id=site_id, name=name, parent_id=parent_id))


def add_equipment_type(*, session: Session, site_id: str, name: str, **facts) -> EquipmentType:
    """`facts`: make, model, icon, hazards, ppe."""
    return _add(session, "equipment_type", EquipmentType(site_id=site_id, name=name, **facts))


def add_equipment(
    *, session: Session, area: Area, type: EquipmentType, name: str, tag: str, **facts
) -> Equipment:
    """`facts`: hazards and ppe beyond those of the type."""
    row = Equipment(site_id=area.site_id, area_id=area.id, type_id=type.id, name=name, tag=tag, **facts)
    return _add(session, "equipment", row)


def _add(session: Session, kind: str, row):
    session.add(row)
    session.flush()
    mark(session, kind, row.id, site_id=row.id if kind == "site" else row.site_id)
    return row
