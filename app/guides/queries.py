"""Reading guides."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.guides.models import Guide, Version


def guide_bodies(session: Session, ids: list[str]) -> dict[str, dict[str, Any]]:
    """What phones get of each published guide; see wire.md."""
    current = (Version.guide_id == Guide.id) & (Version.number == Guide.published)
    rows = session.execute(select(Guide, Version).join(Version, current).where(Guide.id.in_(ids)))
    return {
        guide.id: {
            "kind": guide.kind,
            "title": version.title,
            "site": guide.site_id,
            "version": version.number,
            "hash": version.hash,
            "attached": [{"target": a.target, "id": a.target_id} for a in guide.attachments],
            "body": version.body,
        }
        for guide, version in rows
    }
