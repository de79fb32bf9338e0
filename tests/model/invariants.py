"""I1 to I8 of the plan for trust, asked of everything there is after each step."""

import hashlib
import sqlite3
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from app.records import jws
from tests.model.handsets import Device, Done
from tests.model.ledger import Ledger

Said = dict[str, Any]
RETENTION = timedelta(days=7)
ABSURD_MS = 3_650 * 86_400_000


@dataclass
class Truth:
    """What phones have promised: every record ever kept on one, and by whom its draft was begun."""

    ledger: Ledger
    devices: list[Device]
    saved: dict[str, Said] = field(default_factory=dict)
    holder: dict[str, Device] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)
    chains: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    heads: dict[str, Said] = field(default_factory=dict)

    def acted(self, device: Device, done: Done) -> None:
        """Take in what a phone says after an act of its own."""
        for row in done.new:
            self._finished(device, row, done)
        for before, now in done.changed:
            fixed = ("jws", "sha256", "person", "enrolment", "draft", "evidence", "finishedAt")
            assert all(before[name] == now[name] for name in fixed), (
                "I3: a finished record has changed on the phone"
            )
        for row in done.gone:
            self._may_go(row)
        self._drafts(device, done)
        for head in device.heads:
            if head not in self.heads:
                signed = jws.parse(head)
                assert jws.verify(signed, self.ledger.key), "I7: a head that this server did not sign"
                self.heads[head] = signed.payload

    def hold(self) -> None:
        """All of it, now."""
        new = self.ledger.read()
        for row in new:
            self._arrived(row)
        for record, row in self.saved.items():
            self._is_somewhere(record, row)
        for device in self.devices:
            for row in device.rows.values():
                self._tells_the_truth(device, row)
        for head in self.heads.values():
            assert self.ledger.explains(head), (
                f"I7: head {head['seq']} is not in the ledger and nothing says why"
            )

    def _finished(self, device: Device, row: Said, done: Done) -> None:
        said, chain = row["said"], self.chains[row["enrolment"]]
        assert row["id"] not in self.saved, "I1: a record that had left is back"
        assert hashlib.sha256(row["jws"].encode()).hexdigest() == row["sha256"], (
            "I3: the phone's own hash is wrong"
        )
        author = self.authors.get(row["draft"]) or device.ticket
        assert row["person"] == said["person"] == author, "I4: filed under another person's name"
        assert said["counter"] == len(chain) + 1, f"I5: counter {said['counter']} after {len(chain)} records"
        assert said["previous"] == (chain[-1] if chain else None), "I5: the phone's own chain is broken"
        chain.append(row["sha256"])
        self.saved[row["id"]], self.holder[row["id"]] = row, device

    def _may_go(self, row: Said) -> None:
        assert row["state"] == "confirmed", f"I1: a record {row['state']} has left the phone"
        age = self.ledger.server.now - datetime.fromisoformat(row["confirmedAt"])
        assert age >= RETENTION, f"I1: a record left the phone {age} after its receipt"

    def _drafts(self, device: Device, done: Done) -> None:
        finished = {row["draft"] for row in device.rows.values()}
        assert not finished & device.drafts.keys(), "I1: a draft came back after it was finished"
        for draft in done.drafts_before:
            kept = (draft in device.drafts) + (draft in finished)
            assert kept == 1, f"I1: a draft is {kept} times on the phone, as draft or record"
        for draft in device.drafts.values():
            self.authors.setdefault(draft["id"], draft["person"])
            known = draft["id"] in done.drafts_before
            assert known or draft["person"] in ("", device.ticket), "I4: a draft under another person's name"
            if not self.authors[draft["id"]] and draft["person"] == device.ticket:
                self.authors[draft["id"]] = draft["person"]  # nobody's, and claimed
            assert self.authors[draft["id"]] == draft["person"], "I4: a draft has changed hands"
            assert set(draft["photos"]) <= device.evidence, "I1: a draft's photo is gone"

    def _arrived(self, row: sqlite3.Row) -> None:
        said = jws.parse(row["jws"]).payload
        mine = self.saved.get(said["id"])
        assert mine, "I2: a record that no phone has made"
        assert row["sha256"] == mine["sha256"], "I3: other bytes than the phone signed"
        name = row["sha256"] if row["held"] == "unknown-enrolment" else said["id"]
        assert row["id"] == name, "I2: kept under another name"
        author = (row["person_id"], row["enrolment_id"], row["counter"])
        assert author == (mine["person"], mine["enrolment"], mine["said"]["counter"]), "I4: not as signed"
        allowed = self._held(row, mine["said"])
        assert row["held"] in allowed, f"I6: held as {row['held']}, not {allowed}"

    def _held(self, row: sqlite3.Row, said: Said) -> set[str | None]:
        """Why a supervisor may have to look at it, by what the server knows; clocks are anybody's guess."""
        if row["received_at"] < self.ledger.enrolled_at.get(row["enrolment_id"], "a"):
            return {"unknown-enrolment"}
        if self.ledger.enrolments[row["enrolment_id"]]:
            return {"revoked"}
        if said["version_hash"] not in self.ledger.versions:
            return {"unknown-version"}
        return {None, "impossible-time"}

    def _is_somewhere(self, record: str, row: Said) -> None:
        device = self.holder[record]
        there = self.ledger.by_sha.get(row["sha256"])
        assert record in device.rows or there, f"I1: record {record} was saved and is nowhere"
        kept = device.evidence if record in device.rows else self.ledger.evidence
        assert set(row["evidence"]) <= kept, "I1: evidence of a saved record is nowhere"

    def _tells_the_truth(self, device: Device, row: Said) -> None:
        state, receipt = row["state"], row["receipt"]
        if state in ("sent", "confirmed"):
            assert receipt in self.ledger.receipts, f"I6: {state} without a receipt of the server"
        if state == "attention":
            assert row["detail"], "I6: attention without a reason"
        if state != "confirmed" or not self._knows(device):
            return
        assert self.ledger.complete(row["sha256"], row["evidence"]), (
            "I6: confirmed, and the server does not have it all"
        )
        there = self.ledger.by_sha[row["sha256"]]
        told = (self.ledger.held(there), there["held"] or "")  # judged again since, and not yet heard of
        assert receipt == there["receipt"], "I6: not the server's receipt"
        assert row["detail"] in told, "I6: not what the server says"

    def _knows(self, device: Device) -> bool:
        """Whether the phone has heard of the server's present life."""
        return any(self.heads[head]["epoch"] == self.ledger.epoch for head in device.heads)
