"""Hearing what changed: beside PouchDB, and as the library grows from ten guides to ten thousand."""

import tempfile
from pathlib import Path
from statistics import median

from sqlalchemy import insert

from app.core.changes import Change, mark
from app.core.database import db, next_value, writing
from app.core.ids import new_id
from app.guides.models import Attachment, Guide, Version
from tests.benchmarks.peers import pouchdb
from tests.benchmarks.rows import Cost, row
from tests.benchmarks.serving import Phone, Served, served
from tests.phones import NOW

FEW, MANY = 10, 10_000
ROUNDS, ASKED = 7, 25
KILOBYTE = 1024


def run() -> list[dict]:
    with (
        tempfile.TemporaryDirectory() as one,
        tempfile.TemporaryDirectory() as other,
        served(Path(one)) as large,
        served(Path(other)) as small,
    ):
        _grow(large, MANY - 1)
        _grow(small, FEW - 1)
        phone, second = Phone(large), Phone(small)
        grown = [(_changed(large, phone), _changed(small, second)) for _ in range(ASKED)]
        idle = [_nothing(phone) for _ in range(ASKED)]
        with pouchdb(Path(one), [phone.payload(number) for number in range(1, 1001)]) as peer:
            peer.does("push")
            peer.does("change")
            changes = [(_changed(large, phone, "label"), peer.does("change")) for _ in range(ROUNDS)]
            nothing = [(_nothing(phone), peer.does("nothing")) for _ in range(ROUNDS)]
    return [
        *_beside("pull of one change, a label", changes, KILOBYTE),
        _answered("pull of one change, a checklist of 5 items", grown[-1][0], KILOBYTE),
        *_beside("pull with nothing new", nothing, 300),
        *_growing(grown, idle),
    ]


def _beside(metric: str, pairs: list[tuple[Cost, Cost]], limit: int) -> list[dict]:
    ours, peer = pairs[-1]
    faster = median(mine.seconds / theirs.seconds for mine, theirs in pairs)
    mine, theirs = (1000 * median(pair[side].seconds for pair in pairs) for side in (0, 1))
    asked, bytes = ours.requests, ours.bytes / peer.bytes
    return [
        row(metric, asked, "requests", "1", asked == 1, f"PouchDB {peer.requests}", asked / peer.requests),
        _answered(metric, ours, limit),
        row(metric, ours.bytes, "B both ways", "≤ 0.33×", bytes <= 1 / 3, f"PouchDB {peer.bytes:,} B", bytes),
        row(metric, mine, "ms", "≤ 0.33×", faster <= 1 / 3, f"PouchDB {theirs:.1f} ms", faster),
    ]


def _answered(metric: str, cost: Cost, limit: int) -> dict:
    return row(metric, cost.received, "B answered", f"≤ {limit:,} B", cost.received <= limit)


def _growing(grown: list[tuple[Cost, Cost]], idle: list[Cost]) -> list[dict]:
    many, few = (1000 * median(pair[side].seconds for pair in grown) for side in (0, 1))
    flat = median(large.seconds / small.seconds for large, small in grown)
    waited, name = 1000 * median(cost.seconds for cost in idle), f"{MANY:,} guides"
    return [
        row(
            f"pull of one change, {name}",
            many,
            "ms",
            "≤ 1.5×",
            flat <= 1.5,
            f"{FEW} guides {few:.1f} ms",
            flat,
        ),
        row(f"pull with nothing new, {name}", waited, "ms", "≤ 20 ms", waited <= 20),
    ]


def _changed(plant: Served, phone: Phone, kind: str = "guide") -> Cost:
    """One thing has changed since the phone had everything, and is pulled."""
    while phone.pull().status == 200:
        pass
    with plant.app.app_context(), writing():
        named = {"guide": plant.guide.id, "label": plant.plant.label}[kind]
        mark(db.session(), kind, named, site_id=plant.plant.site)
        db.session.commit()
    return _pulled(phone, 200)


def _nothing(phone: Phone) -> Cost:
    while phone.pull().status == 200:
        pass
    return _pulled(phone, 304)


def _pulled(phone: Phone, expected: int) -> Cost:
    answers = []
    cost = phone.cost(lambda: answers.append(phone.pull()))
    assert answers[0].status == expected, answers[0]
    return cost


def _grow(plant: Served, count: int) -> None:
    """So many more guides like the first, written the short way."""
    with plant.app.app_context(), writing():
        session = db.session()
        version = session.get_one(Version, (plant.guide.id, 1))
        guide, first = session.get_one(Guide, plant.guide.id), next_value(session, "change", count)
        ids = [new_id() for _ in range(count)]
        said = {"site_id": guide.site_id, "kind": guide.kind, "draft": guide.draft, "edited_at": NOW}
        frozen = {"title": version.title, "body": version.body, "hash": version.hash, "number": 1}
        press = plant.plant.press
        frozen |= {"published_by": version.published_by, "published_at": NOW}
        for model, row in (
            (Guide, lambda id, _: {"id": id, "title": f"Check {id}", "published": 1, **said}),
            (Version, lambda id, _: {"guide_id": id, **frozen}),
            (
                Attachment,
                lambda id, _: {"guide_id": id, "target": "equipment", "target_id": press},
            ),
            (Change, lambda id, rev: {"type": "guide", "id": id, "site_id": guide.site_id, "rev": rev}),
        ):
            session.execute(insert(model), [row(id, rev) for rev, id in enumerate(ids, first)])
        session.commit()
