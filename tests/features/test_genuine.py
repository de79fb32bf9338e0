"""Only a genuine record has its id; who was unknown when a record came may be known when it comes again."""

import base64
import hashlib
import json

import pytest
from joserfc import jws
from joserfc.jwk import ECKey

from app.core.database import db, writing
from app.core.keys import server_key
from app.labels import actions as labels
from app.labels.models import Label, Scan
from app.people.models import Enrolment
from app.records import jws as ours
from app.records import verification
from app.records.models import Conflict, Recognition, Record
from app.records.numbers import numbers
from tests.conftest import signed_in
from tests.factories import NOW
from tests.phones import Phone, answers, claim, picture, results, sign

pytestmark = pytest.mark.databases

COMPLETIONS, PHONES = "/console/completions/", "/console/phones/"


@pytest.fixture
def thief() -> ECKey:
    return ECKey.generate_key("P-256")


@pytest.fixture
def forget(app):
    """As a backup from before the enrolment does; the phone keeps its key and what it has signed."""

    def gone(phone) -> None:
        with app.app_context(), writing():
            db.session.delete(db.session.get(Enrolment, phone.enrolment))
            db.session.commit()

    return gone


def one(answer) -> dict:
    (result,) = results(answer)
    return result


def kept(app, model) -> list:
    with app.app_context():
        return db.session.query(model).all()


def faults(app) -> list:
    with app.app_context():
        return verification.all_faults(db.session(), server_key())


def sha(record: str) -> str:
    return hashlib.sha256(record.encode()).hexdigest()


def test_a_forged_copy_that_comes_first_does_not_take_the_id_of_the_true_record(app, phone, thief):
    payload = phone.payload(answers=answers(guard="no"))
    forged = sign(payload | {"answers": answers()}, thief, phone.enrolment)
    true = sign(payload, phone.key, phone.enrolment)
    first = one(phone.push(forged, client=signed_in(app, "will")))
    assert (first["state"], first["held"], first["id"]) == ("held", "bad-signature", payload["id"])
    second = one(phone.push(true))
    assert (second["state"], second["held"], second["id"]) == ("stored", None, payload["id"])
    assert {row.id: row.jws for row in kept(app, Record)} == {payload["id"]: true, sha(forged): forged}
    assert faults(app) == []
    for record, result in ((forged, first), (true, second)):
        again = one(phone.push(record))
        assert (again["state"], again["receipt"]) == ("already", result["receipt"])


