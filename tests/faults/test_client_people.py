"""Clocks that lie, sign-outs and revocations while records wait: all are kept, under their authors' names."""

import base64
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.faults.outbox import kept, until
from tests.journeys.checking import ALL, completions, fill, finish_one, open_checklist


@pytest.fixture
def phone(server, make_phone):
    """Signed in, the app on it."""
    phone = make_phone(server, timezone_id="Europe/Berlin")
    phone.sign_in()
    phone.until("Boolean(navigator.serviceWorker.controller)")
    return phone


def ask(server, question: str, *values) -> list[tuple]:
    with closing(sqlite3.connect(server.instance / "lineside.db")) as database, database:
        return database.execute(question, values).fetchall()


def told(server) -> list[dict]:
    """What the records say of themselves, in the order of their numbers."""
    texts = [text for (text,) in ask(server, "SELECT jws FROM record ORDER BY counter")]
    return [json.loads(base64.urlsafe_b64decode(text.split(".")[1] + "==")) for text in texts]


@pytest.mark.fault("C13")
def test_nothing_expires_or_goes_when_the_clock_jumps(server, phone, code):
    finish_one(phone, code)
    phone.await_states("Confirmed")
    open_checklist(phone, code)
    phone.answer(ALL[0], "Yes")
    phone.says("Answers kept on this phone")
    server.stop()
    for years in (11, -11):
        phone.page.clock.set_system_time(datetime.now(UTC) + timedelta(days=366 * years))
        phone.page.reload()
        open_checklist(phone, code)
        phone.says("1 of 5" if years > 0 else "0 of 5")
        fill(phone)
        phone.finish()
    assert len(kept(phone.page).records) == 3
    server.start()
    phone.page.reload()
    phone.await_states("Confirmed", "Confirmed", "Confirmed")
    assert len(kept(phone.page).records) == 3, "what was confirmed years ago by this clock has left the phone"
    assert ask(server, "SELECT held FROM record ORDER BY counter") == [
        (None,),
        ("impossible-time",),
        ("impossible-time",),
    ]


@pytest.mark.fault("C13")
def test_the_hour_that_comes_twice_is_told_apart(server, phone, code):
    server.stop()
    for hour in (0, 1):
        phone.page.clock.set_system_time(datetime(2026, 10, 25, hour, 30, tzinfo=UTC))
        finish_one(phone, code)
    server.start()
    phone.await_states("Confirmed", "Confirmed")
    walls = [record["time"]["wall"] for record in told(server)]
    assert [wall[:13] + wall[-6:] for wall in walls] == ["2026-10-25T02+02:00", "2026-10-25T02+01:00"]


@pytest.mark.fault("C16")
def test_signing_out_with_unsent_records_says_how_many_and_keeps_them(server, phone, code):
    swept: list[str] = []
    phone.page.on("response", lambda answer: "clear-site-data" in answer.headers and swept.append(answer.url))
    server.stop()
    for _ in range(2):
        finish_one(phone, code)
    phone.go("/#/account")
    phone.says("2 records are still waiting on this phone")
    phone.button("Sign out").click()
    phone.says("You are not signed in on this phone")
    server.start()
    phone.page.reload()
    phone.until("fetch('/api/v1/me').then((answer) => answer.json()).then(({ person }) => person === null)")
    assert [row["state"] for row in kept(phone.page).records] == ["saved", "saved"]
    phone.sign_in()
    phone.await_states("Confirmed", "Confirmed")
    assert completions(server) == 2
    assert swept == []


REVOKED = {
    "phone": "UPDATE enrolment SET revoked_at = enrolled_at",
    "person": "UPDATE person SET active = 0 WHERE handle = 'operator1'",
}


@pytest.mark.fault("C17")
@pytest.mark.parametrize("what", REVOKED)
def test_records_of_the_revoked_are_held_and_none_is_lost(server, phone, code, what):
    server.stop()
    for _ in range(2):
        finish_one(phone, code)
    ask(server, REVOKED[what])
    server.start()
    if what == "person":
        phone.go("/")
        phone.says("Sign in")
        phone.sign_in("operator2")  # a colleague carries them
    phone.go("/#/records")
    until(phone.page, lambda: completions(server) == 2)
    found = ask(server, "SELECT held, handle FROM record JOIN person ON person.id = person_id")
    assert found == [("revoked", "operator1")] * 2
    expect(phone.page.get_by_text("Saved on this phone")).to_have_count(0)
    assert [row["state"] for row in kept(phone.page).records] == ["confirmed"] * 2
