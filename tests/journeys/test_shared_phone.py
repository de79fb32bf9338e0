"""Two people on one phone: nobody's work is filed under the other's name, whatever the network does."""

import sqlite3

from playwright.sync_api import expect

from tests.browser import read_demo


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
    phone.button("Watched: done").click()
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


def authors(server) -> list[str]:
    with sqlite3.connect(server.instance / "lineside.db") as database:
        return [
            name
            for (name,) in database.execute(
                "SELECT person.name FROM record JOIN person ON person.id = record.person_id"
            )
        ]
