"""The console's pages of single labels: state, history, clashes, the walk, wear, what a site decides."""

from datetime import timedelta

import pytest

from app.core import clock
from app.core.database import db, writing
from app.labels import actions, bindings, queries, rules, seen
from app.labels.models import Clash, Label, Scan
from app.places.models import Equipment, Site
from tests.factories import NOW


@pytest.fixture
def scanned(app, plant):
    """Note scans of a label, newest last."""

    def note(
        code: str, *, does: str = "open", at: str | None = None, ms=None, by: str = "camera", days: int = 0
    ):
        with app.app_context(), writing():
            session = db.session()
            row = Scan(record_id=f"{code}-{session.query(Scan).count()}", site_id=plant.site, label=code)
            row.does, row.equipment_id, row.person_id = does, at, plant.worker
            row.opened_by, row.decode_ms = by, ms
            row.scanned_at = clock.now() - timedelta(days=days)
            session.add(row)
            seen.note(session, row)
            session.commit()

    return note


def test_the_page_of_a_label_says_what_it_means_and_ever_meant(as_supervisor, plant, blank):
    page = as_supervisor.get(f"/console/labels/{blank}")
    assert "Not on equipment yet" in page.text
    for equipment in (plant.truck, plant.press):
        answer = as_supervisor.post(f"/console/labels/{blank}/bindings", data={"equipment": equipment})
        assert answer.status_code == 303
    page = as_supervisor.get(f"/console/labels/{blank}").text
    assert page.index("Press 2") < page.index("Forklift 7")  # newest first
    assert "chosen here by Sam Supervisor" in " ".join(page.split())


def test_a_search_on_it_finds_equipment_of_the_labels_site_only(as_supervisor, plant, blank):
    page = as_supervisor.get(f"/console/labels/{blank}?find=press").text
    assert page.count("It means this") == 1


@pytest.mark.parametrize("code", ["0000000", "AUCDEFG"])
def test_what_is_no_label_of_ours_is_not_found(as_supervisor, plant, code):
    assert as_supervisor.get(f"/console/labels/{code}").status_code == 404


def test_a_label_of_another_site_is_not_there(as_stranger, plant):
    assert as_stranger.get(f"/console/labels/{plant.label}").status_code == 404
    assert as_stranger.post(f"/console/labels/{plant.label}/retirement").status_code == 404


def test_it_cannot_be_bound_to_equipment_of_another_site(app, as_supervisor, plant, blank):
    answer = as_supervisor.post(
        f"/console/labels/{blank}/bindings", data={"equipment": plant.other_equipment}
    )
    assert answer.status_code == 404
    with app.app_context():
        session = db.session()
        label, other = session.get_one(Label, blank), session.get_one(Equipment, plant.other_equipment)
        with pytest.raises(rules.OtherSite):
            actions.bind(session=session, who=None, now=NOW, label=label, equipment=other)


def test_a_retired_label_keeps_its_history_and_can_be_bound_again(as_supervisor, client, plant):
    as_supervisor.post(f"/console/labels/{plant.label}/retirement")
    assert "Taken out of use" in as_supervisor.get(f"/console/labels/{plant.label}").text
    assert "was taken out of use" in client.get(f"/q/{plant.label}").text
    as_supervisor.post(f"/console/labels/{plant.label}/bindings", data={"equipment": plant.truck})
    assert "Forklift 7" in client.get(f"/q/{plant.label}").text


def test_the_list_finds_labels_by_state_code_and_equipment(as_supervisor, plant, blank):
    everything = as_supervisor.get("/console/labels/codes").text
    assert rules.pretty(blank) in everything
    assert rules.pretty(plant.label) in everything
    for query, there, gone in (
        ("state=unbound", blank, plant.label),
        (f"search={plant.label[:4].lower()}", plant.label, blank),
        ("search=PR-002", plant.label, blank),
    ):
        page = as_supervisor.get(f"/console/labels/codes?{query}").text
        assert rules.pretty(there) in page
        assert rules.pretty(gone) not in page


