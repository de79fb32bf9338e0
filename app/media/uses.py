"""Who needs a medium. Features that stand on media register here, so that media need not know them."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session


@dataclass(frozen=True)
class Use:
    """A guide, by id and title, that shows the medium in its draft or in a version."""

    guide_id: str
    title: str


Finder = Callable[[Session, str], list[Use]]
_finders: list[Finder] = []


def told_by(finder: Finder) -> Finder:
    """Register who can name the uses of a medium."""
    _finders.append(finder)
    return finder


def of(session: Session, medium_id: str) -> list[Use]:
    """Every use of a medium, from all who registered."""
    return [use for finder in _finders for use in finder(session, medium_id)]
