"""The signed newest link of the ledger, and the name of this life of the database."""

import secrets
from datetime import datetime

from joserfc.jwk import ECKey
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.clock import stamp
from app.core.database import Counter, writing
from app.records import jws
from app.records.ledger import START
from app.records.models import Record
from app.records.queries import head_link

_counter = Counter.__table__.c
EPOCH = select(_counter.value).where(_counter.name == "epoch")


def head(session: Session, key: ECKey, now: datetime) -> str:
    """A JWS over {seq, hash, at, epoch}."""
    newest = head_link(session)
    said = {"seq": newest.seq, "hash": newest.hash, "at": stamp(now), "epoch": epoch(session)}
    return jws.sign(said, key, "lineside-head+jws")


def epoch(session: Session) -> str:
    """Eight hex characters, made at first use and renewed when a backup is restored.

    Call it before anything else in a request: making it is the one commit outside the request's own.
    """
    found = session.scalar(EPOCH)
    if found is None:
        _make(session)
        found = session.scalar(EPOCH)
    return f"{found:08x}"


def _make(session: Session) -> None:
    session.rollback()
    with writing():
        try:
            session.add(Counter(name="epoch", value=secrets.randbits(31)))
            session.commit()
        except IntegrityError:  # another process was first
            session.rollback()


def reproduces(session: Session, seq: int, hash: str) -> bool:
    """Whether the ledger has the link that a head names."""
    if seq == 0:
        return hash == START
    return session.scalar(select(Record.seq).where(Record.seq == seq, Record.hash == hash)) is not None
