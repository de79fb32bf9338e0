"""Background work on records: bytes that nobody named go after a time; what a record names never does."""

from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.core.database import writing
from app.core.jobs import Progress, work
from app.core.storage import evidence
from app.records import actions


def _failed(_session: Session, _payload: dict[str, Any], _message: str) -> None:
    """They stay, and count against who brought them."""


@work("records.forget", failed=_failed)
def forget(session: Session, payload: dict[str, Any], _progress: Progress) -> None:
    session.rollback()
    with writing():
        actions.forget_evidence(session=session, blobs=evidence(), sha256=payload["sha256"], now=clock.now())
