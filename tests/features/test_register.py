"""The register in the console: the list and its filters, facts, bulk changes, photos, and who may do what."""

import io
import re

import pytest
from PIL import Image

from app.core.changes import Change
from app.core.database import db, writing
from app.places import actions, history, queries
from app.places.models import Equipment

LIST = "/console/equipment/"


def names(page) -> list[str]:
    return re.findall(r'<a class="main cluster"[^>]*>.*?<span class="grow">([^<]+)<', page.text, re.S)


def equipment(app, id: str) -> Equipment:
    with app.app_context():
        return db.session.get_one(Equipment, id)


def lines(app, id: str) -> list[tuple[str, str]]:
    """What its history says, newest first, each with who did it."""
    with app.app_context():
        return [(entry.what, person) for entry, person in history.of(db.session(), id)]


def changes(app, kind: str, id: str) -> dict[str, bool]:
    """The sites whose phones hear of it, and whether it is gone there."""
    with app.app_context():
        rows = db.session.query(Change).filter_by(type=kind, id=id)
        return {row.site_id: row.gone for row in rows}


def facts(plant, **more) -> dict:
    return {"name": "Saw 1", "tag": "SA-1", "area": plant.line, "type": plant.press_type, **more}


def test_the_list_shows_equipment_of_ones_own_sites_by_name(as_supervisor):
    assert names(as_supervisor.get(LIST)) == ["Forklift 7", "Press 2"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"search": "PRESS"}, ["Press 2"]),
        ({"search": "fl-007"}, ["Forklift 7"]),
        ({"search": "7 forklift"}, ["Forklift 7"]),
        ({"search": "%"}, []),
        ({"area": "area"}, ["Forklift 7", "Press 2"]),
        ({"area": "line"}, ["Press 2"]),
        ({"type": "press_type"}, ["Press 2"]),
        ({"status": "active"}, ["Forklift 7", "Press 2"]),
        ({"status": "retired"}, []),
        ({"label": "with"}, ["Press 2"]),
        ({"label": "without"}, ["Forklift 7"]),
        ({"site": "other_site"}, []),
    ],
)
def test_filters_narrow_the_list_and_an_area_takes_in_what_is_inside_it(
    as_supervisor, plant, query, expected
):
    said = {name: getattr(plant, value, value) for name, value in query.items()}
    assert names(as_supervisor.get(LIST, query_string=said)) == expected


def test_equipment_is_added_with_a_line_in_its_history_and_told_to_phones(app, plant, as_supervisor):
    answer = as_supervisor.post(LIST, data=facts(plant, serial="S 1", ppe="ppe-ears", hazards="nonsense"))
    assert answer.status_code == 303
    id = answer.headers["Location"].rsplit("/", 1)[1]
    row = equipment(app, id)
    assert (row.name, row.tag, row.serial, row.ppe, row.hazards) == ("Saw 1", "SA-1", "S 1", ["ppe-ears"], [])
    assert lines(app, id) == [("made", "Sam Supervisor")]
    assert changes(app, "equipment", id) == {plant.site: False}


def test_a_form_that_lacks_something_comes_back_with_what_was_typed(plant, as_supervisor):
    answer = as_supervisor.post(LIST, data=facts(plant, name=" ", tag="pr-002", serial="keep me"))
    assert answer.status_code == 422
    assert "Give it a name" in answer.text
    assert "keep me" in answer.text
    again = as_supervisor.post(LIST, data=facts(plant, tag="pr-002"))
    assert "Press 2 has the tag PR-002 already" in again.text


def test_area_and_type_must_be_of_ones_own_sites(app, plant, as_supervisor):
    with app.app_context():
        theirs = queries.areas(db.session(), {plant.other_site})[0].id
    answer = as_supervisor.post(LIST, data=facts(plant, area=theirs))
    assert answer.status_code == 422
    assert "Choose one of the list" in answer.text


def test_facts_are_changed_and_the_history_says_from_what_to_what(app, plant, as_supervisor):
    page = f"{LIST}{plant.press}"
    change = facts(plant, name="Press 2b", tag="PR-002", contact="Line lead", status="out_of_service")
    assert as_supervisor.post(page, data=change).status_code == 303
    with app.app_context():
        [(entry, who)] = history.of(db.session(), plant.press)
    assert entry.facts["name"] == ["Press 2", "Press 2b"]
    assert entry.facts["status"] == ["Active", "Out of service"]
    assert who == "Sam Supervisor"
    shown = as_supervisor.get(page).text
    assert "Line lead" in shown
    assert "Out of service" in shown
    assert as_supervisor.post(page, data=change).status_code == 303
    assert len(lines(app, plant.press)) == 1, "saving the same again is no change"


