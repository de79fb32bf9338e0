"""Records arrive once, whole, under their author's name, whoever carries them and however often."""

import gzip
import hashlib
import json
import threading
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jws
from joserfc.jwk import ECKey
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from app.core.database import db, writing
from app.core.keys import server_key
from app.people.models import Enrolment, Person
from app.records import intake, queries
from app.settings import ROOT
from tests.conftest import signed_in
from tests.phones import answers, claim, picture, results, sha256, sign, wall

pytestmark = pytest.mark.databases
UNKNOWN = "01900000-0000-7000-8000-000000000000"


@pytest.fixture
def rows(app):
    """Every row of the tables that a push may write."""

    def read() -> dict[str, list]:
        with app.app_context():
            names = ("record", "evidence_claim", "conflict")
            return {name: db.session.execute(text(f"SELECT * FROM {name}")).all() for name in names}

    return read


def one(answer) -> dict:
    (result,) = results(answer)
    return result


def test_a_record_is_stored_with_a_receipt_of_the_server(phone, app, rows):
    record = phone.record()
    result = one(phone.push(record))
    assert (result["state"], result["complete"], result["missing"], result["held"]) == (
        "stored",
        True,
        [],
        None,
    )
    with app.app_context():
        receipt = json.loads(jws.deserialize_compact(result["receipt"], server_key()).payload)
        head = json.loads(jws.deserialize_compact(phone.push().json["head"], server_key()).payload)
    assert receipt["records"] == [hashlib.sha256(record.encode()).hexdigest()]
    assert (head["seq"], head["hash"]) == (receipt["seq"], receipt["hash"])
    assert head["seq"] == 1
    assert rows()["record"][0].jws == record


def test_ten_replays_leave_the_database_as_it_was(phone, rows):
    record = phone.record(evidence=[claim(picture())])
    first = one(phone.push(record))
    before = rows()
    for _ in range(10):
        again = one(phone.push(record, packed=True))
        assert again["state"] == "already"
        assert again["receipt"] == first["receipt"]
        assert again["missing"] == first["missing"]
    assert rows() == before


def test_what_is_new_in_a_push_shares_a_receipt_that_stands_for_ever(phone, app):
    old, *new = (phone.record() for _ in range(4))
    first = one(phone.push(old))["receipt"]
    told = phone.told(new[0], old, new[1], new[2])
    assert [result["state"] for result in told] == ["stored", "already", "stored", "stored"]
    shared = told[0]["receipt"]
    assert [result["receipt"] for result in told] == [shared, first, shared, shared]
    with app.app_context():
        said = json.loads(jws.deserialize_compact(shared, server_key()).payload)
        link = queries.head_link(db.session())
    assert said["records"] == [sha256(text.encode()) for text in new]
    assert (said["seq"], said["hash"]) == (2, link.hash)
    assert [result["receipt"] for result in phone.told(new[2], old)] == [shared, first]


def test_the_same_record_twice_in_one_push_is_one_row(phone, rows):
    record = phone.record()
    first, second = phone.told(record, record)
    assert (first["state"], second["state"]) == ("stored", "already")
    assert first["receipt"] == second["receipt"]
    assert len(rows()["record"]) == 1


