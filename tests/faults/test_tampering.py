"""Whatever is done to the ledger behind our back, it is found: 500 times, 5,000 with LINESIDE_LONG."""

import os
import sqlite3
from contextlib import closing
from copy import deepcopy
from random import Random

import pytest

from app.core.database import db
from app.core.keys import server_key
from app.records import heads, verification
from app.records.queries import head_link
from tests.faults import tampering
from tests.phones import Phone, answers, claim, picture, publish

TOTAL = 5000 if os.environ.get("LINESIDE_LONG") else 500
pytestmark = pytest.mark.fault("S10")
EACH = -(-TOTAL // (len(tampering.BLIND) + 2))


@pytest.fixture
def forger(app, as_worker, plant, settings):
    """Twelve records in three pushes, without triggers: one has a photo, one failed, one is forged."""
    phone = Phone(as_worker, plant, publish(app, plant)).enrol()
    records = [phone.record(evidence=[claim(picture())] * (number == 1)) for number in range(10)]
    records += [phone.record(answers=answers(guard="no"))]
    header, payload, _ = phone.record().split(".")
    records.append(f"{header}.{payload}.{'A' * 86}")
    for push in (records[:1], records[1:5], records[5:]):
        phone.told(*push)
    with app.app_context(), closing(sqlite3.connect(settings.instance / "lineside.db")) as raw:
        raw.execute("PRAGMA synchronous = OFF")
        for table in ("record", "receipt", "evidence_claim"):
            raw.execute(f"DROP TRIGGER {table}_no_update")
            raw.execute(f"DROP TRIGGER {table}_no_delete")
        yield Forger(raw)


class Forger:
    """Writes forged rows and asks both who may notice: the server alone, and a phone with a head."""

    def __init__(self, raw: sqlite3.Connection):
        raw.row_factory = sqlite3.Row
        self.raw = raw
        receipts = dict(raw.execute("SELECT seq, jws FROM receipt").fetchall())
        rows = [dict(row) for row in raw.execute("SELECT * FROM record ORDER BY seq")]
        self.rows = [row | {"receipt": receipts[row["receipt_seq"]]} for row in rows]
        self.key, self.head = server_key(), head_link(db.session())

    def write(self, rows: tampering.Rows, counter: int) -> None:
        db.session.rollback()
        with self.raw:
            self.raw.execute("DELETE FROM record")
            self.raw.execute("DELETE FROM receipt")
            self.raw.execute("UPDATE counter SET value = ? WHERE name = 'ledger'", (counter,))
            for receipt in {row["receipt_seq"]: row["receipt"] for row in rows}.items():
                self._insert("receipt", *receipt)
            for row in rows:
                self._insert("record", *(value for name, value in row.items() if name != "receipt"))

    def _insert(self, table: str, *values: object) -> None:
        places = ", ".join("CAST(? AS TEXT)" if isinstance(value, bytes) else "?" for value in values)
        self.raw.execute(f"INSERT INTO {table} VALUES ({places})", values)

    def noticed(self) -> tuple[bool, bool]:
        """By the server's own verification; by a phone that kept the newest head."""
        faults = verification.all_faults(db.session(), self.key)
        return bool(faults), not heads.reproduces(db.session(), self.head.seq, self.head.hash)

    def forge(self, how, seed: int) -> tuple[bool, bool]:
        rows, counter = how(deepcopy(self.rows), Random(f"{how.__name__} {seed}"))
        assert (rows, counter) != (self.rows, len(self.rows)), "nothing was forged"
        self.write(rows, counter)
        return self.noticed()


def test_the_true_ledger_raises_no_alarm(forger):
    forger.write(forger.rows, len(forger.rows))
    assert forger.noticed() == (False, False)


@pytest.mark.parametrize("how", tampering.BLIND, ids=lambda how: how.__name__)
def test_without_the_key_verification_finds_it(forger, how):
    missed = [seed for seed in range(EACH) if not forger.forge(how, seed)[0]]
    assert missed == []


BESIDE = {
    "a forgery is called recognised": (
        12,
        "INSERT INTO recognition SELECT seq, id, '', '2026-01-01' FROM record WHERE seq = 12",
    ),
    "a good record is called a forgery": (
        3,
        "INSERT INTO recognition SELECT seq, id, 'bad-signature', '2026-01-01' FROM record WHERE seq = 3",
    ),
    "a photo more": (4, "INSERT INTO evidence_claim VALUES (4, 'ab', 'image/jpeg', 1)"),
    "a photo less": (2, "DELETE FROM evidence_claim"),
    "another photo": (2, "UPDATE evidence_claim SET sha256 = 'ab'"),
    "a photo that is no text": (2, "UPDATE evidence_claim SET content_type = CAST(x'ff' AS TEXT)"),
}


@pytest.mark.parametrize("what", BESIDE)
def test_what_other_tables_say_of_a_record_is_held_against_it(forger, what):
    row, statement = BESIDE[what]
    with forger.raw:
        forger.raw.execute(statement)
    db.session.rollback()
    assert [fault.seq for fault in verification.all_faults(db.session(), forger.key)] == [row]


def test_a_whole_older_state_is_found_by_a_head(forger):
    missed = [seed for seed in range(EACH) if not forger.forge(tampering.roll_back, seed)[1]]
    assert missed == []


def test_a_restamp_with_the_servers_own_key_is_found_by_a_head(forger):
    how = tampering.restamp_with_the_key(forger.key)
    seen = [forger.forge(how, seed) for seed in range(EACH)]
    assert {by_phone for _, by_phone in seen} == {True}
    assert not all(by_server for by_server, _ in seen), (
        "the server alone cannot know: that is why phones keep heads"
    )
