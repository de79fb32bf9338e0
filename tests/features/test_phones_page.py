"""What a supervisor sees of phones: when each was heard of, what it said, and which records never came."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from joserfc.jwk import ECKey
from sqlalchemy import text

from app.core.database import db, writing
from app.core.keys import server_key
from app.records import jws
from app.records.models import Contact
from tests.conftest import signed_in
from tests.phones import Phone, answers, publish

PHONES = "/console/phones/"
COMPLETIONS = "/console/completions/"
FAILED = answers(guard={"value": "no", "note": "Hinge bent"})


@pytest.fixture
def other_phone(app, as_stranger, plant):
    elsewhere = publish(app, plant, "Secret check", target=plant.other_equipment, site=plant.other_site)
    phone = Phone(as_stranger, plant, elsewhere).enrol()
    phone.push(phone.record(equipment=plant.other_equipment, site=plant.other_site, label=None, version=9))
    return phone


def report(phone, *records: str, sent_at: datetime | None = None, client=None, **status):
    """Push with a status, as the app does when it has nothing to send."""
    body = {"device": phone.device, "seen_head": None, "records": list(records)}
    body["sent_at"] = (sent_at or datetime.now(UTC)).isoformat()
    if status:
        body["status"] = status
    return (client or phone.client).post("/api/v1/records", json=body)


def words(page) -> str:
    assert page.status_code == 200, page.text
    return " ".join(re.sub("<[^>]+>", " ", page.text).split())


def row_of(page, phone) -> str:
    """The words of one phone's row."""
    rows = [row for row in page.text.split("<tr>") if phone.device[:8] in row]
    assert len(rows) == 1
    return " ".join(re.sub("<[^>]+>", " ", rows[0]).split())


def test_a_phone_is_there_from_its_enrolment_and_says_nothing_yet(phone, as_supervisor):
    row = row_of(as_supervisor.get(PHONES), phone)
    assert "Test phone" in row
    assert "Wanda Worker" in row
    assert row.count("Not said") == 3


def test_what_a_phone_reports_is_shown_until_it_reports_something_else(phone, as_supervisor):
    assert report(phone, waiting=3, attention=1, storage="low").json["results"] == []
    row = row_of(as_supervisor.get(PHONES), phone)
    assert "3 waiting" in row
    assert "1 cannot be sent" in row
    assert "Almost full" in row
    assert "Clock right" in row
    report(phone, waiting=0, attention=0, storage="")
    row = row_of(as_supervisor.get(PHONES), phone)
    assert "Nothing waited" in row
    assert "Storage fine" in row
    assert report(phone).status_code == 200  # an older phone says no status: what was known stays
    assert "Nothing waited" in row_of(as_supervisor.get(PHONES), phone)


def test_a_status_comes_with_records_too_and_the_record_is_kept(phone, as_supervisor):
    (result,) = report(phone, phone.record(), waiting=7).json["results"]
    assert result["state"] == "stored"
    assert "7 waiting" in row_of(as_supervisor.get(PHONES), phone)


@pytest.mark.parametrize(
    "status", [{"waiting": -1}, {"waiting": "many"}, {"storage": "<b>"}, {"mood": "bad"}]
)
def test_a_status_of_another_shape_is_refused(phone, status):
    assert report(phone, **status).status_code == 422


@pytest.mark.parametrize(
    ("off", "said"),
    [
        (timedelta(hours=3, minutes=2), "3 hours ahead"),
        (-timedelta(minutes=12, seconds=30), "12 minutes behind"),
        (timedelta(days=900), "900 days ahead"),
        (timedelta(seconds=20), "Clock right"),
    ],
)
def test_a_wrong_clock_is_measured_against_the_server(phone, as_supervisor, off, said):
    report(phone, sent_at=datetime.now(UTC) + off, waiting=0)
    row = row_of(as_supervisor.get(PHONES), phone)
    assert said in row


def test_a_time_that_is_none_is_not_guessed(app, phone):
    body = {"device": phone.device, "sent_at": "noon", "seen_head": None, "records": []}
    assert phone.client.post("/api/v1/records", json=body).status_code == 200
    with app.app_context():
        assert db.session.query(Contact).one().skew_s is None


