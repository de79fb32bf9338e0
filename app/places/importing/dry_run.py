"""The dry run: a table is read, row by row, into a plan.

An empty cell leaves what is there, a lone hyphen empties it; a column that is not matched is not read.
"""

from collections.abc import Iterable
from typing import Any

from app.core.cells import original
from app.places.importing.columns import FIELDS, NEEDED
from app.places.importing.plan import Facts, Known, Path, Plan, Problem
from app.places.rules import ACTIVE, HAZARDS, MOST, PPE, STATUSES, folded, path_parts, plain

EMPTY = "-"
FAILED = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")
"""What a spreadsheet shows where a formula came to nothing."""

TEXTS = ("name", "serial", "contact")
Line = tuple[int, list[str]]
STATUS_WORDS = {
    "active": ("active", "in service", "in use", "aktiv", "in betrieb", "en service", "actif", "activo"),
    "out_of_service": ("out of service", "out of order", "down", "außer betrieb", "defekt", "hors service"),
    "retired": ("retired", "scrapped", "decommissioned", "stillgelegt", "ausgemustert", "réformé"),
}
STATUS_OF = {word.casefold(): status for status, words in STATUS_WORDS.items() for word in words}
SIGN_OF = {
    kind: {key: id for id, name in known.items() for key in (id, folded(name))}
    for kind, known in (("hazards", HAZARDS), ("ppe", PPE))
}


def plan(known: Known, lines: Iterable[Line], columns: dict[str, int], *, make: bool) -> Plan:
    """What `lines` would do; `make` lets areas and types that are not there be made."""
    lacking = [FIELDS[name] for name in NEEDED if name not in columns]
    found = Plan()
    if "tag" not in columns:
        found.problems.append(
            Problem(0, FIELDS["tag"], "Choose the column that holds the tag: it tells which is which.")
        )
        return found
    reader = _Reader(known, columns, make, found, lacking)
    for number, cells in lines:
        reader.read(number, cells)
    return found


