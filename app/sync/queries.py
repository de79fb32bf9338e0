"""Reading changes, a page at a time. Cost grows with the changes, not with the library."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.changes import Change
from app.core.database import Counter
from app.guides import queries as guides
from app.labels import queries as labels
from app.places import queries as places
from app.sync import rules

BODIES: dict[str, Callable[[Session, list[str]], dict[str, dict[str, Any]]]] = {
    "site": places.site_bodies,
    "area": places.area_bodies,
    "equipment_type": places.equipment_type_bodies,
    "equipment": places.equipment_bodies,
    "label": labels.label_bodies,
    "guide": guides.guide_bodies,
}


@dataclass(frozen=True)
class Page:
    """`changes` as on the wire; `more` says that the round, or a new one, goes on at `cursor`."""

    cursor: rules.Cursor
    changes: list[dict[str, Any]]
    more: bool


def newer(session: Session, sites: set[str], rev: int) -> bool:
    """Whether anything of these sites changed after `rev`."""
    after = select(Change.rev).where(
        Change.site_id.in_(sites), Change.gone.in_([False, True]), Change.rev > rev
    )
    return session.scalar(after.limit(1)) is not None


def page(session: Session, sites: set[str], cursor: rules.Cursor, size: int = rules.PAGE) -> Page:
    """The next changes after the cursor: withdrawals, then what lives, at most `size` of both."""
    cursor = rules.begun(cursor, newest(session))
    rows: list[Change] = []
    if cursor.phase == rules.GONE:
        rows = _rows(session, sites, cursor, size)
        if len(rows) == size:
            return Page(rules.reached(cursor, rows[-1].rev), _said(session, rows), True)
        cursor = rules.living(cursor)
    alive = _rows(session, sites, cursor, size - len(rows))
    changes = _said(session, rows + alive)
    if len(rows) + len(alive) == size:
        return Page(rules.reached(cursor, alive[-1].rev), changes, True)
    return Page(rules.ended(cursor), changes, newer(session, sites, cursor.upto))


def newest(session: Session) -> int:
    return session.scalar(select(Counter.value).where(Counter.name == "change")) or 0


def _rows(session: Session, sites: set[str], cursor: rules.Cursor, limit: int) -> list[Change]:
    wanted = select(Change).where(
        Change.site_id.in_(sites),
        Change.gone == (cursor.phase == rules.GONE),
        Change.rev > cursor.at,
        Change.rev <= cursor.upto,
    )
    return list(session.scalars(wanted.order_by(Change.rev).limit(limit)))


def _said(session: Session, rows: list[Change]) -> list[dict[str, Any]]:
    """Changes with their bodies; what lives without a body has no more to say and goes."""
    bodies = {
        kind: BODIES[kind](session, [row.id for row in rows if row.type == kind and not row.gone])
        for kind in {row.type for row in rows if not row.gone}
    }
    return [_change(row, None if row.gone else bodies[row.type].get(row.id)) for row in rows]


def _change(row: Change, body: dict[str, Any] | None) -> dict[str, Any]:
    said: dict[str, Any] = {"type": row.type, "id": row.id, "rev": row.rev}
    return {**said, "gone": True} if body is None else {**said, "body": body}
