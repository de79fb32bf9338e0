"""What phones must hear of: one row per syncable thing and site, with the number of its last change."""

from collections.abc import Sequence

from sqlalchemy import Index, delete, insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.database import Base, next_value

BATCH = 500


class Change(Base):
    """`rev` is allotted inside the writing transaction from one locked counter: commit order.

    What moves from one site to another has a row at each: gone at the first, alive at the second.
    """

    __tablename__ = "change"
    type: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[str] = mapped_column(primary_key=True)
    rev: Mapped[int]
    gone: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index(None, "site_id", "gone", "rev"),)


def mark(session: Session, type: str, id: str, *, site_id: str, gone: bool = False) -> int:
    """Note that a thing changed (or went); call it in the transaction of the change."""
    rev = next_value(session, "change")
    session.merge(Change(type=type, id=id, site_id=site_id, rev=rev, gone=gone))
    session.flush()
    return rev


def mark_once(session: Session, type: str, id: str, *, site_id: str) -> None:
    """As `mark`, for what phones need once; nothing happens when they have heard of it."""
    if session.get(Change, (type, id, site_id)) is None:
        mark(session, type, id, site_id=site_id)


def mark_all(session: Session, type: str, ids: Sequence[str], *, site_id: str) -> None:
    """Note that many things of one site changed; as `mark` for each, at the cost of a few statements."""
    if not ids:
        return
    session.flush()
    first = next_value(session, "change", len(ids))
    for start in range(0, len(ids), BATCH):
        part = ids[start : start + BATCH]
        known = delete(Change).where(Change.type == type, Change.id.in_(part), Change.site_id == site_id)
        session.execute(known.execution_options(synchronize_session="fetch"))
        rows = [
            {"type": type, "id": id, "site_id": site_id, "rev": first + start + place, "gone": False}
            for place, id in enumerate(part)
        ]
        session.execute(insert(Change), rows)