class _Reader:
    """Reads row after row into a plan, and remembers the tags it met and the areas and types to be made."""

    def __init__(self, known: Known, columns: dict[str, int], make: bool, plan: Plan, lacking: list[str]):
        self.known, self.columns, self.make, self.plan, self.lacking = known, columns, make, plan, lacking
        self.met: dict[str, int] = {}
        self.new_areas: dict[Path, Path] = {}
        self.new_types: dict[str, str] = {}
        self.by_name: dict[str, list[str]] = {}
        for path, id in known.areas.items():
            self.by_name.setdefault(path[-1], []).append(id)

    def read(self, number: int, cells: list[str]) -> None:
        before = len(self.plan.problems)
        self.number = number
        said = {name: plain(cells[column]) for name, column in self.columns.items()}
        there = self._identify(said)
        facts = {name: value for name in said if (value := self._fact(name, said[name], there)) is not None}
        if there is None:
            self._complete(facts)
        if len(self.plan.problems) == before:
            self._put(facts, there)

    def _identify(self, said: dict[str, str]) -> Facts | None:
        """The equipment of this tag; a row without one, or with one that was met, is no good."""
        if said["tag"] in ("", EMPTY):
            self._problem("tag", "There is no tag. Each row needs one.")
            return None
        tag = folded(original(said["tag"]))
        if tag in self.met:
            self._problem("tag", f"Row {self.met[tag]} has the tag {said['tag']}, too. Keep one of them.")
        self.met.setdefault(tag, self.number)
        there = self.known.equipment.get(tag)
        if there and there.merged:
            self._problem("tag", f"{said['tag']} was merged into other equipment. Use the tag of that one.")
        return there

    def _fact(self, name: str, text: str, there: Facts | None) -> Any:
        """The value of a cell; None where it says nothing, or nothing good."""
        if text == "" or (name == "tag" and (there or text == EMPTY)):
            return None
        if text.startswith("="):
            return self._problem(name, "This is a formula. Copy the column and paste it as values.")
        if text.upper() in FAILED:
            return self._problem(
                name, f"{text} is a formula that failed. Write what it should say, or empty the cell."
            )
        if text == EMPTY:
            return self._emptied(name)
        text = original(text)  # what an export guarded is text: neither a formula nor a lone hyphen
        if name in ("tag", *TEXTS):
            fits = len(text) <= MOST[name]
            return (
                text if fits else self._problem(name, f"{len(text)} characters; {MOST[name]} are the most.")
            )
        if name == "status":
            return self._status(text)
        if name in SIGN_OF:
            return self._signs(name, text)
        return self._area(text) if name == "area" else self._type(text)

    def _emptied(self, name: str) -> Any:
        if name in NEEDED:
            return self._problem(name, "This cannot be emptied.")
        return [] if name in SIGN_OF else ACTIVE if name == "status" else ""

    def _complete(self, facts: dict[str, Any]) -> None:
        """What new equipment needs beyond its tag."""
        for name in NEEDED:
            wrong = any(
                one.row == self.number and one.column == FIELDS[name] for one in self.plan.problems[-9:]
            )
            if name not in facts and not wrong:
                self._problem(name, f"New equipment needs it. {self._where(name)}")

    def _where(self, name: str) -> str:
        return "Choose its column above." if FIELDS[name] in self.lacking else "The cell is empty."

    def _put(self, facts: dict[str, Any], there: Facts | None) -> None:
        if there is None:
            self.plan.new.append(facts)
            return
        differs = {name: value for name, value in facts.items() if there.facts[name] != value}
        if differs:
            self.plan.changed[there.id] = differs
        else:
            self.plan.same += 1

    def _status(self, text: str) -> Any:
        status = STATUS_OF.get(folded(text), folded(text).replace(" ", "_"))
        words = ", ".join(STATUSES.values())
        return (
            status if status in STATUSES else self._problem("status", f"“{_short(text)}” is none of {words}.")
        )

    def _signs(self, name: str, text: str) -> Any:
        known, found = SIGN_OF[name], []
        for part in filter(None, (plain(one) for one in text.replace(";", ",").replace("|", ",").split(","))):
            sign = known.get(folded(part))
            if sign is None:
                words = ", ".join((HAZARDS if name == "hazards" else PPE).values())
                return self._problem(name, f"“{_short(part)}” is none of these: {words}.")
            found.append(sign)
        return list(dict.fromkeys(found))

    def _area(self, text: str) -> Any:
        """The id of the area, or its path where it is to be made. A lone name may stand at any depth."""
        parts = path_parts(text)
        path = tuple(folded(part) for part in parts)
        if path in self.known.areas:
            return self.known.areas[path]
        same = self.by_name.get(path[-1], []) if len(path) == 1 else []
        if len(same) == 1:
            return same[0]
        if len(same) > 1:
            return self._problem(
                "area", f"There are {len(same)} areas called {text}. Write the whole path: Hall A / Line 1."
            )
        if not path:
            return self._problem("area", "This is not the name of an area.")
        if not self.make:
            return self._problem(
                "area", f"There is no area “{_short(text)}”. Add it, or let missing ones be made."
            )
        if any(len(part) > MOST["area"] for part in parts):
            return self._problem("area", f"The name of an area has at most {MOST['area']} characters.")
        return self._new_area(parts, path)

    def _new_area(self, parts: list[str], path: Path) -> Path:
        """Its path as it is written the first time; those around it that are missing come first."""
        for depth in range(1, len(path) + 1):
            start = path[:depth]
            if start not in self.known.areas and start not in self.new_areas:
                self.new_areas[start] = tuple(parts[:depth])
                self.plan.areas.append(tuple(parts[:depth]))
        return self.new_areas[path]

    def _type(self, text: str) -> Any:
        """The id of the type, or its name where it is to be made."""
        name = folded(text)
        if name in self.known.types:
            return self.known.types[name]
        if not self.make:
            return self._problem(
                "equipment_type", f"There is no type “{_short(text)}”. Add it, or let missing ones be made."
            )
        if len(text) > MOST["type"]:
            return self._problem(
                "equipment_type", f"The name of a type has at most {MOST['type']} characters."
            )
        if name not in self.new_types:
            self.new_types[name] = text
            self.plan.types.append(text)
        return (self.new_types[name],)

    def _problem(self, name: str, sentence: str) -> None:
        self.plan.problems.append(Problem(self.number, FIELDS[name], sentence))


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
