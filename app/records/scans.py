"""Scan records act on labels once they are stored; a held one acts when a supervisor accepts it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.labels import scans
from app.people.models import Person
from app.records import jws
from app.records.bodies import SCAN, Scan, said
from app.records.models import Record


def act(*, session: Session, now: datetime, rows: Sequence[dict[str, Any]]) -> None:
    """What the new rows of a push do, in their order and in their authors' names."""
    for row in rows:
        if row["kind"] == SCAN and row["held"] is None:
            author = session.get_one(Person, row["person_id"])
            _act(session, author, now, row["id"], row["jws"], row["site_id"], row["finished_at"])


def accepted(*, session: Session, who: Person, now: datetime, record: Record) -> None:
    """A supervisor takes a held record at its word: what it does is done in the supervisor's name."""
    if record.kind == SCAN and record.held:
        _act(session, who, now, record.id, record.jws, record.site_id, record.finished_at)


def _act(
    session: Session,
    who: Person,
    now: datetime,
    record_id: str,
    text: str,
    site_id: str | None,
    scanned_at: datetime,
) -> None:
    scan = said(jws.parse(text).payload)
    if not isinstance(scan, Scan) or site_id is None:
        return
    facts = scans.Said(
        record_id=record_id,
        does=scan.does,
        label=scan.label,
        equipment_id=scan.equipment,
        replaces=scan.replaces,
        moved_from=scan.moved_from,
        opened_by=scan.opened_by,
        decode_ms=scan.decode_ms,
        site_id=site_id,
        scanned_at=scanned_at,
    )
    scans.take(session=session, who=who, now=now, said=facts)
