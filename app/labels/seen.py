"""What the scans of a label come to: how its newest were read, and where it was last seen to stick."""

from statistics import fmean

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.labels.models import Scan, Seen

NEWEST = 20
"""So many scans of a label are looked at, so that a new print soon reads as new."""

PLACING = ("verify", "bind", "replace")
"""What says where a label sticks: who binds it stands before it."""


def note(session: Session, scan: Scan) -> None:
    """Count a scan that was added; of those that place a label the latest by their own time counts."""
    session.flush()
    row = session.get(Seen, scan.label) or Seen(label=scan.label)
    newest = _newest(session, scan.label)
    measured = [one.decode_ms for one in newest if one.decode_ms is not None]
    row.scans, row.typed = len(newest), sum(one.opened_by == "typed" for one in newest)
    row.decode_ms = fmean(measured) if measured else None
    row.last_at = newest[0].scanned_at
    if scan.does in PLACING and (row.placed_at is None or scan.scanned_at >= row.placed_at):
        row.placed_at, row.place_id = scan.scanned_at, scan.equipment_id
    session.add(row)
    session.flush()


def _newest(session: Session, label: str) -> list:
    wanted = select(Scan.opened_by, Scan.decode_ms, Scan.scanned_at).where(Scan.label == label)
    return list(session.execute(wanted.order_by(Scan.scanned_at.desc()).limit(NEWEST)))