@pytest.fixture
def clash(app, plant, blank) -> str:
    """Bound to the press; an admin's phone says that it sticks on the truck."""
    with app.app_context(), writing():
        session = db.session()
        label, press = session.get_one(Label, blank), session.get_one(Equipment, plant.press)
        actions.bind(session=session, who=None, now=NOW, label=label, equipment=press)
        row = Clash(record_id="r-1", site_id=plant.site, label=blank, equipment_id=plant.truck)
        row.person_id, row.reason, row.noticed_at = plant.admin, "bound-elsewhere", NOW
        session.add(row)
        session.commit()
    return blank


@pytest.mark.parametrize(("does", "means"), [("follow", "truck"), ("keep", "press")])
def test_a_supervisor_settles_a_clash_once(app, as_supervisor, plant, clash, does, means):
    page = as_supervisor.get("/console/labels/clashes").text
    assert "It means Forklift 7" in page
    assert "It means Press 2" in page
    as_supervisor.post("/console/labels/clashes/r-1", data={"does": does})
    as_supervisor.post("/console/labels/clashes/r-1", data={"does": "follow"})  # too late
    with app.app_context():
        label = db.session.get_one(Label, clash)
        assert label.equipment_id == getattr(plant, means)
        assert len(bindings.of(db.session(), label.code)) == (2 if does == "follow" else 1)
    assert "No clashes" in as_supervisor.get("/console/labels/clashes").text


def test_a_clash_of_another_site_is_nobody_elses(as_stranger, clash):
    assert as_stranger.post("/console/labels/clashes/r-1", data={"does": "follow"}).status_code == 404


def test_a_code_that_no_label_has_becomes_one_when_a_supervisor_says_so(app, as_supervisor, plant):
    with app.app_context(), writing():
        row = Clash(record_id="r-2", site_id=plant.site, label="K7M4QXZ", equipment_id=plant.truck)
        row.person_id, row.reason, row.noticed_at = plant.worker, "unknown-label", NOW
        db.session.add(row)
        db.session.commit()
    as_supervisor.post("/console/labels/clashes/r-2", data={"does": "follow"})
    with app.app_context():
        label = db.session.get_one(Label, "K7M4QXZ")
        assert (label.state, label.equipment_id) == ("bound", plant.truck)


def test_what_cannot_be_done_is_refused_in_the_frame(app, as_supervisor, plant, blank):
    with app.app_context(), writing():
        row = Clash(record_id="r-3", site_id=plant.site, label=blank, equipment_id=None)
        row.person_id, row.reason, row.noticed_at = plant.worker, "unknown-equipment", NOW
        db.session.add(row)
        db.session.commit()
    answer = as_supervisor.post("/console/labels/clashes/r-3", data={"does": "follow"})
    assert answer.status_code == 409
    assert "Nothing was changed" in answer.text


def test_a_walk_says_what_is_right_elsewhere_and_missing(as_supervisor, plant, scanned, blank):
    page = as_supervisor.get("/console/labels/walk").text
    assert "Missing" in page  # the press's label was not scanned
    assert "No label" in page  # the truck has none
    assert "Print the 2 missing" in page
    sheet = as_supervisor.get("/console/labels/job?all_of=walk")
    assert "Print 2 labels" in sheet.text  # the missing ones stand on the next sheet
    scanned(plant.label, does="verify", at=plant.press)
    page = as_supervisor.get("/console/labels/walk").text
    assert "1 right, 0 elsewhere, 0 not scanned" in page
    scanned(plant.label, does="verify", at=plant.truck)
    page = as_supervisor.get("/console/labels/walk").text
    assert "At Forklift 7" in page
    assert f"{rules.pretty(plant.label)} sticks here" in page


def test_of_two_labels_on_one_piece_of_equipment_one_seen_in_place_is_enough(
    app, as_supervisor, plant, scanned, blank
):
    as_supervisor.post(f"/console/labels/{blank}/bindings", data={"equipment": plant.press})
    scanned(plant.label, does="verify", at=plant.press)
    assert "1 right, 0 elsewhere, 0 not scanned" in as_supervisor.get("/console/labels/walk").text


