"""A walk: which labels of an area were seen in place since a day, which sit elsewhere, which are missing."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.labels import queries
from app.labels.models import Label, Scan
from app.places import queries as places
from app.places.models import Equipment

STATES = ("elsewhere", "missing", "none", "right")
"""In the order in which somebody wants to read them."""
SEEN = ("verify", "bind", "replace")  # who binds a label stands before it


@dataclass(frozen=True)
class Line:
    """One piece of equipment and its label. `state`: right, elsewhere, missing (not scanned), none.

    `at` is where the label was scanned when that is elsewhere; `stray` is another label that was found here.
    """

    equipment: Equipment
    label: Label | None
    state: str
    seen: datetime | None = None
    at: Equipment | None = None
    stray: Label | None = None


def lines(session: Session, sites: set[str], *, area_id: str, since: datetime) -> list[Line]:
    """Equipment of the area and those in it, worst first, then by name; of all sites without an `area_id`."""
    equipment = places.equipment_list(session, sites, area_id=area_id)
    labels = queries.bound_to(session, [row.id for row in equipment])
    scans = _newest(session, sites, since)
    strays = _strays(session, scans)
    found = [_line(session, row, _seen(labels.get(row.id, []), scans), scans, strays) for row in equipment]
    return sorted(found, key=lambda line: STATES.index(line.state))


def _seen(labels: list[Label], scans: dict[str, Scan]) -> Label | None:
    """Of several on one piece of equipment the one seen in place, or seen at all; else the newest."""

    def rank(label: Label) -> tuple[bool, bool, datetime]:
        scan = scans.get(label.code)
        return scan is not None and scan.equipment_id == label.equipment_id, scan is not None, label.made_at

    return max(labels, key=rank, default=None)


def _line(
    session: Session,
    row: Equipment,
    label: Label | None,
    scans: dict[str, Scan],
    strays: dict[str, Label],
) -> Line:
    stray = strays.get(row.id)
    scan = scans.get(label.code) if label else None
    if label is None or scan is None:
        return Line(row, label, "missing" if label else "none", stray=stray)
    if scan.equipment_id == row.id:
        return Line(row, label, "right", scan.scanned_at)
    at = session.get(Equipment, scan.equipment_id or "")
    return Line(row, label, "elsewhere", scan.scanned_at, at, stray)


def _newest(session: Session, sites: set[str], since: datetime) -> dict[str, Scan]:
    """The last scan of each label that says where it sticks."""
    wanted = select(Scan).where(Scan.site_id.in_(sites), Scan.does.in_(SEEN), Scan.scanned_at >= since)
    return {scan.label: scan for scan in session.scalars(wanted.order_by(Scan.scanned_at, Scan.record_id))}


def _strays(session: Session, scans: dict[str, Scan]) -> dict[str, Label]:
    """By equipment, a label that was found there and means something else."""
    found = session.scalars(select(Label).where(Label.code.in_(scans)))
    at = {label: scans[label.code].equipment_id for label in found}
    return {place: label for label, place in at.items() if place and place != label.equipment_id}
