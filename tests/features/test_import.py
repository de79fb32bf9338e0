"""Importing equipment: looked at first, carried out whole or not at all, taken back as it was exported."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest

from app.core import clock
from app.core.database import db, writing
from app.places import history, queries
from app.places.importing import rules
from app.places.models import Equipment, Import
from tests.workbooks import HEADER, SAW, csv, xlsx

PAGE = "/console/equipment/import/"
EXPORT = "/console/equipment/equipment"


def choose(client, plant, data: bytes, name: str = "list.xlsx"):
    return client.post(PAGE, data={"site": plant.site, "file": (io.BytesIO(data), name)})


def looked_at(client, plant, data: bytes) -> str:
    """The address of the dry run."""
    answer = choose(client, plant, data)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def fields(page: str) -> dict[str, str]:
    """What the button of the dry run would send."""
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))


def carry_out(client, address: str, **more):
    return client.post(f"{address}/rows", data=fields(client.get(address).text) | more)


def equipment(app, plant) -> dict[str, Equipment]:
    with app.app_context():
        return {row.tag: row for row in queries.every_equipment(db.session(), {plant.site})}


def test_a_workbook_is_looked_at_first_and_then_carried_out_whole(app, plant, as_admin, as_worker):
    cursor = as_worker.get("/api/v1/sync").json["cursor"]
    change = ["PR-002", "Press 2", "Press", "Hall A / Line 1", "S-77"]
    address = looked_at(as_admin, plant, xlsx([HEADER, SAW, change]))
    page = as_admin.get(address).text
    assert "No mistakes found" in page
    assert set(equipment(app, plant)) == {"PR-002", "FL-007"}, "looking changes nothing"
    assert carry_out(as_admin, address).status_code == 303
    rows = equipment(app, plant)
    saw = rows["SA-1"]
    assert (saw.name, saw.area_id, saw.type_id, saw.hazards) == (
        "Saw 1",
        plant.line,
        plant.press_type,
        ["hazard-cut"],
    )
    assert (rows["PR-002"].serial, rows["PR-002"].id) == ("S-77", plant.press)
    with app.app_context():
        [(entry, who)] = history.of(db.session(), plant.press)
    assert (entry.what, entry.facts, who) == ("imported", {"serial": ["", "S-77"]}, "Ada Admin")
    news = as_worker.get("/api/v1/sync", query_string={"since": cursor}).json["changes"]
    assert {one["id"] for one in news} == {saw.id, plant.press}
    done = as_admin.get(address).text
    assert "Imported." in done
    assert "<strong>1</strong> piece of equipment added" in done


def test_nothing_is_half_imported(app, plant, as_admin):
    rows = [HEADER, *([f"OK-{n}", *SAW[1:]] for n in range(30)), ["BAD", "", "Press", "Nowhere"]]
    address = looked_at(as_admin, plant, xlsx(rows))
    page = as_admin.get(address, query_string={"make": "no"}).text
    assert "1 row to correct" in page
    assert "There is no area" in page
    assert ">32<" in page, "the row as the spreadsheet counts"
    answer = as_admin.post(f"{address}/rows", data={"make": "no", "tag": "0", "name": "1", "area": "3"})
    assert answer.status_code == 422
    assert "Nothing was changed" in answer.text
    assert set(equipment(app, plant)) == {"PR-002", "FL-007"}


def test_a_failure_half_way_leaves_nothing(app, plant, as_admin, monkeypatch):
    address = looked_at(as_admin, plant, xlsx([HEADER, SAW, ["SA-2", *SAW[1:3], "Hall Z"]]))
    page = as_admin.get(address).text
    monkeypatch.setattr("app.places.importing.actions.mark_all", lambda *a, **k: 1 / 0)
    app.config["PROPAGATE_EXCEPTIONS"] = app.testing = False
    assert as_admin.post(f"{address}/rows", data=fields(page)).status_code == 500
    assert set(equipment(app, plant)) == {"PR-002", "FL-007"}
    with app.app_context():
        assert {one.name for one in queries.areas(db.session(), {plant.site})} == {"Hall A", "Line 1"}


def test_the_same_file_again_changes_nothing_and_the_same_import_twice_is_refused(app, plant, as_admin):
    book = xlsx([HEADER, SAW])
    address = looked_at(as_admin, plant, book)
    sent = fields(as_admin.get(address).text)
    assert as_admin.post(f"{address}/rows", data=sent).status_code == 303
    twice = as_admin.post(f"{address}/rows", data=sent)
    assert (twice.status_code, len(equipment(app, plant))) == (409, 3)
    again = as_admin.get(looked_at(as_admin, plant, book)).text
    assert "is the same already" in again
    assert "Nothing to import" in again


def test_what_changed_after_the_look_is_looked_at_again(app, plant, as_admin):
    address = looked_at(as_admin, plant, xlsx([HEADER, SAW, ["PR-002", "Press 2", "Press", "Line 1"]]))
    page = as_admin.get(address).text
    with app.app_context(), writing():
        db.session.get_one(Equipment, plant.press).name = "Press renamed"
        db.session.commit()
    answer = as_admin.post(f"{address}/rows", data=fields(page))
    assert (answer.status_code, "changed after you looked" in answer.text) == (409, True)
    assert set(equipment(app, plant)) == {"PR-002", "FL-007"}


def test_another_change_of_as_many_rows_is_looked_at_again_too(app, plant, as_admin):
    row = ["PR-002", "Press 2", "Press", "Line 1", "S-77"]
    address = looked_at(as_admin, plant, xlsx([HEADER, row]))
    page = as_admin.get(address).text
    with app.app_context(), writing():
        press = db.session.get_one(Equipment, plant.press)
        press.name, press.serial = "Press renamed", "S-77"
        db.session.commit()
    assert as_admin.post(f"{address}/rows", data=fields(page)).status_code == 409
    assert equipment(app, plant)["PR-002"].name == "Press renamed"


def test_columns_may_be_chosen_by_hand(app, plant, as_admin):
    data = csv([["A", "B", "C", "D"], ["Saw 9", "SA-9", "Line 1", "Press"]])
    address = looked_at(as_admin, plant, data)
    assert "Choose the column that holds the tag" in as_admin.get(address).text
    chosen = {"name": "0", "tag": "1", "area": "2", "equipment_type": "3"}
    page = as_admin.get(address, query_string=chosen).text
    assert as_admin.post(f"{address}/rows", data=fields(page)).status_code == 303
    assert equipment(app, plant)["SA-9"].name == "Saw 9"


def test_missing_areas_and_types_are_made_and_named_beforehand(app, plant, as_admin):
    rows = [HEADER, ["X-1", "X", "Lathe", "Hall B / Line 7"], ["X-2", "X", "lathe", "hall b / line 7"]]
    address = looked_at(as_admin, plant, xlsx(rows))
    page = as_admin.get(address).text
    assert "Hall B, Hall B / Line 7" in page
    assert "new type: Lathe" in page
    assert carry_out(as_admin, address).status_code == 303
    made = equipment(app, plant)
    assert made["X-1"].area_id == made["X-2"].area_id
    with app.app_context():
        assert [one.name for one in queries.types(db.session(), {plant.site})] == [
            "Forklift",
            "Lathe",
            "Press",
        ]


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        (xlsx([HEADER, SAW, SAW], merge="D2:D3"), 422, "Cells are merged"),
        (b"%PDF-1.7", 415, "Not a table"),
        (b"", 422, "empty"),
    ],
    ids=["merged", "pdf", "empty"],
)
def test_a_refused_file_says_why_on_the_page_where_it_was_chosen(app, plant, as_admin, data, status, says):
    answer = choose(as_admin, plant, data)
    assert (answer.status_code, says in answer.text) == (status, True)
    assert "Look at the file" in answer.text
    with app.app_context():
        assert db.session.query(Import).count() == 0


def test_a_file_that_is_too_large_is_read_to_its_end_and_told_so(plant, as_admin, monkeypatch):
    monkeypatch.setattr(rules, "LARGEST", 1000)
    answer = choose(as_admin, plant, b"Tag,Name\n" * 200)
    assert (answer.status_code, "This file is too large" in answer.text) == (413, True)
    assert "Look at the file" in answer.text


def test_a_form_without_a_file_says_so(plant, as_admin):
    answer = as_admin.post(PAGE, data={"site": plant.site})
    assert (answer.status_code, "Choose a file first" in answer.text) == (422, True)


def test_imports_are_for_admins_of_the_site(app, plant, as_admin, as_supervisor, as_stranger):
    assert choose(as_supervisor, plant, xlsx([HEADER, SAW])).status_code == 403
    assert choose(as_stranger, plant, xlsx([HEADER, SAW])).status_code == 404
    address = looked_at(as_admin, plant, xlsx([HEADER, SAW]))
    assert as_stranger.get(address).status_code == 404
    assert as_stranger.post(f"{address}/rows").status_code == 404


def test_what_nobody_carried_out_is_kept_two_days(app, plant, as_admin, monkeypatch):
    old = looked_at(as_admin, plant, xlsx([HEADER, SAW]))
    later = clock.now() + timedelta(days=3)
    monkeypatch.setattr(clock, "now", lambda: later)
    looked_at(as_admin, plant, xlsx([HEADER, SAW]))
    assert as_admin.get(old).status_code == 404


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_is_exported_is_taken_back_as_the_same(app, plant, as_admin, as_supervisor, ending):
    with app.app_context(), writing():
        press = db.session.get_one(Equipment, plant.press)
        press.name, press.serial, press.contact = "=Press", "-", "+49 123, 'at night'"
        press.hazards, press.ppe, press.status = ["hazard-cut"], ["ppe-ears", "ppe-vest"], "retired"
        db.session.commit()
    data = as_supervisor.get(f"{EXPORT}.{ending}?status=all").data
    page = as_admin.get(looked_at(as_admin, plant, data)).text
    assert "<strong>2</strong> are the same already" in page


def test_no_cell_of_an_export_runs_as_a_formula(app, plant, as_supervisor):
    with app.app_context(), writing():
        press = db.session.get_one(Equipment, plant.press)
        press.name, press.serial, press.contact = "=HYPERLINK(1)", "@SUM(1)", "+1-2"
        db.session.commit()
    text = as_supervisor.get(f"{EXPORT}.csv").data.decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in text
    assert not re.search(r'(^|,)"?[=+@-]', text, re.M)
    book = openpyxl.load_workbook(io.BytesIO(as_supervisor.get(f"{EXPORT}.xlsx").data))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not [cell.value for cell in cells if cell.value.startswith(("=", "+", "-", "@"))]


def test_an_export_holds_what_the_filter_shows(plant, as_supervisor):
    lines = as_supervisor.get(f"{EXPORT}.csv?search=press").data.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[0] == ",".join(HEADER)
    assert lines[1].startswith("PR-002,Press 2,Press,Hall A / Line 1,")
