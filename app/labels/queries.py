"""Reading labels."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.core.paging import SIZE, Page, start
from app.labels import rules
from app.labels.models import Label, Scan
from app.places import queries as places
from app.places.models import Equipment, Site


def by_code(session: Session, code: str) -> Label | None:
    """The label of a good code, or None."""
    return session.get(Label, code)


def current(session: Session, equipment_ids: Sequence[str]) -> dict[str, Label]:
    """The newest bound label of each piece of equipment, however many."""
    found: dict[str, Label] = {}
    for part in places.batches(equipment_ids):
        wanted = select(Label).where(Label.equipment_id.in_(part), Label.state == "bound")
        rows = session.scalars(wanted.order_by(Label.made_at))
        found |= {label.equipment_id or "": label for label in rows}
    return found


def host_of(session: Session, site_id: str, otherwise: str) -> str:
    """What the QR codes of a site name: its own choice, or else the server's address."""
    return session.get_one(Site, site_id).host or otherwise


def page(
    session: Session, sites: set[str], *, state: str = "", search: str = "", number: int = 1
) -> Page[tuple[Label, Equipment | None]]:
    """Labels, newest first, with their equipment; `search` is a code, or words of a name or tag."""
    wanted = select(Label, Equipment).outerjoin(Equipment, Equipment.id == Label.equipment_id)
    wanted = wanted.where(Label.site_id.in_(sites))
    if state:
        wanted = wanted.where(Label.state == state)
    if search:
        names = [column.icontains(search, autoescape=True) for column in (Equipment.name, Equipment.tag)]
        wanted = wanted.where(or_(Label.code.startswith(rules.normalise(search), autoescape=True), *names))
    rows = session.execute(
        wanted.order_by(Label.made_at.desc(), Label.code).offset(start(number)).limit(SIZE)
    )
    count = session.scalar(wanted.with_only_columns(func.count(Label.code)))
    return Page([(label, equipment) for label, equipment in rows], number, count or 0)


def equipment_of(session: Session, label: Label) -> Equipment | None:
    return session.get(Equipment, label.equipment_id) if label.equipment_id else None


def scans(session: Session, label: Label, most: int = 20) -> list[Scan]:
    """Its newest scans."""
    wanted = select(Scan).where(Scan.label == label.code).order_by(Scan.scanned_at.desc())
    return list(session.scalars(wanted.limit(most)))


def meanings(session: Session, codes: list[str]) -> dict[str, Equipment]:
    """The equipment that each bound label means now, by code."""
    wanted = select(Label.code, Equipment).join(Equipment, Equipment.id == Label.equipment_id)
    rows = session.execute(wanted.where(Label.code.in_(codes), Label.state == "bound"))
    return {row.code: row.Equipment for row in rows}


def label_bodies(session: Session, ids: list[str]) -> dict[str, dict[str, Any]]:
    """What phones get of each label; see docs/wire.md."""
    rows = session.scalars(select(Label).where(Label.code.in_(ids)))
    return {row.code: _wire(row) for row in rows}


def _wire(row: Label) -> dict[str, Any]:
    body = {"state": row.state, "equipment": row.equipment_id, "site": row.site_id}
    return {**body, "replaced_by": row.replaced_by} if row.replaced_by else body
