"""What is stored on the phone was changed by somebody: no script runs, and broken signatures are reported."""

import sqlite3
from contextlib import closing

import pytest
from playwright.sync_api import expect

from tests.faults.hostile import EVIL, FORGE, POISON
from tests.faults.outbox import kept, until
from tests.journeys.checking import ALL, completions, finish_one, open_checklist

PLAIN = ("/account", "/load")  # show nothing of what rows say


@pytest.fixture
def phone(server, make_phone, code):
    """Signed in; one record and one draft on it, the server away."""
    phone = make_phone(server)
    phone.sign_in()
    phone.until("Boolean(navigator.serviceWorker.controller)")
    phone.go(f"/q/{code}")
    expect(phone.page.get_by_role("link", name="Conveyor guards")).to_be_visible()
    server.stop()
    finish_one(phone, code)
    open_checklist(phone, code)
    phone.answer(ALL[0], "Yes")
    phone.says("Answers kept on this phone")
    return phone


@pytest.mark.fault("C19")
def test_markup_in_stored_rows_is_shown_as_text(phone, code):
    guide = phone.page.url.split("#")[1]
    phone.page.evaluate(POISON, ["outbox", ["records", "drafts"], EVIL])
    phone.page.evaluate(POISON, ["lineside", ["rows_a", "rows_b"], EVIL])
    phone.page.reload()
    for path in ("/", "/records", "/equipment", "/account", "/load", f"/label/{code}", guide):
        phone.go(f"/#{path}")
        expect(phone.page.get_by_role("main")).to_be_visible()
        if path not in PLAIN:
            expect(phone.page.get_by_text("onerror").first).to_be_visible()
    assert phone.page.evaluate("window.pwned") is None
    assert phone.page.locator("img[onerror]").count() == 0
    phone.check_policy()


@pytest.mark.fault("C19")
def test_a_record_changed_on_the_phone_is_held_and_blocks_no_other(phone, server, code):
    phone.page.evaluate(FORGE)
    finish_one(phone, code)
    server.start()
    until(phone.page, lambda: [row["state"] for row in kept(phone.page).records] == ["confirmed"] * 2)
    assert completions(server) == 2
    with closing(sqlite3.connect(server.instance / "lineside.db")) as database:
        held = database.execute("SELECT held FROM record ORDER BY counter").fetchall()
    assert held == [("bad-signature",), (None,)]
    phone.go("/#/records")
    phone.says("The signature of this phone could not be checked.")
