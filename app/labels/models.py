"""Labels: a printed code that means a piece of equipment, and every binding there was."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base, Moment
from app.people.models import Person
from app.places.models import Equipment


class Label(Base):
    """States: unbound, bound, retired. The code names no host and gives no permission.

    A retired label keeps its equipment, so that a scan of it can still help. `replaced_by` is the code of
    the label that took its place. `printed_at`: a label of its equipment was printed again, see seen.renew.
    """

    __tablename__ = "label"
    code: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), index=True)
    state: Mapped[str] = mapped_column(default="bound")
    equipment_id: Mapped[str | None] = mapped_column(ForeignKey("equipment.id"), index=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    retired_at: Mapped[datetime | None] = mapped_column(Moment)
    printed_at: Mapped[datetime | None] = mapped_column(Moment)
    replaced_by: Mapped[str | None] = mapped_column(ForeignKey("label.code"))


class Binding(Base):
    """That a code meant a piece of equipment from `bound_at` until `ended_at`; only added and ended.

    `label` is the code of a label, or the text of a further code. `how`: made (with its label), console,
    scan. `record_id` names the record through which it came.
    """

    __tablename__ = "label_binding"
    number: Mapped[int] = mapped_column(primary_key=True)
    label: Mapped[str] = mapped_column(index=True)
    equipment_id: Mapped[str] = mapped_column(ForeignKey("equipment.id"), index=True)
    how: Mapped[str]
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    record_id: Mapped[str | None]
    bound_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    equipment: Mapped[Equipment] = relationship(lazy="joined")
    person: Mapped[Person | None] = relationship(lazy="joined")


class Clash(Base):
    """What a scan record asks for and what could not be done by itself; a supervisor settles it.

    `label` may be a code that no label has, or a further code. `reason` is a key of rules.CLASHES.
    """

    __tablename__ = "label_clash"
    record_id: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), index=True)
    label: Mapped[str] = mapped_column(index=True)
    equipment_id: Mapped[str | None] = mapped_column(ForeignKey("equipment.id"))
    replaces: Mapped[str | None]
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str]
    noticed_at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    followed: Mapped[bool] = mapped_column(default=False)  # settled as the record asks

    equipment: Mapped[Equipment | None] = relationship(lazy="joined")
    person: Mapped[Person] = relationship(lazy="joined", foreign_keys=person_id)


class Scan(Base):
    """One scan record, as far as the health and the walk need it. `equipment_id` is where it was scanned.

    `decode_ms` is how long the camera looked, None where nobody measured (a typed code).
    """

    __tablename__ = "label_scan"
    record_id: Mapped[str] = mapped_column(primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"))
    label: Mapped[str]
    does: Mapped[str]
    equipment_id: Mapped[str | None] = mapped_column(ForeignKey("equipment.id"))
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    opened_by: Mapped[str]
    decode_ms: Mapped[int | None]
    scanned_at: Mapped[datetime] = mapped_column(Moment)

    equipment: Mapped[Equipment | None] = relationship(lazy="joined")
    person: Mapped[Person] = relationship(lazy="joined")

    __table_args__ = (Index(None, "label", "scanned_at"), Index(None, "site_id", "does", "scanned_at"))


class Seen(Base):
    """What the scans of one label come to, kept with each scan, so that ten thousand are read at once.

    Of its newest scans (see seen.py) `scans` is how many there are, `typed` how many typed the code,
    `decode_ms` the mean of what was measured; `last_at` is the time of the last of all. `placed_at` and
    `place_id` say when, and on which equipment, somebody last saw it stick.
    """

    __tablename__ = "label_seen"
    label: Mapped[str] = mapped_column(primary_key=True)
    scans: Mapped[int]
    typed: Mapped[int]
    decode_ms: Mapped[float | None]
    last_at: Mapped[datetime] = mapped_column(Moment)
    placed_at: Mapped[datetime | None] = mapped_column(Moment)
    place_id: Mapped[str | None] = mapped_column(ForeignKey("equipment.id"), index=True)


class FurtherCode(Base):
    """Another code that means a piece of equipment: a GS1 asset number, or a barcode that is there already.

    `text` is in the form of rules.further, unique in a site.
    """

    __tablename__ = "further_code"
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), primary_key=True)
    text: Mapped[str] = mapped_column(primary_key=True)
    equipment_id: Mapped[str] = mapped_column(ForeignKey("equipment.id"), index=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(Moment)


class Looks(Base):
    """How often an address has opened labels without the app since `since`; a miss counts as many."""

    __tablename__ = "label_looks"
    address: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]
    since: Mapped[datetime] = mapped_column(Moment)
