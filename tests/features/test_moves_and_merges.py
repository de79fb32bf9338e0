"""Equipment moves between areas and sites, and merges; labels, codes and guides follow it."""

import re

import pytest

from app.core.database import db, writing
from app.labels.models import FurtherCode, Label
from app.places import queries
from app.places.models import Equipment
from tests.factories import NOW
from tests.features.test_register import LIST, changes, equipment, facts, lines, names


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
        assert (row.type.hazards, row.hazards) == ([], ["hazard-crush"]), "known there, known here"
        assert row.ppe == ["ppe-eyes"]
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


@pytest.mark.parametrize(
    ("loser", "survivor", "then"),
    [
        ("out_of_service", "active", "out_of_service"),
        ("active", "out_of_service", "out_of_service"),
        ("out_of_service", "retired", "retired"),
        ("retired", "active", "active"),
    ],
)
def test_what_must_not_be_used_is_not_brought_back_by_a_merge(
    app, plant, as_supervisor, loser, survivor, then
):
    for id, status in ((plant.press, loser), (plant.truck, survivor)):
        as_supervisor.post(f"{LIST}{id}/status", data={"status": status})
    as_supervisor.post(f"{LIST}{plant.press}/merger", data={"tag": "FL-007", "retired": "FL-007"})
    assert equipment(app, plant.truck).status == then


def test_a_merge_into_what_is_retired_is_asked_for_twice(app, plant, as_supervisor):
    as_supervisor.post(f"{LIST}{plant.truck}/status", data={"status": "retired"})
    asked = as_supervisor.post(f"{LIST}{plant.press}/merger", data={"tag": "fl-007"})
    assert asked.status_code == 409
    assert "Forklift 7 (FL-007) must not be used" in asked.text
    assert equipment(app, plant.press).merged_into is None
    again = {
        name: re.search(rf'name="{name}"[^>]* value="([^"]+)"', asked.text)[1] for name in ("tag", "retired")
    }
    assert as_supervisor.post(f"{LIST}{plant.press}/merger", data=again).status_code == 303
    assert equipment(app, plant.press).merged_into == plant.truck


@pytest.mark.parametrize(("loser", "survivor"), [("retired", "retired"), ("retired", "active")])
def test_a_merge_of_what_is_retired_is_asked_for_once(app, plant, as_supervisor, loser, survivor):
    for id, status in ((plant.press, loser), (plant.truck, survivor)):
        as_supervisor.post(f"{LIST}{id}/status", data={"status": status})
    as_supervisor.post(f"{LIST}{plant.press}/merger", data={"tag": "FL-007"})
    assert equipment(app, plant.press).merged_into == plant.truck


def test_nothing_is_bound_to_what_was_merged_meanwhile(app, plant, as_supervisor, blank):
    as_supervisor.post(f"{LIST}{plant.press}/merger", data={"tag": "FL-007"})
    bound = as_supervisor.post(f"/console/labels/{blank}/bindings", data={"equipment": plant.press})
    added = as_supervisor.post(f"/console/labels/further/{plant.press}", data={"text": "INV-1"})
    assert (bound.status_code, added.status_code) == (409, 409)
    assert "merged into other equipment" in bound.text
    with app.app_context():
        assert db.session.get_one(Label, blank).state == "unbound"
        assert db.session.query(FurtherCode).count() == 0


def test_a_merge_into_itself_or_into_nothing_is_refused(app, plant, as_supervisor):
    for tag, status in (("PR-002", 409), ("NO-1", 422)):
        assert as_supervisor.post(f"{LIST}{plant.press}/merger", data={"tag": tag}).status_code == status
    assert equipment(app, plant.press).merged_into is None


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
