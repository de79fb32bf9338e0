"""Areas as a tree, read once and walked in memory: a site has hundreds of them, not millions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from app.places.models import Area
from app.places.rules import BETWEEN, folded


@dataclass(frozen=True)
class Branch:
    """An area where it stands: how deep (0 is outermost) and its whole path, "Hall A / Line 1"."""

    area: Area
    depth: int
    path: str

    @property
    def id(self) -> str:
        return self.area.id


def branches(areas: Iterable[Area]) -> list[Branch]:
    """Each area below the one it is in, neighbours by name; whatever the order they come in."""
    inside: dict[str | None, list[Area]] = defaultdict(list)
    for area in areas:
        inside[area.parent_id].append(area)
    found: list[Branch] = []
    waiting = [(area, 0, "") for area in _by_name(inside[None])]
    while waiting:
        area, depth, above = waiting.pop(0)
        path = f"{above}{BETWEEN}{area.name}" if above else area.name
        found.append(Branch(area, depth, path))
        waiting[:0] = [(one, depth + 1, path) for one in _by_name(inside[area.id])]
    return found


def within(areas: Iterable[Area], area_id: str) -> list[str]:
    """The ids of an area and of everything inside it."""
    parents = [(area.id, area.parent_id) for area in areas]
    found, new = [area_id], {area_id}
    while new:
        new = {id for id, parent in parents if parent in new}
        found += new
    return found


def paths(areas: Iterable[Area]) -> dict[str, str]:
    """The whole path of each area, by id."""
    return {branch.id: branch.path for branch in branches(areas)}


def _by_name(areas: list[Area]) -> list[Area]:
    return sorted(areas, key=lambda area: (folded(area.name), area.id))
