"""Labels that were moved, and codes that were there before: bound by a scan, unless something changed."""

import pytest

from app.core.database import db, writing
from app.labels import bindings, further
from app.labels.models import Clash, FurtherCode, Label, Seen
from app.places.models import Equipment, Site
from tests.features.test_scan_records import rows_of, states

ASSET, BARCODE = "8004:0614141123452A/7", "INV-0042 B"
CLASHES = "/console/labels/clashes"


@pytest.fixture
def means(app, plant):
    """What a code means at the plant now."""

    def read(code: str) -> str | None:
        with app.app_context():
            label = db.session.get(Label, code) or db.session.get(FurtherCode, (plant.site, code))
            return label.equipment_id if label else None

    return read


def ever(app, code: str) -> list[tuple[str, bool, str]]:
    """What a code meant, oldest first: equipment, whether it still does, how it came to."""
    with app.app_context():
        rows = bindings.of(db.session(), code)
        return [(row.equipment_id, row.ended_at is None, row.how) for row in reversed(rows)]


def reasons(app) -> list[str]:
    return [clash.reason for clash in rows_of(app, Clash)]


def test_a_label_that_was_moved_means_the_other_equipment_and_its_history_knows_both(
    app, desk_phone, plant, means
):
    moved = desk_phone.scan("bind", plant.label, equipment=plant.truck, moved_from=plant.press)
    assert states(desk_phone.push(moved)) == ["stored"]
    assert means(plant.label) == plant.truck
    assert ever(app, plant.label) == [(plant.press, False, "made"), (plant.truck, True, "scan")]
    assert reasons(app) == []


def test_a_label_that_somebody_else_moved_meanwhile_waits_for_a_supervisor(
    app, desk_phone, admin_phone, plant, means
):
    late = admin_phone.scan("bind", plant.label, equipment=plant.press, moved_from=plant.press)
    first = desk_phone.scan("bind", plant.label, equipment=plant.truck, moved_from=plant.press)
    desk_phone.push(first)
    cursor = admin_phone.client.get("/api/v1/sync").json["cursor"]
    admin_phone.push(late)
    assert means(plant.label) == plant.truck
    assert reasons(app) == ["bound-elsewhere"]
    [told] = admin_phone.client.get(f"/api/v1/sync?since={cursor}").json["changes"]
    assert (told["id"], told["body"]["equipment"]) == (plant.label, plant.truck)


def test_without_saying_what_it_meant_a_bound_label_is_not_moved(app, desk_phone, plant, means):
    desk_phone.push(desk_phone.scan("bind", plant.label, equipment=plant.truck))
    assert (means(plant.label), reasons(app)) == (plant.press, ["bound-elsewhere"])


def test_what_it_meant_may_have_been_merged_since(as_supervisor, desk_phone, plant, means, app):
    moved = desk_phone.scan("bind", plant.label, equipment=plant.truck, moved_from=plant.press)
    with app.app_context(), writing():
        facts = {"site_id": plant.site, "area_id": plant.area, "type_id": plant.press_type}
        db.session.add(Equipment(**facts, name="Press 3", tag="PR-003"))
        db.session.commit()
    merged = as_supervisor.post(f"/console/equipment/{plant.press}/merger", data={"tag": "PR-003"})
    assert merged.status_code == 303
    desk_phone.push(moved)
    assert (means(plant.label), reasons(app)) == (plant.truck, [])


def test_a_worker_moves_a_label_only_where_the_site_lets_everybody(app, phone, plant, means):
    moved = {"equipment": plant.truck, "moved_from": plant.press}
    phone.push(phone.scan("bind", plant.label, **moved))
    assert (means(plant.label), reasons(app)) == (plant.press, ["not-allowed"])
    with app.app_context(), writing():
        db.session.get_one(Site, plant.site).binders = "worker"
        db.session.commit()
    phone.push(phone.scan("bind", plant.label, **moved))
    assert means(plant.label) == plant.truck


@pytest.mark.parametrize("code", [ASSET, BARCODE])
def test_a_code_that_was_there_before_opens_its_equipment_for_everybody(
    app, as_worker, desk_phone, plant, means, code
):
    cursor = as_worker.get("/api/v1/sync").json["cursor"]
    assert states(desk_phone.push(desk_phone.scan("bind", code, equipment=plant.truck))) == ["stored"]
    assert means(code) == plant.truck
    [change] = as_worker.get(f"/api/v1/sync?since={cursor}").json["changes"]
    assert (change["type"], change["id"]) == ("further_code", f"{plant.site}/{code}")
    assert ever(app, code) == [(plant.truck, True, "scan")]


