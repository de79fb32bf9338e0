"""docs/faults.md and the tests say the same: every row has tests with its marker; none is left over."""

import ast
import functools
import re

import pytest

from app.settings import ROOT

TABLE, TESTS = ROOT / "docs" / "faults.md", ROOT / "tests"
ROWS = [
    f"{kind}{number}" for kind, count in (("N", 11), ("C", 20), ("S", 15)) for number in range(1, count + 1)
]
WAITING = {"S14": "waits for scale-out"}


@functools.cache
def table() -> dict[str, str]:
    """Row -> what stands in its last column."""
    lines = re.findall(r"^\| ([NCS]\d+) \|.*\|([^|]*)\|$", TABLE.read_text(), re.MULTILINE)
    assert len(lines) == len(dict(lines)), "a row stands twice"
    return dict(lines)


def named(cell: str) -> set[str]:
    return set(re.findall(r"`((?:\w+/)+test_\w+\.py(?:::test_\w+)?)`", cell))


@functools.cache
def marked() -> dict[str, set[str]]:
    """Row -> tests with its marker, as `folder/test_file.py::test_name`, or the file when all of it has."""
    found: dict[str, set[str]] = {}
    for path in sorted(TESTS.rglob("test_*.py")):
        name = path.relative_to(TESTS).as_posix()
        for statement in ast.parse(path.read_text()).body:
            if isinstance(statement, ast.FunctionDef) and statement.name.startswith("test_"):
                for row in rows_in(*statement.decorator_list):
                    found.setdefault(row, set()).add(f"{name}::{statement.name}")
            elif isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == "pytestmark":
                for row in rows_in(statement.value):
                    found.setdefault(row, set()).add(name)
    return found


def rows_in(*nodes: ast.expr) -> list[str]:
    """What stands in `pytest.mark.fault(…)` anywhere inside, parametrised cases too."""
    calls = [call for node in nodes for call in ast.walk(node) if isinstance(call, ast.Call)]
    marks = [call for call in calls if ast.unparse(call.func) == "pytest.mark.fault"]
    return [ast.literal_eval(argument) for mark in marks for argument in mark.args]


def test_the_table_has_every_fault_and_no_other():
    assert list(table()) == ROWS


@pytest.mark.parametrize("row", ROWS)
def test_a_row_names_the_tests_that_carry_its_marker(row):
    cell, tests = table()[row], marked().get(row, set())
    if row in WAITING:
        assert WAITING[row] in cell
    else:
        assert tests, f'no test is marked @pytest.mark.fault("{row}")'
    assert named(cell) == tests, f"docs/faults.md, row {row}, and the marked tests differ"


def test_no_test_carries_a_marker_of_no_row():
    assert set(marked()) <= set(ROWS)
