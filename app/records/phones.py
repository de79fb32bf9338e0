"""The phones of a site's people: when each was heard of, what it said, which of its records never came or
came twice."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.people.models import Device, Enrolment, Membership, Person
from app.records.contacts import STORAGE
from app.records.models import Contact
from app.records.numbers import Fork, Gap, numbers
from app.records.rules import SKEW

SILENT = timedelta(days=7)
RIGHT_S = 60  # below it a clock is right: the way of the message is part of what was measured

UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


@dataclass(frozen=True)
class User:
    """A person on a phone. `revoked`: the key may no longer sign."""

    name: str
    last_contact: datetime
    revoked: bool
    gaps: list[Gap]
    forks: list[Fork]

    @property
    def needs_a_look(self) -> bool:
        """Two records with one number stay for ever; once the key is revoked, nothing is left to do."""
        return bool(self.gaps or (self.forks and not self.revoked))


@dataclass
class Phone:
    """A device as it last said it is; None for what it never said."""

    id: str
    name: str
    last_contact: datetime
    waiting: int | None = None
    attention: int | None = None
    storage: str = ""
    skew_s: int | None = None
    users: list[User] = field(default_factory=list)

    @property
    def storage_trouble(self) -> str:
        """In words, '' when there is none; a newer phone may say more than we know."""
        return STORAGE.get(self.storage, self.storage)

    @property
    def clock(self) -> str:
        """How wrong its clock is, '' when it is right or unknown."""
        if self.skew_s is None or abs(self.skew_s) < RIGHT_S:
            return ""
        return f"{_long(abs(self.skew_s))} {'ahead' if self.skew_s > 0 else 'behind'}"

    @property
    def clock_is_wrong(self) -> bool:
        return self.skew_s is not None and abs(self.skew_s) > SKEW.total_seconds()

    def silent(self, now: datetime) -> bool:
        return now - self.last_contact > SILENT


def phones(session: Session, sites: set[str]) -> list[Phone]:
    """Every phone on which somebody of these sites is enrolled, last heard of first."""
    enrolments = _enrolments(session, sites)
    counted = numbers(session, [enrolment.id for enrolment, _, _ in enrolments])
    contacts = _contacts(session, {device.id for _, device, _ in enrolments})
    found: dict[str, Phone] = {}
    for enrolment, device, name in enrolments:
        phone = found.setdefault(device.id, _phone(device, contacts.get(device.id, [])))
        mine = [row.contacted_at for row in contacts[device.id] if row.person_id == enrolment.person_id]
        heard = max([enrolment.enrolled_at, *mine])
        strange = counted.gaps[enrolment.id], counted.forks[enrolment.id]
        phone.users.append(User(name, heard, enrolment.revoked_at is not None, *strange))
    return sorted(found.values(), key=lambda phone: phone.last_contact, reverse=True)


def in_trouble(session: Session, sites: set[str]) -> int:
    """How many phones lack a record in between, used a number twice, or have trouble with their storage."""
    return sum(
        bool(phone.storage) or any(user.needs_a_look for user in phone.users)
        for phone in phones(session, sites)
    )


def _enrolments(session: Session, sites: set[str]) -> list[tuple[Enrolment, Device, str]]:
    here = select(Membership.person_id).where(Membership.site_id.in_(sites))
    wanted = (
        select(Enrolment, Device, Person.name)
        .join(Device, Device.id == Enrolment.device_id)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.person_id.in_(here))
        .order_by(Person.name, Enrolment.enrolled_at)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(wanted)]


def _contacts(session: Session, devices: set[str]) -> dict[str, list[Contact]]:
    """Newest first."""
    rows = select(Contact).where(Contact.device_id.in_(devices)).order_by(Contact.contacted_at.desc())
    found: dict[str, list[Contact]] = defaultdict(list)
    for row in session.scalars(rows):
        found[row.device_id].append(row)
    return found


def _phone(device: Device, contacts: list[Contact]) -> Phone:
    """The device, with what the newest contact says of it."""
    phone = Phone(device.id, device.name, max([device.last_seen_at, *_times(contacts)]))
    if contacts:
        newest = contacts[0]
        phone.waiting, phone.attention = newest.waiting, newest.attention
        phone.storage, phone.skew_s = newest.storage, newest.skew_s
    return phone


def _times(contacts: list[Contact]) -> Iterator[datetime]:
    return (row.contacted_at for row in contacts)


def _long(seconds: int) -> str:
    """A minute or more, in words."""
    size, name = next(unit for unit in UNITS if seconds >= unit[0])
    return f"{seconds // size} {name}{'s' if seconds >= 2 * size else ''}"
