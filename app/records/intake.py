"""Taking records in. Bytes are compared before anything is judged; judging holds, it never refuses."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from joserfc.jwk import ECKey
from pydantic import ValidationError
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.clock import stamp
from app.core.database import Base, next_value
from app.people.models import Person
from app.records import jws, ledger, rules
from app.records.bodies import Claim, Completion, Identity
from app.records.context import Context, load
from app.records.models import Conflict
from app.records.queries import Kept, head_link, kept

TRIES = 3


@dataclass(frozen=True)
class Candidate:
    """One text of a push; `problem` says why it is no record. `id` is all that is needed to compare it."""

    text: str
    sha256: str
    id: str = ""
    signed: jws.Signed | None = None
    problem: str = ""


@dataclass
class Batch:
    """Rows to be written together, in ledger order."""

    records: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)


def receive(
    *, session: Session, who: Person, now: datetime, texts: Iterable[str], key: ECKey
) -> list[dict[str, Any]]:
    """Keep every record that is new; one result per text in order, without `complete` and `missing`.

    The counter's lock is taken before looking, so that two couriers of the same record follow each other;
    the unique id has the last word.
    """
    candidates = [_candidate(text) for text in texts]
    for _ in range(TRIES):
        try:
            with session.begin_nested():
                return _keep(session, who, now, candidates, key)
        except IntegrityError as clash:
            error = clash
    raise error


def _candidate(text: str) -> Candidate:
    sha256 = ledger.fingerprint(text)
    try:
        signed = jws.parse(text)
    except ValueError as problem:
        return Candidate(text, sha256, problem=str(problem))
    record_id = signed.payload.get("id")
    if not isinstance(record_id, str):
        return Candidate(text, sha256, problem="it has no id")
    return Candidate(text, sha256, record_id, signed)


def _keep(session: Session, who: Person, now: datetime, candidates: list[Candidate], key: ECKey):
    first = next_value(session, "ledger", 0)
    known = kept(session, {c.id for c in candidates if c.id})
    context = load(session, [c.signed.payload for c in candidates if c.signed and c.id not in known], who)
    batch, previous = Batch(), head_link(session).hash
    results: list[dict[str, Any]] = []
    for candidate in candidates:
        result = _compare(session, who, now, candidate, known)
        if result is None:
            seq = first + len(batch.records)
            row = _new(candidate, context, seq, previous, now, who, key, batch)
            if isinstance(row, dict):
                previous = row["hash"]
                known[candidate.id] = Kept(row["id"], row["sha256"], row["seq"], row["receipt"], row["held"])
                result = _receipt(known[candidate.id], "held" if row["held"] else "stored")
            else:
                result = _refused(candidate, row)
        results.append(result)
    _write(session, batch)
    return results


def _compare(session, who, now, candidate: Candidate, known: dict[str, Kept]) -> dict[str, Any] | None:
    """What the bytes alone decide; None when they are new."""
    if candidate.problem:
        return _refused(candidate, candidate.problem)
    there = known.get(candidate.id)
    if there is None:
        return None
    if there.sha256 == candidate.sha256:
        return _receipt(there, "already")
    row = Conflict(record_id=candidate.id, sha256=candidate.sha256, jws=candidate.text)
    if session.get(Conflict, (candidate.id, candidate.sha256)) is None:
        row.courier_id, row.received_at = who.id, now
        session.add(row)
        session.flush()
    return {"id": candidate.id, "sha256": candidate.sha256, "state": "conflict"}


def _new(candidate, context: Context, seq, previous, now, who, key, batch: Batch) -> dict[str, Any] | str:
    """The row of a new record, added to the batch; or why it is none."""
    assert candidate.signed is not None
    try:
        identity = Identity.model_validate(candidate.signed.payload)
    except ValidationError as error:
        return _first(error)
    said = _said(candidate.signed.payload)
    row = context.judge(candidate.signed, identity, said, now)
    hashed = ledger.link(previous, seq, candidate.sha256, now)
    proof = {"id": identity.id, "sha256": candidate.sha256, "seq": seq, "hash": hashed}
    proof["received_at"] = stamp(now)
    row |= {
        "seq": seq,
        "jws": candidate.text,
        "sha256": candidate.sha256,
        "previous": previous,
        "hash": hashed,
        "received_at": now,
        "courier_id": who.id,
        "receipt": jws.sign(proof, key, "lineside-receipt+jws"),
    }
    batch.records.append(row)
    batch.claims += [{"record_seq": seq, **claim} for claim in _claims(candidate.signed.payload)]
    return row


def _said(payload: dict[str, Any]) -> Completion | None:
    try:
        return Completion.model_validate(payload)
    except ValidationError:
        return None


def _claims(payload: dict[str, Any]) -> list[dict[str, Any]]:
    """The manifest as far as it can be read, each hash once: no photo is lost to a neighbour's fault."""
    listed = payload.get("evidence")
    claims: dict[str, dict[str, Any]] = {}
    for entry in listed if isinstance(listed, list) else []:
        with suppress(ValidationError):
            claim = Claim.model_validate(entry)
            claims.setdefault(claim.sha256, claim.model_dump())
    return list(claims.values())


def _write(session: Session, batch: Batch) -> None:
    if batch.records:
        next_value(session, "ledger", len(batch.records))
        session.execute(insert(Base.metadata.tables["record"]), batch.records)
    if batch.claims:
        session.execute(insert(Base.metadata.tables["evidence_claim"]), batch.claims)


def _receipt(there: Kept, state: str) -> dict[str, Any]:
    return {
        "id": there.id,
        "sha256": there.sha256,
        "state": state,
        "receipt": there.receipt,
        "held": there.held,
        "seq": there.seq,
    }


def _refused(candidate: Candidate, why: str) -> dict[str, Any]:
    refusal = rules.NotARecord(f"This is not a record: {why}. Keep it and show it to a supervisor.")
    return {"sha256": candidate.sha256, "state": "refused", "code": refusal.code, "detail": str(refusal)}


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
