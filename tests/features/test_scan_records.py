"""Scan records: kept like any other, and what each does to labels, once."""

import json

import pytest
from sqlalchemy import select

from app.core.database import db, writing
from app.core.keys import server_key
from app.labels.models import Binding, Clash, Label, Scan
from app.places.models import Site
from app.records import completions, verification
from tests.browser import ROOT
from tests.phones import sign

pytestmark = pytest.mark.databases


@pytest.fixture
def label_of(app):
    def read(code: str) -> tuple[str, str | None, str | None]:
        with app.app_context():
            label = db.session.get_one(Label, code)
            return label.state, label.equipment_id, label.replaced_by

    return read


def rows_of(app, model) -> list:
    with app.app_context():
        return list(db.session.scalars(select(model)))


def states(answer) -> list[str]:
    return [result["state"] for result in answer.json["results"]]


def test_a_supervisors_scan_binds_a_blank_and_the_history_names_the_record(
    app, desk_phone, plant, blank, label_of
):
    record = desk_phone.scan("bind", blank, equipment=plant.truck)
    answer = desk_phone.push(record)
    assert states(answer) == ["stored"]
    assert label_of(blank) == ("bound", plant.truck, None)
    [binding] = [row for row in rows_of(app, Binding) if row.label == blank]
    assert (binding.equipment_id, binding.person_id, binding.how) == (plant.truck, plant.supervisor, "scan")
    assert binding.record_id == answer.json["results"][0]["id"]


def test_a_scan_that_names_merged_equipment_binds_to_what_it_became(
    desk_phone, as_supervisor, plant, blank, label_of
):
    record = desk_phone.scan("bind", blank, equipment=plant.press)  # made before the phone heard of the merge
    merged = as_supervisor.post(f"/console/equipment/{plant.press}/merger", data={"tag": "FL-007"})
    assert merged.status_code == 303
    desk_phone.push(record)
    assert label_of(blank) == ("bound", plant.truck, None)


def test_other_phones_hear_of_the_binding_at_their_next_pull(as_worker, desk_phone, plant, blank):
    cursor = as_worker.get("/api/v1/sync").json["cursor"]
    desk_phone.push(desk_phone.scan("bind", blank, equipment=plant.truck))
    [change] = as_worker.get(f"/api/v1/sync?since={cursor}").json["changes"]
    assert (change["type"], change["id"]) == ("label", blank)
    assert change["body"] == {"state": "bound", "equipment": plant.truck, "site": plant.site}


def test_delivering_a_scan_again_changes_nothing(app, desk_phone, plant, blank):
    record = desk_phone.scan("bind", blank, equipment=plant.truck)
    desk_phone.push(record)
    assert states(desk_phone.push(record, record)) == ["already", "already"]
    assert len([row for row in rows_of(app, Binding) if row.label == blank]) == 1
    assert len(rows_of(app, Scan)) == 1


def test_of_two_who_bind_the_same_blank_the_first_stands_and_the_other_is_kept_as_a_clash(
    app, desk_phone, admin_phone, plant, blank, label_of
):
    desk_phone.push(desk_phone.scan("bind", blank, equipment=plant.truck))
    assert states(admin_phone.push(admin_phone.scan("bind", blank, equipment=plant.press))) == ["stored"]
    assert label_of(blank)[1] == plant.truck
    [clash] = rows_of(app, Clash)
    assert (clash.label, clash.equipment_id, clash.person_id) == (blank, plant.press, plant.admin)
    assert (clash.reason, clash.settled_at) == ("bound-elsewhere", None)


def test_the_phone_whose_wish_was_not_followed_hears_what_holds(desk_phone, admin_phone, plant, blank):
    desk_phone.push(desk_phone.scan("bind", blank, equipment=plant.truck))
    cursor = admin_phone.client.get("/api/v1/sync").json["cursor"]
    admin_phone.push(admin_phone.scan("bind", blank, equipment=plant.press))
    [change] = admin_phone.client.get(f"/api/v1/sync?since={cursor}").json["changes"]
    assert (change["id"], change["body"]["equipment"]) == (blank, plant.truck)


def test_a_scan_that_cannot_be_read_does_nothing_even_when_it_is_accepted(
    app, desk_phone, as_supervisor, plant, blank, label_of
):
    (result,) = desk_phone.told(desk_phone.scan("fly", blank, equipment=plant.truck))
    assert result["held"] == "unreadable"
    form = {"sha256": result["sha256"], "does": "accept", "note": ""}
    answer = as_supervisor.post(f"/console/completions/{result['id']}/remarks", data=form)
    assert answer.status_code == 303
    assert label_of(blank)[0] == "unbound"
    assert rows_of(app, Scan) == []


def test_two_who_bind_it_to_the_same_equipment_agree(app, desk_phone, admin_phone, plant, blank):
    desk_phone.push(desk_phone.scan("bind", blank, equipment=plant.truck))
    admin_phone.push(admin_phone.scan("bind", blank, equipment=plant.truck))
    assert rows_of(app, Clash) == []


