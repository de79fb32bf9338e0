"""Reading changes, a page at a time. Cost grows with the changes, not with the library."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from app.core.changes import Change
from app.core.database import Counter
from app.guides import queries as guides
from app.labels import further
from app.labels import queries as labels
from app.people import queries as people
from app.places import queries as places
from app.sync import rules

BODIES: dict[str, Callable[[Session, list[str]], dict[str, dict[str, Any]]]] = {
    "site": places.site_bodies,
    "area": places.area_bodies,
    "equipment_type": places.equipment_type_bodies,
    "equipment": places.equipment_bodies,
    "label": labels.label_bodies,
    "further_code": further.bodies,
    "trade": people.trade_bodies,
    "guide": guides.guide_bodies,
}


# Made once and on tables: most pulls bring nothing, and to build a statement costs more than to run it.
_row, _counter = Change.__table__.c, Counter.__table__.c
_OF_SITES = _row.site_id.in_(bindparam("sites", expanding=True))
NEWER = select(_row.rev).where(_OF_SITES, _row.gone.in_([False, True]), _row.rev > bindparam("rev")).limit(1)
NEWEST = select(_counter.value).where(_counter.name == "change")
ROWS = (
    select(_row.type, _row.id, _row.rev, _row.gone)
    .where(_OF_SITES, _row.gone == bindparam("gone"))
    .where(_row.rev > bindparam("after"), _row.rev <= bindparam("upto"))
    .order_by(_row.rev)
    .limit(bindparam("most"))
)


@dataclass(frozen=True)
class Page:
    """`changes` as on the wire; `more` says that the round, or a new one, goes on at `cursor`."""

    cursor: rules.Cursor
    changes: list[dict[str, Any]]
    more: bool


def newer(session: Session, sites: set[str], rev: int) -> bool:
    """Whether anything of these sites changed after `rev`."""
    return session.scalar(NEWER, {"sites": list(sites), "rev": rev}) is not None


def page(session: Session, sites: set[str], cursor: rules.Cursor, size: int = rules.PAGE) -> Page:
    """The next changes after the cursor: withdrawals, then what lives, at most `size` of both."""
    cursor = rules.begun(cursor, newest(session))
    rows: list[Row] = []
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
    return session.scalar(NEWEST) or 0


def _rows(session: Session, sites: set[str], cursor: rules.Cursor, most: int) -> list[Row]:
    part = {"gone": cursor.phase == rules.GONE, "after": cursor.at, "upto": cursor.upto}
    return list(session.execute(ROWS, {"sites": list(sites), "most": most, **part}))


def _said(session: Session, rows: list[Row]) -> list[dict[str, Any]]:
    """Changes with their bodies; what lives without a body has no more to say and goes."""
    bodies = {
        kind: BODIES[kind](session, [row.id for row in rows if row.type == kind and not row.gone])
        for kind in {row.type for row in rows if not row.gone}
    }
    return [_change(row, None if row.gone else bodies[row.type].get(row.id)) for row in rows]


def _change(row: Row, body: dict[str, Any] | None) -> dict[str, Any]:
    said: dict[str, Any] = {"type": row.type, "id": row.id, "rev": row.rev}
    return {**said, "gone": True} if body is None else {**said, "body": body}