def test_bulk_changes_what_is_ticked_and_adds_to_signs(app, plant, as_supervisor):
    change = {"equipment": [plant.press, plant.truck, plant.other_equipment], "set_status": "out_of_service"}
    change |= {"set_area": plant.line, "add_ppe": ["ppe-ears", "ppe-vest"]}
    answer = as_supervisor.post(f"{LIST}changes", data=change)
    assert answer.headers["Location"].endswith("changed=2")
    for id in (plant.press, plant.truck):
        row = equipment(app, id)
        assert (row.status, row.area_id, row.ppe) == ("out_of_service", plant.line, ["ppe-ears", "ppe-vest"])
        assert lines(app, id) == [("changed", "Sam Supervisor")]
    assert equipment(app, plant.other_equipment).status == "active"


def test_bulk_changes_all_that_fits_the_filter_and_nothing_else(app, plant, as_supervisor):
    change = {"all": "yes", "search": "press", "set_status": "retired"}
    assert as_supervisor.post(f"{LIST}changes", data=change).headers["Location"].endswith("search=press")
    assert equipment(app, plant.press).status == "retired"
    assert equipment(app, plant.truck).status == "active"
    assert names(as_supervisor.get(LIST)) == ["Forklift 7"], "retired equipment is asked for"
    assert names(as_supervisor.get(LIST, query_string={"status": "all"})) == ["Forklift 7", "Press 2"]


def test_bulk_without_a_choice_or_across_sites_changes_nothing(app, plant, both, as_supervisor):
    none = as_supervisor.post(f"{LIST}changes", data={"set_status": "retired"})
    assert (none.status_code, "Tick equipment" in none.text) == (422, True)
    mixed = {
        "equipment": [plant.press, plant.other_equipment],
        "set_area": plant.area,
        "set_status": "retired",
    }
    answer = as_supervisor.post(f"{LIST}changes", data=mixed)
    assert (answer.status_code, "of one site" in answer.text) == (409, True)
    assert equipment(app, plant.press).status == "active"


def test_retiring_keeps_the_labels_and_can_be_taken_back(app, plant, as_supervisor, as_worker):
    for status, what in (("retired", "retired"), ("active", "returned")):
        assert as_supervisor.post(f"{LIST}{plant.press}/status", data={"status": status}).status_code == 303
        assert lines(app, plant.press)[0] == (what, "Sam Supervisor")
        pulled = {one["id"]: one.get("body") for one in as_worker.get("/api/v1/sync").json["changes"]}
        assert pulled[plant.press]["status"] == status
        assert pulled[plant.label]["equipment"] == plant.press


def test_a_photo_is_drawn_anew_and_what_is_no_picture_is_refused(app, plant, as_supervisor):
    page, out = f"{LIST}{plant.press}/photo", io.BytesIO()
    picture = Image.new("RGB", (3000, 2000), "green")
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    picture.save(out, "JPEG", exif=exif)
    assert as_supervisor.get(page).status_code == 404
    sent = as_supervisor.post(page, data={"photo": (io.BytesIO(out.getvalue()), "press.jpg")})
    assert sent.status_code == 303
    shown = as_supervisor.get(page)
    assert shown.mimetype == "image/jpeg"
    assert b"secret place" not in shown.data
    assert max(Image.open(io.BytesIO(shown.data)).size) == 1280
    refused = as_supervisor.post(page, data={"photo": (io.BytesIO(b"<svg/>"), "press.jpg")})
    assert (refused.status_code, "not a JPEG, PNG or WebP" in refused.text) == (422, True)
    assert as_supervisor.post(page, data={"photo": (io.BytesIO(b""), "")}).status_code == 303
    assert as_supervisor.get(page).status_code == 404


def test_equipment_of_other_sites_is_not_there(plant, as_supervisor):
    for path in ("", "/edit", "/photo"):
        assert as_supervisor.get(f"{LIST}{plant.other_equipment}{path}").status_code == 404
    for path in ("", "/status", "/place", "/merger", "/photo"):
        answer = as_supervisor.post(f"{LIST}{plant.other_equipment}{path}", data={"status": "retired"})
        assert answer.status_code == 404, path


def test_a_long_list_is_shown_a_page_at_a_time(app, plant, as_supervisor):
    with app.app_context(), writing():
        session, press = db.session(), db.session.get_one(Equipment, plant.press)
        for number in range(205):
            facts = {"name": f"Pump {number:03}", "tag": f"PU-{number}"}
            actions.add_equipment(session=session, area=press.area, type=press.type, **facts)
        session.commit()
    pages = [
        names(as_supervisor.get(LIST, query_string={"page": number})) for number in ("1", "2", "3", "4", "x")
    ]
    assert [len(page) for page in pages] == [100, 100, 7, 0, 100]
    assert pages[2][-1] == "Pump 204"
