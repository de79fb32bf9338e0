"""Two checklists on the demo's presses that only the benchmarks need: a long one, and one with two photos."""

from pathlib import Path

from sqlalchemy import select

from app import create_app
from app.core import clock
from app.core.database import db, writing
from app.demo.checklists import check, tick
from app.guides import actions
from app.guides.bodies import Item
from app.guides.targets import Target
from app.people import queries as people
from app.places.models import EquipmentType
from app.settings import from_environment

LONG = 60
PHOTOS = "Two photos"


def publish_bench_guides(instance: Path) -> None:
    app = create_app(from_environment({"LINESIDE_INSTANCE": str(instance)}))
    sides = [{"kind": "photo", "text": f"Photo of side {number}"} for number in (1, 2)]
    points = [
        check(f"Point {n} of the round") if n % 2 else tick(f"Point {n} of the round")
        for n in range(1, LONG + 1)
    ]
    with app.app_context(), writing():
        _publish(f"{LONG} items", points)
        _publish(PHOTOS, sides)
        db.session.commit()


def _publish(title: str, items: list[dict]) -> None:
    session, now = db.session(), clock.now()
    press = session.scalars(select(EquipmentType).where(EquipmentType.icon == "type-press")).one()
    said = {"session": session, "who": people.by_handle(session, "admin"), "now": now}
    guide = actions.create_checklist(**said, site_id=press.site_id, title=title)
    for number, item in enumerate(items):
        actions.put_item(**said, guide=guide, item=Item(**{"id": f"item{number:02}", **item}))
    actions.publish(**said, guide=guide)
    actions.attach(**said, guide=guide, target=Target("equipment_type", press.id, press.name))
