"""The dry run: what each row would make or change, and what is wrong with it."""

import pytest

from app.places.importing.columns import FIELDS, chosen, matched
from app.places.importing.dry_run import plan
from app.places.importing.plan import Facts, Known, Plan
from tests.workbooks import HEADER, SAW

PRESS = {
    "tag": "PR-1",
    "name": "Press 1",
    "equipment_type": "t-press",
    "area": "a-line",
    "serial": "",
    "contact": "Line lead",
    "status": "active",
    "hazards": ["hazard-crush"],
    "ppe": [],
}
KNOWN = Known(
    equipment={
        "pr-1": Facts("e-1", PRESS),
        "pr-9": Facts("e-9", {**PRESS, "tag": "PR-9"}, merged=True),
    },
    areas={
        ("hall a",): "a-hall",
        ("hall a", "line 1"): "a-line",
        ("hall a", "cell"): "a-cell",
        ("hall b",): "b-hall",
        ("hall b", "cell"): "b-cell",
    },
    types={"press": "t-press"},
)
COLUMNS = {name: place for place, name in enumerate(FIELDS)}


def run(*rows: list[str], make: bool = False, columns: dict[str, int] = COLUMNS) -> Plan:
    padded = [row + [""] * (len(FIELDS) - len(row)) for row in rows]
    return plan(KNOWN, list(enumerate(padded, start=2)), columns, make=make)


def wrong(found: Plan) -> list[tuple[int, str]]:
    return [(one.row, one.column) for one in found.problems]


def saw(**facts: str) -> list[str]:
    return [facts.get(name, cell) for name, cell in zip(FIELDS, SAW, strict=True)]


def test_a_new_tag_is_new_equipment_with_all_its_facts():
    [facts] = run(SAW).new
    assert facts == {
        "tag": "SA-1",
        "name": "Saw 1",
        "equipment_type": "t-press",
        "area": "a-line",
        "serial": "S1",
        "contact": "Line lead",
        "status": "active",
        "hazards": ["hazard-cut"],
        "ppe": ["ppe-eyes"],
    }


def test_a_known_tag_changes_only_what_differs_whatever_its_capitals():
    found = run(["pr-1", "Press 1", "PRESS", "hall a /  line 1", "S-77"])
    assert (found.changed, found.new, found.problems) == ({"e-1": {"serial": "S-77"}}, [], [])


def test_the_same_again_is_the_same():
    assert run(["PR-1", "Press 1", "Press", "Hall A > Line 1"]).same == 1


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#n/a"])
def test_a_formula_that_failed_is_a_mistake_of_its_row_in_any_column(cell):
    for name, heading in FIELDS.items():
        found = run(saw(**{name: cell}), make=True)
        assert (found.new, wrong(found)) == ([], [(2, heading)])
        assert found.problems[0].sentence.startswith(f"{cell} is a formula that failed.")
    assert run(saw(name="Pump #N/A")).new[0]["name"] == "Pump #N/A"


def test_an_empty_cell_leaves_what_is_there_and_a_hyphen_empties_it():
    found = run(["PR-1", "", "", "", "", "-", "", "-"])
    assert found.changed == {"e-1": {"contact": "", "hazards": []}}
    assert wrong(run(["PR-1", "-"])) == [(2, "Name")]


@pytest.mark.parametrize(
    ("facts", "column"),
    [
        ({"tag": ""}, "Tag"),
        ({"tag": "-"}, "Tag"),
        ({"tag": "x" * 41}, "Tag"),
        ({"tag": "PR-9"}, "Tag"),
        ({"name": ""}, "Name"),
        ({"name": "=A1&B1"}, "Name"),
        ({"name": "x" * 121}, "Name"),
        ({"equipment_type": ""}, "Type"),
        ({"equipment_type": "Lathe"}, "Type"),
        ({"area": ""}, "Area"),
        ({"area": "Hall C"}, "Area"),
        ({"area": "Cell"}, "Area"),
        ({"area": " / "}, "Area"),
        ({"serial": "=1+1"}, "Serial number"),
        ({"contact": "x" * 121}, "Contact"),
        ({"status": "sleeping"}, "Status"),
        ({"hazards": "Sharp edges, Dragons"}, "Hazards"),
        ({"ppe": "Sharp edges"}, "PPE"),
    ],
)
def test_each_mistake_is_named_with_its_row_and_column_and_spoils_only_its_row(facts, column):
    found = run(SAW, saw(**{"tag": "SA-2", **facts}), saw(tag="SA-3"))
    assert wrong(found) == [(3, column)]
    assert [one["tag"] for one in found.new] == ["SA-1", "SA-3"]


