"""Clashes: what two phones said about one label, both kept, until a supervisor settles it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.refusal import NotFound
from app.labels import further, queries, rules, scans
from app.labels.models import Clash
from app.people.models import Person
from app.places.models import Equipment


class Hopeless(rules.OtherSite):
    code, status, title = "clash-hopeless", 409, "This cannot be done"


def open_ones(session: Session, sites: set[str]) -> list[Clash]:
    """Those that nobody has settled, newest first."""
    wanted = select(Clash).where(Clash.site_id.in_(sites), Clash.settled_at.is_(None))
    return list(session.scalars(wanted.order_by(Clash.noticed_at.desc(), Clash.record_id)))


def meanings(session: Session, clashes: Sequence[Clash]) -> dict[str, Equipment]:
    """What the code of each clash means now, by record; nothing of those that mean nothing."""
    labels = queries.meanings(session, [clash.label for clash in clashes])
    known = {
        clash.record_id: labels.get(clash.label) or further.meaning(session, clash.site_id, clash.label)
        for clash in clashes
    }
    return {record_id: row for record_id, row in known.items() if row}


def count(session: Session, sites: set[str]) -> int:
    wanted = select(func.count()).select_from(Clash)
    return session.scalar(wanted.where(Clash.site_id.in_(sites), Clash.settled_at.is_(None))) or 0


def of_label(session: Session, code: str, sites: set[str]) -> list[Clash]:
    """Everything that was ever asked about a label, oldest first."""
    wanted = select(Clash).where(Clash.label == code, Clash.site_id.in_(sites))
    return list(session.scalars(wanted.order_by(Clash.noticed_at)))


def one(session: Session, record_id: str, sites: set[str]) -> Clash:
    """By the record it came with, held against a second supervisor; NotFound outside the sites."""
    found = session.get(Clash, record_id, with_for_update={"of": Clash})
    if found is None or found.site_id not in sites:
        raise NotFound("There is no such question at your sites. It may have been settled.")
    return found


def settle(*, session: Session, who: Person, now: datetime, clash: Clash, follow: bool) -> None:
    """Bind the label as the record asks, or leave it as it is. Settled once; again changes nothing."""
    if clash.settled_at:
        return
    if follow:
        _follow(session, who, now, clash)
    clash.settled_at, clash.settled_by, clash.followed = now, who.id, follow
    session.flush()


def _follow(session: Session, who: Person, now: datetime, clash: Clash) -> None:
    if clash.equipment is None or clash.reason in rules.HOPELESS:
        raise Hopeless("Print a label of the right site for this equipment. Nothing was changed.")
    scans.put(session=session, who=who, now=now, said=clash, equipment=clash.equipment)
