"""Reading labels."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.labels.models import Label


def by_code(session: Session, code: str) -> Label | None:
    """The label of a good code, or None."""
    return session.get(Label, code)


def current(session: Session, equipment_ids: list[str]) -> dict[str, Label]:
    """The newest bound label of each piece of equipment."""
    wanted = select(Label).where(Label.equipment_id.in_(equipment_ids), Label.state == "bound")
    return {label.equipment_id or "": label for label in session.scalars(wanted.order_by(Label.made_at))}


def label_bodies(session: Session, ids: list[str]) -> dict[str, dict[str, Any]]:
    """What phones get of each label; see docs/wire.md."""
    rows = session.scalars(select(Label).where(Label.code.in_(ids)))
    return {
        row.code: {"state": row.state, "equipment": row.equipment_id, "site": row.site_id} for row in rows
    }
