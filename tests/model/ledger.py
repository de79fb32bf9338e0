"""What the server has, read from its database behind its back; each row is checked when it is new."""

import hashlib
import sqlite3
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from app.records import jws
from app.records.ledger import START, link
from tests.model.server import Server

Said = dict[str, Any]
COLUMNS = (
    "record.seq, id, record.jws, sha256, previous, hash, received_at, held, person_id, enrolment_id, counter"
)
ROWS = f"SELECT {COLUMNS}, receipt.jws AS receipt FROM record JOIN receipt ON receipt.seq = receipt_seq"


@dataclass
class Ledger:
    server: Server
    key: dict[str, str]
    rows: list[sqlite3.Row] = field(default_factory=list)
    by_sha: dict[str, sqlite3.Row] = field(default_factory=dict)
    recognised: dict[int, str] = field(default_factory=dict)  # seq: why still held, '' for nothing
    receipts: set[str] = field(default_factory=set)  # every one this server ever gave, in any epoch
    evidence: set[str] = field(default_factory=set)
    enrolments: dict[str, bool] = field(default_factory=dict)  # id: revoked
    enrolled_at: dict[str, str] = field(default_factory=dict)
    versions: set[str] = field(default_factory=set)  # hashes of what was published
    recoveries: list[Said] = field(default_factory=list)
    epoch: str = ""

    def open(self) -> None:
        self.raw, self.version = self.server.database(), None

    def close(self) -> None:
        self.raw.close()

    def restored(self) -> None:
        """An older state is allowed now: the rows there were at the backup, and those only."""
        self.rows = [row for row in self.rows if row["received_at"] <= self._at(self.server.saved_at)]

    def read(self) -> list[sqlite3.Row]:
        """The rows that are new; those known must be what they were."""
        version = self.raw.execute("PRAGMA data_version").fetchone()[0]
        if version == self.version:
            return []
        self.version = version
        rows = self.raw.execute(f"{ROWS} ORDER BY record.seq").fetchall()
        known = len(self.rows)
        assert [tuple(row) for row in rows[:known]] == [tuple(row) for row in self.rows], (
            "I7: the past has changed"
        )
        self.rows, new = rows, rows[known:]
        self.by_sha = {row["sha256"]: row for row in rows}
        self.recognised = dict(self.raw.execute("SELECT record_seq, held FROM recognition").fetchall())
        self.evidence = {row[0] for row in self.raw.execute("SELECT sha256 FROM evidence")}
        enrolments = self.raw.execute("SELECT id, revoked_at, enrolled_at FROM enrolment").fetchall()
        self.enrolments = {row[0]: bool(row[1]) for row in enrolments}
        self.enrolled_at = {row[0]: row[2] for row in enrolments}
        self.versions = {row[0] for row in self.raw.execute("SELECT hash FROM version")}
        self.recoveries = [jws.parse(row[0]).payload for row in self.raw.execute("SELECT jws FROM recovery")]
        self.epoch = "".join(
            f"{row[0]:08x}" for row in self.raw.execute("SELECT value FROM counter WHERE name = 'epoch'")
        )
        self._check(known, new)
        return new

    def _check(self, known: int, new: list[sqlite3.Row]) -> None:
        assert len(self.by_sha) == len(self.rows), "I2: a record has two rows"
        previous = self.rows[known - 1]["hash"] if known else START
        for seq, row in enumerate(new, known + 1):
            received = datetime.fromisoformat(row["received_at"]).replace(tzinfo=UTC)
            assert hashlib.sha256(row["jws"].encode()).hexdigest() == row["sha256"], (
                "I3: other bytes than were signed"
            )
            assert (row["seq"], row["previous"]) == (seq, previous), "I7: a link is missing"
            assert link(previous, seq, row["sha256"], received) == row["hash"], "I7: a link does not hold"
            receipt = jws.parse(row["receipt"])
            assert jws.verify(receipt, self.key), "I7: not signed by this server"
            named = receipt.payload["records"][seq - receipt.payload["seq"]]
            assert named == row["sha256"], "I7: the receipt is for another record"
            self.receipts.add(row["receipt"])
            previous = row["hash"]

    def explains(self, head: Said) -> bool:
        """Whether the ledger has what a head names, or a recovery entry says why not."""
        if head["seq"] == 0 or (
            head["seq"] <= len(self.rows) and self.rows[head["seq"] - 1]["hash"] == head["hash"]
        ):
            return True
        ended = [
            said for said in self.recoveries if head["epoch"] in said["ended"] and head["seq"] > said["seq"]
        ]
        return bool(ended) and head["epoch"] != self.epoch

    def held(self, row: sqlite3.Row) -> str:
        """Why a supervisor must look at it, as of now."""
        return self.recognised.get(row["seq"], row["held"] or "")

    def complete(self, sha256: str, evidence: list[str]) -> bool:
        return sha256 in self.by_sha and set(evidence) <= self.evidence

    @staticmethod
    def _at(moment: datetime) -> str:
        return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
