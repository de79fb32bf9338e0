"""Screens of the second script: there without a network, and said where they are not."""

import pytest
from playwright.sync_api import expect

MISSING = "This screen is not on this phone yet"


@pytest.mark.fault("N1")
@pytest.mark.parametrize(
    ("path", "heading"),
    [
        ("records", "My records"),
        ("rescue", "Rescue file"),
        ("load", "Load this phone"),
        ("account", "Account"),
    ],
)
def test_a_screen_never_seen_opens_cold_with_the_server_stopped(server, make_phone, path, heading):
    phone = make_phone(server)
    phone.sign_in()
    phone.page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    server.stop()
    phone.kill()
    phone.go(f"/#/{path}")
    expect(phone.heading(heading)).to_be_visible()
    phone.check_policy()


def test_where_the_second_script_cannot_come_it_is_said_and_comes_with_the_network(server, make_phone):
    phone = make_phone(server, service_workers="block")
    phone.context.route("**/later.*.js", lambda route: route.abort())
    phone.sign_in()
    phone.page.evaluate("location.hash = '#/records'")
    phone.says(MISSING)
    phone.accessible()
    phone.context.unroute("**/later.*.js")
    phone.page.evaluate("dispatchEvent(new Event('online'))")
    expect(phone.heading("My records")).to_be_visible()
    phone.says("Nothing finished yet")


def test_an_address_without_a_screen_is_home(server, make_phone):
    phone = make_phone(server)
    phone.sign_in()
    phone.page.evaluate("location.hash = '#/constructor'")
    phone.until("location.hash === '#/'")
    phone.says("Nothing to send")
