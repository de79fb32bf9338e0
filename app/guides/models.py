"""Guides: what is being edited, what was published, and where it belongs."""

from datetime import datetime

from sqlalchemy import JSON, Column, ForeignKey, Table, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base, Moment
from app.core.ids import new_id
from app.people.models import Trade

# Whose guide it is. Of the guide, as its attachments are: relevance is no part of a frozen version.
guide_trade = Table(
    "guide_trade",
    Base.metadata,
    Column("guide_id", ForeignKey("guide.id"), primary_key=True),
    Column("trade_id", ForeignKey("trade.id"), primary_key=True),
)


class Guide(Base):
    """One unit of help. `kind` is clip or checklist; `draft` is a body of that kind (see bodies.py).

    `public`: whoever opens a label may read it without signing in, as it was published.
    `trades`: whom it is meant for, by name; none means everybody. It decides relevance, never permission.
    """

    __tablename__ = "guide"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), index=True)
    kind: Mapped[str]
    title: Mapped[str]
    draft: Mapped[dict] = mapped_column(JSON)
    published: Mapped[int | None]  # number of the version that phones have; None: not published, or withdrawn
    edited_at: Mapped[datetime] = mapped_column(Moment)
    public: Mapped[bool] = mapped_column(default=False, server_default=false())

    attachments: Mapped[list["Attachment"]] = relationship(lazy="selectin", cascade="all, delete-orphan")
    trades: Mapped[list[Trade]] = relationship(secondary=guide_trade, order_by=Trade.name, lazy="selectin")


class Version(Base):
    """What was published: frozen, numbered, hashed (SHA-256 of its canonical JSON)."""

    __tablename__ = "version"
    guide_id: Mapped[str] = mapped_column(ForeignKey("guide.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    body: Mapped[dict] = mapped_column(JSON)
    hash: Mapped[str]
    published_by: Mapped[str] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime] = mapped_column(Moment)


class Attachment(Base):
    """Where a guide belongs: `target` is equipment, equipment_type, area or site, named by its id."""

    __tablename__ = "attachment"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    guide_id: Mapped[str] = mapped_column(ForeignKey("guide.id"), index=True)
    target: Mapped[str]
    target_id: Mapped[str] = mapped_column(index=True)

    __table_args__ = (UniqueConstraint("guide_id", "target", "target_id"),)
