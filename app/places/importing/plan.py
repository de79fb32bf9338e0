"""What carrying out a table would make and change, and what is wrong with which row.

Nothing here reads or writes a database: `Known` is what the site has, a plan what would become of it.
"""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from app.places.rules import BETWEEN

Path = tuple[str, ...]


@dataclass(frozen=True)
class Facts:
    """Equipment that is there: its id, and the facts an import may change, by the names of columns.FIELDS."""

    id: str
    facts: dict[str, Any]
    merged: bool = False


@dataclass(frozen=True)
class Known:
    """What the site has: equipment by folded tag, areas and types by folded names."""

    equipment: dict[str, Facts]
    areas: dict[Path, str]  # folded path from the outermost to id
    types: dict[str, str]  # folded name to id


@dataclass(frozen=True)
class Problem:
    """What is wrong in a row (0: in all of them), counted as the spreadsheet counts, and in which column."""

    row: int
    column: str
    sentence: str


@dataclass
class Plan:
    """`new` and `changed` (by equipment id) hold facts. Their `area` and `equipment_type` are ids, or tuples
    where they are still to be made: a path as in `areas`, a name as in `types`.
    """

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: dict[str, dict[str, Any]] = field(default_factory=dict)
    same: int = 0
    areas: list[Path] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def seen(self) -> str:
        """Stands for what the dry run showed, whichever column was read first; another plan has another."""
        said = json.dumps(
            (self.new, self.changed, self.areas, self.types, len(self.problems)), sort_keys=True
        )
        return hashlib.sha256(said.encode()).hexdigest()


def shown(path: Path) -> str:
    """A path as people read it: Hall A / Line 1."""
    return BETWEEN.join(path)
