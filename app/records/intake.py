"""Taking records in. Bytes are compared before anything is judged; judging holds, it never refuses.

A record whose signature is not proven is kept under the name of its bytes: what it says its id is, it takes
from nobody. One that named a phone nobody knew is judged again when it comes again. See
docs/decisions/0011-genuine.md.

First `prepare`, which only reads: signatures are checked while others write, on every core. Then `keep`,
under the lock. A batch is one transaction of the same few statements, however many records it holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
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
from app.records import jws, ledger, rules, scans
from app.records.bodies import Identity, claimed, said
from app.records.context import Context, load
from app.records.models import Conflict, Recognition
from app.records.queries import Kept, head_link, kept
from app.records.spread import spread

TRIES = 3
RECORDS, CLAIMS, RECEIPTS = (
    insert(Base.metadata.tables[name]) for name in ("record", "evidence_claim", "receipt")
)
Row = dict[str, Any]


@dataclass
class Candidate:
    """One text of a push: `problem` says why it is no record; `row` is filled when it was judged."""

    text: str
    sha256: str
    id: str = ""
    signed: jws.Signed | None = None
    problem: str = ""
    row: Row | None = None
    claims: list[Row] = field(default_factory=list)

    @property
    def name(self) -> str:
        """What it would be kept under."""
        return self.row["id"] if self.row else self.id

    @property
    def proven(self) -> bool:
        return self.row is not None and self.row["held"] not in rules.UNPROVEN

    def there(self, known: dict[str, Kept]) -> Kept | None:
        """What is kept of these bytes, else under this id."""
        return known.get(self.sha256) or known.get(self.id)

    def is_settled(self, known: dict[str, Kept]) -> bool:
        """These very bytes are here, and nothing that was learnt since could change what they are worth."""
        there = self.there(known)
        return there is not None and there.sha256 == self.sha256 and there.held != rules.UNKNOWN


def prepare(*, session: Session, who: Person, now: datetime, texts: Iterable[str]) -> list[Candidate]:
    """Parse every text and judge what is not here yet."""
    candidates = [_candidate(text) for text in texts]
    known = _known(session, candidates)
    new = [candidate for candidate in candidates if candidate.signed and not candidate.is_settled(known)]
    signed = [candidate.signed for candidate in new if candidate.signed]
    if signed:
        context = load(session, [one.payload for one in signed], who)
        for candidate, genuine in zip(new, spread(context.genuine, signed), strict=True):
            _judge(candidate, context, now, genuine)
    return candidates


def keep(
    *, session: Session, who: Person, now: datetime, candidates: list[Candidate], key: ECKey
) -> list[dict[str, Any]]:
    """Keep every record that is new; one result per candidate in order, as wire.md has it but that `receipt`
    is the number of the receipt, and `complete` and `missing` are not told yet (`seq` is asked for them).

    The counter's lock is taken before looking, so that two couriers of the same record follow each other;
    the unique id has the last word.
    """
    for _ in range(TRIES):
        try:
            with session.begin_nested():
                return _keep(session, who, now, candidates, key)
        except IntegrityError as clash:
            error = clash
    raise error


def _known(session: Session, candidates: list[Candidate]) -> dict[str, Kept]:
    signed = [candidate for candidate in candidates if candidate.signed]
    return kept(session, {name for candidate in signed for name in (candidate.id, candidate.sha256)})


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


def _judge(candidate: Candidate, context: Context, now: datetime, genuine: bool) -> None:
    assert candidate.signed is not None
    payload = candidate.signed.payload
    try:
        identity = Identity.model_validate(payload)
    except ValidationError as error:
        candidate.problem = _first(error)
        return
    candidate.row = context.judge(candidate.signed, identity, said(payload), now, genuine)
    if not candidate.proven:
        candidate.row["id"] = candidate.sha256
    candidate.claims = claimed(payload)


def _keep(session: Session, who: Person, now: datetime, candidates: list[Candidate], key: ECKey) -> list[Row]:
    first = next_value(session, "ledger", 0)
    known = _known(session, candidates)
    new = _new(candidates, known)
    rows = _chained(new, first, head_link(session).hash, now, who)
    if rows:
        session.execute(RECEIPTS, {"seq": first, "jws": _receipt(rows, key)})
        _write(session, rows, new)
    scans.act(session=session, now=now, rows=rows)
    stored = {id(candidate): _kept(row) for candidate, row in zip(new, rows, strict=True)}
    return [_result(session, who, now, candidate, stored, known) for candidate in candidates]


def _new(candidates: list[Candidate], known: dict[str, Kept]) -> list[Candidate]:
    """What is to be stored: judged, and the first of the push under a name that is not here."""
    first: dict[str, Candidate] = {}
    for candidate in candidates:
        if candidate.row is not None and not candidate.there(known) and candidate.id not in first:
            first.setdefault(candidate.name, candidate)
    return list(first.values())


def _chained(new: list[Candidate], first: int, previous: str, now: datetime, who: Person) -> list[Row]:
    """The rows with their places in the ledger."""
    rows = []
    for seq, candidate in enumerate(new, first):
        link = {"seq": seq, "jws": candidate.text, "sha256": candidate.sha256, "previous": previous}
        previous = ledger.link(previous, seq, candidate.sha256, now)
        link |= {"hash": previous, "received_at": now, "courier_id": who.id, "receipt_seq": first}
        rows.append((candidate.row or {}) | link)
    return rows


def _receipt(rows: list[Row], key: ECKey) -> str:
    """One signature for all that are new; what it says, see wire.md."""
    last = rows[-1]
    proof = {"seq": rows[0]["seq"], "records": [row["sha256"] for row in rows], "hash": last["hash"]}
    return jws.sign(proof | {"received_at": stamp(last["received_at"])}, key, "lineside-receipt+jws")


def _write(session: Session, rows: list[Row], new: list[Candidate]) -> None:
    claims = [
        {"record_seq": row["seq"], **claim}
        for row, candidate in zip(rows, new, strict=True)
        for claim in candidate.claims
    ]
    next_value(session, "ledger", len(rows))
    session.execute(RECORDS, rows)
    if claims:
        session.execute(CLAIMS, claims)


def _kept(row: Row) -> Kept:
    return Kept(row["id"], row["sha256"], row["seq"], row["receipt_seq"], row["held"])


def _result(
    session: Session,
    who: Person,
    now: datetime,
    candidate: Candidate,
    stored: dict[int, Kept],
    known: dict[str, Kept],
) -> Row:
    """What became of one text; in order, for what is stored is known to the texts after it."""
    fresh = stored.get(id(candidate))
    if fresh:
        known[candidate.name] = fresh
        return _said_of(candidate, fresh, "held" if fresh.held else "stored")
    there = candidate.there(known)
    if there is None:
        return _refused(candidate)
    if there.sha256 != candidate.sha256:
        return _conflict(session, who, now, candidate)
    if there.held == rules.UNKNOWN and candidate.row and candidate.row["held"] != rules.UNKNOWN:
        known[there.id] = there = _recognised(session, now, candidate, there)
    return _said_of(candidate, there, "already")


def _recognised(session: Session, now: datetime, candidate: Candidate, there: Kept) -> Kept:
    """Somebody is enrolled under its name by now: what is it worth?"""
    assert candidate.row is not None
    held = candidate.row["held"]
    session.add(Recognition(record_seq=there.seq, record_id=candidate.id, held=held or "", made_at=now))
    session.flush()
    scans.act(session=session, now=now, rows=[candidate.row | {"jws": candidate.text}])
    return replace(there, held=held)


def _conflict(session: Session, who: Person, now: datetime, candidate: Candidate) -> Row:
    if session.get(Conflict, (candidate.id, candidate.sha256)) is None:
        row = Conflict(record_id=candidate.id, sha256=candidate.sha256, jws=candidate.text)
        row.courier_id, row.received_at = who.id, now
        if candidate.row and candidate.proven:
            row.enrolment_id, row.counter = candidate.row["enrolment_id"], candidate.row["counter"]
        session.add(row)
        session.flush()
    return {"id": candidate.id, "sha256": candidate.sha256, "state": "conflict"}


def _said_of(candidate: Candidate, there: Kept, state: str) -> Row:
    return {
        "id": candidate.id,
        "sha256": there.sha256,
        "state": state,
        "receipt": there.receipt,
        "held": there.held,
        "seq": there.seq,
    }


def _refused(candidate: Candidate) -> Row:
    why = candidate.problem
    refusal = rules.NotARecord(f"This is not a record: {why}. Keep it and show it to a supervisor.")
    return {"sha256": candidate.sha256, "state": "refused", "code": refusal.code, "detail": str(refusal)}


def _first(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    return f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
