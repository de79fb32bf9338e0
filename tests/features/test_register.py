"""The register in the console: the list and its filters, facts, moves, merges, and who may do what."""

import io
import re

import pytest
from PIL import Image

from app.core.changes import Change
from app.core.database import db, writing
from app.guides import actions as guides
from app.guides.models import Attachment
from app.guides.targets import Target
from app.labels.models import FurtherCode, Label
from app.people.models import Membership, Person
from app.places import actions, history, queries
from app.places.models import Equipment
from tests.factories import NOW

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


@pytest.fixture
def both(app, plant):
    """Sam is a supervisor of the other plant, too."""
    with app.app_context(), writing():
        db.session.add(Membership(person_id=plant.supervisor, site_id=plant.other_site, role="supervisor"))
        db.session.commit()


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


def test_moving_within_the_site_is_one_change_for_its_phones(app, plant, as_supervisor):
    assert as_supervisor.post(f"{LIST}{plant.press}/place", data={"area": plant.area}).status_code == 303
    assert equipment(app, plant.press).area_id == plant.area
    assert lines(app, plant.press) == [("moved", "Sam Supervisor")]
    assert changes(app, "equipment", plant.press) == {plant.site: False}


def other_area(app, plant) -> str:
    with app.app_context():
        return queries.areas(db.session(), {plant.other_site})[0].id


def test_moving_to_another_site_takes_the_labels_along_and_leaves_the_old_phones(
    app, plant, both, as_supervisor, as_worker, as_stranger
):
    cursors = {client: client.get("/api/v1/sync").json["cursor"] for client in (as_worker, as_stranger)}
    with app.app_context(), writing():
        db.session.get_one(Equipment, plant.press).tag = "PR-900"
        db.session.commit()
    answer = as_supervisor.post(f"{LIST}{plant.press}/place", data={"area": other_area(app, plant)})
    assert answer.status_code == 303
    with app.app_context():
        row, label = db.session.get_one(Equipment, plant.press), db.session.get_one(Label, plant.label)
        assert (row.site_id, row.type.site_id, row.type.name) == (plant.other_site, plant.other_site, "Press")
        assert (label.site_id, label.equipment_id, label.state) == (plant.other_site, plant.press, "bound")
    for client, gone in ((as_worker, True), (as_stranger, False)):
        news = client.get("/api/v1/sync", query_string={"since": cursors[client]}).json["changes"]
        heard = {one["id"]: "gone" in one for one in news}
        assert heard[plant.press] is gone
        assert heard[plant.label] is gone
    assert as_worker.get(f"/q/{plant.label}").status_code == 200


def test_a_person_of_both_sites_still_has_what_moved_between_them(app, plant, both, as_supervisor):
    cursor = as_supervisor.get("/api/v1/sync").json["cursor"]
    with app.app_context(), writing():
        db.session.get_one(Equipment, plant.press).tag = "PR-900"
        db.session.commit()
    for area in (other_area(app, plant), plant.line):
        assert as_supervisor.post(f"{LIST}{plant.press}/place", data={"area": area}).status_code == 303
        answer = as_supervisor.get("/api/v1/sync", query_string={"since": cursor}).json
        said = [("gone" in one, one.get("body")) for one in answer["changes"] if one["id"] == plant.press]
        assert [gone for gone, _ in said] == [True, False], "withdrawn first, then told anew"
        assert said[1][1]["area"] == area
        cursor = answer["cursor"]


def test_a_tag_that_the_other_site_has_is_refused_before_anything_moves(app, plant, both, as_supervisor):
    answer = as_supervisor.post(f"{LIST}{plant.press}/place", data={"area": other_area(app, plant)})
    assert (answer.status_code, "has the tag PR-002" in answer.text) == (409, True)
    assert equipment(app, plant.press).site_id == plant.site


def test_merging_leads_the_losers_labels_and_guides_to_the_survivor(
    app, plant, guide, as_supervisor, as_worker
):
    answer = as_supervisor.post(f"{LIST}{plant.press}/merger", data={"tag": "fl-007"})
    assert answer.status_code == 303
    with app.app_context():
        label = db.session.get_one(Label, plant.label)
        assert label.equipment_id == plant.truck
        survivor = db.session.get_one(Equipment, plant.truck)
        assert "hazard-crush" in survivor.hazards, "a danger known of either is one of the survivor"
    pulled = {one["id"]: one.get("body") for one in as_worker.get("/api/v1/sync").json["changes"]}
    assert plant.press not in pulled
    assert pulled[plant.label]["equipment"] == plant.truck
    assert names(as_supervisor.get(LIST, query_string={"status": "all"})) == ["Forklift 7"]
    assert "This was merged" in as_supervisor.get(f"{LIST}{plant.press}").text
    assert lines(app, plant.truck) == [("took-in", "Sam Supervisor")]
    again = as_supervisor.post(f"{LIST}{plant.press}/merger", data={"tag": "FL-007"})
    assert again.status_code == 409
    for path, form in (
        ("", facts(plant)),
        ("/status", {"status": "active"}),
        ("/place", {"area": plant.area}),
    ):
        assert as_supervisor.post(f"{LIST}{plant.press}{path}", data=form).status_code == 409, path
    assert changes(app, "equipment", plant.press) == {plant.site: True}, "it does not come back"


def test_a_merge_into_itself_or_into_nothing_is_refused(app, plant, as_supervisor):
    for tag, status in (("PR-002", 409), ("NO-1", 422)):
        assert as_supervisor.post(f"{LIST}{plant.press}/merger", data={"tag": tag}).status_code == status
    assert equipment(app, plant.press).merged_into is None


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


