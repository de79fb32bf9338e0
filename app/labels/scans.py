"""What scan records do to labels. Each record acts once; what cannot be followed waits for a supervisor."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.changes import mark
from app.labels import actions, rules, seen
from app.labels.models import Clash, Label, Scan
from app.people.models import Person
from app.places import queries as places
from app.places.models import Equipment, Site

BINDING = ("bind", "replace")


@dataclass(frozen=True)
class Said:
    """A scan record as far as labels need it; see docs/wire.md. `label` and `replaces` are codes."""

    record_id: str
    does: str
    label: str
    equipment_id: str | None
    replaces: str | None
    opened_by: str
    decode_ms: int | None
    site_id: str
    scanned_at: datetime


def take(*, session: Session, who: Person, now: datetime, said: Said) -> None:
    """Let a stored scan record act in its author's name; again changes nothing."""
    if session.get(Scan, said.record_id):
        return
    label, equipment = session.get(Label, said.label), places.standing(session, said.equipment_id)
    _note(session, who, said, equipment)
    if said.does not in BINDING:
        return
    reason = _clash(session, who, label, equipment)
    if reason or label is None or equipment is None:
        _ask(session, who, now, said, equipment, reason)
    else:
        put(session=session, who=who, now=now, said=said, label=label, equipment=equipment)


def put(
    *,
    session: Session,
    who: Person,
    now: datetime,
    said: "Said | Clash",
    label: Label,
    equipment: Equipment,
) -> None:
    """Bind as the record asks; the label it replaces is retired when it still means this equipment."""
    old = session.get(Label, said.replaces or "")
    through = {"how": "scan", "record_id": said.record_id}
    if old and old.state == "bound" and old.equipment_id == equipment.id:
        actions.replace(session=session, who=who, now=now, old=old, new=label, **through)
    else:
        actions.bind(session=session, who=who, now=now, label=label, equipment=equipment, **through)


def _note(session: Session, who: Person, said: Said, equipment: Equipment | None) -> None:
    row = Scan(record_id=said.record_id, site_id=said.site_id, label=said.label, does=said.does)
    row.equipment_id, row.person_id = equipment.id if equipment else None, who.id
    row.opened_by, row.decode_ms, row.scanned_at = said.opened_by, said.decode_ms, said.scanned_at
    session.add(row)
    seen.note(session, row)


def _clash(session: Session, who: Person, label: Label | None, equipment: Equipment | None) -> str:
    site_id = label.site_id if label else equipment.site_id if equipment else ""
    site = session.get(Site, site_id)
    return rules.clash(
        known=label is not None,
        equipment=equipment is not None,
        one_site=equipment is not None and equipment.site_id == site_id,
        retired=label is not None and label.state == "retired",
        allowed=site is not None and site.id in who.sites_as(site.binders),
        free=label is None or label.state == "unbound" or _is_on(label, equipment),
    )


def _is_on(label: Label, equipment: Equipment | None) -> bool:
    return equipment is not None and label.equipment_id == equipment.id


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