def test_a_number_that_was_counted_past_is_named(phone, as_supervisor):
    first, _lost, third = phone.record(), phone.record(), phone.record()
    _gone, _too, sixth = phone.record(), phone.record(), phone.record()
    phone.push(first, third, sixth)
    row = row_of(as_supervisor.get(PHONES), phone)
    assert "Record 2 of this phone has not arrived" in row
    assert "Records 4 to 5 of this phone have not arrived" in row
    phone.push(_lost, _gone, _too)
    assert "arrived" not in row_of(as_supervisor.get(PHONES), phone)
    assert "phones lack" not in words(as_supervisor.get("/console/"))


def test_a_forged_counter_makes_no_gap_and_comes_beside_no_number(phone, as_supervisor):
    forger = ECKey.generate_key("P-256")
    phone.push(phone.record(), phone.record(key=forger, counter=4000), phone.record(key=forger, counter=1))
    row = row_of(as_supervisor.get(PHONES), phone)
    assert "arrived" not in row
    assert "came" not in row


def test_a_number_that_two_records_have_is_named_for_its_phone(phone, desk_phone, as_supervisor):
    """A copy of all that is on a phone goes on counting beside it."""
    first, second = phone.record(), phone.record()
    phone.push(first, second, *(phone.record(counter=2) for _ in range(2)), phone.record(counter=1))
    desk_phone.push(desk_phone.record(), desk_phone.record())
    page = as_supervisor.get(PHONES)
    row = row_of(page, phone)
    assert "Number 1 of this phone came twice, in different records" in row
    assert "Number 2 of this phone came 3 times, in different records" in row
    assert "came" not in row_of(page, desk_phone)
    assert "1 phone lacks a record or room, or used a number twice" in words(as_supervisor.get("/console/"))


def test_the_same_record_again_and_other_answers_to_it_do_not_make_its_number_two(phone, as_supervisor):
    payload = phone.payload()
    record = phone.record(**payload)
    assert phone.told(record, record, phone.record(**payload | {"answers": FAILED}))[2]["state"] == "conflict"
    assert "came" not in row_of(as_supervisor.get(PHONES), phone)


def test_a_revoked_phone_that_used_a_number_twice_is_shown_and_no_task_any_more(app, phone, as_supervisor):
    phone.push(phone.record(), phone.record(counter=1))
    with app.app_context(), writing():
        db.session.execute(text("UPDATE enrolment SET revoked_at = '2026-01-16 08:30:00'"))
        db.session.commit()
    assert "came twice" in row_of(as_supervisor.get(PHONES), phone)
    assert "used a number twice" not in words(as_supervisor.get("/console/"))


def test_a_silent_phone_says_for_how_long(app, phone, as_supervisor):
    report(phone, waiting=2)
    with app.app_context(), writing():
        for table, column in (("contact", "contacted_at"), ("device", "last_seen_at")):
            db.session.execute(
                text(f"UPDATE {table} SET {column} = :when"),
                {"when": (datetime.now(UTC) - timedelta(days=9, hours=1)).replace(tzinfo=None)},
            )
        db.session.commit()
    assert "Silent for 9 days" in row_of(as_supervisor.get(PHONES), phone)


def test_a_shared_phone_names_both_and_the_newest_word_counts(app, phone, as_supervisor):
    report(phone, waiting=5)
    will = Phone(signed_in(app, "will"), phone.plant, phone.guide, device=phone.device).enrol()
    report(will, waiting=1)
    row = row_of(as_supervisor.get(PHONES), phone)
    assert "Wanda Worker" in row
    assert "Will Worker" in row
    assert "1 waiting" in row
    assert "5 waiting" not in row


def test_who_is_not_enrolled_on_a_device_leaves_no_word_of_it(app, phone, as_admin):
    report(phone, client=as_admin, waiting=99)
    with app.app_context():
        assert db.session.query(Contact).count() == 0


def test_phones_of_other_sites_are_invisible(phone, other_phone, as_supervisor, as_stranger):
    report(other_phone, waiting=8)
    page = as_supervisor.get(PHONES)
    for secret in (other_phone.device[:8], "Otto Other", "Secret check", "8 waiting"):
        assert secret not in page.text
    assert "Secret check" in as_stranger.get(PHONES).text
    (theirs,) = re.findall(r'href="/console/completions/([0-9a-f-]{36})"', as_stranger.get(PHONES).text)
    answer = as_supervisor.post(f"{COMPLETIONS}{theirs}/remarks", data={"does": "accept", "sha256": "x"})
    assert answer.status_code == 404