def turned(record: str) -> str:
    """(r, n - s) in place of (r, s): as good a signature by ES256, and anybody can make it."""
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    head, _, signature = record.rpartition(".")
    raw = base64.urlsafe_b64decode(signature + "==")
    other = raw[:32] + (order - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")
    return f"{head}.{base64.urlsafe_b64encode(other).rstrip(b'=').decode()}"


def respelt(record: str) -> str:
    """The last character carries four bits that decode to nothing."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return record[:-1] + alphabet[alphabet.index(record[-1]) ^ 1]


@pytest.mark.parametrize("altered", [turned, respelt])
def test_other_bytes_that_anybody_makes_of_a_record_do_not_take_its_id(app, phone, altered):
    record = phone.record()
    copy = altered(record)
    assert ours.verify(ours.parse(copy), phone.key.as_dict(private=False))
    assert one(phone.push(copy))["held"] == "bad-signature"
    result = one(phone.push(record))
    assert (result["state"], result["held"]) == ("stored", None)
    assert one(phone.push(copy))["state"] == "already"
    assert faults(app) == []


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (1, 0, 2)])
def test_in_one_push_too_the_true_one_has_the_id_whatever_the_order(app, phone, thief, order):
    payload = phone.payload()
    true = sign(payload, phone.key, phone.enrolment)
    others = [sign(payload | {"counter": n}, thief, phone.enrolment) for n in (1, 2)]
    records = [[true, *others][n] for n in order]
    results = phone.told(*records)
    assert results[order.index(0)]["state"] == "stored"
    states = {result["state"] for n, result in zip(order, results, strict=True) if n}
    assert states <= {"held", "conflict"}
    stored = [row.jws for row in kept(app, Record)]
    assert sorted(stored + [row.jws for row in kept(app, Conflict)]) == sorted(records)
    assert [row.jws for row in kept(app, Record) if row.id == payload["id"]] == [true]
    assert faults(app) == []


def test_a_forged_copy_that_comes_later_is_a_conflict_and_proves_nothing(app, phone, thief):
    payload = phone.payload()
    phone.push(sign(payload, phone.key, phone.enrolment))
    forged = sign(payload | {"counter": 900}, thief, phone.enrolment)
    assert one(phone.push(forged))["state"] == "conflict"
    assert [(row.enrolment_id, row.counter) for row in kept(app, Conflict)] == [(None, None)]
    with app.app_context():
        assert numbers(db.session(), [phone.enrolment]).gaps == {}


def test_a_genuine_record_in_conflict_counts_among_the_numbers_that_arrived(app, phone, plant, guide):
    phone.push(phone.record())
    second = phone.payload()
    will = Phone(signed_in(app, "will"), plant, guide).enrol()
    will.push(sign(will.payload(id=second["id"]), will.key, will.enrolment))  # its id is taken, genuinely
    assert one(phone.push(sign(second, phone.key, phone.enrolment)))["state"] == "conflict"
    phone.push(phone.record())
    with app.app_context():
        assert numbers(db.session(), [phone.enrolment]).gaps == {}, "2 is here, in conflict"
    fifth = phone.payload(counter=5)
    will.push(sign(will.payload(id=fifth["id"]), will.key, will.enrolment))
    assert one(phone.push(sign(fifth, phone.key, phone.enrolment)))["state"] == "conflict"
    with app.app_context():
        assert numbers(db.session(), [phone.enrolment]).gaps == {phone.enrolment: [(4, 4)]}


def test_a_supervisor_reads_and_accepts_what_nobody_can_prove_beside_the_true_one(
    phone, thief, as_supervisor
):
    payload = phone.payload()
    forged = sign(payload | {"answers": answers(guard="no")}, thief, phone.enrolment)
    phone.push(forged)
    phone.push(sign(payload, phone.key, phone.enrolment))
    assert f'href="{COMPLETIONS}{sha(forged)}"' in as_supervisor.get(PHONES).text
    page = as_supervisor.get(f"{COMPLETIONS}{sha(forged)}")
    assert page.status_code == 200
    assert payload["id"] in page.text
    assert "Someone else may have written this" in page.text
    assert "Someone else" not in as_supervisor.get(f"{COMPLETIONS}{payload['id']}").text
    form = {"sha256": sha(forged), "does": "accept", "note": "A copy"}
    as_supervisor.post(f"{COMPLETIONS}{sha(forged)}/remarks", data=form)
    assert sha(forged) not in as_supervisor.get(PHONES).text


def test_the_same_key_again_is_the_same_enrolment_at_a_server_that_was_set_back(phone, forget):
    before = phone.enrolment
    forget(phone)
    assert phone.enrol().enrolment == before
    other = Phone(phone.client, phone.plant, phone.guide, device=phone.device).enrol()
    assert other.enrolment != before, "another key is another enrolment"


def test_what_was_held_for_want_of_an_enrolment_is_judged_again_when_it_comes_again(
    app, phone, forget, as_supervisor
):
    photo = picture()
    good, stale = phone.record(evidence=[claim(photo)]), phone.record(version=9)
    forget(phone)
    first = phone.told(good, stale)
    assert [result["held"] for result in first] == ["unknown-enrolment"] * 2
    assert one(phone.push(good))["held"] == "unknown-enrolment", "still nobody"
    phone.enrol()
    for _ in range(2):
        again = phone.told(good, stale)
        assert [result["state"] for result in again] == ["already", "already"]
        assert [result["held"] for result in again] == [None, "unknown-version"]
        assert [result["receipt"] for result in again] == [result["receipt"] for result in first]
        assert again[0]["missing"] == [claim(photo)["sha256"]]
    assert [row.held for row in kept(app, Record)] == [None, "unknown-version"]
    assert [row.held_at_first for row in kept(app, Record)] == ["unknown-enrolment"] * 2
    assert len(kept(app, Recognition)) == 2
    assert "No phone is enrolled" not in as_supervisor.get(PHONES).text
    assert faults(app) == []
    with app.app_context():
        assert numbers(db.session(), [phone.enrolment]).gaps == {}


def test_a_forger_does_not_become_known_with_the_enrolment(app, phone, thief, forget):
    forged = sign(phone.payload(), thief, phone.enrolment)
    forget(phone)
    assert one(phone.push(forged))["held"] == "unknown-enrolment"
    phone.enrol()
    assert one(phone.push(forged))["held"] == "bad-signature"
    assert faults(app) == []


def test_a_correction_finds_the_record_that_was_recognised(phone, forget, as_supervisor):
    payload = phone.payload(answers=answers(guard="no"))
    forget(phone)
    record = sign(payload, phone.key, phone.enrolment)
    phone.push(record)
    phone.enrol()
    phone.push(record)
    other, third = one(phone.push(phone.record())), one(phone.push(phone.record()))
    fix = phone.record(kind="correction", corrects=payload["id"], reason="The wrong line")
    refix = phone.record(kind="correction", corrects=other["id"], reason="The wrong press")
    assert [one(phone.push(text))["held"] for text in (fix, refix)] == [None, None]
    listed = as_supervisor.get(COMPLETIONS).text
    assert [f'href="{COMPLETIONS}{name}"' in listed for name in (sha(record), other["id"], third["id"])] == [
        False,
        False,
        True,
    ], "each correction takes the place of the record that it names, and of no other"
    page = as_supervisor.get(f"{COMPLETIONS}{sha(record)}").text
    assert "Corrected by its author" in page
    page = as_supervisor.get(f"{COMPLETIONS}{json.loads(jws.extract_compact(fix.encode()).payload)['id']}")
    assert "It corrects the record of" in page.text


def test_a_scan_that_is_recognised_does_what_it_says_and_a_forged_one_takes_nothing(
    app, plant, guide, thief, forget
):
    sam = Phone(signed_in(app, "sam"), plant, guide).enrol()
    with app.app_context(), writing():
        [label] = labels.blank(session=db.session(), site_id=plant.site, count=1, now=NOW)
        code = label.code
        db.session.commit()
    scan = sam.scan("bind", code, equipment=plant.truck)
    payload = json.loads(jws.extract_compact(scan.encode()).payload)
    forget(sam)
    sam.push(sign(payload, thief, sam.enrolment), scan)
    sam.enrol()
    sam.push(sign(payload, thief, sam.enrolment), scan)
    with app.app_context():
        assert db.session.get_one(Label, code).equipment_id == plant.truck
        assert [row.record_id for row in db.session.query(Scan)] == [payload["id"]]
