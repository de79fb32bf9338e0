"""Sites, their areas, equipment types and equipment."""

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base
from app.core.ids import new_id


class Site(Base):
    """A plant.

    `host` is what its QR codes name, '' for the server's own; `binders` is the role from which on people may
    put labels on equipment with their phones.
    """

    __tablename__ = "site"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(unique=True)
    host: Mapped[str] = mapped_column(default="", server_default="")
    binders: Mapped[str] = mapped_column(default="supervisor", server_default="supervisor")


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
    """A machine. `tag` is the site's own short name for it, unique in the site."""

    __tablename__ = "equipment"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), index=True)
    area_id: Mapped[str] = mapped_column(ForeignKey("area.id"), index=True)
    type_id: Mapped[str] = mapped_column(ForeignKey("equipment_type.id"), index=True)
    name: Mapped[str]
    tag: Mapped[str]
    hazards: Mapped[list[str]] = mapped_column(JSON, default=list)
    ppe: Mapped[list[str]] = mapped_column(JSON, default=list)

    area: Mapped[Area] = relationship(lazy="joined")
    type: Mapped[EquipmentType] = relationship(lazy="joined")

    __table_args__ = (UniqueConstraint("site_id", "tag"),)
