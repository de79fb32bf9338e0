"""Reading records, the ledger's newest link, and what evidence is still to come."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session

from app.core.blobs import Blobs
from app.people.models import Person
from app.records import ledger
from app.records.models import Evidence, EvidenceClaim, Receipt, Recognition, Record, Review

# What every push and pull asks: made once, on tables, for to build a statement costs more than to run it.
_record, _claim, _evidence, _recognition, _receipt = (
    model.__table__.c for model in (Record, EvidenceClaim, Evidence, Recognition, Receipt)
)
KEPT = (
    select(_record.id, _record.sha256, _record.seq, _record.receipt_seq, _record.held, _recognition.held)
    .outerjoin(Recognition.__table__, _recognition.record_seq == _record.seq)
    .where(_record.id.in_(bindparam("ids", expanding=True)))
)
NEWEST = select(_record.seq, _record.hash).order_by(_record.seq.desc()).limit(1)
RECEIPTS = select(_receipt.seq, _receipt.jws).where(_receipt.seq.in_(bindparam("seqs", expanding=True)))
CLAIMED = (
    select(_claim.record_seq, _claim.sha256, _evidence.sha256.is_not(None))
    .outerjoin(Evidence.__table__, _evidence.sha256 == _claim.sha256)
    .where(_claim.record_seq.in_(bindparam("seqs", expanding=True)))
    .order_by(_claim.record_seq, _claim.sha256)
)


@dataclass(frozen=True)
class Kept:
    """A record that is here; `id` as in models.Record, `receipt` the number of its receipt."""

    id: str
    sha256: str
    seq: int
    receipt: int
    held: str | None


@dataclass(frozen=True)
class Head:
    """The newest link; seq 0 and START before the first."""

    seq: int
    hash: str


def kept(session: Session, ids: set[str]) -> dict[str, Kept]:
    good = [record_id for record_id in ids if record_id.isascii() and record_id.isprintable()]
    rows = session.execute(KEPT, {"ids": good})
    return {row[0]: Kept(*row[:4], held=(row[4] if row[5] is None else row[5]) or None) for row in rows}


def receipts(session: Session, seqs: set[int]) -> dict[int, str]:
    """The texts of receipts by their numbers."""
    return dict(session.execute(RECEIPTS, {"seqs": list(seqs)}).all()) if seqs else {}


def head_link(session: Session) -> Head:
    newest = session.execute(NEWEST).one_or_none()
    return Head(*newest) if newest else Head(0, ledger.START)


def review(session: Session, seq: int) -> tuple[str, datetime] | None:
    """Who has seen a record first, and when."""
    seen = select(Person.name, Review.reviewed_at).join(Person, Person.id == Review.person_id)
    found = session.execute(seen.where(Review.record_seq == seq)).one_or_none()
    return (found[0], found[1]) if found else None


def missing(session: Session, seqs: list[int], blobs: Blobs) -> dict[int, list[str]]:
    """The evidence of each record that is not durable here: no row, or no file behind the row."""
    lacking: dict[int, list[str]] = {seq: [] for seq in seqs}
    for seq, sha256, arrived in session.execute(CLAIMED, {"seqs": seqs}):
        if not (arrived and blobs.has(sha256)):
            lacking[seq].append(sha256)
    return lacking


def named(session: Session, sha256: str) -> bool:
    """Whether a record, anybody's, says that this evidence belongs to it."""
    return bool(session.scalar(select(exists().where(EvidenceClaim.sha256 == sha256))))


def unknown_files(session: Session, names: list[str]) -> list[str]:
    """Those of the names that no row of evidence has and no record claims."""
    asked = (select(column.sha256).where(column.sha256.in_(names)) for column in (Evidence, EvidenceClaim))
    return sorted(set(names).difference(*(session.scalars(wanted) for wanted in asked)))


def unnamed_bytes(session: Session, person_id: str) -> int:
    """What a person has brought that no record names."""
    claimed = exists().where(EvidenceClaim.sha256 == Evidence.sha256)
    wanted = select(func.sum(Evidence.bytes)).where(Evidence.person_id == person_id, ~claimed)
    return session.scalar(wanted) or 0