def test_two_couriers_at_once_make_one_row_with_one_receipt(app, phone, rows):
    record = phone.record()
    clients = [signed_in(app, handle) for handle in ("wanda", "will", "sam", "ada")]
    gate, results = threading.Barrier(len(clients)), []

    def carry(client):
        gate.wait(60)
        results.append(one(phone.push(record, client=client)))

    threads = [threading.Thread(target=carry, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(result["state"] for result in results) == ["already", "already", "already", "stored"]
    assert len({result["receipt"] for result in results}) == 1
    assert len(rows()["record"]) == 1


def test_where_two_couriers_do_not_see_each_other_the_unique_id_has_the_last_word(phone, rows, monkeypatch):
    record, seen = phone.record(), intake._known
    first = one(phone.push(record))
    blind = [{}, {}]  # as a database without a lock would: nothing is here yet, twice
    monkeypatch.setattr(intake, "_known", lambda *told: blind.pop() if blind else seen(*told))
    again = one(phone.push(record))
    assert (again["state"], again["receipt"]) == ("already", first["receipt"])
    assert len(rows()["record"]) == 1
    monkeypatch.setattr(intake, "_known", lambda *_: {})
    with pytest.raises(IntegrityError):
        phone.push(record)
    assert len(rows()["record"]) == 1


def test_other_bytes_under_a_taken_id_are_a_conflict_and_both_are_kept(phone, rows):
    record = phone.record()
    other = sign(phone.payload(id=json_id(record), answers=answers(guard="no")), phone.key, phone.enrolment)
    one(phone.push(record))
    for _ in range(2):
        assert one(phone.push(other)) == {"id": json_id(record), "sha256": sha(other), "state": "conflict"}
    kept = rows()
    assert [row.jws for row in kept["record"]] == [record]
    assert [row.jws for row in kept["conflict"]] == [other]


def test_a_stricter_server_still_answers_a_replay_with_its_receipt(phone, monkeypatch):
    record = phone.record()
    first = one(phone.push(record))

    class Stricter:
        @staticmethod
        def model_validate(_):
            raise AssertionError("a replay was validated")

    monkeypatch.setattr(intake, "Identity", Stricter)
    monkeypatch.setattr(intake, "said", Stricter.model_validate)
    assert one(phone.push(record))["receipt"] == first["receipt"]


def test_another_worker_carries_a_record_and_it_stays_its_authors(app, phone, plant, rows):
    result = one(phone.push(phone.record(), client=signed_in(app, "will")))
    assert result["held"] is None
    (row,) = rows()["record"]
    assert (row.person_id, row.courier_id) == (plant.worker, plant.other_worker)


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("unknown-enrolment", {"enrolment": UNKNOWN}),
        ("unknown-version", {"version": 2}),
        ("unknown-version", {"version_hash": "0" * 64}),
        ("unknown-version", {"guide": UNKNOWN}),
        ("impossible-time", {"time": {"wall": "yesterday"}}),
        ("impossible-time", {"time": wall(datetime.now(UTC) + timedelta(days=4000))}),
        ("impossible-time", {"time": {"wall": "2026-01-01T00:00:00Z", "offset_ms": 1e300}}),
        ("unreadable", {"answers": answers(pressure="six")}),
        ("unreadable", {"answers": "all fine"}),
        ("other-person", {"person": "someone-else"}),
        ("other-person", {"device": "another-device"}),
    ],
)
def test_what_does_not_fit_is_stored_and_held(phone, rows, reason, changes):
    result = one(phone.push(phone.record(**changes)))
    assert (result["state"], result["held"]) == ("held", reason)
    assert rows()["record"][0].held == reason
    assert rows()["record"][0].site_id == phone.plant.site, "a supervisor has to see it"


CONTRACT = json.loads((ROOT / "tests" / "contract" / "payload.json").read_text())
OURS = (
    "person",
    "enrolment",
    "device",
    "site",
    "equipment",
    "guide",
    "version",
    "version_hash",
    "time",
    "id",
)


@pytest.mark.parametrize("variant", CONTRACT["variants"], ids=lambda variant: variant["why"])
def test_the_contract_says_what_becomes_of_each_payload(phone, variant):
    own = phone.payload()
    payload = CONTRACT["payload"] | {name: own[name] for name in OURS} | variant["change"]
    result = one(phone.push(sign(payload, phone.key, phone.enrolment)))
    assert result["state"] == variant["state"]
    assert (result.get("code") or result.get("held")) == variant["reason"]


def test_the_contracts_payload_has_the_members_of_a_phones_own(phone):
    assert CONTRACT["payload"].keys() == phone.payload().keys()
    assert CONTRACT["payload"]["time"].keys() == phone.payload()["time"].keys()


def test_a_forged_signature_is_held_and_marked(phone, rows):
    thief = ECKey.generate_key("P-256")
    for record in (phone.record(key=thief), phone.record(header={"kid": UNKNOWN})):
        assert one(phone.push(record))["held"] == "bad-signature"
    assert {row.held for row in rows()["record"]} == {"bad-signature"}


def test_the_photos_of_an_unreadable_record_are_still_asked_for(phone):
    photo = claim(picture())
    result = one(phone.push(phone.record(answers=7, evidence=[photo, {"sha256": "no"}])))
    assert (result["held"], result["missing"]) == ("unreadable", [photo["sha256"]])


