"""Where a guide can belong, and what those places are called."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.refusal import NotFound
from app.guides.models import Attachment, Guide
from app.places.models import Area, Equipment, EquipmentType, Site
from app.places.rules import RETIRED

TABLES: dict[str, Any] = {"equipment": Equipment, "equipment_type": EquipmentType, "area": Area, "site": Site}
WORDS = {
    "equipment": "equipment",
    "equipment_type": "every one of this type",
    "area": "area",
    "site": "whole site",
}
ICONS = {"equipment": "label", "equipment_type": "list", "area": "pin", "site": "home"}
MOST = 12


@dataclass(frozen=True)
class Target:
    kind: str
    id: str
    name: str

    @property
    def word(self) -> str:
        """What kind of place it is, as a reader calls it."""
        return WORDS[self.kind]

    @property
    def icon(self) -> str:
        return ICONS[self.kind]


def named(session: Session, attachments: list[Attachment]) -> dict[str, Target]:
    """What each attachment points at, by attachment id."""
    places: dict[tuple[str, str], Target] = {}
    for kind, table in TABLES.items():
        ids = {one.target_id for one in attachments if one.target == kind}
        rows = session.scalars(select(table).where(table.id.in_(ids)))
        places |= {(kind, row.id): _target(kind, row) for row in rows}
    return {one.id: places[one.target, one.target_id] for one in attachments}


def target(session: Session, kind: str, target_id: str, site_id: str) -> Target:
    """One place of this site; NotFound for any other."""
    row = session.get(TABLES[kind], target_id) if kind in TABLES else None
    if row is None or (row.id if kind == "site" else row.site_id) != site_id:
        raise NotFound("There is no such place at this site.")
    return _target(kind, row)


def matching(session: Session, guide: Guide, search: str) -> list[Target]:
    """Places of the guide's site whose name has the words, types and areas first, without those it has."""
    taken = {one.target_id for one in guide.attachments}
    found: list[Target] = []
    for kind in ("site", "equipment_type", "area", "equipment"):
        table = TABLES[kind]
        wanted = select(table).where((table.id if kind == "site" else table.site_id) == guide.site_id)
        names = [table.name.icontains(search, autoescape=True)]
        if kind == "equipment":
            names += [table.tag.icontains(search, autoescape=True)]
            wanted = wanted.where(table.merged_into.is_(None), table.status != RETIRED)
        rows = session.scalars(
            wanted.where(or_(*names), table.id.not_in(taken)).order_by(table.name).limit(MOST)
        )
        found += [_target(kind, row) for row in rows]
    return found[:MOST]


def _target(kind: str, row) -> Target:
    return Target(kind, row.id, f"{row.name} ({row.tag})" if kind == "equipment" else row.name)
