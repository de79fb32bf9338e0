"""The least that a push can cost here: what must be done to each record, and nothing else.

Taken apart, its signature checked, its shape validated, hashed into the chain, written with the ledger's own
indices, one commit and one receipt a batch. No HTTP, no framework, no looking up who signed what and where.
"""

import gzip
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from joserfc.jwk import ECKey

from app.records import jws, ledger
from app.records.bodies import Identity, said
from tests.benchmarks.rows import timed
from tests.benchmarks.serving import Phone

RECEIPT = "lineside-receipt+jws"
MADE = "SELECT sql FROM sqlite_master WHERE tbl_name = 'record' AND type IN ('table', 'index') AND sql > ''"


def floor(phone: Phone, bodies: list[bytes], file: Path) -> float:
    """Seconds for one core to take the bodies in, on a database of its own at `file`."""
    point = {name: str(phone.key.as_dict(private=False)[name]) for name in ("x", "y")}
    key = ECKey.generate_key("P-256")
    with closing(sqlite3.connect(phone.served.folder / "lineside.db")) as real:
        made = [statement for (statement,) in real.execute(MADE)]
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", *made):
            database.execute(statement)
        return timed(lambda: [_take(database, body, point, key) for body in bodies])


def _take(database: sqlite3.Connection, body: bytes, point: dict[str, str], key: ECKey) -> bytes:
    texts = json.loads(gzip.decompress(body))["records"]
    identities = [_judged(text, point) for text in texts]
    database.execute("BEGIN IMMEDIATE")
    newest = database.execute("SELECT seq, hash FROM record ORDER BY seq DESC LIMIT 1").fetchone()
    rows = _chained(texts, identities, *(newest or (0, ledger.START)))
    names, marks = ", ".join(rows[0]), ", ".join("?" * len(rows[0]))
    database.executemany(
        f"INSERT INTO record ({names}) VALUES ({marks})", [tuple(row.values()) for row in rows]
    )
    database.execute("COMMIT")
    proof = {"seq": rows[0]["seq"], "records": [row["sha256"] for row in rows], "hash": rows[-1]["hash"]}
    results = [{"id": row["id"], "state": "stored", "receipt": 0} for row in rows]
    answer = {"results": results, "receipts": [jws.sign(proof, key, RECEIPT)]}
    return gzip.compress(json.dumps(answer).encode(), 1)


def _judged(text: str, point: dict[str, str]) -> Identity:
    signed = jws.parse(text)
    assert jws.verify(signed, point)
    assert said(signed.payload)
    return Identity.model_validate(signed.payload)


def _chained(texts: list[str], identities: list[Identity], seq: int, previous: str) -> list[dict[str, Any]]:
    now, rows = datetime.now(UTC), []
    for text, who in zip(texts, identities, strict=True):
        seq, sha256 = seq + 1, ledger.fingerprint(text)
        row = {"seq": seq, "id": who.id, "jws": text, "sha256": sha256, "previous": previous}
        previous = ledger.link(previous, seq, sha256, now)
        row |= {"hash": previous, "received_at": str(now), "finished_at": str(now), "courier_id": who.person}
        row |= {"person_id": who.person, "enrolment_id": who.enrolment, "counter": who.counter}
        row |= {"kind": who.kind, "receipt_seq": seq, "failed": 0, "flagged": 0}
        rows.append(row)
    return rows