@pytest.mark.parametrize("ended", ["enrolment", "person"])
def test_a_revoked_author_is_held_never_dropped(app, phone, rows, ended):
    record = phone.record()
    with app.app_context(), writing():
        if ended == "enrolment":
            db.session.get(Enrolment, phone.enrolment).revoked_at = datetime.now(UTC)
        else:
            db.session.get(Person, phone.person).active = False
        db.session.commit()
    assert one(phone.push(record, client=signed_in(app, "will")))["held"] == "revoked"
    assert len(rows()["record"]) == 1


def test_what_is_no_record_is_refused_alone(phone, rows):
    good, later = phone.record(), phone.record()
    bad = ["", "a.b", "not a record", "e30.e30.AA", phone.record(id=7), phone.record(id="not-a-uuid")]
    bad += [
        phone.record(counter=0),
        phone.record(counter=2**70),
        phone.record(kind=None),
        phone.record(person="\ud800"),
    ]
    bad += [sign({"id": "\x00"}, phone.key, "x"), "é.e30.AA"]
    results = phone.told(good, *bad, later)
    assert [result["state"] for result in results] == ["stored", *["refused"] * len(bad), "stored"]
    assert {result["code"] for result in results[1:-1]} == {"not-a-record"}
    assert [row.jws for row in rows()["record"]] == [good, later]


def test_failed_and_flagged_items_are_counted_by_the_server(phone, rows):
    given = answers(guard={"value": "no", "note": "bent"}, horn="flag", pressure=9)
    one(phone.push(phone.record(answers=given, failed=0)))
    assert (rows()["record"][0].failed, rows()["record"][0].flagged) == (2, 1)


@pytest.mark.fault("S12")
def test_a_gzip_bomb_a_long_list_and_a_cut_body_are_refused_whole(phone, rows):
    headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    bomb = gzip.compress(b'{"device": "' + b" " * 50_000_000)
    assert len(bomb) < 1024 * 1024
    assert phone.client.post("/api/v1/records", data=bomb, headers=headers).status_code == 413
    assert phone.client.post("/api/v1/records", data=b" " * (1024 * 1024 + 1)).status_code == 413
    assert phone.push(*[phone.record()] * 101).status_code == 413
    cut = gzip.compress(b"{}")[:-4]
    assert phone.client.post("/api/v1/records", data=cut, headers=headers).status_code == 422
    assert (
        phone.client.post("/api/v1/records", data=b"x", headers={"Content-Encoding": "br"}).status_code == 422
    )
    assert rows()["record"] == []


@pytest.mark.fault("S12")
def test_deep_nesting_is_not_understood_rather_than_an_error(phone):
    deep = "[" * 100_000
    assert phone.client.post("/api/v1/records", data=deep).status_code == 422
    assert phone.client.post("/api/v1/enrolments", data=deep).status_code == 422


def test_nobody_signed_in_is_asked_to_sign_in(phone, client):
    answer = phone.push(phone.record(), client=client)
    assert (answer.status_code, answer.json["code"]) == (401, "sign-in-needed")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
MEMBERS = (
    "v",
    "id",
    "kind",
    "person",
    "enrolment",
    "device",
    "counter",
    "time",
    "site",
    "equipment",
    "guide",
)
MORE = ("version", "version_hash", "answers", "evidence", "watched_s", "label", "started", "previous")
FEW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@FEW
@given(member=st.sampled_from(MEMBERS + MORE), value=JSON)
@pytest.mark.fault("S12")
def test_any_value_anywhere_in_a_record_gets_an_answer_of_its_own(phone, member, value):
    result = one(phone.push(phone.record(**{member: value})))
    assert result["state"] in ("stored", "held", "refused")


@FEW
@given(st.text() | JSON.map(json.dumps) | st.binary())
@pytest.mark.fault("S12")
def test_any_body_is_answered_without_a_failure_of_the_server(phone, body):
    assert 400 <= phone.client.post("/api/v1/records", data=body).status_code < 500


@FEW
@given(JSON)
def test_any_answer_to_any_item_gets_an_answer(phone, value):
    given_answers = [
        {"item": item, "value": value} for item in ("lock", "guard", "horn", "pressure", "photo")
    ]
    assert one(phone.push(phone.record(answers=given_answers)))["state"] in ("stored", "held")


def json_id(record: str) -> str:
    return json.loads(jws.extract_compact(record.encode()).payload)["id"]


def sha(record: str) -> str:
    return hashlib.sha256(record.encode()).hexdigest()
