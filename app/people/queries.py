"""Reading people."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.core.refusal import NotFound
from app.people.models import Enrolment, Person, Trade

WITH_ROLES = (joinedload(Person.memberships),)  # every request asks who is there: one statement, not two


def by_ticket(session: Session, ticket: str) -> Person | None:
    """The active person a sign-in cookie names, unless their sign-ins were ended since."""
    person_id, _, stamp = ticket.partition(":")
    person = session.get(Person, person_id, options=WITH_ROLES)
    return person if person and person.active and person.stamp == stamp else None


def by_handle(session: Session, handle: str) -> Person | None:
    return session.scalars(select(Person).where(Person.handle == handle.strip().lower())).one_or_none()


def enrolment(session: Session, enrolment_id: str) -> Enrolment | None:
    return session.get(Enrolment, enrolment_id)


def of_sites(session: Session, sites: set[str]) -> list[Person]:
    """Everyone with a role at one of the sites, by name."""
    people = session.scalars(select(Person).order_by(Person.name))
    return [person for person in people if person.sites_as("worker") & sites]


def trades(session: Session) -> list[Trade]:
    """By name."""
    return list(session.scalars(select(Trade).order_by(Trade.name)))


def trade(session: Session, trade_id: str) -> Trade:
    """One trade; NotFound for an unknown id."""
    found = session.get(Trade, trade_id)
    if found is None:
        raise NotFound("There is no such trade any more.")
    return found


def trade_bodies(session: Session, ids: list[str]) -> dict[str, dict[str, Any]]:
    """What phones get of each trade; see docs/wire.md."""
    return {row.id: {"name": row.name} for row in session.scalars(select(Trade).where(Trade.id.in_(ids)))}
