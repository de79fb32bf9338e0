"""How well each label is read, by its newest scan records, and which are wearing out.

Which wear is read of all labels at once; only a page of them is read whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.labels import rules
from app.labels.models import Label, Seen
from app.places import listing
from app.places import queries as places
from app.places.models import Equipment


class Reads(NamedTuple):
    """One bound label. `decode_ms` is the mean of what was measured; `why` says that it is wearing out."""

    code: str
    equipment_id: str
    scans: int
    typed: int
    decode_ms: float | None
    why: str


@dataclass(frozen=True)
class Line:
    """One label, whole."""

    reads: Reads
    equipment: Equipment
    seen: Seen | None


def labels(session: Session, sites: set[str], filter: listing.Wanted) -> list[Reads]:
    """Every bound label of the equipment that fits: those that wear out first, then the longest unseen."""
    wanted = (
        listing.matching(session, sites, filter)
        .with_only_columns(Label.code, Equipment.id, Seen.scans, Seen.typed, Seen.decode_ms)
        .join(Label, Label.equipment_id == Equipment.id)
        .outerjoin(Seen, Seen.label == Label.code)
        .where(Label.state == "bound")
        .order_by(None)
        .order_by(Seen.last_at.nulls_first(), Equipment.name, Label.code)
    )
    found = [_reads(*row) for row in session.execute(wanted)]
    return sorted(found, key=lambda one: not one.why)


def worn(found: Sequence[Reads]) -> list[str]:
    """Ids of the equipment whose labels wear out, each once."""
    return list(dict.fromkeys(one.equipment_id for one in found if one.why))


def lines(session: Session, sites: set[str], found: Sequence[Reads]) -> list[Line]:
    """A page of labels, whole, in their order."""
    rows = {row.id: row for row in places.many(session, [one.equipment_id for one in found], sites)}
    wanted = select(Seen).where(Seen.label.in_([one.code for one in found]))
    seen = {row.label: row for row in session.scalars(wanted)}
    return [Line(one, rows[one.equipment_id], seen.get(one.code)) for one in found]


def _reads(
    code: str, equipment_id: str, scans: int | None, typed: int | None, decode_ms: float | None
) -> Reads:
    why = rules.wearing(scans=scans or 0, typed=typed or 0, decode_ms=decode_ms)
    return Reads(code, equipment_id, scans or 0, typed or 0, decode_ms, why)
