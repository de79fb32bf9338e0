"""Everything that must hold of the ledger as it lies in the database.

Does the chain hold? Did this server sign the receipt of each record, over exactly this row? Do the columns
that lists and filters read say what the signed text says, and the manifest of its photos, and what it was
worth when it was judged again? Is the newest number the last one allotted?
Not covered, because nothing signed speaks of them: who carried a record, and the site it is shown at.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from joserfc.jwk import ECKey
from pydantic import ValidationError
from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.core.clock import stamp
from app.core.database import Counter, as_bytes
from app.people.models import Person
from app.records import context, jws
from app.records.bodies import Identity, claimed, said
from app.records.ledger import Fault, Link, faults
from app.records.models import EvidenceClaim, Receipt, Recognition, Record
from app.records.rules import UNKNOWN, UNPROVEN

PAGE = 1000
NEVER = datetime(1, 1, 1, tzinfo=UTC)
LINKED = ("jws", "sha256", "previous", "hash", "received_at")
SAID = ("id", "kind", "person_id", "enrolment_id", "guide_id", "equipment_id", "corrects")
COUNTED = ("counter", "guide_version", "failed", "flagged")
CANONICAL = "AQgw"  # how 64 bytes may end in base64url: four bits of the last character are unused


@dataclass(frozen=True)
class Proof:
    """A receipt taken apart; `fault` says why it proves nothing."""

    said: dict[str, Any]
    fault: str


@dataclass(frozen=True)
class Kept:
    """One row: its link, the number of its receipt, and the columns that repeat what the record says."""

    link: Link
    receipt: int
    held: str | None
    finished_at: datetime
    columns: dict[str, Any]


@dataclass(frozen=True)
class Beside:
    """What other tables say of the rows of a page, by their numbers: photos, and judgements made anew."""

    claims: dict[int, list[tuple]]
    recognised: dict[int, tuple[str, str]]  # its own id, and why it is still held


def all_faults(session: Session, key: ECKey) -> list[Fault]:
    """Every row that does not hold, by number, one reason each; the chain's word comes first."""
    found: dict[int, Fault] = {}
    newest, proofs = 0, _proofs(session, key)
    for fault in faults(row.link for row in rows(session)):
        found.setdefault(fault.seq, fault)
    for page in _pages(session):
        newest = page[-1].link.seq
        for seq, reason in _unproven(session, page, proofs):
            found.setdefault(seq, Fault(seq, reason))
    allotted = session.scalar(select(Counter.value).where(Counter.name == "ledger")) or 0
    if newest != allotted:
        found.setdefault(newest + 1, Fault(newest + 1, f"numbers up to {allotted} were given out"))
    return [found[seq] for seq in sorted(found)]


def rows(session: Session) -> Iterator[Kept]:
    """Every row in order. Read as bytes: damage must be named, not end the reading."""
    texts = (*LINKED, "held_at_first", "finished_at", *SAID)
    raw = [as_bytes(getattr(Record, name)).label(name) for name in texts]
    wanted = select(
        Record.seq, Record.receipt_seq, *raw, *(getattr(Record, name) for name in COUNTED)
    ).order_by(Record.seq)
    for row in session.execute(wanted.execution_options(yield_per=PAGE)):
        yield _kept(row)


def _kept(row: Row) -> Kept:
    said = {name: _text(getattr(row, name)) for name in SAID}
    counted = {name: getattr(row, name) for name in COUNTED}
    jws_text, sha256, previous, hashed, received = (_text(getattr(row, name)) or "" for name in LINKED)
    link = Link(row.seq, jws_text, sha256, previous, hashed, _moment(received))
    finished = _moment(_text(row.finished_at) or "")
    return Kept(link, row.receipt_seq, _text(row.held_at_first), finished, said | counted)


def _text(raw: bytes | None) -> str | None:
    return None if raw is None else raw.decode(errors="replace")


