"""Changing what surrounds records: evidence that arrives, a supervisor's look."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.blobs import Blobs
from app.core.refusal import TooLarge
from app.people.models import Person
from app.records.models import Evidence, Record, Review
from app.records.rules import WrongType

PICTURES = ("image/jpeg", "image/png", "image/webp")
LARGEST_EVIDENCE = 12 * 1024 * 1024


def store_evidence(*, blobs: Blobs, sha256: str, content_type: str, chunks: Iterable[bytes]) -> int:
    """Make the bytes durable and return their number; a refusal leaves nothing behind."""
    if content_type not in PICTURES:
        raise WrongType("Evidence is a JPEG, PNG or WebP picture. Keep the file and show it to a supervisor.")
    return blobs.put(_bounded(chunks), expected=sha256)[1]


def note_evidence(*, session: Session, sha256: str, size: int, content_type: str, now: datetime) -> Evidence:
    """The row, after the bytes; the first one stays."""
    row = session.get(Evidence, sha256)
    if row is None:
        row = Evidence(sha256=sha256, bytes=size, content_type=content_type, received_at=now)
        session.add(row)
        session.flush()
    return row


def review(*, session: Session, who: Person, record: Record, now: datetime) -> None:
    """Note that a supervisor has seen a record; the first look counts."""
    if session.get(Review, record.seq) is None:
        session.add(Review(record_seq=record.seq, person_id=who.id, reviewed_at=now))
        session.flush()


def _bounded(chunks: Iterable[bytes]) -> Iterator[bytes]:
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST_EVIDENCE:
            raise TooLarge(f"A picture may have {LARGEST_EVIDENCE // 1024**2} MB.")
        yield chunk
