"""Loading the demo plant. Safe to repeat, and to continue after being stopped half-way."""

import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.database import db, writing
from app.demo import notes
from app.demo.checklists import CHECKLISTS, CLIPS, TRADES
from app.demo.clips import draw_clips
from app.demo.desk import AdminDesk
from app.demo.plant import PEOPLE, DemoPlant
from app.guides import actions as guides
from app.guides.bodies import Item
from app.guides.models import Guide
from app.guides.targets import Target
from app.media.models import Medium
from app.people import queries as people
from app.people.models import Person
from app.places.models import Area, EquipmentType, Site

Say = Callable[[str], None]


def load(app: Flask, say: Say) -> None:
    """Make what is missing of the demo plant, in an application context."""
    instance = app.config["LINESIDE"].instance
    if db.session.scalar(select(Site.id).limit(1)) is None:
        say("Loading the demo plant …")
        with writing():
            _make_plant(instance)
    missing = _missing_clips(db.session())
    db.session.rollback()
    if missing:
        _bring_clips(app, missing, say)


def _make_plant(instance: Path) -> None:
    """Places, people and checklists in one transaction; the notes first, so that no password is lost."""
    session, now = db.session(), clock.now()
    plant = DemoPlant(session, now)
    admin = plant.people["admin"]
    for title, place, summary, items in CHECKLISTS:
        guide = guides.create_checklist(
            session=session, who=admin, now=now, site_id=plant.site.id, title=title, summary=summary
        )
        for item in items:
            guides.put_item(session=session, who=admin, now=now, guide=guide, item=Item(**item))
        guides.publish(session=session, who=admin, now=now, guide=guide)
        guides.attach(session=session, who=admin, now=now, guide=guide, target=_target(session, place))
        _mean(session, now, admin, guide)
    people_notes = [
        {"name": name, "handle": handle, "role": role, "trade": trade, "password": plant.passwords[handle]}
        for name, handle, role, trade in PEOPLE
    ]
    notes.write(instance, {"people": people_notes, "labels": plant.codes})
    session.commit()


def _missing_clips(session: Session) -> list[str]:
    there = set(
        session.scalars(select(Guide.title).where(Guide.kind == "clip", Guide.published.is_not(None)))
    )
    return [slug for slug, (title, _) in CLIPS.items() if title not in there]


def _bring_clips(app: Flask, slugs: list[str], say: Say) -> None:
    """Draw the clips and bring them in as an admin would: by HTTP, then the job that renders them."""
    password = next(
        p["password"] for p in notes.read(app.config["LINESIDE"].instance)["people"] if p["handle"] == "admin"
    )
    desk = AdminDesk(app, "admin", password)
    with tempfile.TemporaryDirectory() as folder:
        say("Drawing the demo clips (about half a minute) …")
        clips = {clip.slug: clip for clip in draw_clips(Path(folder))}
        for number, slug in enumerate(slugs, start=1):
            say(f"Uploading and preparing clip {number} of {len(slugs)}: {CLIPS[slug][0]}")
            medium_id = desk.upload(clips[slug].path)
            desk.caption(medium_id, clips[slug].captions_vtt or "")
            desk.say_silent(medium_id)
            with writing():
                _publish_clip(slug, medium_id)


def _publish_clip(slug: str, medium_id: str) -> None:
    session, now = db.session(), clock.now()
    title, place = CLIPS[slug]
    admin = people.by_handle(session, "admin")
    assert isinstance(admin, Person)
    medium = session.get_one(Medium, medium_id)
    guide = guides.create_clip(session=session, who=admin, now=now, medium=medium, title=title)
    guides.publish(session=session, who=admin, now=now, guide=guide)
    guides.attach(session=session, who=admin, now=now, guide=guide, target=_target(session, place))
    _mean(session, now, admin, guide)
    session.commit()


def _mean(session: Session, now: datetime, admin: Person, guide: Guide) -> None:
    """For whom the demo's lists mean it."""
    for trade in people.trades(session):
        if trade.name in TRADES.get(guide.title, []):
            guides.mean_for(session=session, who=admin, now=now, guide=guide, trade=trade, meant=True)


def _target(session: Session, place: str) -> Target:
    """`type:press`, `area:Warehouse` or `site`, as the demo's lists write it."""
    kind, _, name = place.partition(":")
    if kind == "type":
        row = session.scalars(select(EquipmentType).where(EquipmentType.icon == f"type-{name}")).one()
        return Target("equipment_type", row.id, row.name)
    if kind == "area":
        area = session.scalars(select(Area).where(Area.name == name)).one()
        return Target("area", area.id, area.name)
    site = session.scalars(select(Site)).one()
    return Target("site", site.id, site.name)
