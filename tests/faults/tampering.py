"""Ways to falsify a ledger, for somebody who can write the database.

Each takes the rows in order, every one with the text of its receipt as `receipt`, and a source of chance; it
returns other rows and the number that the counter shall show. None has the server's key but
`restamp_with_the_key`, and nothing but a kept head can find that one, or `roll_back`.
"""

import base64
import json
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Any

from joserfc.jwk import ECKey

from app.core.clock import stamp
from app.records import jws, ledger

Rows = list[dict[str, Any]]
Forged = tuple[Rows, int]
TEXTS = ("id", "jws", "sha256", "previous", "hash", "receipt", "kind", "person_id", "enrolment_id")
TEXTS += ("guide_id", "equipment_id")
TIMES = {"received_at": 23, "finished_at": 26}  # how much of it counts: the chain covers milliseconds
NUMBERS = ("counter", "receipt_seq", "guide_version", "failed", "flagged")
STRANGER = ECKey.generate_key("P-256")


def flip(rows: Rows, chance: Random) -> Forged:
    """One bit of one column."""
    row, column = chance.choice(rows), chance.choice([*TEXTS, *TIMES, *NUMBERS])
    if column in NUMBERS:
        row[column] ^= 1 << chance.randrange(8)
        return rows, len(rows)
    raw = bytearray(row[column].encode())
    counts = [
        at for at in range(TIMES.get(column, len(raw))) if column not in TIMES or chr(raw[at]).isdigit()
    ]
    raw[chance.choice(counts)] ^= 1 << chance.randrange(8)
    sharing = [one for one in rows if column == "receipt" and one["receipt_seq"] == row["receipt_seq"]]
    for one in sharing or [row]:
        one[column] = bytes(raw)
    return rows, len(rows)


def insert(rows: Rows, chance: Random) -> Forged:
    """A row more: a copy under another id, with or without a chain made to fit."""
    at, copy = chance.randrange(len(rows) + 1), dict(chance.choice(rows))
    copy["id"] = f"{copy['id'][:-6]}{chance.randrange(16**6):06x}"
    rows = _renumbered([*rows[:at], copy, *rows[at:]])
    return (_chained(rows) if chance.random() < 0.5 else rows), len(rows)


def delete(rows: Rows, chance: Random) -> Forged:
    """A row less, not the last; the gap stays, is closed, or is closed and chained anew."""
    rows.pop(chance.randrange(len(rows) - 1))
    how = chance.randrange(3)
    if how:
        rows = _renumbered(rows)
    return (_chained(rows) if how == 2 else rows), rows[-1]["seq"]


def reorder(rows: Rows, chance: Random) -> Forged:
    """Two rows change places, or what one column of them says does."""
    one, other = chance.sample(range(len(rows)), 2)
    if chance.random() < 0.5:
        columns = ("jws", "receipt_seq", "hash", "previous", "sha256", "id")
        column = chance.choice([name for name in columns if rows[one][name] != rows[other][name]])
        rows[one][column], rows[other][column] = rows[other][column], rows[one][column]
        return rows, len(rows)
    rows[one], rows[other] = rows[other], rows[one]
    rows = _renumbered(rows)
    return (_chained(rows) if chance.random() < 0.5 else rows), len(rows)


def truncate(rows: Rows, chance: Random) -> Forged:
    """The end cut off; the counter still knows."""
    return rows[: chance.randrange(len(rows))], len(rows)


def restamp(rows: Rows, chance: Random) -> Forged:
    """A record says something else and the chain is made to fit; receipts stay or are a stranger's."""
    at = chance.randrange(len(rows))
    rows[at]["jws"] = _reworded(rows[at]["jws"], chance)
    rows = _chained(rows)
    return (_receipted(rows, STRANGER) if chance.random() < 0.5 else rows), len(rows)


def roll_back(rows: Rows, chance: Random) -> Forged:
    """An older state in all its parts, as after restoring a copy."""
    count = chance.randrange(len(rows))
    return rows[:count], count


def restamp_with_the_key(key: ECKey) -> Callable[[Rows, Random], Forged]:
    def forge(rows: Rows, chance: Random) -> Forged:
        """The operator drops a record, closes the gap, and signs everything anew."""
        rows.pop(chance.randrange(len(rows)))
        return _receipted(_chained(_renumbered(rows)), key), len(rows)

    return forge


BLIND = (flip, insert, delete, reorder, truncate, restamp)


def _renumbered(rows: Rows) -> Rows:
    return [row | {"seq": seq} for seq, row in enumerate(rows, 1)]


def _chained(rows: Rows) -> Rows:
    previous = ledger.START
    for row in rows:
        row["sha256"], row["previous"] = ledger.fingerprint(row["jws"]), previous
        row["hash"] = previous = ledger.link(previous, row["seq"], row["sha256"], _received(row))
    return rows


def _receipted(rows: Rows, key: ECKey) -> Rows:
    """Each gets a receipt of its own."""
    for row in rows:
        proof = {"seq": row["seq"], "records": [row["sha256"]], "hash": row["hash"]}
        proof["received_at"] = stamp(_received(row))
        row["receipt_seq"], row["receipt"] = row["seq"], jws.sign(proof, key, "lineside-receipt+jws")
    return rows


def _received(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(f"{row['received_at']}+00:00")


def _reworded(text: str, chance: Random) -> str:
    """The record with another time of starting, and a signature that cannot fit it."""
    header, payload, signature = text.split(".")
    said = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    said["started"] = f"20{chance.randrange(100):02d}-01-01T00:00:00Z"
    forged = base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()
    return ".".join((header, forged, signature))
