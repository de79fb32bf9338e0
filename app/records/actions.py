"""Changing what surrounds records: evidence that arrives, a supervisor's look."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from sqlalchemy import delete, exists
from sqlalchemy.orm import Session

from app.core.blobs import Blobs, StorageAway
from app.core.jobs import enqueue, enqueue_once
from app.core.refusal import TooLarge
from app.people.models import Person
from app.records import queries
from app.records.models import Evidence, EvidenceClaim, Record, Review
from app.records.rules import UnnamedEvidence, WrongType

PICTURES = ("image/jpeg", "image/png", "image/webp")
LARGEST_EVIDENCE = 12 * 1024 * 1024
UNNAMED_FOR = timedelta(days=30)  # then bytes that no record names go
EACH_DAY = timedelta(days=1)  # that photos arrive on, files that nothing speaks of are looked for
ALLOWANCE = 50 * 1024 * 1024  # bytes one person may bring before any record names them


def store_evidence(*, blobs: Blobs, sha256: str, content_type: str, chunks: Iterable[bytes]) -> int:
    """Make the bytes durable and return their number; a refusal leaves nothing behind."""
    if content_type not in PICTURES:
        raise WrongType("Evidence is a JPEG, PNG or WebP picture. Keep the file and show it to a supervisor.")
    return blobs.put(_bounded(chunks), expected=sha256)[1]


def check_allowance(*, session: Session, who: Person, sha256: str, size: int) -> None:
    """Raise UnnamedEvidence when no record names these bytes and this person has brought too many such."""
    if session.get(Evidence, sha256) or queries.named(session, sha256):
        return
    if queries.unnamed_bytes(session, who.id) + size > ALLOWANCE:
        raise UnnamedEvidence("Deliver the records of these photos first; then the photos are taken.")


def note_evidence(
    *,
    session: Session,
    blobs: Blobs,
    sha256: str,
    size: int,
    content_type: str,
    now: datetime,
    who: Person | None = None,
) -> Evidence:
    """The row, after the bytes; the first one stays. What no record names is looked at again later.

    StorageAway when the bytes went meanwhile. Whoever removes them holds the write lock, too, so that a row
    never names what was just removed.
    """
    if not blobs.has(sha256):
        raise StorageAway("This photo was not saved. Your phone keeps it and sends it again.")
    enqueue_once(session, "records.tidy", now=now, wait=EACH_DAY)
    row = session.get(Evidence, sha256)
    if row is None:
        row = Evidence(sha256=sha256, bytes=size, content_type=content_type, received_at=now)
        row.person_id = who.id if who else None
        session.add(row)
        session.flush()
        if not queries.named(session, sha256):
            enqueue(session, "records.forget", {"sha256": sha256}, now=now, wait=UNNAMED_FOR)
    return row


def forget_evidence(*, session: Session, blobs: Blobs, sha256: str, now: datetime) -> None:
    """Remove bytes that no record has named for UNNAMED_FOR. Under the write lock from its first statement.

    So no push can name them between the question and the end; one that comes after asks the phone for them.
    """
    named = exists().where(EvidenceClaim.sha256 == sha256)
    gone = delete(Evidence).where(Evidence.sha256 == sha256, ~named)
    old = gone.where(Evidence.received_at <= now - UNNAMED_FOR)
    if session.scalar(old.returning(Evidence.sha256)):
        blobs.delete(sha256)


def collect_files(*, session: Session, blobs: Blobs, names: list[str], now: datetime) -> None:
    """Remove those of the files that nothing speaks of, no row and no record, and that have lain UNNAMED_FOR:
    their server was killed, or an older database came back, and no phone sent them again.

    Under the write lock from its first statement, see note_evidence. Bytes that come again make a new file.
    """
    for sha256 in queries.unknown_files(session, names):
        if blobs.is_older(sha256, now - UNNAMED_FOR):
            blobs.delete(sha256)


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
