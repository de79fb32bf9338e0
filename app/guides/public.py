"""What a site shows to whoever opens a label without the app: its public guides, as published."""

from typing import Any

from sqlalchemy import Select, String, cast, select
from sqlalchemy.orm import Session

from app.core.refusal import NotFound
from app.guides.models import Attachment, Guide, Version
from app.guides.queries import reached_by
from app.media.models import Rendition
from app.places.models import Area, Equipment

GONE = "This is not shown without the app. Open the app, sign in and scan the label there."


def guides_for(session: Session, equipment: Equipment) -> list[Version]:
    """The public guides of this equipment, its type, areas and site, by title."""
    areas = session.execute(select(Area.id, Area.parent_id).where(Area.site_id == equipment.site_id))
    reached = reached_by(equipment, {area.id: area.parent_id for area in areas})
    attached = select(Attachment.guide_id).where(Attachment.target_id.in_(reached))
    wanted = _shown().where(Guide.site_id == equipment.site_id, Guide.id.in_(attached))
    return list(session.scalars(wanted.order_by(Version.title, Version.guide_id)))


def guide(session: Session, guide_id: str) -> tuple[Guide, Version]:
    """One public guide as it was published; NotFound for any other."""
    version = session.scalar(_shown().where(Guide.id == guide_id))
    if version is None:
        raise NotFound(GONE)
    return session.get_one(Guide, guide_id), version


def file(session: Session, sha256: str) -> Rendition:
    """The rendition behind a hash that a public guide names; NotFound for any other."""
    named = _shown().where(cast(Version.body, String).like(f'%"{sha256}"%'))
    if not (len(sha256) == 64 and sha256.isalnum() and session.scalar(named.limit(1))):
        raise NotFound(GONE)
    return session.scalars(select(Rendition).where(Rendition.sha256 == sha256).limit(1)).one()


def _shown() -> Select[Any]:
    current = (Version.guide_id == Guide.id) & (Version.number == Guide.published)
    return select(Version).join(Guide, current).where(Guide.public)
