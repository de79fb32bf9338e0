"""What the scans of a label come to: how its newest were read, and where it was last seen to stick."""

from collections.abc import Sequence
from datetime import datetime
from statistics import fmean

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from app.labels.models import Label, Scan, Seen
from app.places import queries as places

NEWEST = 20
"""So many scans of a label are looked at, so that one that is kept clean soon reads well."""

PLACING = ("verify", "bind", "replace")
"""What says where a label sticks: who binds it stands before it."""


def note(session: Session, scan: Scan) -> None:
    """Count a scan that was added; of those that place a label the latest by their own time counts."""
    session.flush()
    row = session.get(Seen, scan.label) or Seen(label=scan.label, last_at=scan.scanned_at)
    newest = _newest(session, scan.label)
    measured = [one.decode_ms for one in newest if one.decode_ms is not None]
    row.scans, row.typed = len(newest), sum(one.opened_by == "typed" for one in newest)
    row.decode_ms = fmean(measured) if measured else None
    row.last_at = max(row.last_at, scan.scanned_at)
    if scan.does in PLACING and (row.placed_at is None or scan.scanned_at >= row.placed_at):
        row.placed_at, row.place_id = scan.scanned_at, scan.equipment_id
    session.add(row)
    session.flush()


def renew(session: Session, now: datetime, equipment_ids: Sequence[str]) -> None:
    """A label of each is printed: how those that stick there were read before says nothing any more.

    All of them, for the new one is stuck over whichever is worn.
    """
    for part in places.batches(equipment_ids):
        here = (Label.equipment_id.in_(part), Label.state == "bound")
        worn = update(Seen).where(Seen.label.in_(select(Label.code).where(*here)))
        for change in (
            worn.values(scans=0, typed=0, decode_ms=None),
            update(Label).where(*here).values(printed_at=now),
        ):
            session.execute(change.execution_options(synchronize_session=False))


def _newest(session: Session, label: str) -> list:
    """Of a label that was printed again, those since."""
    printed = select(Label.printed_at).where(Label.code == label).scalar_subquery()
    wanted = select(Scan.opened_by, Scan.decode_ms).where(Scan.label == label)
    wanted = wanted.where(or_(printed.is_(None), Scan.scanned_at > printed))
    return list(session.execute(wanted.order_by(Scan.scanned_at.desc()).limit(NEWEST)))