def test_a_held_record_is_accepted_with_a_note_and_stays_as_it_was(app, phone, as_supervisor):
    (result,) = phone.told(phone.record(version=9))
    assert "not one that was published here" in words(as_supervisor.get(PHONES))
    where = f"{COMPLETIONS}{result['id']}"
    with app.app_context():
        before = db.session.execute(text("SELECT * FROM record")).all()
    answer = as_supervisor.post(
        f"{where}/remarks", data={"sha256": result["sha256"], "does": "note", "note": "Asking <Wanda>"}
    )
    assert (answer.status_code, answer.location) == (303, where)
    assert "not one that was published here" in words(as_supervisor.get(PHONES))
    as_supervisor.post(
        f"{where}/remarks", data={"sha256": result["sha256"], "does": "accept", "note": "Old printout"}
    )
    page = as_supervisor.get(where)
    assert "Asking &lt;Wanda&gt;" in page.text
    assert "Accepted Sam Supervisor" in words(page)
    assert "Old printout" in page.text
    assert 'value="accept"' not in page.text
    assert "not one that was published here" not in words(as_supervisor.get(PHONES))
    with app.app_context():
        assert db.session.execute(text("SELECT * FROM record")).all() == before


def test_both_sides_of_a_conflict_are_shown_until_it_is_accepted(phone, as_supervisor, as_worker):
    payload = phone.payload()
    first, second = (phone.record(**payload | {"answers": given}) for given in (answers(), FAILED))
    (kept,) = phone.told(first)
    (other,) = phone.told(second)
    assert other["state"] == "conflict"
    assert "arrived again with other answers" in words(as_supervisor.get(PHONES))
    assert "1 record arrived again" in words(as_supervisor.get("/console/"))
    where = f"{COMPLETIONS}{kept['id']}"
    page = words(as_supervisor.get(where))
    assert "Other answers under the same number" in page
    assert "The phone they name signed them." in page
    assert "Hinge bent" in page
    as_supervisor.post(f"{where}/remarks", data={"sha256": other["sha256"], "does": "accept", "note": ""})
    assert "arrived again" not in words(as_supervisor.get(PHONES))
    assert "arrived again" not in words(as_supervisor.get("/console/"))
    assert "Accepted Sam Supervisor" in words(as_supervisor.get(where))


def test_a_forged_side_of_a_conflict_is_called_that(phone, as_supervisor):
    payload = phone.payload()
    (kept,) = phone.told(phone.record(**payload))
    phone.push(phone.record(key=ECKey.generate_key("P-256"), **payload))
    assert "Someone else may have written this" in words(as_supervisor.get(f"{COMPLETIONS}{kept['id']}"))


def test_a_side_of_a_conflict_that_is_no_record_is_kept_and_cannot_be_read(phone, as_supervisor):
    payload = phone.payload()
    (kept,) = phone.told(phone.record(**payload))
    strange = [phone.record(**payload | {"counter": "x"}), phone.record(**payload | {"version": "x"})]
    assert [result["state"] for result in phone.told(*strange)] == ["conflict", "conflict"]
    page = words(as_supervisor.get(f"{COMPLETIONS}{kept['id']}"))
    assert page.count("What they say cannot be read") == 1
    assert "Someone else may have written this" in page
    assert "The phone they name signed them." in page


@pytest.mark.parametrize(
    "form",
    [
        {"does": "note", "note": "  "},
        {"does": "note", "note": "x" * 2001},
        {"does": "accept", "sha256": "0" * 64},
    ],
)
def test_a_remark_that_makes_no_sense_is_refused(app, phone, as_supervisor, form):
    (kept,) = phone.told(phone.record(version=9))
    answer = as_supervisor.post(
        f"{COMPLETIONS}{kept['id']}/remarks", data={"sha256": kept["sha256"], "note": ""} | form
    )
    assert answer.status_code in (404, 422)
    with app.app_context():
        assert db.session.execute(text("SELECT count(*) FROM remark")).scalar() == 0


def test_heads_beyond_the_ledger_are_loud_on_the_overview(app, phone, as_supervisor):
    assert "not what phones have seen" not in as_supervisor.get("/console/").text
    with app.app_context():
        said = {"seq": 812, "hash": "ab" * 32, "at": "2026-01-15T08:30:00Z", "epoch": "0000000a"}
        head = jws.sign(said, server_key(), "lineside-head+jws")
    body = {"device": phone.device, "sent_at": "x", "seen_head": head, "records": []}
    assert phone.client.post("/api/v1/records", json=body).status_code == 200
    page = words(as_supervisor.get("/console/"))
    assert "The ledger is not what phones have seen." in page
    assert "No. 812" in page
