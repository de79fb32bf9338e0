"""What was printed: a form sent again gives the same labels, and a print that failed is taken back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ForeignKey, delete
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.database import Base, Moment
from app.core.ids import id_of
from app.labels.text import LabelText
from app.people.models import Person

KEPT = timedelta(days=30)
"""Nobody sends a page again that was open for longer."""


class Printed(Base):
    """A print job that was printed; `id` is its key. `start_cell` and `used` are those of the PrintJob.

    `says` are the fields of each LabelText, so that a rename between two sendings changes nothing.
    """

    __tablename__ = "printed"
    id: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    printed_at: Mapped[datetime] = mapped_column(Moment)
    start_cell: Mapped[int]
    used: Mapped[list[int]] = mapped_column(JSON)
    blanks: Mapped[int]
    says: Mapped[list[dict[str, Any]]] = mapped_column(JSON, deferred=True)


def key(who: Person, typed: Mapping[str, Any]) -> str:
    """The same for the same form of one page, sent by the same person; "" where the form names no page."""
    return id_of(who.id, json.dumps(typed, sort_keys=True, default=str)) if typed["token"] else ""


def texts(row: Printed) -> list[LabelText]:
    """Its labels as they were printed."""
    return [LabelText(**{**one, "ppe": tuple(one["ppe"])}) for one in row.says]


def keep(
    *,
    session: Session,
    who: Person,
    now: datetime,
    key: str,
    site_id: str,
    start_cell: int,
    used: Iterable[int],
    blanks: int,
    texts: Sequence[LabelText],
) -> None:
    """Remember a job; those that nobody sends again are forgotten."""
    session.execute(delete(Printed).where(Printed.printed_at < now - KEPT))
    row = Printed(id=key, site_id=site_id, person_id=who.id, printed_at=now, blanks=blanks)
    row.start_cell, row.used, row.says = start_cell, sorted(used), [vars(text) for text in texts]
    session.add(row)
