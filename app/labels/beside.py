"""What labels know of equipment, and how they follow it. Their codes never change."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from app.core.changes import mark
from app.labels import actions, further
from app.labels.models import Clash, FurtherCode, Label, Seen
from app.labels.rules import pretty
from app.people.models import Person
from app.places.beside import Neighbour, Note
from app.places.models import Equipment

WORDS = {"bound": "", "retired": "taken out of use"}


def notes(session: Session, equipment_ids: list[str]) -> dict[str, list[Note]]:
    """The labels of each, those in use first, then the newest."""
    wanted = select(Label).where(Label.equipment_id.in_(equipment_ids))
    found: dict[str, list[Note]] = {}
    for label in session.scalars(wanted.order_by(Label.state, Label.made_at.desc())):
        note = Note(pretty(label.code), WORDS.get(label.state, label.state), f"/console/labels/{label.code}")
        found.setdefault(label.equipment_id or "", []).append(note)
    codes = select(FurtherCode).where(FurtherCode.equipment_id.in_(equipment_ids)).order_by(FurtherCode.text)
    for code in session.scalars(codes):
        note = Note(code.text, "further code", f"/console/labels/further/{code.equipment_id}")
        found.setdefault(code.equipment_id, []).append(note)
    return found


def having() -> Select[Any]:
    return select(Label.equipment_id).where(Label.state == "bound", Label.equipment_id.is_not(None))


def moved(session: Session, who: Person, now: datetime, equipment: Equipment, from_site: str) -> None:
    """The labels on it, and its further codes, are the other site's from now on."""
    for label in _of(session, equipment):
        mark(session, "label", label.code, site_id=from_site, gone=True)
        label.site_id = equipment.site_id
        session.flush()
        mark(session, "label", label.code, site_id=label.site_id)
    for code in _further(session, equipment):
        mark(session, further.KIND, f"{from_site}/{code.text}", site_id=from_site, gone=True)
        if session.get(FurtherCode, (equipment.site_id, code.text)):
            further.forget(session, now, code)  # the other site has it on something else, which stays
        else:
            code.site_id = equipment.site_id
            session.flush()
            further.tell(session, code)


def merged(session: Session, who: Person, now: datetime, loser: Equipment, survivor: Equipment) -> None:
    """Every label of the loser leads to the survivor; one that is retired stays so."""
    for label in _of(session, loser):
        if label.state == "bound":
            actions.bind(session=session, who=who, now=now, label=label, equipment=survivor)
        else:
            label.equipment_id = survivor.id
            mark(session, "label", label.code, site_id=label.site_id)
    session.execute(update(Seen).where(Seen.place_id == loser.id).values(place_id=survivor.id))
    waiting = select(Clash).where(Clash.equipment_id == loser.id, Clash.settled_at.is_(None))
    for clash in session.scalars(waiting):
        clash.equipment_id = survivor.id
    for code in _further(session, loser):
        further.bind(session=session, who=who, now=now, equipment=survivor, code=code.text)


def _of(session: Session, equipment: Equipment) -> list[Label]:
    return list(session.scalars(select(Label).where(Label.equipment_id == equipment.id)))


def _further(session: Session, equipment: Equipment) -> list[FurtherCode]:
    return list(session.scalars(select(FurtherCode).where(FurtherCode.equipment_id == equipment.id)))


LABELS = Neighbour("labels", notes, having, moved, merged, removed=lambda *_: None)
