"""Equipment that goes to another site, and two that turn out to be one. Labels and guides follow."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.changes import mark
from app.people.models import Person
from app.places import actions, beside, history, queries, rules
from app.places.models import Area, Equipment, EquipmentType, Site


def move(*, session: Session, who: Person, now: datetime, equipment: Equipment, area: Area) -> None:
    """Put equipment into an area of any site; raise TagTaken when the other site has its tag already.

    Its labels go with it and work there. The type is the other site's of the same name, or a copy; a danger
    that only the old one had is the equipment's own from then on.
    """
    if area.site_id == equipment.site_id:
        _place(session, who, now, equipment, area, {"area": [equipment.area.name, area.name]})
        return
    _check_tag(session, equipment, area.site_id)
    before, after = session.get_one(Site, equipment.site_id), session.get_one(Site, area.site_id)
    known = _signs(equipment)
    equipment.type = _type_at(session, equipment.type, area.site_id)
    _keep_signs(equipment, known)
    said = {"site": [before.name, after.name], "area": [equipment.area.name, area.name]}
    mark(session, "equipment", equipment.id, site_id=before.id, gone=True)
    equipment.site_id = after.id
    _place(session, who, now, equipment, area, said)
    beside.moved(session, who, now, equipment, before.id)


def merge(
    *,
    session: Session,
    who: Person,
    now: datetime,
    loser: Equipment,
    survivor: Equipment,
    even_retired: bool = False,
) -> None:
    """The loser's labels and guides lead to the survivor; the loser's row stays, for records name it.

    Of two readings the safer counts: a danger known of either stays known, what is out of service stays so.
    What is in use goes to what is retired only when `even_retired` says so.
    """
    if loser.id == survivor.id:
        raise rules.Merged("This is the same piece of equipment. Give the tag of the other one.")
    if loser.site_id != survivor.site_id:
        raise rules.OtherSite("Both must be at one site. Move one of them first, then merge.")
    if loser.merged_into or survivor.merged_into:
        raise rules.Merged("One of them was merged already. Nothing was changed.")
    if survivor.status == rules.RETIRED != loser.status and not even_retired:
        raise rules.IntoRetired(survivor.name, survivor.tag)
    if loser.status == rules.OUT_OF_SERVICE and survivor.status == rules.ACTIVE:
        survivor.status = rules.OUT_OF_SERVICE
    loser.merged_into, loser.status = survivor.id, rules.RETIRED
    _keep_signs(survivor, _signs(loser))
    session.flush()
    names = [f"{row.name} ({row.tag})" for row in (loser, survivor)]
    history.note(session, who, now, loser, "merged", {"name": names})
    history.note(session, who, now, survivor, "took-in", {"name": names})
    mark(session, "equipment", loser.id, site_id=loser.site_id, gone=True)
    mark(session, "equipment", survivor.id, site_id=survivor.site_id)
    beside.merged(session, who, now, loser, survivor)


def _place(
    session: Session, who: Person, now: datetime, equipment: Equipment, area: Area, said: history.Facts
) -> None:
    if equipment.area_id == area.id:
        return
    equipment.area = area
    session.flush()
    history.note(session, who, now, equipment, "moved", said)
    mark(session, "equipment", equipment.id, site_id=equipment.site_id)


def _check_tag(session: Session, equipment: Equipment, site_id: str) -> None:
    holder = queries.by_tag(session, site_id, equipment.tag)
    if holder:
        raise rules.TagTaken(
            f"{holder.name} has the tag {holder.tag} at that site already. Change one of the tags, then move."
        )


def _type_at(session: Session, type: EquipmentType, site_id: str) -> EquipmentType:
    """The type of this name at another site; made there, with the same facts, when it has none."""
    there = queries.types(session, {site_id})
    same = next((one for one in there if rules.folded(one.name) == rules.folded(type.name)), None)
    if same:
        return same
    facts = {name: getattr(type, name) for name in ("name", "make", "model", "icon", "hazards", "ppe")}
    copy = EquipmentType(site_id=site_id, **facts)
    session.add(copy)
    session.flush()
    mark(session, "equipment_type", copy.id, site_id=site_id)
    return copy


def _signs(row: Equipment) -> dict[str, list[str]]:
    """What a scan of it warns of: its type's, then its own."""
    return {name: [*getattr(row.type, name), *getattr(row, name)] for name in actions.SIGNS}


def _keep_signs(row: Equipment, known: dict[str, list[str]]) -> None:
    """What was known and would not be shown any more becomes its own."""
    shown = _signs(row)
    for name, theirs in known.items():
        more = [sign for sign in theirs if sign not in shown[name]]
        setattr(row, name, [*getattr(row, name), *dict.fromkeys(more)])
