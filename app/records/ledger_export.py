"""The ledger as a file for people who do not have this application: JSON Lines, see wire.md."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from joserfc.jwk import ECKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.clock import stamp
from app.people.models import Enrolment
from app.records import heads, witnesses
from app.records.models import Receipt, Record
from app.settings import ROOT

VERIFIER = ROOT / "docs" / "verify_ledger.py"


def lines(session: Session, key: ECKey, now: datetime) -> Iterator[str]:
    """One JSON object a line: a header, public keys of phones, recovery entries, then every link in order.

    A receipt stands before the first of the links that it proves.
    """
    epoch = heads.epoch(session)
    head = heads.head(session, key, now)
    parts = ([_header(key, epoch, head)], _enrolments(session), _recoveries(session), _links(session))
    for part in parts:
        for said in part:
            yield json.dumps(said, separators=(",", ":")) + "\n"


def _header(key: ECKey, epoch: str, head: str) -> dict[str, Any]:
    point = key.as_dict(private=False)
    public = {name: point[name] for name in ("kty", "crv", "x", "y")}
    return {"lineside_ledger": 1, "server_key": public, "epoch": epoch, "head": head}


def _enrolments(session: Session) -> Iterator[dict[str, Any]]:
    columns = (Enrolment.id, Enrolment.person_id, Enrolment.device_id, Enrolment.public_key)
    for row in session.execute(select(*columns).order_by(Enrolment.id)):
        yield {"enrolment": row[0], "person": row[1], "device": row[2], "public_key": row[3]}


def _recoveries(session: Session) -> Iterator[dict[str, Any]]:
    for text in witnesses.recoveries(session):
        yield {"recovery": text}


def _links(session: Session) -> Iterator[dict[str, Any]]:
    names = ("seq", "id", "jws", "sha256", "previous", "hash", "received_at", "held")
    wanted = select(*(getattr(Record, name) for name in names), Receipt.jws.label("receipt"))
    wanted = wanted.outerjoin(Receipt, Receipt.seq == Record.seq).order_by(Record.seq)
    for row in session.execute(wanted.execution_options(yield_per=1000)):
        link = row._asdict() | {"received_at": stamp(row.received_at)}
        receipt = link.pop("receipt")
        if receipt:
            yield {"receipt": receipt}
        yield link
