"""Making, binding and retiring labels. Every binding is kept, with who made it and through which record."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.changes import mark, mark_all
from app.labels import bindings, queries, rules
from app.labels.models import Label
from app.people.models import Person
from app.places import queries as places
from app.places.models import Equipment


def label_for(*, session: Session, equipment: Equipment, now: datetime, who: Person | None = None) -> Label:
    """The equipment's current label, or a new one."""
    current = queries.current(session, [equipment.id]).get(equipment.id)
    return current or new_labels(session=session, equipment=[equipment], now=now, who=who)[equipment.id]


def new_labels(
    *, session: Session, equipment: Sequence[Equipment], now: datetime, who: Person | None = None
) -> dict[str, Label]:
    """A new label for each of these, by id of the equipment; thousands at the cost of few statements."""
    rows = {row.id: row for row in equipment}
    labels = dict(zip(rows, _new_codes(session, len(rows)), strict=True))
    made = {id: Label(code=code, equipment_id=id, state="bound", made_at=now) for id, code in labels.items()}
    for id, label in made.items():
        label.site_id = rows[id].site_id
    _add(session, made.values())
    bindings.begin_all(session, who, now, labels)
    return made


def blank(*, session: Session, site_id: str, count: int, now: datetime) -> list[Label]:
    """`count` new labels that are not on equipment yet, to be printed, stuck on and then bound."""
    codes = _new_codes(session, count)
    return _add(session, [_unbound(site_id, code, now) for code in codes])


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
    bindings.end(session, now, label.code)
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
    bindings.end(session, now, label.code)
    label.state, label.retired_at = "retired", now
    mark(session, "label", label.code, site_id=label.site_id)


def adopt(*, session: Session, site_id: str, code: str, now: datetime) -> Label:
    """A label that was printed somewhere else, or is forgotten here: from now on it is one of the site's."""
    [label] = _add(session, [_unbound(site_id, code, now)])
    return label


def _unbound(site_id: str, code: str, now: datetime) -> Label:
    return Label(code=code, site_id=site_id, state="unbound", made_at=now)


def _new_codes(session: Session, count: int) -> list[str]:
    """Codes that no label has."""
    free: dict[str, None] = {}
    while len(free) < count:
        for part in places.batches([rules.new_code() for _ in range(count - len(free))]):
            taken = set(session.scalars(select(Label.code).where(Label.code.in_(part))))
            free |= dict.fromkeys(code for code in part if code not in taken)
    return list(free)


def _add(session: Session, labels: Iterable[Label]) -> list[Label]:
    """New labels, told to the phones of their sites."""
    codes: dict[str, list[str]] = {}
    for label in labels:
        codes.setdefault(label.site_id, []).append(label.code)
    session.add_all(labels)
    session.flush()
    for site_id, those in codes.items():
        mark_all(session, "label", those, site_id=site_id)
    return list(labels)


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
    bindings.begin(session, who, now, label.code, equipment.id, how=how, record_id=record_id)
    mark(session, "label", label.code, site_id=label.site_id)
