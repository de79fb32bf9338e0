"""Other bytes under a record's id, read beside it, and whether the phone they name has signed them."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError
from sqlalchemy.orm import Session

from app.people.models import Enrolment, Person
from app.records import jws, reading, remarks
from app.records.bodies import Completion, Identity
from app.records.models import Conflict, Record


@dataclass(frozen=True)
class Other:
    """One side of a conflict. `genuine`: the key of the phone that it names made its signature."""

    sha256: str
    received_at: datetime
    courier: str
    genuine: bool
    reading: reading.Reading | None  # None: not readable


def others(session: Session, record: Record) -> list[Other]:
    return [_other(session, conflict) for conflict in remarks.conflicts_of(session, record.id)]


def _other(session: Session, conflict: Conflict) -> Other:
    courier, signed = session.get(Person, conflict.courier_id), jws.parse(conflict.jws)
    return Other(
        sha256=conflict.sha256,
        received_at=conflict.received_at,
        courier=courier.name if courier else "",
        genuine=_genuine(session, signed),
        reading=_read(session, conflict, signed),
    )


def _genuine(session: Session, signed: jws.Signed) -> bool:
    try:
        named = Identity.model_validate(signed.payload).enrolment
    except ValidationError:
        return False
    enrolment = session.get(Enrolment, named)
    return (
        enrolment is not None
        and signed.header.get("kid") == named
        and signed.sole
        and jws.verify(signed, enrolment.public_key)
    )


def _read(session: Session, conflict: Conflict, signed: jws.Signed) -> reading.Reading | None:
    try:
        said = Completion.model_validate(signed.payload)
        return reading.read(session, conflict.jws, conflict.received_at, said.guide, said.version)
    except (ValidationError, KeyError):  # KeyError: no time
        return None
