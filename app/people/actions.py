"""Changing people: signing in, enrolling a device."""

from datetime import datetime

from joserfc.jwk import ECKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.ids import id_of
from app.core.refusal import Malformed
from app.people import passwords, queries, rules
from app.people.models import Device, Enrolment, Membership, Person, SignInTries, Trade


def add_person(
    *,
    session: Session,
    name: str,
    handle: str,
    password: str,
    roles: dict[str, str],
    trade: Trade | None = None,
) -> Person:
    """`roles` maps site id to role."""
    person = Person(
        name=name, handle=handle.lower(), password_hash=passwords.hash_password(password), trade=trade
    )
    person.memberships = [Membership(site_id=site, role=role) for site, role in roles.items()]
    session.add(person)
    session.flush()
    return person


def sign_in(*, session: Session, handle: str, password: str, address: str, now: datetime) -> Person:
    """The person, or TooManyTries / WrongSignIn; both say the same for an unknown handle."""
    keys = [f"person:{handle.strip().lower()}", f"address:{address}"]
    _refuse_if_waiting(session, keys, now)
    person = queries.by_handle(session, handle)
    if not passwords.matches(person.password_hash if person and person.active else None, password):
        _count_failure(session, keys, now)
        raise rules.WrongSignIn("Check both and try again. Nothing saved on this phone is affected.")
    for key in keys:
        tries = session.get(SignInTries, key)
        if tries:
            session.delete(tries)
    assert person is not None
    return person


def enrol(
    *, session: Session, who: Person, device_id: str, device_name: str, public_key: dict, now: datetime
) -> Enrolment:
    """Give a person's key on a device a name. The same key again is the same enrolment.

    The name is made of the three, so that a server that was set back to before gives it again, and nobody
    else can come by it. See docs/decisions/0011-genuine.md.
    """
    thumbprint = _thumbprint(public_key)
    device = session.get(Device, device_id)
    if device is None:
        device = Device(id=device_id, name=device_name, first_seen_at=now, last_seen_at=now)
        session.add(device)
        session.flush()
    device.last_seen_at = now
    known = select(Enrolment).where(Enrolment.person_id == who.id, Enrolment.device_id == device.id)
    enrolment = session.scalars(known.where(Enrolment.thumbprint == thumbprint)).one_or_none()
    if enrolment is None:
        enrolment = Enrolment(
            id=id_of(who.id, device.id, thumbprint),
            person_id=who.id,
            device_id=device.id,
            public_key=public_key,
            thumbprint=thumbprint,
            enrolled_at=now,
        )
        session.add(enrolment)
        session.flush()
    return enrolment


def _thumbprint(public_key: dict) -> str:
    try:
        key = ECKey.import_key(public_key)
        if key.curve_name != "P-256" or key.is_private:
            raise ValueError
    except Exception:
        raise Malformed("public_key: an EC P-256 public key (JWK) is needed.") from None
    return key.thumbprint()


def _refuse_if_waiting(session: Session, keys: list[str], now: datetime) -> None:
    waits = [tries.wait_until for key in keys if (tries := session.get(SignInTries, key))]
    seconds = max(((until - now).total_seconds() for until in waits), default=0)
    if seconds > 0:
        raise rules.TooManyTries(
            f"Wait {int(seconds) + 1} seconds, then try again.", retry_after=int(seconds) + 1
        )


def _count_failure(session: Session, keys: list[str], now: datetime) -> None:
    for key in keys:
        tries = session.get(SignInTries, key) or SignInTries(key=key, failures=0)
        tries.failures += 1
        tries.wait_until = now + rules.wait_after(tries.failures, key.split(":")[0])
        session.add(tries)
