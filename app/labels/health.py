"""How well each label is read, by its newest scan records, and which are wearing out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from app.labels import rules
from app.labels.models import Label, Scan
from app.places.models import Equipment

NEWEST = 20
"""So many scans of a label are looked at, so that a new print soon reads as new."""


@dataclass(frozen=True)
class Health:
    """One bound label. `decode_ms` is the mean of what was measured; `why` says that it is wearing out."""

    code: str
    equipment: Equipment
    scans: int
    typed: int
    decode_ms: float | None
    last: datetime | None

    @property
    def why(self) -> str:
        return rules.wearing(scans=self.scans, typed=self.typed, decode_ms=self.decode_ms)


def labels(session: Session, sites: set[str]) -> list[Health]:
    """Every bound label: those that wear out first, then the longest unseen."""
    read = _read(sites).subquery()
    facts = (read.c.scans, read.c.typed, read.c.decode_ms, read.c.last)
    wanted = (
        select(Label.code, Equipment, *facts)
        .join(Equipment, Equipment.id == Label.equipment_id)
        .outerjoin(read, read.c.label == Label.code)
        .where(Label.site_id.in_(sites), Label.state == "bound")
    )
    found = [
        Health(code, equipment, scans or 0, typed or 0, decode_ms, last)
        for code, equipment, scans, typed, decode_ms, last in session.execute(wanted)
    ]
    return sorted(found, key=_urgency)


def _read(sites: set[str]) -> Select[Any]:
    """Per label, what its newest scans say."""
    place = func.row_number().over(partition_by=Scan.label, order_by=Scan.scanned_at.desc())
    newest = (
        select(Scan.label, Scan.opened_by, Scan.decode_ms, Scan.scanned_at, place.label("place"))
        .where(Scan.site_id.in_(sites))
        .subquery()
    )
    typed = func.sum(case((newest.c.opened_by == "typed", 1), else_=0))
    facts = (
        func.count().label("scans"),
        typed.label("typed"),
        func.avg(newest.c.decode_ms).label("decode_ms"),
    )
    last = func.max(newest.c.scanned_at, type_=Scan.scanned_at.type).label("last")
    return select(newest.c.label, *facts, last).where(newest.c.place <= NEWEST).group_by(newest.c.label)


def _urgency(one: Health) -> tuple[bool, float, str]:
    return not one.why, one.last.timestamp() if one.last else 0.0, one.equipment.name
