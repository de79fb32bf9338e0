"""Persons, their roles and trades, the devices they use, and the key each has on each device."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base, Moment
from app.core.ids import new_id
from app.people import rules


class Trade(Base):
    """The job a person does; it decides relevance, never permission."""

    __tablename__ = "trade"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(unique=True)


class Person(Base):
    """An account. `handle` is what is typed to sign in; `stamp` changes when all sign-ins must end."""

    __tablename__ = "person"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    handle: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str]
    trade_id: Mapped[str | None] = mapped_column(ForeignKey("trade.id"))
    language: Mapped[str] = mapped_column(default="en")
    active: Mapped[bool] = mapped_column(default=True)
    stamp: Mapped[str] = mapped_column(default=new_id)

    memberships: Mapped[list["Membership"]] = relationship(lazy="selectin")
    trade: Mapped[Trade | None] = relationship(lazy="joined")

    # What Flask-Login asks for.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.active

    def get_id(self) -> str:
        return f"{self.id}:{self.stamp}"

    def sites_as(self, role: str) -> set[str]:
        """Ids of the sites where this person may do what `role` may."""
        return {m.site_id for m in self.memberships if rules.covers(m.role, role)}


class Membership(Base):
    """A person's role at a site."""

    __tablename__ = "membership"
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), primary_key=True)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), primary_key=True)
    role: Mapped[str]


class Device(Base):
    """A phone or tablet. The id is made on the device."""

    __tablename__ = "device"
    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    first_seen_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)


class Enrolment(Base):
    """One person on one device, with the public half of a key that never leaves it (JWK, P-256)."""

    __tablename__ = "enrolment"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"), index=True)
    public_key: Mapped[dict] = mapped_column(JSON)
    thumbprint: Mapped[str]
    enrolled_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    person: Mapped[Person] = relationship()
    device: Mapped[Device] = relationship()

    __table_args__ = (UniqueConstraint("person_id", "device_id", "thumbprint"),)


class SignInTries(Base):
    """Failures in a row, per account and per address."""

    __tablename__ = "sign_in_tries"
    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    wait_until: Mapped[datetime] = mapped_column(Moment)
