"""What phones say of themselves, one row a person's phone, written over at each contact."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.orm import Session

from app.core.database import Base
from app.people.models import Enrolment, Person
from app.records.bodies import Push
from app.records.models import Contact

STORAGE = {
    "low": "Almost full. Photos may soon not fit.",
    "lost": "The browser has thrown away what was stored. Records that were not confirmed may be gone.",
}
FARTHEST = 2**31 - 1


# Made once: to build a statement costs more than to run it, and every push asks this.
_contact = Base.metadata.tables["contact"]
_mine = (_contact.c.device_id == bindparam("device"), _contact.c.person_id == bindparam("person"))
_SAID = ("waiting", "attention", "storage")
HEARD = update(_contact).where(*_mine).values({name: bindparam(name) for name in ("contacted_at", "skew_s")})
HEARD_ALL = HEARD.values({name: bindparam(name) for name in _SAID})


def note(*, session: Session, who: Person, now: datetime, load: Push) -> None:
    """Write down that this person's phone was heard of; not for a device on which they are not enrolled.

    One statement for a phone that is known. What an older phone does not say stays as it was.
    """
    said: dict[str, Any] = {"contacted_at": now, "skew_s": _skew(load.sent_at, now)}
    if load.status is not None:
        said |= load.status.model_dump()
    heard = HEARD if load.status is None else HEARD_ALL
    known = session.connection().execute(heard, said | {"device": load.device, "person": who.id}).rowcount
    if not known and _enrolled(session, who, load.device):
        session.execute(
            insert(Contact).values({"device_id": load.device, "person_id": who.id, "storage": ""} | said)
        )


def _enrolled(session: Session, who: Person, device: str) -> bool:
    wanted = select(Enrolment.id).where(Enrolment.device_id == device, Enrolment.person_id == who.id)
    return session.scalar(wanted.limit(1)) is not None


def _skew(sent_at: str, now: datetime) -> int | None:
    """The phone's clock minus ours in seconds, the way of the message included; None when it is no time."""
    try:
        told = datetime.fromisoformat(sent_at)
        apart = (told.replace(tzinfo=told.tzinfo or UTC) - now).total_seconds()
    except (ValueError, OverflowError):
        return None
    return round(max(-FARTHEST, min(FARTHEST, apart)))
