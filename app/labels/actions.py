"""Making, binding and retiring labels. Every binding is kept, with who made it and through which record."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.changes import mark
from app.labels import queries, rules
from app.labels.models import Binding, Label
from app.people.models import Person
from app.places.models import Equipment


def label_for(*, session: Session, equipment: Equipment, now: datetime, who: Person | None = None) -> Label:
    """The equipment's current label, or a new one."""
    current = queries.current(session, [equipment.id]).get(equipment.id)
    if current is None:
        current = _new_label(session, equipment.site_id, now)
        _begin(session, who, now, current, equipment, how="made")
    return current


def blank(*, session: Session, site_id: str, count: int, now: datetime) -> list[Label]:
    """`count` new labels that are not on equipment yet, to be printed, stuck on and then bound."""
    return [_new_label(session, site_id, now) for _ in range(count)]


def bind(
    *,
    session: Session,
    who: Person | None,
    now: datetime,
    label: Label,
    equipment: Equipment,
    how: str = "console",
    record_id: str | None = None,
) -> None:
    """From now on the label means this equipment, whatever it meant before; saying it again changes nothing.

    Raises OtherSite when they are not of one site.
    """
    if equipment.site_id != label.site_id:
        raise rules.OtherSite("Choose equipment of the site that the label belongs to. Nothing was changed.")
    if label.state == "bound" and label.equipment_id == equipment.id:
        return
    end(session=session, now=now, label=label)
    _begin(session, who, now, label, equipment, how=how, record_id=record_id)


def replace(
    *,
    session: Session,
    who: Person | None,
    now: datetime,
    old: Label,
    new: Label,
    how: str = "console",
    record_id: str | None = None,
) -> None:
    """The new label takes the place of the old one, which still opens and asks to be peeled off."""
    equipment = session.get_one(Equipment, old.equipment_id)
    bind(session=session, who=who, now=now, label=new, equipment=equipment, how=how, record_id=record_id)
    if old.code != new.code:
        old.replaced_by = new.code
        retire(session=session, label=old, now=now)


def retire(*, session: Session, label: Label, now: datetime) -> None:
    """The label stays known for ever, with its equipment, so that a scan of it can say what happened."""
    end(session=session, now=now, label=label)
    label.state, label.retired_at = "retired", now
    mark(session, "label", label.code, site_id=label.site_id)


def end(*, session: Session, now: datetime, label: Label) -> None:
    """Its binding, if there is one, ends now."""
    running = select(Binding).where(Binding.label == label.code, Binding.ended_at.is_(None))
    for binding in session.scalars(running):
        binding.ended_at = now


def adopt(*, session: Session, site_id: str, code: str, now: datetime) -> Label:
    """A label that was printed somewhere else, or is forgotten here: from now on it is one of the site's."""
    return _add(session, Label(code=code, site_id=site_id, state="unbound", made_at=now))


def _new_label(session: Session, site_id: str, now: datetime) -> Label:
    code = rules.new_code()
    while session.get(Label, code):
        code = rules.new_code()
    return adopt(session=session, site_id=site_id, code=code, now=now)


def _add(session: Session, label: Label) -> Label:
    session.add(label)
    session.flush()
    mark(session, "label", label.code, site_id=label.site_id)
    return label


def _begin(
    session: Session,
    who: Person | None,
    now: datetime,
    label: Label,
    equipment: Equipment,
    *,
    how: str,
    record_id: str | None = None,
) -> None:
    label.state, label.equipment_id = "bound", equipment.id
    label.retired_at = label.replaced_by = None
    binding = Binding(label=label.code, equipment_id=equipment.id, how=how, bound_at=now)
    binding.person_id, binding.record_id = who.id if who else None, record_id
    session.add(binding)
    session.flush()
    mark(session, "label", label.code, site_id=label.site_id)
