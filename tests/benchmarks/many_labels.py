"""A label on each of ten thousand pieces of equipment and 200,000 scans of them: what a supervisor opens."""

import runpy
import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median
from typing import Any

from sqlalchemy import insert, select, text

from app.core import clock
from app.core.database import db, writing
from app.labels import actions, queries
from app.labels.models import Label, Scan
from app.places.models import Equipment
from app.settings import ROOT
from tests.benchmarks.rows import row
from tests.benchmarks.serving import Served
from tests.conftest import signed_in

EACH, WORN, FOUND, TIMES = 20, 700, 0.9, 15
"""Scans a label; labels that read badly; the part a walk has found today; how often each page is opened."""
MOST = 200.0
LABELS = "/console/labels/"
PAGES = {
    "the list to print from": "",
    "the list to print from, by words": "?search=pump+09",
    "all that fit, set up to print": "job?all_of=list",
    "the walk": "walk",
    "the walk, its last page": "walk?page=100",
    "the walk since a year ago": "walk?since=2020-01-01",
    "the missing of a walk, set up to print": "job?all_of=walk",
    "wear of labels": "health",
    "wear of labels, by words": "health?search=pump+09",
    "what wears out, set up to print": "job?all_of=wear",
    "all labels": "codes",
}


def measured(plant: Served) -> list[dict]:
    """Rows of the table; the plant gets the labels and the scans."""
    scans = fill(plant)
    desk = signed_in(plant.app, "ada")
    return [opened(desk, f"{name}, {scans:,} scans", LABELS + path) for name, path in PAGES.items()]


def opened(desk: Any, name: str, path: str) -> dict:
    milliseconds = median(cost(desk, path) for _ in range(TIMES))
    return row(f"{name}, processor time", milliseconds, "ms", f"≤ {MOST:.0f} ms", milliseconds <= MOST)


def cost(desk: Any, path: str) -> float:
    start = time.process_time()
    answer = desk.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return 1000 * (time.process_time() - start)


def fill(plant: Served) -> int:
    """Return how many scans there are now; what they come to is read out of them as the migration does it."""
    [file] = (ROOT / "migrations" / "versions").glob("*_seen.py")
    said = runpy.run_path(str(file))
    with plant.app.app_context(), writing():
        session = db.session()
        equipment = list(session.scalars(select(Equipment).where(Equipment.site_id == plant.plant.site)))
        bare = set(queries.current(session, [row.id for row in equipment]))
        new = [row for row in equipment if row.id not in bare]
        actions.new_labels(session=session, equipment=new, now=clock.now())
        labels = list(session.scalars(select(Label).where(Label.site_id == plant.plant.site)))
        session.execute(insert(Scan), list(scans_of(plant, labels)))
        session.execute(text(said["WHAT_THERE_IS"]))
        for column, value in (("placed_at", "scanned_at"), ("place_id", "equipment_id")):
            session.execute(text(said["WHERE_THEY_STICK"].format(column=column, value=value)))
        session.commit()
        return EACH * len(labels)


def scans_of(plant: Served, labels: list[Label]) -> Iterator[dict[str, Any]]:
    """The newest scan of each is of a walk, for most of today; the others are openings."""
    now = clock.now()
    for place, label in enumerate(labels):
        found = place < FOUND * len(labels)
        for number in range(EACH):
            yield {
                "record_id": f"{label.code}-{number}",
                "site_id": plant.plant.site,
                "label": label.code,
                "does": "open" if number else "verify",
                "equipment_id": label.equipment_id,
                "person_id": plant.plant.worker,
                "opened_by": "typed" if place < WORN and number % 2 else "camera",
                "decode_ms": 300 + number,
                "scanned_at": now - timedelta(days=number + (0 if found else 9)),
            }