def test_a_walk_counts_from_its_day_and_in_its_area(as_supervisor, plant, scanned):
    scanned(plant.label, does="verify", at=plant.press, days=3)
    assert "0 right" in as_supervisor.get("/console/labels/walk").text
    day = (clock.now() - timedelta(days=4)).date()
    assert "1 right" in as_supervisor.get(f"/console/labels/walk?since={day}").text
    inner = as_supervisor.get(f"/console/labels/walk?since={day}&area={plant.line}").text
    assert "Press 2" in inner
    assert "Forklift 7" not in inner
    outer = as_supervisor.get(f"/console/labels/walk?since={day}&area={plant.area}").text
    assert "Press 2" in outer  # its line is inside the hall


def test_opening_a_label_is_no_walk(as_supervisor, plant, scanned):
    scanned(plant.label, does="open", at=plant.press)
    assert "0 right" in as_supervisor.get("/console/labels/walk").text


def test_a_label_that_reads_badly_is_wearing_out(as_supervisor, plant, scanned):
    for _ in range(3):
        scanned(plant.label, ms=400)
    assert "wearing out" not in as_supervisor.get("/console/labels/health").text
    for _ in range(2):
        scanned(plant.label, by="typed")
    page = as_supervisor.get("/console/labels/health").text
    assert "This label is wearing out." in page
    assert "2 of 5 typed its code" in page
    assert "Reprint 1" in page
    assert "Print 1 label" in as_supervisor.get("/console/labels/job?all_of=wear").text


def test_only_the_newest_scans_count_so_a_new_print_reads_as_new(as_supervisor, plant, scanned):
    for _ in range(5):
        scanned(plant.label, by="typed", days=30)
    for _ in range(20):
        scanned(plant.label, ms=300)
    assert "wearing out" not in as_supervisor.get("/console/labels/health").text


def test_a_label_that_was_printed_again_is_not_asked_for_again(app, as_supervisor, plant, scanned, blank):
    as_supervisor.post(f"/console/labels/{blank}/bindings", data={"equipment": plant.press})
    for code in (plant.label, blank):  # one at the front, one at the back
        for _ in range(20):
            scanned(code, by="typed", days=1)
    assert "These 2 labels are wearing out." in as_supervisor.get("/console/labels/health").text
    assert "Print 1 label" in as_supervisor.get("/console/labels/job?all_of=wear").text
    as_supervisor.post("/console/labels/sheet", data={"all_of": "wear", "stock": "L7160"})
    page = as_supervisor.get("/console/labels/health").text
    assert "wearing out" not in page
    assert page.count("Not scanned since it was printed") == 2
    scanned(plant.label, by="typed", days=2)  # a phone that was away tells of the day before
    assert "wearing out" not in as_supervisor.get("/console/labels/health").text
    for _ in range(3):
        scanned(plant.label, by="typed", days=-1)
    assert "3 of 3 typed its code" in as_supervisor.get("/console/labels/health").text


def test_an_admin_chooses_the_host_and_who_binds_and_phones_hear_of_it(app, as_admin, as_worker, plant):
    cursor = as_worker.get("/api/v1/sync").json["cursor"]
    said = {"site": plant.site, "host": "Labels.Example.com/", "binders": "worker"}
    assert as_admin.post("/console/labels/settings", data=said).status_code == 303
    with app.app_context():
        assert queries.host_of(db.session(), plant.site, "http://x") == "https://labels.example.com"
        assert queries.host_of(db.session(), plant.other_site, "http://x") == "http://x"
    [change] = as_worker.get(f"/api/v1/sync?since={cursor}").json["changes"]
    host = "https://labels.example.com"
    assert change["body"] == {"name": "Test plant", "binders": "worker", "host": host}


def test_a_host_that_is_none_is_refused_beside_its_field(app, as_admin, plant):
    said = {"site": plant.site, "host": "labels example/path", "binders": "worker"}
    answer = as_admin.post("/console/labels/settings", data=said)
    assert answer.status_code == 422
    assert "labels example/path" in answer.text
    with app.app_context():
        assert db.session.get_one(Site, plant.site).binders == "supervisor"


def test_an_admin_of_another_site_decides_nothing_here(as_stranger, plant):
    said = {"site": plant.site, "host": "", "binders": "worker"}
    assert as_stranger.post("/console/labels/settings", data=said).status_code == 404