def test_areas_are_added_renamed_moved_and_deleted_only_when_empty(app, plant, as_supervisor):
    tree = "/console/equipment/areas/"
    new = {"site": plant.site, "parent": plant.line, "name": "Cell 4"}
    assert as_supervisor.post(tree, data=new).status_code == 303
    assert as_supervisor.post(tree, data={**new, "name": "cell  4"}).status_code == 409
    assert as_supervisor.post(tree, data={**new, "name": "A / B"}).status_code == 422
    with app.app_context():
        cell = next(one.id for one in queries.areas(db.session(), {plant.site}) if one.name == "Cell 4")
    assert as_supervisor.post(f"{tree}{plant.line}/place", data={"parent": cell}).status_code == 409
    assert as_supervisor.post(f"{tree}{cell}/place", data={"parent": ""}).status_code == 303
    assert as_supervisor.post(f"{tree}{cell}/name", data={"name": "Cell 5"}).status_code == 303
    assert as_supervisor.post(f"{tree}{plant.line}/removal").status_code == 409
    assert as_supervisor.post(f"{tree}{cell}/removal").status_code == 303
    assert "Cell 5" not in as_supervisor.get(tree).text
    assert changes(app, "area", cell) == {plant.site: True}
    assert as_supervisor.post(f"{tree}{other_area(app, plant)}/removal").status_code == 404


def test_types_are_for_admins_and_deleted_only_when_unused(app, plant, as_admin, as_supervisor):
    types = "/console/equipment/types/"
    saw = {"site": plant.site, "name": "Saw", "icon": "type-generic", "hazards": ["hazard-cut"]}
    assert as_supervisor.post(types, data=saw).status_code == 403
    assert as_admin.post(types, data=saw).status_code == 303
    assert as_admin.post(types, data={**saw, "name": "SAW"}).status_code == 422
    with app.app_context():
        row = next(one for one in queries.types(db.session(), {plant.site}) if one.name == "Saw")
    assert row.hazards == ["hazard-cut"]
    assert as_admin.post(f"{types}{plant.press_type}/removal").status_code == 409
    assert as_admin.post(f"{types}{row.id}", data={**saw, "model": "X"}).status_code == 303
    assert as_admin.post(f"{types}{row.id}/removal").status_code == 303
    assert "Saw" not in as_admin.get(types).text


def test_who_adds_a_site_is_its_admin(as_admin, plant):
    sites = "/console/equipment/sites"
    assert as_admin.post(sites, data={"name": "North plant"}).status_code == 303
    assert "North plant" in as_admin.get(sites).text
    assert as_admin.post(sites, data={"name": "north plant"}).status_code == 422
    assert as_admin.post(f"{sites}/{plant.other_site}", data={"name": "Mine"}).status_code == 404
    assert as_admin.post(f"{sites}/{plant.site}", data={"name": "South plant"}).status_code == 303


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


def test_further_codes_follow_a_merge_and_a_move_but_never_take_another_ones_place(
    app, plant, both, as_supervisor
):
    with app.app_context(), writing():
        for site, text, id in (
            (plant.site, "8004 1", plant.press),
            (plant.site, "8004 2", plant.press),
            (plant.other_site, "8004 2", plant.other_equipment),
        ):
            row = FurtherCode(
                site_id=site, text=text, equipment_id=id, person_id=plant.supervisor, added_at=NOW
            )
            db.session.add(row)
        db.session.commit()
    assert as_supervisor.post(f"{LIST}{plant.press}/merger", data={"tag": "FL-007"}).status_code == 303
    area = other_area(app, plant)
    assert as_supervisor.post(f"{LIST}{plant.truck}/place", data={"area": area}).status_code == 303
    with app.app_context():
        rows = db.session.query(FurtherCode).all()
        found = {(row.site_id, row.text): row.equipment_id for row in rows}
    assert found == {
        (plant.other_site, "8004 1"): plant.truck,
        (plant.other_site, "8004 2"): plant.other_equipment,
    }


def test_a_deleted_area_or_type_takes_its_guides_attachments_with_it(app, plant, as_admin):
    def attached() -> list[str]:
        with app.app_context():
            return [one.target for one in db.session.query(Attachment)]

    tree, types = "/console/equipment/areas/", "/console/equipment/types/"
    as_admin.post(tree, data={"site": plant.site, "name": "Yard"})
    as_admin.post(types, data={"site": plant.site, "name": "Saw"})
    with app.app_context(), writing():
        session, who = db.session(), db.session.get_one(Person, plant.admin)
        yard = next(one.id for one in queries.areas(session, {plant.site}) if one.name == "Yard")
        saw = next(one.id for one in queries.types(session, {plant.site}) if one.name == "Saw")
        said = {"session": session, "who": who, "now": NOW}
        guide = guides.create_checklist(**said, site_id=plant.site, title="Sweep")
        for kind, id in (("area", yard), ("equipment_type", saw), ("site", plant.site)):
            guides.attach(**said, guide=guide, target=Target(kind, id, ""))
        session.commit()
    assert sorted(attached()) == ["area", "equipment_type", "site"]
    assert as_admin.post(f"{tree}{yard}/removal").status_code == 303
    assert as_admin.post(f"{types}{saw}/removal").status_code == 303
    assert attached() == ["site"]
    assert as_admin.get("/console/guides").status_code == 200
