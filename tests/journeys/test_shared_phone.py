"""Two people on one phone: nobody's work is filed under the other's name, whatever the network does."""

import sqlite3

import pytest
from playwright.sync_api import expect

from tests.browser import read_demo
from tests.journeys.checking import fill, open_checklist


def test_who_signs_in_while_the_network_goes_is_not_taken_for_the_last_person(server, make_phone):
    phone = make_phone(server).ready("operator1")
    phone.context.clear_cookies()
    phone.context.route("**/api/v1/me", lambda route: route.abort())
    phone.sign_in("operator2")
    phone.page.reload()
    phone.says("Sign in")
    expect(phone.page.get_by_text("Operator One")).to_have_count(0)
    phone.context.unroute_all()
    phone.page.reload()
    phone.says("Operator Two")
    phone.go(f"/q/{read_demo(server.instance)['labels']['PW-01']}")
    phone.open_guide("Threading the pallet wrapper")
    phone.watch()
    phone.await_states("Confirmed")
    assert authors(server) == ["Operator Two"]


def test_signing_out_without_a_network_holds_when_the_network_is_back(server, make_phone):
    phone = make_phone(server).ready("operator1")
    server.stop()
    phone.go("/#/account")
    phone.button("Sign out").click()
    phone.says("You are not signed in on this phone")
    server.start()
    phone.page.reload()
    phone.says("You are not signed in on this phone")
    expect(phone.page.get_by_text("Operator One")).to_have_count(0)
    phone.sign_in("operator2")
    phone.says("Operator Two")


def test_what_was_begun_while_nobody_was_signed_in_waits_for_its_author(server, make_phone):
    phone = make_phone(server).ready("operator1")
    phone.go("/#/account")
    phone.button("Sign out").click()
    phone.says("You are not signed in on this phone")
    open_checklist(phone, read_demo(server.instance)["labels"]["CV-11"])
    phone.says("Nobody is signed in on this phone")
    fill(phone)
    phone.button("Finish").click()
    phone.says("Not saved yet")
    phone.page.get_by_role("alert").get_by_role("link", name="Sign in").click()
    phone.say_who("operator2")
    phone.says("This was begun while nobody was signed in")
    assert phone.page.evaluate("document.querySelector('lineside-checklist').closest('[inert]') !== null")
    phone.accessible()
    phone.button("They are mine: Operator Two").click()
    expect(phone.item("Emergency pull cord tight and reset").get_by_label("Pass")).to_be_checked()
    phone.finish()
    phone.await_states("Confirmed")
    assert authors(server) == ["Operator Two"]


@pytest.mark.fault("C15")
def test_a_persons_records_are_not_shown_to_the_next_one(server, make_phone):
    phone = make_phone(server).ready("operator1")
    server.stop()
    open_checklist(phone, read_demo(server.instance)["labels"]["CV-11"])
    fill(phone)
    phone.finish()
    phone.go("/#/account")
    phone.button("Sign out").click()
    phone.says("You are not signed in on this phone")
    phone.go("/#/records")
    phone.says("1 waiting on this phone")
    phone.says("Records of Operator One")
    expect(phone.page.get_by_text("Conveyor guards")).to_have_count(0)
    server.start()
    phone.sign_in("operator2")
    phone.go("/#/records")
    phone.says("The server has confirmed everything finished on this phone")
    expect(phone.page.get_by_text("Conveyor guards")).to_have_count(0)
    assert authors(server) == ["Operator One"]


def test_when_the_sign_in_has_ended_every_screen_says_the_same(server, make_phone):
    phone = make_phone(server).ready("operator1")
    end_sign_in(phone)
    open_checklist(phone, read_demo(server.instance)["labels"]["CV-11"])
    fill(phone)
    phone.finish()
    phone.says("Safe on this phone. Sign in so that it can be sent.")
    phone.go("/#/records")
    phone.says("Safe on this phone. Sign in so that it can be sent.")
    phone.go("/")
    phone.says("Safe on this phone. Sign in so that it can be sent.")
    expect(phone.page.get_by_text("sent by themselves")).to_have_count(0)
    phone.page.get_by_role("link", name="Sign in").click()
    phone.say_who("operator1")
    phone.await_states("Confirmed")


def end_sign_in(phone) -> None:
    """As when it has grown too old: the phone still knows whose it was."""
    for name in {cookie["name"] for cookie in phone.context.cookies()} - {"lineside-person"}:
        phone.context.clear_cookies(name=name)


def authors(server) -> list[str]:
    with sqlite3.connect(server.instance / "lineside.db") as database:
        return [
            name
            for (name,) in database.execute(
                "SELECT person.name FROM record JOIN person ON person.id = record.person_id"
            )
        ]