def _moment(text: str) -> datetime:
    """The time; NEVER, which fits no hash, when it is none."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        return NEVER
    return told.replace(tzinfo=told.tzinfo or UTC)


def _pages(session: Session) -> Iterator[list[Kept]]:
    page: list[Kept] = []
    for row in rows(session):
        page.append(row)
        if len(page) == PAGE:
            yield page
            page = []
    if page:
        yield page


def _proofs(session: Session, key: ECKey) -> dict[int, Proof]:
    """Every receipt by its number."""
    point = {name: str(key.dict_value[name]) for name in ("x", "y")}
    wanted = select(Receipt.seq, as_bytes(Receipt.jws)).execution_options(yield_per=PAGE)
    return {seq: _proof(_text(raw) or "", point) for seq, raw in session.execute(wanted)}


def _proof(text: str, point: dict[str, str]) -> Proof:
    receipt = _parsed(text)
    if receipt is None or not jws.verify(receipt, point):
        return Proof({}, "this server did not sign its receipt")
    if text[-1] not in CANONICAL:
        return Proof({}, "its receipt is not spelt as this server spells it")
    return Proof(receipt.payload, "")


def _unproven(session: Session, page: list[Kept], proofs: dict[int, Proof]) -> Iterator[tuple[int, str]]:
    signed = [_parsed(row.link.jws) for row in page]
    known = context.load(session, [record.payload for record in signed if record], Person())
    beside = _beside(session, page)
    for row, record in zip(page, signed, strict=True):
        reason = _receipt_fault(row, proofs) or _column_fault(row, record, known, beside)
        if reason:
            yield row.link.seq, reason


def _beside(session: Session, page: list[Kept]) -> Beside:
    first, last = page[0].link.seq, page[-1].link.seq
    claims = select(
        EvidenceClaim.record_seq,
        as_bytes(EvidenceClaim.sha256),
        as_bytes(EvidenceClaim.content_type),
        EvidenceClaim.bytes,
    ).where(EvidenceClaim.record_seq.between(first, last))
    found: dict[int, list[tuple]] = defaultdict(list)
    for seq, sha256, kind, size in session.execute(claims):
        found[seq].append((_text(sha256), _text(kind), size))
    judged = select(Recognition.record_seq, as_bytes(Recognition.record_id), as_bytes(Recognition.held))
    rows = session.execute(judged.where(Recognition.record_seq.between(first, last)))
    return Beside(found, {seq: (_text(own) or "", _text(held) or "") for seq, own, held in rows})


def _parsed(text: str) -> jws.Signed | None:
    try:
        return jws.parse(text)
    except ValueError:
        return None


def _receipt_fault(row: Kept, proofs: dict[int, Proof]) -> str:
    proof, link = proofs.get(row.receipt), row.link
    if proof is None:
        return "its receipt is not here"
    return proof.fault or (
        "" if _names(proof.said, row.receipt, link) else "its receipt speaks of something else"
    )


def _names(said: dict[str, Any], number: int, link: Link) -> bool:
    """Whether a receipt says that this link was taken in when and where it stands."""
    place, records = link.seq - number, said.get("records", [])
    if (said.get("seq"), said.get("received_at")) != (number, stamp(link.received_at)):
        return False
    is_there = 0 <= place < len(records) and records[place] == link.sha256
    return is_there and (place < len(records) - 1 or said["hash"] == link.hash)


def _column_fault(row: Kept, record: jws.Signed | None, known: context.Context, beside: Beside) -> str:
    """Whether lists show what the record says; judged by the same function that took it in."""
    try:
        identity = Identity.model_validate(record.payload if record else {})
    except ValidationError:
        return "its text is no record"
    assert record is not None
    judged = known.judge(record, identity, said(record.payload), row.link.received_at)
    held = judged["held"]
    if row.held == UNKNOWN and known.enrolled_after(identity.enrolment, row.link.received_at):
        held = UNKNOWN  # it was, then
    if (held in UNPROVEN or row.held in UNPROVEN) and held != row.held:
        return f"held is {row.held or 'empty'}, its signature says {held or 'well signed'}"
    if held in UNPROVEN and row.columns["id"] != identity.id:  # before 0006 it was kept under its own
        judged["id"] = row.link.sha256
    shown = row.columns | {"finished_at": row.finished_at}
    wrong = [name for name, value in shown.items() if judged[name] != value]
    if wrong:
        return f"the column {wrong[0]} is not what the record says"
    return _beside_fault(row, identity, record.payload, judged["held"], beside)


def _beside_fault(
    row: Kept, identity: Identity, payload: dict[str, Any], held: str | None, beside: Beside
) -> str:
    """Whether its photos are those it names, and a judgement made anew is the one that had to be made."""
    claims = [(claim["sha256"], claim["content_type"], claim["bytes"]) for claim in claimed(payload)]
    if sorted(claims) != sorted(beside.claims.get(row.link.seq, [])):
        return "its photos are not those that the record names"
    if row.link.seq not in beside.recognised:
        return ""
    own, then = beside.recognised[row.link.seq]
    proven = {reason if reason in UNPROVEN else None for reason in (held, then or None)}
    fits = row.held == UNKNOWN and own == identity.id and len(proven) == 1
    return "" if fits else "it was not judged again as its signature says"