def test_every_mistake_of_a_row_is_named_at_once():
    assert wrong(run(saw(name="", status="x", ppe="y"))) == [(2, "Status"), (2, "PPE"), (2, "Name")]


def test_a_tag_twice_names_the_first_row():
    found = run(SAW, saw(tag="sa-1"))
    assert wrong(found) == [(3, "Tag")]
    assert "Row 2" in found.problems[0].sentence


def test_a_lone_name_of_an_area_will_do_where_only_one_has_it():
    assert run(saw(area="line 1")).new[0]["area"] == "a-line"
    assert "whole path" in run(saw(area="Cell")).problems[0].sentence


def test_missing_areas_and_types_are_made_once_and_outermost_first():
    rows = [saw(area="Hall C / Line 9", equipment_type="Lathe")]
    rows += [saw(tag="SA-2", area="hall c / line 9", equipment_type="LATHE")]
    found = run(*rows, make=True)
    assert found.areas == [("Hall C",), ("Hall C", "Line 9")]
    assert found.types == ["Lathe"]
    assert {one["area"] for one in found.new} == {("Hall C", "Line 9")}
    assert wrong(run(saw(area="x" * 81, equipment_type="y" * 121), make=True)) == [(2, "Type"), (2, "Area")]


def test_signs_are_read_by_name_or_id_with_any_usual_mark_between():
    [facts] = run(saw(hazards="crushing; hazard-cut|Sharp edges", ppe="Eye protection,ppe-ears")).new
    assert (facts["hazards"], facts["ppe"]) == (["hazard-crush", "hazard-cut"], ["ppe-eyes", "ppe-ears"])


def test_status_is_understood_as_people_write_it():
    for word, status in (
        ("In service", "active"),
        ("AUSSER BETRIEB", "out_of_service"),
        ("Retired", "retired"),
    ):
        assert run(saw(status=word)).new[0]["status"] == status


def test_without_a_column_for_tags_nothing_is_read():
    found = run(SAW, columns={"name": 1})
    assert (wrong(found), found.new) == ([(0, "Tag")], [])


def test_a_column_that_is_not_matched_is_not_read_and_new_equipment_says_which_it_needs():
    columns = {"tag": 0, "serial": 4}
    assert run(["PR-1", "ignored", "", "", "S-1"], columns=columns).changed == {"e-1": {"serial": "S-1"}}
    found = run(SAW, columns=columns)
    assert wrong(found) == [(2, "Name"), (2, "Type"), (2, "Area")]
    assert "Choose its column" in found.problems[0].sentence


def test_another_plan_is_seen_as_another():
    assert run(SAW).seen != run(SAW, saw(tag="SA-2")).seen


def test_columns_are_found_by_the_names_people_give_them():
    assert matched(HEADER) == COLUMNS
    german = ["Bezeichnung", "Anlagen-Nummer", "Maschinentyp", "Standort", "Seriennummer", "PSA"]
    assert matched(german) == {"name": 0, "tag": 1, "equipment_type": 2, "area": 3, "serial": 4, "ppe": 5}
    assert matched(["Numéro", "Équipement", "Catégorie", "Lieu", "N° de série"])["tag"] == 0
    assert matched(["Asset", "Asset", "Colour"]) == {"tag": 0}
    assert matched(["", "?"]) == {}


def test_chosen_columns_are_only_those_that_exist():
    assert chosen({"tag": "1", "name": "7", "area": "x", "serial": ""}, 3) == {"tag": 1}
