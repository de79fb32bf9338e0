"""Making, binding and retiring labels."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.core.changes import mark
from app.labels import queries, rules
from app.labels.models import Label
from app.places.models import Equipment


def label_for(*, session: Session, equipment: Equipment, now: datetime) -> Label:
    """The equipment's current label, or a new one."""
    current = queries.current(session, [equipment.id]).get(equipment.id)
    return current or _new_label(session, equipment, now)


def retire(*, session: Session, label: Label, now: datetime) -> None:
    """The label stays known for ever, so that a scan of it can say what happened."""
    label.state, label.retired_at = "retired", now
    mark(session, "label", label.code, site_id=label.site_id)


def _new_label(session: Session, equipment: Equipment, now: datetime) -> Label:
    code = rules.new_code()
    while session.get(Label, code):
        code = rules.new_code()
    label = Label(code=code, site_id=equipment.site_id, equipment_id=equipment.id, made_at=now)
    session.add(label)
    session.flush()
    mark(session, "label", code, site_id=equipment.site_id)
    return label
