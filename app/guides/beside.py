"""What guides know of equipment, and how they follow it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.core.changes import mark
from app.guides.models import Attachment, Guide
from app.people.models import Person
from app.places import queries as places
from app.places.beside import Neighbour, Note
from app.places.models import Equipment

FROM = {"equipment": "", "equipment_type": "by its type", "area": "by its area", "site": "whole site"}


def notes(session: Session, equipment_ids: list[str]) -> dict[str, list[Note]]:
    """The guides that each shows, its own first, then those of its type, its areas and its site."""
    rows = session.scalars(select(Equipment).where(Equipment.id.in_(equipment_ids)))
    return {row.id: _of(session, row) for row in rows}


def having() -> Select[Any]:
    """Equipment with a guide of its own."""
    return select(Attachment.target_id).where(Attachment.target == "equipment")


def moved(session: Session, who: Person, now: datetime, equipment: Equipment, from_site: str) -> None:
    """A guide belongs to one site and stays there: this equipment no longer shows it."""
    removed(session, "equipment", equipment.id)


def merged(session: Session, who: Person, now: datetime, loser: Equipment, survivor: Equipment) -> None:
    """The loser's own guides are the survivor's, each once."""
    for guide in _attached(session, "equipment", loser.id):
        kept = [one for one in guide.attachments if one.target_id != loser.id]
        if all(one.target_id != survivor.id for one in kept):
            kept.append(Attachment(target="equipment", target_id=survivor.id))
        _attach(session, guide, kept)


def removed(session: Session, kind: str, id: str) -> None:
    """Guides no longer belong to what is deleted."""
    for guide in _attached(session, kind, id):
        _attach(
            session, guide, [one for one in guide.attachments if (one.target, one.target_id) != (kind, id)]
        )


def _of(session: Session, equipment: Equipment) -> list[Note]:
    places_of_it = [("equipment", equipment.id), ("equipment_type", equipment.type_id)]
    places_of_it += [("area", id) for id in places.areas_up(session, equipment.area_id)]
    places_of_it += [("site", equipment.site_id)]
    seen: dict[str, Note] = {}
    for kind, id in places_of_it:
        for guide in _attached(session, kind, id):
            state = "" if guide.published else "draft"
            meant = " and ".join(trade.name for trade in guide.trades)
            detail = ", ".join(filter(None, (guide.kind, FROM[kind], meant and f"for {meant}", state)))
            seen.setdefault(guide.id, Note(guide.title, detail, f"/console/guides/{guide.id}"))
    return list(seen.values())


def _attached(session: Session, kind: str, id: str) -> list[Guide]:
    here = select(Guide).join(Attachment).where(Attachment.target == kind, Attachment.target_id == id)
    return list(session.scalars(here.order_by(Guide.title)))


def _attach(session: Session, guide: Guide, attachments: list[Attachment]) -> None:
    guide.attachments = attachments
    session.flush()
    if guide.published:
        mark(session, "guide", guide.id, site_id=guide.site_id)


GUIDES = Neighbour("guides", notes, having, moved, merged, removed)
