"""The chain: every record's hash covers the one before it, so nothing can be changed unseen.

    hash = SHA-256("1" ‖ previous ‖ seq ‖ SHA-256(jws) ‖ received_at)

ASCII 1, 32 bytes, 8 bytes big-endian, 32 bytes, RFC 3339 UTC with milliseconds as ASCII.
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from app.core.clock import stamp

START = "0" * 64


@dataclass(frozen=True)
class Link:
    """One record as the chain sees it; hashes are hex."""

    seq: int
    jws: str
    sha256: str
    previous: str
    hash: str
    received_at: datetime


@dataclass(frozen=True)
class Fault:
    """A record that does not hold, and why."""

    seq: int
    reason: str


def fingerprint(jws: str) -> str:
    """SHA-256 of the text as sent, in hex."""
    return hashlib.sha256(jws.encode()).hexdigest()


def link(previous: str, seq: int, sha256: str, received_at: datetime) -> str:
    """The hash of one link, in hex."""
    parts = (b"1", bytes.fromhex(previous), seq.to_bytes(8, "big"), bytes.fromhex(sha256))
    return hashlib.sha256(b"".join(parts) + stamp(received_at).encode()).hexdigest()


def first_fault(links: Iterable[Link]) -> Fault | None:
    """Walk the chain from its start; None when every link holds."""
    return next(faults(links), None)


def faults(links: Iterable[Link]) -> Iterator[Fault]:
    """Every link that does not hold, in order. After a bad one the walk goes on from what it claims."""
    previous, expected = START, 1
    for row in links:
        reason = _fault(row, previous, expected)
        if reason:
            yield Fault(row.seq, reason)
        previous, expected = row.hash, row.seq + 1


def _fault(row: Link, previous: str, seq: int) -> str:
    if row.seq != seq:
        return f"number {seq} should stand here"
    if fingerprint(row.jws) != row.sha256:
        return "the record's text does not fit its SHA-256"
    if row.previous != previous:
        return "it does not follow the link before it"
    return "" if _holds(row) else "its hash does not fit what it covers"


def _holds(row: Link) -> bool:
    try:
        return link(row.previous, row.seq, row.sha256, row.received_at) == row.hash
    except (ValueError, OverflowError):  # no hex, no number of eight bytes
        return False
