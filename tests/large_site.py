"""A site as large as they come, written in bulk: for what must not grow with the site."""

from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app import create_app
from app.core.changes import Change
from app.core.database import db, next_value, writing
from app.core.ids import new_id
from app.guides.models import Attachment, Guide, Version
from app.people import queries as people
from app.places.models import Area, Equipment
from app.settings import from_environment
from tests.factories import NOW

BESIDE = 50  # pieces of equipment in one area


def enlarge(instance: Path, *, equipment: int, guides: int) -> None:
    """Adds lines of pumps with copies of a checklist to the demo plant of a server that may be running."""
    app = create_app(from_environment({"LINESIDE_INSTANCE": str(instance)}))
    with app.app_context(), writing():
        add_equipment(db.session(), equipment)
        add_guides(db.session(), guides)
        db.session.commit()


def add_equipment(session: Session, count: int) -> None:
    pattern = session.scalars(select(Equipment).order_by(Equipment.tag)).first()
    assert pattern
    areas = [
        {"id": new_id(), "site_id": pattern.site_id, "parent_id": pattern.area_id, "name": f"Line {n}"}
        for n in range(count // BESIDE)
    ]
    rows = [
        {
            "id": new_id(),
            "site_id": pattern.site_id,
            "area_id": areas[n % len(areas)]["id"],
            "type_id": pattern.type_id,
            "name": f"Pump {n}",
            "tag": f"PU-{n:05}",
            "hazards": [],
            "ppe": [],
        }
        for n in range(count)
    ]
    session.execute(insert(Area), areas)
    session.execute(insert(Equipment), rows)
    _mark(session, "area", areas)
    _mark(session, "equipment", rows)


def add_guides(session: Session, count: int) -> None:
    current = (Version.guide_id == Guide.id) & (Version.number == Guide.published)
    pattern, version = session.execute(
        select(Guide, Version).join(Version, current).where(Guide.kind == "checklist").order_by(Guide.title)
    ).first() or (None, None)
    admin = people.by_handle(session, "admin")
    assert pattern
    assert version
    assert admin
    where = list(session.scalars(select(Equipment.id).where(Equipment.name.startswith("Pump ")).limit(count)))
    guide = {"site_id": pattern.site_id, "kind": "checklist", "published": 1, "edited_at": NOW}
    guides = [{**guide, "id": new_id(), "title": f"Round {n}", "draft": version.body} for n in range(count)]
    frozen = {"number": 1, "body": version.body, "hash": version.hash, "published_by": admin.id}
    session.execute(insert(Guide), guides)
    session.execute(
        insert(Version),
        [{**frozen, "guide_id": g["id"], "title": g["title"], "published_at": NOW} for g in guides],
    )
    attached = [
        {"id": new_id(), "guide_id": g["id"], "target": "equipment", "target_id": where[n % len(where)]}
        for n, g in enumerate(guides)
    ]
    session.execute(insert(Attachment), attached)
    _mark(session, "guide", guides)


def _mark(session: Session, kind: str, rows: list[dict]) -> None:
    first = next_value(session, "change", len(rows))
    changes = [
        {"type": kind, "id": row["id"], "site_id": row["site_id"], "rev": first + n, "gone": False}
        for n, row in enumerate(rows)
    ]
    session.execute(insert(Change), changes)
