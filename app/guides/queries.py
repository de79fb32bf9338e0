"""Reading guides: what is edited, what is published, where it belongs."""

from typing import Any

from sqlalchemy import String, cast, select
from sqlalchemy.orm import Session

from app.core.refusal import NotFound
from app.guides.bodies import Clip, File
from app.guides.models import Attachment, Guide, Version
from app.media import queries as media
from app.media import uses
from app.media.models import Medium, Rendition
from app.places import queries as places
from app.places.models import Area, Equipment

EVERYBODY = "everybody"


def guides(
    session: Session, sites: set[str], *, kind: str = "", search: str = "", trade: str = ""
) -> list[Guide]:
    """By title; `search` looks in the title; `trade` is an id, or EVERYBODY for those that name none."""
    wanted = select(Guide).where(Guide.site_id.in_(sites))
    if kind:
        wanted = wanted.where(Guide.kind == kind)
    if search:
        wanted = wanted.where(Guide.title.icontains(search, autoescape=True))
    if trade:
        wanted = wanted.where(~Guide.trades.any() if trade == EVERYBODY else Guide.trades.any(id=trade))
    return list(session.scalars(wanted.order_by(Guide.title, Guide.id)))


def guide(session: Session, guide_id: str, sites: set[str], *, lock: bool = False) -> Guide:
    """One guide, held against other writers if asked; NotFound outside the sites."""
    found = session.get(Guide, guide_id, with_for_update=lock)
    if found is None or found.site_id not in sites:
        raise NotFound("There is no such guide at your sites. It may have been deleted.")
    return found


def versions(session: Session, guide: Guide) -> list[Version]:
    """Newest first."""
    wanted = select(Version).where(Version.guide_id == guide.id)
    return list(session.scalars(wanted.order_by(Version.number.desc())))


def published(session: Session, ids: list[str]) -> dict[str, Version]:
    """The version that phones have, by guide id."""
    current = (Version.guide_id == Guide.id) & (Version.number == Guide.published)
    rows = session.scalars(select(Version).join(Guide, current).where(Guide.id.in_(ids)))
    return {version.guide_id: version for version in rows}


def body_now(session: Session, guide: Guide) -> dict[str, Any]:
    """The body that publishing would freeze; a clip takes its files from its medium."""
    return _clip_body(session, guide) if guide.kind == "clip" else guide.draft


def states(session: Session, guides: list[Guide]) -> dict[str, str]:
    """By guide id: "draft" (phones do not have it), "published", or "changed" since it was published."""
    live = published(session, [guide.id for guide in guides])
    return {guide.id: _state(session, guide, live.get(guide.id)) for guide in guides}


def guide_bodies(session: Session, ids: list[str]) -> dict[str, dict[str, Any]]:
    """What phones get of each published guide; see docs/wire.md."""
    current = (Version.guide_id == Guide.id) & (Version.number == Guide.published)
    rows = session.execute(select(Guide, Version).join(Version, current).where(Guide.id.in_(ids)))
    return {guide.id: _wire(guide, version) for guide, version in rows}


def without_guide(session: Session, sites: set[str]) -> list[Equipment]:
    """Equipment in use to which no published guide belongs, not even by its type, areas or site."""
    wanted = (
        select(Attachment.target_id).join(Guide).where(Guide.site_id.in_(sites), Guide.published.is_not(None))
    )
    reached = set(session.scalars(wanted))
    areas = session.execute(select(Area.id, Area.parent_id).where(Area.site_id.in_(sites)))
    parents: dict[str, str | None] = {area.id: area.parent_id for area in areas}
    equipment = places.equipment_list(session, sites)
    return [one for one in equipment if not reached & set(reached_by(one, parents))]


@uses.told_by
def using(session: Session, medium_id: str) -> list[uses.Use]:
    """Clip guides that show a medium, in their draft or in any version."""
    named = f'%"{medium_id}"%'
    frozen = select(Version.guide_id).where(cast(Version.body, String).like(named))
    wanted = select(Guide).where(Guide.kind == "clip")
    rows = session.scalars(wanted.where(cast(Guide.draft, String).like(named) | Guide.id.in_(frozen)))
    return [uses.Use(row.id, row.title) for row in rows]


def _state(session: Session, guide: Guide, version: Version | None) -> str:
    if version is None:
        return "draft"
    same = version.title == guide.title and version.body == body_now(session, guide)
    return "published" if same else "changed"


def _clip_body(session: Session, guide: Guide) -> dict[str, Any]:
    medium = session.get_one(Medium, guide.draft["medium"])
    video, poster = media.rendition(medium, "video"), media.rendition(medium, "poster")
    if video is None or poster is None:
        return dict(guide.draft)
    clip = Clip(
        medium=medium.id,
        summary=guide.draft["summary"],
        duration_s=medium.duration_s or 0,
        speech=medium.speech,
        video=_file(video),
        poster=_file(poster),
        captions=[_file(one) for one in media.captions(medium)],
    )
    return clip.model_dump(mode="json")


def _file(rendition: Rendition) -> File:
    return File(
        sha256=rendition.sha256,
        bytes=rendition.bytes,
        content_type=rendition.content_type,
        width=rendition.width,
        height=rendition.height,
        language=rendition.language,
    )


def _wire(guide: Guide, version: Version) -> dict[str, Any]:
    return {
        "kind": guide.kind,
        "title": version.title,
        "site": guide.site_id,
        "version": version.number,
        "hash": version.hash,
        "attached": [{"target": one.target, "id": one.target_id} for one in guide.attachments],
        "trades": [one.id for one in guide.trades],
        "body": version.body,
    }


def reached_by(equipment: Equipment, parents: dict[str, str | None]) -> list[str]:
    """Ids at which a guide reaches this equipment: itself, its type, its areas upwards, its site."""
    ids, area = [equipment.id, equipment.type_id, equipment.site_id], equipment.area_id
    while area and area not in ids:
        ids.append(area)
        area = parents.get(area) or ""
    return ids
