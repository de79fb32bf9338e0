"""Uploads on their way, the media they become, and the renditions phones get."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base, Large, Moment
from app.core.ids import new_id


class Upload(Base):
    """A file arriving by tus 1.0; its bytes are in instance/uploads/<id>. Lengths are bytes."""

    __tablename__ = "upload"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"))
    filename: Mapped[str]
    length: Mapped[int] = mapped_column(Large)
    started_at: Mapped[datetime] = mapped_column(Moment)
    medium_id: Mapped[str | None] = mapped_column(ForeignKey("medium.id"))


class Medium(Base):
    """An uploaded video. States: processing, ready, refused (then `reason` says why, for an admin)."""

    __tablename__ = "medium"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    filename: Mapped[str]
    state: Mapped[str] = mapped_column(default="processing")
    reason: Mapped[str] = mapped_column(default="")
    job_id: Mapped[str | None] = mapped_column(ForeignKey("job.id"))
    source_bytes: Mapped[int] = mapped_column(Large, default=0)
    duration_s: Mapped[float | None]
    speech: Mapped[bool] = mapped_column(default=True)
    uploaded_at: Mapped[datetime] = mapped_column(Moment)

    renditions: Mapped[list["Rendition"]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class Rendition(Base):
    """What the phone gets, named by its SHA-256. Kinds: video, poster, captions."""

    __tablename__ = "rendition"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    medium_id: Mapped[str] = mapped_column(ForeignKey("medium.id"), index=True)
    kind: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    bytes: Mapped[int] = mapped_column(Large)
    content_type: Mapped[str]
    width: Mapped[int | None]
    height: Mapped[int | None]
    language: Mapped[str | None]
