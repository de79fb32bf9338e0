"""What scan records do to labels and further codes: once; what cannot be followed waits for a supervisor."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core.changes import mark
from app.labels import actions, further, rules, seen
from app.labels.models import Clash, FurtherCode, Label, Scan
from app.people.models import Person
from app.places import queries as places
from app.places.models import Equipment, Site

BINDING = ("bind", "replace")


@dataclass(frozen=True)
class Said:
    """A scan record as far as labels need it; see docs/wire.md.

    `label` is the code of a label, or a further code; `replaces` is one of a label; `moved_from` is the
    equipment that the phone knew the code to mean.
    """

    record_id: str
    does: str
    label: str
    equipment_id: str | None
    replaces: str | None
    moved_from: str | None
    opened_by: str
    decode_ms: int | None
    site_id: str
    scanned_at: datetime


@dataclass(frozen=True)
class Meaning:
    """What a code means before a record acts: equipment, or nothing yet (None)."""

    site_id: str
    equipment_id: str | None
    retired: bool = False


def take(*, session: Session, who: Person, now: datetime, said: Said) -> None:
    """Let a stored scan record act in its author's name; again changes nothing."""
    if session.get(Scan, said.record_id):
        return
    equipment = places.standing(session, said.equipment_id)
    _note(session, who, said, equipment)
    if said.does not in BINDING:
        return
    reason = _clash(session, who, said, equipment)
    if reason or equipment is None:
        _ask(session, who, now, said, equipment, reason)
    else:
        put(session=session, who=who, now=now, said=said, equipment=equipment)


def put(*, session: Session, who: Person, now: datetime, said: "Said | Clash", equipment: Equipment) -> None:
    """Bind as the record asks; the label it replaces is retired when it still means this equipment.

    A code that no label has becomes one of the site's, or a further code of the equipment.
    """
    through: dict[str, Any] = {"session": session, "who": who, "now": now, "how": "scan"}
    through["record_id"] = said.record_id
    label, old = session.get(Label, said.label), session.get(Label, said.replaces or "")
    if label is None and rules.is_further(said.label):
        further.bind(**through, equipment=equipment, code=said.label)
        return
    if label is None:
        label = actions.adopt(session=session, site_id=equipment.site_id, code=said.label, now=now)
    if old and old.state == "bound" and old.equipment_id == equipment.id:
        actions.replace(**through, old=old, new=label)
    else:
        actions.bind(**through, label=label, equipment=equipment)


def _note(session: Session, who: Person, said: Said, equipment: Equipment | None) -> None:
    row = Scan(record_id=said.record_id, site_id=said.site_id, label=said.label, does=said.does)
    row.equipment_id, row.person_id = equipment.id if equipment else None, who.id
    row.opened_by, row.decode_ms, row.scanned_at = said.opened_by, said.decode_ms, said.scanned_at
    session.add(row)
    seen.note(session, row)


def _clash(session: Session, who: Person, said: Said, equipment: Equipment | None) -> str:
    means = _meaning(session, said.label, equipment)
    site_id = means.site_id if means else equipment.site_id if equipment else ""
    site = session.get(Site, site_id)
    return rules.clash(
        known=means is not None,
        equipment=equipment is not None,
        one_site=equipment is not None and equipment.site_id == site_id,
        retired=means is not None and means.retired,
        allowed=site is not None and site.id in who.sites_as(site.binders),
        free=means is None or means.equipment_id in _expected(session, said, equipment),
    )


def _meaning(session: Session, code: str, equipment: Equipment | None) -> Meaning | None:
    """Of a label, or of a further code at the equipment's site; None for one that nobody knows."""
    label = session.get(Label, code)
    if label:
        bound = label.equipment_id if label.state == "bound" else None
        return Meaning(label.site_id, bound, label.state == "retired")
    if equipment and rules.is_further(code):
        there = session.get(FurtherCode, (equipment.site_id, code))
        return Meaning(equipment.site_id, there.equipment_id if there else None)
    return None


def _expected(session: Session, said: Said, equipment: Equipment | None) -> set[str | None]:
    """What the code may mean for the record to be followed: nothing, this, or what its author knew."""
    before = places.standing(session, said.moved_from)
    return {None, equipment.id if equipment else None, before.id if before else None}


def _ask(
    session: Session, who: Person, now: datetime, said: Said, equipment: Equipment | None, reason: str
) -> None:
    row = Clash(record_id=said.record_id, site_id=said.site_id, label=said.label, reason=reason)
    row.equipment_id, row.replaces = equipment.id if equipment else None, said.replaces
    row.person_id, row.noticed_at = who.id, now
    session.add(row)
    session.flush()
    label = session.get(Label, said.label)
    if label:  # the phone that asked shows its own wish until it hears what holds
        mark(session, "label", label.code, site_id=label.site_id)
    elif equipment and rules.is_further(said.label):
        further.tell_what_holds(session, equipment.site_id, said.label)
