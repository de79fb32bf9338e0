"""What is to be printed: labels of equipment, or blanks, with what they say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.core.refusal import Refusal
from app.labels import actions, queries, seen
from app.labels.selection import Named
from app.labels.text import LabelText
from app.people.models import Person
from app.places.models import Equipment

MOST_BLANKS = 1000


class SitesDiffer(Refusal):
    """Labels of two sites name different addresses."""

    code, status, title = "sites-differ", 422, "One site at a time"

    def __init__(self) -> None:
        super().__init__("This is equipment of more than one site. Print the labels of each site for itself.")


def labels_of(
    *, session: Session, equipment: Sequence[Equipment], now: datetime, who: Person | None = None
) -> list[LabelText]:
    """What the labels of this equipment say; equipment without a label gets one. They count as printed."""
    ids = [row.id for row in equipment]
    labels = queries.current(session, ids)
    bare = [row for row in equipment if row.id not in labels]
    labels |= actions.new_labels(session=session, equipment=bare, now=now, who=who)
    seen.renew(session, now, ids)
    return [text_of(row, labels[row.id].code) for row in equipment]


def blanks(*, session: Session, site_id: str, count: int, now: datetime) -> list[LabelText]:
    """New labels without equipment."""
    made = actions.blank(session=session, site_id=site_id, count=count, now=now)
    return [LabelText(label.code) for label in made]


def text_of(row: Equipment, code: str) -> LabelText:
    """What a label of this equipment says."""
    ppe = dict.fromkeys([*row.type.ppe, *row.ppe])
    return LabelText(code=code, name=row.name, tag=row.tag, area=row.area.name, ppe=tuple(ppe))


def site_of(equipment: Iterable[Equipment | Named]) -> str:
    """The one site of all of them. Raises SitesDiffer."""
    sites = {row.site_id for row in equipment}
    if len(sites) != 1:
        raise SitesDiffer()
    return sites.pop()
