"""Further codes of equipment: GS1 asset numbers and barcodes that stick there already."""

import json

import pytest

from app.core.database import db, writing
from app.labels import beside, further, rules
from app.people.models import Person
from app.places.models import Equipment
from tests.browser import ROOT
from tests.factories import NOW

EXAMPLES = json.loads((ROOT / "tests" / "contract" / "further.json").read_text("utf-8"))["examples"]
LINK, KEPT = "https://id.gs1.org/8004/0614141123452A%2F7", "8004:0614141123452A/7"


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: repr(example["read"]))
def test_what_is_read_is_kept_as_the_contract_says(example):
    if example["code"] is not None:
        assert rules.further(example["read"]) == example["code"]
    else:
        with pytest.raises(rules.NoFurtherCode):
            rules.further(example["read"])


def test_a_label_of_ours_is_no_further_code(as_supervisor, plant):
    assert not rules.is_further(plant.label)
    answer = as_supervisor.post(f"/console/labels/further/{plant.truck}", data={"text": plant.label})
    assert answer.status_code == 409
    assert f"{plant.label} is the code of a label, and would open what that means." in answer.text
    assert "stick a new label beside it" in answer.text


def test_a_barcode_that_only_looks_like_the_code_of_a_label_is_bound(as_supervisor, as_worker, plant):
    cursor = as_worker.get("/api/v1/sync").json["cursor"]
    page = f"/console/labels/further/{plant.press}"
    assert as_supervisor.post(page, data={"text": "K7M4QXZ"}).status_code == 303
    [change] = told(as_worker, cursor)
    assert change["id"] == f"{plant.site}/text:K7M4QXZ"


def test_a_code_as_it_is_kept_is_told_from_what_was_read_and_from_a_label():
    assert all(rules.is_further(example["code"]) for example in EXAMPLES if example["code"])
    for other in (LINK, "8004:", "8004:ä", f" {KEPT}", "x", "", "0000000", "k7m-4qxz"):
        assert not rules.is_further(other), other


def told(client, cursor: str) -> list[dict]:
    answer = client.get(f"/api/v1/sync?since={cursor}")
    return [] if answer.status_code == 304 else answer.json["changes"]


def test_phones_hear_of_a_further_code_and_that_it_went(as_supervisor, as_worker, plant):
    cursor = as_worker.get("/api/v1/sync").json["cursor"]
    page = f"/console/labels/further/{plant.press}"
    assert as_supervisor.post(page, data={"text": LINK}).status_code == 303
    assert KEPT in as_supervisor.get(page).text
    [change] = told(as_worker, cursor)
    assert (change["type"], change["id"]) == ("further_code", f"{plant.site}/{KEPT}")
    assert change["body"] == {"equipment": plant.press, "site": plant.site}
    assert as_supervisor.post(f"{page}/removal", data={"text": KEPT}).status_code == 303
    assert [one.get("gone") for one in told(as_worker, cursor)] == [True]


def test_a_code_means_one_thing_in_a_site(as_supervisor, plant):
    as_supervisor.post(f"/console/labels/further/{plant.press}", data={"text": "INV-42"})
    again = as_supervisor.post(f"/console/labels/further/{plant.press}", data={"text": " INV-42 "})
    assert again.status_code == 303
    taken = as_supervisor.post(f"/console/labels/further/{plant.truck}", data={"text": "INV-42"})
    assert taken.status_code == 409
    assert "This code means Press 2 (PR-002)" in taken.text


def test_another_site_may_have_the_same_code(as_supervisor, as_stranger, plant):
    as_supervisor.post(f"/console/labels/further/{plant.press}", data={"text": "INV-42"})
    answer = as_stranger.post(f"/console/labels/further/{plant.other_equipment}", data={"text": "INV-42"})
    assert answer.status_code == 303
    assert as_stranger.get(f"/console/labels/further/{plant.press}").status_code == 404


def test_what_is_no_code_comes_back_with_the_reason_beside_the_field(as_supervisor, plant):
    answer = as_supervisor.post(
        f"/console/labels/further/{plant.press}", data={"text": "https://evil.example/pay"}
    )
    assert answer.status_code == 422
    assert "https://evil.example/pay" in answer.text


def test_a_code_that_is_not_there_cannot_be_taken_off(as_supervisor, plant):
    answer = as_supervisor.post(f"/console/labels/further/{plant.press}/removal", data={"text": "INV-42"})
    assert answer.status_code == 404


def test_further_codes_follow_equipment_that_is_merged(app, as_worker, plant):
    with app.app_context(), writing():
        session, who = db.session(), db.session.get_one(Person, plant.admin)
        press, truck = (session.get_one(Equipment, one) for one in (plant.press, plant.truck))
        further.add(session=session, who=who, now=NOW, equipment=press, text="INV-42")
        beside.merged(session, who, NOW, press, truck)
        session.commit()
    changes = as_worker.get("/api/v1/sync").json["changes"]
    assert [one["body"]["equipment"] for one in changes if one["type"] == "further_code"] == [plant.truck]
