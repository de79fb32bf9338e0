"""A faulty network before the demo plant, and a small plant behind a real server process."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field

import pytest

from app.core.database import db
from app.settings import make_secret
from tests.browser import Server
from tests.factories import Plant
from tests.faults.proxy import Proxy
from tests.faults.wire import Wire
from tests.phones import Phone, Published, publish, results

RECEIPTS = "SELECT record.id, receipt.jws FROM record JOIN receipt ON receipt.seq = record.receipt_seq"


@pytest.fixture
def proxy(server):
    """Phones made with it reach the server only through it."""
    proxy = Proxy(server).start()
    yield proxy
    proxy.stop()


@dataclass
class Works:
    """A test plant whose server is a process of its own; `kept` are the records it has acknowledged."""

    server: Server
    plant: Plant
    guide: Published
    kept: dict[str, str] = field(default_factory=dict)

    def phone(self, handle: str = "wanda") -> Phone:
        return Phone(Wire(self.server, handle), self.plant, self.guide).enrol()

    def rows(self, statement: str = "SELECT id, sha256 FROM record ORDER BY seq") -> list[tuple]:
        """Read past the server; it may be running or dead."""
        with closing(sqlite3.connect(self.server.instance / "lineside.db", timeout=30)) as database:
            return database.execute(statement).fetchall()

    def push(self, phone: Phone, *records: str):
        """Push and note what was acknowledged."""
        answer = phone.push(*records)
        if answer.status_code == 200:
            self.kept |= {result["id"]: result["receipt"] for result in results(answer)}
        return answer

    def nothing_lost(self) -> None:
        """Every acknowledged record is there once under its receipt, and the database is sound."""
        rows = self.rows(RECEIPTS)
        there = dict(rows)
        assert len(there) == len(rows)
        assert {record: there.get(record) for record in self.kept} == self.kept
        assert self.rows("PRAGMA quick_check") == [("ok",)]
        assert self.rows("PRAGMA foreign_key_check") == []


@pytest.fixture
def works(app, plant, settings):
    """Not started: a test may put its fault in first."""
    make_secret(settings.instance)
    guide = publish(app, plant)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    server = Server(settings.instance)
    yield Works(server, plant, guide)
    server.kill()
