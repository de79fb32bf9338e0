"""The demo plant is what its notes say, and is made once."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from app.demo import notes
from app.demo.checklists import TRADES
from tests.browser import ROOT

MEANT = """SELECT guide.title, trade.name FROM guide
    JOIN guide_trade ON guide_id = guide.id JOIN trade ON trade_id = trade.id ORDER BY trade.name"""
TABLES = ("person", "area", "equipment", "label", "guide", "version", "guide_trade", "medium", "rendition")


def ask(folder: Path, statement: str) -> list[tuple]:
    with closing(sqlite3.connect(f"file:{folder / 'lineside.db'}?mode=ro", uri=True)) as database:
        return database.execute(statement).fetchall()


def test_its_notes_name_its_people_and_labels_and_every_clip_can_be_played(demo):
    said = notes.read(demo)
    people = {handle for (handle,) in ask(demo, "SELECT handle FROM person")}
    assert {person["handle"] for person in said["people"]} == people
    assert len({person["password"] for person in said["people"]}) == len(people)
    bound = dict(ask(demo, "SELECT tag, code FROM label JOIN equipment ON equipment.id = equipment_id"))
    assert said["labels"].items() <= bound.items()
    assert {state for (state,) in ask(demo, "SELECT state FROM medium")} == {"ready"}
    for (sha256,) in ask(demo, "SELECT sha256 FROM rendition"):
        assert (demo / "blobs" / sha256[:2] / sha256).stat().st_size > 0
    assert ask(demo, "SELECT id FROM guide WHERE published IS NULL") == []


def test_its_guides_are_for_everybody_or_for_the_trades_its_lists_name(demo):
    meant: dict[str, list[str]] = {}
    for title, trade in ask(demo, MEANT):
        meant.setdefault(title, []).append(trade)
    assert meant == TRADES
    assert {title for (title,) in ask(demo, "SELECT title FROM guide")} > set(meant)


def test_loading_it_again_changes_nothing(demo, tmp_path):
    again = Path(shutil.copytree(demo, tmp_path / "instance"))
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "--only-load"]
    environment = {**os.environ, "LINESIDE_INSTANCE": str(again)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    for table in TABLES:
        assert ask(again, f"SELECT * FROM {table}") == ask(demo, f"SELECT * FROM {table}"), table
    assert notes.read(again) | {"base_url": ""} == notes.read(demo) | {"base_url": ""}
