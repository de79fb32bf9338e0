"""Records into the ledger, signed, validated, chained and durable: beside raw SQLite, and beside PouchDB."""

import sqlite3
import tempfile
import threading
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any

from sqlalchemy import text

from app.core.database import db
from tests.benchmarks.floor import floor
from tests.benchmarks.peers import pouchdb
from tests.benchmarks.rows import Cost, row, timed
from tests.benchmarks.serving import Phone, Served, served

BATCH, PHONES, EACH = 50, 4, 500
LARGE, TOTAL = 100, 1000
ROUNDS = 7


def run() -> list[dict]:
    with tempfile.TemporaryDirectory() as name, served(Path(name)) as plant:
        phones = [Phone(plant) for _ in range(PHONES)]
        many, one, raw, least = [], [], [], []
        for turn in range(ROUNDS):
            many.append(PHONES * EACH / _together(phones))
            one.append(EACH / _alone(phones[0]))
            raw.append(_raw(plant, turn))
            bodies = phones[0].loads(phones[0].records(EACH), BATCH)
            least.append(EACH / floor(phones[0], bodies, plant.folder / f"floor-{turn}.db"))
        documents = [phones[0].payload(number) for number in range(1, TOTAL + 1)]
        with pouchdb(Path(name), documents) as peer:
            pairs = [(_thousand(phones[0]), peer.does("push")) for _ in range(ROUNDS)]
    return [*_rates(many, one, raw), _least(least, raw), *_pushes(pairs)]


def _least(least: list[float], raw: list[float]) -> dict:
    ratio = median(ours / peer for ours, peer in zip(least, raw, strict=True))
    against = f"raw SQLite {median(raw):,.0f}/s"
    return row(
        "– the bare work of it, one core", median(least), "records/s", "to compare", None, against, ratio
    )


def _rates(many: list[float], one: list[float], raw: list[float]) -> list[dict]:
    beside, limit = f"raw SQLite {median(raw):,.0f}/s", "≥ 0.25×"
    rows = []
    for who, rates in ((f"{PHONES} phones at once", many), ("one phone", one)):
        ratio = median(ours / peer for ours, peer in zip(rates, raw, strict=True))
        rows.append(
            row(f"push in fifties, {who}", median(rates), "records/s", limit, ratio >= 0.25, beside, ratio)
        )
    return rows


def _pushes(pairs: list[tuple[Cost, Cost]]) -> list[dict]:
    ours, peer = zip(*pairs, strict=True)
    faster = median(theirs.seconds / mine.seconds for mine, theirs in pairs)
    fewer = ours[0].bytes / peer[0].bytes
    seconds, theirs = median(cost.seconds for cost in ours), median(cost.seconds for cost in peer)
    asked = ours[0].requests
    return [
        row("push of 1,000", seconds, "s", "3× as fast", faster >= 3, f"PouchDB {theirs:.3g} s", 1 / faster),
        row(
            "push of 1,000",
            asked,
            "requests",
            "≤ 10",
            asked <= 10,
            f"PouchDB {peer[0].requests}",
            asked / peer[0].requests,
        ),
        row(
            "push of 1,000",
            ours[0].bytes / 1000,
            "KB",
            "≤ 0.33×",
            fewer <= 1 / 3,
            f"PouchDB {peer[0].bytes / 1000:,.0f} KB",
            fewer,
        ),
    ]


def _together(phones: list[Phone]) -> float:
    """Seconds for every phone to push its records, all at once."""
    loads = [phone.loads(phone.records(EACH), BATCH) for phone in phones]
    answers: list[Any] = []

    def deliver(phone: Phone, bodies: list[bytes]) -> None:
        answers.extend([phone.push(body) for body in bodies])

    threads = [threading.Thread(target=deliver, args=pair) for pair in zip(phones, loads, strict=True)]

    def all_of_them() -> None:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    seconds = timed(all_of_them)
    _check(answers, PHONES * EACH)
    return seconds


def _alone(phone: Phone) -> float:
    bodies, answers = phone.loads(phone.records(EACH), BATCH), []
    seconds = timed(lambda: answers.extend([phone.push(body) for body in bodies]))
    _check(answers, EACH)
    return seconds


def _thousand(phone: Phone) -> Cost:
    bodies, answers = phone.loads(phone.records(TOTAL), LARGE), []
    cost = phone.cost(lambda: answers.extend([phone.push(body) for body in bodies]))
    _check(answers, TOTAL)
    return cost


def _check(answers: list[Any], count: int) -> None:
    """Every record was stored, and none was held."""
    states = [(result["state"], result["held"]) for answer in answers for result in answer.json["results"]]
    assert states == [("stored", None)] * count, set(states)


def _raw(plant: Served, turn: int) -> float:
    """Rows a second of a bare table as wide, with a unique id: those just pushed, a commit a batch, FULL."""
    with plant.app.app_context():
        newest = db.session.execute(text(f"SELECT * FROM record ORDER BY seq DESC LIMIT {PHONES * EACH}"))
        names, rows = list(newest.keys()), [tuple(found) for found in newest]
    kinds = {"seq": "INTEGER PRIMARY KEY", "id": "TEXT UNIQUE"}
    columns = ", ".join(f"{name} {kinds.get(name, '')}" for name in names)
    with closing(sqlite3.connect(plant.folder / f"raw-{turn}.db", isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=FULL")
        raw.execute(f"CREATE TABLE record ({columns})")
        return len(rows) / timed(lambda: _insert(raw, rows[::-1]))


def _insert(raw: sqlite3.Connection, rows: list[tuple]) -> None:
    marks = ", ".join("?" * len(rows[0]))
    for start in range(0, len(rows), BATCH):
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(f"INSERT INTO record VALUES ({marks})", rows[start : start + BATCH])
        raw.execute("COMMIT")
