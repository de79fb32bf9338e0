"""Changing places: new ones, and the facts of what is there. Every change is marked for the phones."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.changes import mark, mark_all
from app.people.models import Person
from app.places import history, queries
from app.places.models import Area, Equipment, EquipmentType, Site
from app.places.rules import RETIRED, STATUSES, NothingChosen, OtherSite, TagTaken

SIGNS = ("hazards", "ppe")


def add_site(*, session: Session, name: str, zone: str = "") -> Site:
    """A new site, told to its phones; `zone` is the IANA name of its time zone."""
    return _add(session, "site", Site(name=name, zone=zone))


def add_area(*, session: Session, site_id: str, name: str, parent_id: str | None = None) -> Area:
    """A new area, inside another if `parent_id` is given."""
    return _add(session, "area", Area(site_id=site_id, name=name, parent_id=parent_id))


def add_equipment_type(*, session: Session, site_id: str, name: str, **facts: Any) -> EquipmentType:
    """`facts`: make, model, icon, hazards, ppe."""
    return _add(session, "equipment_type", EquipmentType(site_id=site_id, name=name, **facts))


def add_equipment(
    *, session: Session, area: Area, type: EquipmentType, name: str, tag: str, **facts: Any
) -> Equipment:
    """`facts`: serial, contact, status, and hazards and ppe beyond those of the type."""
    row = Equipment(site_id=area.site_id, area_id=area.id, type_id=type.id, name=name, tag=tag, **facts)
    return _add(session, "equipment", row)


def register(
    *, session: Session, who: Person, now: datetime, area: Area, type: EquipmentType, facts: dict[str, Any]
) -> Equipment:
    """Somebody adds equipment in the console; raise TagTaken, or OtherSite when they differ in site."""
    _check_site(area.site_id, type.site_id)
    _check_tag(session, area.site_id, facts["tag"])
    row = add_equipment(session=session, area=area, type=type, **facts)
    history.note(session, who, now, row, "made")
    return row


def change(
    *,
    session: Session,
    who: Person,
    now: datetime,
    equipment: Equipment,
    area: Area,
    type: EquipmentType,
    facts: dict[str, Any],
) -> None:
    """Set facts, area and type within the site; raise TagTaken or OtherSite. What stays says nothing."""
    _check_site(equipment.site_id, area.site_id, type.site_id)
    _check_tag(session, equipment.site_id, facts.get("tag", equipment.tag), but=equipment.id)
    _write(session, who, now, equipment, {**facts, "area": area, "type": type})


def change_all(
    *, session: Session, who: Person, now: datetime, equipment: list[Equipment], wanted: dict[str, Any]
) -> int:
    """Set `area`, `type` or `status` of many, or add to their `hazards` or `ppe`; return how many changed.

    Raise OtherSite before anything changes when an area or type is not of the site of each.
    """
    if not wanted or not equipment:
        raise NothingChosen("Tick equipment in the list and say what to change. Nothing was changed.")
    for place in (wanted.get("area"), wanted.get("type")):
        if place is not None:
            _check_site(place.site_id, *{row.site_id for row in equipment})
    changed: dict[str, list[tuple[Equipment, history.Facts]]] = {}
    for row in equipment:
        facts = rewrite(row, _merged_signs(row, wanted))
        if facts:
            changed.setdefault(row.site_id, []).append((row, facts))
    for site_id, lines in changed.items():
        history.note_all(session, who, now, "changed", [(row.id, facts) for row, facts in lines])
        mark_all(session, "equipment", [row.id for row, _ in lines], site_id=site_id)
    return sum(map(len, changed.values()))


def set_status(*, session: Session, who: Person, now: datetime, equipment: Equipment, status: str) -> None:
    """Active, out of service or retired; its labels stay, so that a scan can say what happened."""
    assert status in STATUSES
    before = equipment.status
    what = "retired" if status == RETIRED else "returned" if before == RETIRED else "changed"
    _write(session, who, now, equipment, {"status": status}, what)


def set_photo(
    *, session: Session, who: Person, now: datetime, equipment: Equipment, sha256: str | None
) -> None:
    """Show this picture (among the blobs), or none. The one before stays: the history names it."""
    equipment.photo = sha256
    history.note(session, who, now, equipment, "photo", {"photo": ["", "added" if sha256 else "removed"]})


def rewrite(row: Equipment, wanted: dict[str, Any]) -> history.Facts:
    """Set facts, `area` and `type`, told to nobody; what differs from before, as people read it."""
    before = history.reading(row)
    for name, value in wanted.items():
        setattr(row, name, value)
    return history.differences(before, history.reading(row))


def _write(
    session: Session,
    who: Person,
    now: datetime,
    row: Equipment,
    wanted: dict[str, Any],
    what: str = "changed",
) -> None:
    facts = rewrite(row, wanted)
    if facts:
        history.note(session, who, now, row, what, facts)
        mark(session, "equipment", row.id, site_id=row.site_id)


def _merged_signs(row: Equipment, wanted: dict[str, Any]) -> dict[str, Any]:
    """Signs are added to those that are there; all else replaces."""
    return {
        name: list(dict.fromkeys([*getattr(row, name), *value])) if name in SIGNS else value
        for name, value in wanted.items()
    }


def _check_site(first: str, *others: str) -> None:
    if any(site != first for site in others):
        raise OtherSite("Area, type and equipment must be of one site. Nothing was changed.")


def _check_tag(session: Session, site_id: str, tag: str, but: str = "") -> None:
    holder = queries.by_tag(session, site_id, tag)
    if holder and holder.id != but:
        raise TagTaken(f"{holder.name} has the tag {holder.tag} already. Choose another one.")


def _add(session: Session, kind: str, row: Any) -> Any:
    session.add(row)
    session.flush()
    mark(session, kind, row.id, site_id=row.id if kind == "site" else row.site_id)
    return row