def test_a_worker_may_not_bind_unless_the_site_says_so(app, phone, plant, blank, label_of):
    phone.push(phone.scan("bind", blank, equipment=plant.truck))
    assert label_of(blank)[0] == "unbound"
    assert [clash.reason for clash in rows_of(app, Clash)] == ["not-allowed"]
    with app.app_context(), writing():
        db.session.get_one(Site, plant.site).binders = "worker"
        db.session.commit()
    phone.push(phone.scan("bind", blank, equipment=plant.truck))
    assert label_of(blank) == ("bound", plant.truck, None)


@pytest.mark.parametrize(
    ("label", "equipment", "reason"),
    [
        ("0000000", "truck", "unknown-label"),
        ("blank", "other_equipment", "other-site"),
        ("blank", "supervisor", "unknown-equipment"),  # an id of something else
    ],
)
def test_what_cannot_be_followed_waits_with_its_reason(
    app, desk_phone, plant, blank, label, equipment, reason
):
    code = blank if label == "blank" else label
    desk_phone.push(desk_phone.scan("bind", code, equipment=getattr(plant, equipment)))
    assert [clash.reason for clash in rows_of(app, Clash)] == [reason]


def test_a_replaced_label_still_opens_and_names_its_successor(desk_phone, plant, blank, label_of):
    desk_phone.push(desk_phone.scan("replace", blank, equipment=plant.press, replaces=plant.label))
    assert label_of(plant.label) == ("retired", plant.press, blank)
    assert label_of(blank) == ("bound", plant.press, None)


def test_replacing_leaves_a_label_alone_that_means_something_else_now(desk_phone, plant, blank, label_of):
    desk_phone.push(desk_phone.scan("replace", blank, equipment=plant.truck, replaces=plant.label))
    assert label_of(plant.label) == ("bound", plant.press, None)
    assert label_of(blank) == ("bound", plant.truck, None)


def test_a_held_scan_acts_when_a_supervisor_accepts_it(
    app, desk_phone, as_supervisor, plant, blank, label_of
):
    record = desk_phone.scan("bind", blank, equipment=plant.truck, time={"wall": "1970-01-01T00:00:00Z"})
    [result] = desk_phone.told(record)
    assert result["held"] == "impossible-time"
    assert label_of(blank)[0] == "unbound"
    said = {"does": "accept", "sha256": result["sha256"]}
    as_supervisor.post(f"/console/completions/{result['id']}/remarks", data=said)
    as_supervisor.post(f"/console/completions/{result['id']}/remarks", data=said)
    assert label_of(blank) == ("bound", plant.truck, None)
    assert len(rows_of(app, Scan)) == 1


CONTRACT = json.loads((ROOT / "tests" / "contract" / "scan.json").read_text())
OURS = ("person", "enrolment", "device", "site", "time", "id")


@pytest.mark.parametrize("variant", CONTRACT["variants"], ids=lambda variant: variant["why"])
def test_the_contract_says_what_becomes_of_each_scan(desk_phone, plant, blank, label_of, variant):
    own = {name: desk_phone.payload()[name] for name in OURS}
    own |= {"label": blank, "replaces": plant.label, "equipment": plant.press}
    text = sign(CONTRACT["payload"] | own | variant["change"], desk_phone.key, desk_phone.enrolment)
    [result] = desk_phone.told(text)
    assert result["held"] == variant["reason"]
    binds = variant["reason"] is None and variant["change"].get("does") not in ("open", "verify")
    assert label_of(blank)[0] == ("bound" if binds else "unbound")


def test_its_page_says_what_a_scan_does(desk_phone, as_supervisor, plant, blank):
    scan = desk_phone.scan("replace", blank, equipment=plant.press, replaces=plant.label)
    [result] = desk_phone.told(scan)
    page = as_supervisor.get(f"/console/completions/{result['id']}").text
    assert "Puts the label in place of another" in page
    assert plant.label in page
    assert "Answers" not in page


def test_a_scan_that_does_what_we_do_not_know_is_held(desk_phone, blank):
    [result] = desk_phone.told(desk_phone.scan("paint", blank))
    assert (result["state"], result["held"]) == ("held", "unreadable")


def test_scans_are_no_completions_and_the_ledger_counts_them(app, phone, desk_phone, plant, blank):
    phone.push(phone.record())
    desk_phone.push(
        desk_phone.scan("open", plant.label, equipment=plant.press),
        desk_phone.scan("verify", plant.label, equipment=plant.press),
        desk_phone.scan("bind", blank, equipment=plant.truck),
    )
    with app.app_context():
        found = completions.page(db.session(), {plant.site}, completions.Wanted())
        assert [row.person for row in found.rows] == ["Wanda Worker"]
        assert completions.to_review(db.session(), {plant.site}) == 0
        assert verification.all_faults(db.session(), server_key()) == []
    assert phone.push().json["head"] != ""
