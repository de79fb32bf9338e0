"""Background work on records: bytes that nobody named go after a time; what a record names never does."""

from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.core.database import writing
from app.core.jobs import Progress, work
from app.core.storage import evidence
from app.records import actions, queries

PART = 500  # files that are asked for at once


def _failed(_session: Session, _payload: dict[str, Any], _message: str) -> None:
    """They stay, and count against who brought them."""


@work("records.forget", failed=_failed)
def forget(session: Session, payload: dict[str, Any], _progress: Progress) -> None:
    session.rollback()
    with writing():
        actions.forget_evidence(session=session, blobs=evidence(), sha256=payload["sha256"], now=clock.now())


@work("records.tidy", failed=_failed)
def tidy(session: Session, _payload: dict[str, Any], _progress: Progress) -> None:
    """Files of which nothing speaks. Looked for by reading; the lock is taken only for what is found."""
    blobs, now = evidence(), clock.now()
    old = blobs.older(now - actions.UNNAMED_FOR)
    while part := list(islice(old, PART)):
        found = queries.unknown_files(session, part)
        session.rollback()
        if found:
            with writing():
                actions.collect_files(session=session, blobs=blobs, names=found, now=now)
                session.rollback()
