"""Sites, their areas, equipment types and equipment."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base, Moment
from app.core.ids import new_id


class Site(Base):
    """A plant.

    `host` is what its QR codes name, '' for the server's own; `binders` is the role from which on people may
    put labels on equipment with their phones; `zone` is the IANA name of its time zone, '' for one that
    nobody has said.
    """

    __tablename__ = "site"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(unique=True)
    host: Mapped[str] = mapped_column(default="", server_default="")
    binders: Mapped[str] = mapped_column(default="supervisor", server_default="supervisor")
    zone: Mapped[str] = mapped_column(default="", server_default="")


class Area(Base):
    """A place in a site: hall, line, cell. Areas nest."""

    __tablename__ = "area"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), index=True)
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("area.id"))
    name: Mapped[str]


class EquipmentType(Base):
    """Make and model family. `icon`, `hazards` and `ppe` name pictograms of static/src/ui/pictograms.svg."""

    __tablename__ = "equipment_type"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), index=True)
    name: Mapped[str]
    make: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")
    icon: Mapped[str] = mapped_column(default="type-generic")
    hazards: Mapped[list[str]] = mapped_column(JSON, default=list)
    ppe: Mapped[list[str]] = mapped_column(JSON, default=list)


class Equipment(Base):
    """A machine. `tag` is the site's own short name for it, unique in the site.

    `status` is one of rules.STATUSES; `photo` names a JPEG among the blobs by its SHA-256. What was merged
    into another piece of equipment stays as a row, because records name it, and is shown nowhere else.
    """

    __tablename__ = "equipment"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), index=True)
    area_id: Mapped[str] = mapped_column(ForeignKey("area.id"), index=True)
    type_id: Mapped[str] = mapped_column(ForeignKey("equipment_type.id"), index=True)
    name: Mapped[str]
    tag: Mapped[str]
    serial: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    status: Mapped[str] = mapped_column(default="active")
    photo: Mapped[str | None]
    hazards: Mapped[list[str]] = mapped_column(JSON, default=list)
    ppe: Mapped[list[str]] = mapped_column(JSON, default=list)
    merged_into: Mapped[str | None] = mapped_column(ForeignKey("equipment.id"))

    area: Mapped[Area] = relationship(lazy="joined")
    type: Mapped[EquipmentType] = relationship(lazy="joined")

    __table_args__ = (UniqueConstraint("site_id", "tag"), Index(None, "site_id", "name"))


class HistoryEntry(Base):
    """What somebody did to equipment. `facts` maps each fact to [before, after], as people read them."""

    __tablename__ = "equipment_history"
    number: Mapped[int] = mapped_column(primary_key=True)
    equipment_id: Mapped[str] = mapped_column(ForeignKey("equipment.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    what: Mapped[str]  # a key of history.WHAT
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Import(Base):
    """A file that was read and not yet carried out, or what came of it. `lines` are its cells, by row."""

    __tablename__ = "equipment_import"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    filename: Mapped[str]
    header: Mapped[list[str]] = mapped_column(JSON)
    lines: Mapped[list[list]] = mapped_column(JSON)  # [number in the file, [cell, …]]
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)  # made, changed, same
