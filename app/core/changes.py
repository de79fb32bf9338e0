"""What phones must hear of: one row per syncable thing, with the sequence number of its last change."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.database import Base, next_value


class Change(Base):
    """`rev` is allotted inside the writing transaction from one locked counter: commit order."""

    __tablename__ = "change"
    type: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[str]
    rev: Mapped[int]
    gone: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (Index(None, "site_id", "gone", "rev"),)


def mark(session: Session, type: str, id: str, *, site_id: str, gone: bool = False) -> int:
    """Note that a thing changed (or went); call it in the transaction of the change."""
    rev = next_value(session, "change")
    session.merge(Change(type=type, id=id, site_id=site_id, rev=rev, gone=gone))
    session.flush()
    return rev