def test_a_further_code_is_moved_like_a_label_and_its_page_shows_all_it_meant(
    app, desk_phone, as_supervisor, plant, means
):
    desk_phone.push(desk_phone.scan("bind", ASSET, equipment=plant.truck))
    desk_phone.push(desk_phone.scan("bind", ASSET, equipment=plant.press, moved_from=plant.truck))
    assert means(ASSET) == plant.press
    assert ever(app, ASSET) == [(plant.truck, False, "scan"), (plant.press, True, "scan")]
    page = as_supervisor.get(f"/console/labels/further/{plant.truck}").text
    assert "until" in page
    assert "scanned by Sam Supervisor" in " ".join(page.split())


@pytest.mark.databases
def test_a_further_code_that_means_other_equipment_waits_and_its_phone_hears_what_holds(
    app, desk_phone, admin_phone, as_supervisor, plant, means
):
    desk_phone.push(desk_phone.scan("bind", BARCODE, equipment=plant.truck))
    cursor = admin_phone.client.get("/api/v1/sync").json["cursor"]
    admin_phone.push(admin_phone.scan("bind", BARCODE, equipment=plant.press))
    assert (means(BARCODE), reasons(app)) == (plant.truck, ["bound-elsewhere"])
    [told] = admin_phone.client.get(f"/api/v1/sync?since={cursor}").json["changes"]
    assert told["body"]["equipment"] == plant.truck
    page = as_supervisor.get(CLASHES).text
    assert BARCODE in page
    assert "It means Forklift 7" in page
    [clash] = rows_of(app, Clash)
    as_supervisor.post(f"{CLASHES}/{clash.record_id}", data={"does": "follow"})
    assert means(BARCODE) == plant.press


def test_a_worker_may_only_suggest_a_further_code_and_the_phone_forgets_its_own_wish(
    app, phone, as_supervisor, plant, means
):
    cursor = phone.client.get("/api/v1/sync").json["cursor"]
    phone.push(phone.scan("bind", ASSET, equipment=plant.truck))
    assert (means(ASSET), reasons(app)) == (None, ["not-allowed"])
    [told] = phone.client.get(f"/api/v1/sync?since={cursor}").json["changes"]
    assert (told["id"], told["gone"]) == (f"{plant.site}/{ASSET}", True)
    [clash] = rows_of(app, Clash)
    as_supervisor.post(f"{CLASHES}/{clash.record_id}", data={"does": "follow"})
    assert means(ASSET) == plant.truck
    assert rows_of(app, Label) != []
    assert ASSET not in {label.code for label in rows_of(app, Label)}


def test_delivering_it_again_binds_once(app, desk_phone, plant):
    record = desk_phone.scan("bind", ASSET, equipment=plant.truck)
    desk_phone.push(record)
    assert states(desk_phone.push(record, record)) == ["already", "already"]
    assert len(ever(app, ASSET)) == 1


def test_taking_a_code_off_in_the_console_ends_its_binding(app, as_supervisor, desk_phone, plant):
    desk_phone.push(desk_phone.scan("bind", ASSET, equipment=plant.truck))
    as_supervisor.post(f"/console/labels/further/{plant.truck}/removal", data={"text": ASSET})
    assert ever(app, ASSET) == [(plant.truck, False, "scan")]
    with app.app_context():
        truck = db.session.get_one(Equipment, plant.truck)
        assert [row.label for row in further.history(db.session(), truck)] == [ASSET]


def test_where_a_label_was_seen_follows_a_merge(app, desk_phone, as_supervisor, plant):
    desk_phone.push(desk_phone.scan("verify", plant.label, equipment=plant.press))
    as_supervisor.post(f"/console/equipment/{plant.press}/merger", data={"tag": "FL-007"})
    with app.app_context():
        assert db.session.get_one(Seen, plant.label).place_id == plant.truck
    assert "1 right, 0 elsewhere" in as_supervisor.get("/console/labels/walk").text


def test_its_record_says_that_it_was_moved(desk_phone, as_supervisor, plant):
    moved = desk_phone.scan("bind", plant.label, equipment=plant.truck, moved_from=plant.press)
    [result] = desk_phone.push(moved).json["results"]
    assert "and was moved" in as_supervisor.get(f"/console/completions/{result['id']}").text
