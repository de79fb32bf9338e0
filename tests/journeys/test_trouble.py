"""Network, server, browser and storage fail: nothing is lost, nothing twice, and it is said."""

import os

import pytest
from playwright.sync_api import Route, expect

from tests.browser import quota
from tests.journeys.checking import ALL, GUIDE, completions, fill, open_checklist


@pytest.mark.fault("C2")
def test_the_browser_is_killed_in_the_middle_of_a_checklist(server, make_phone, code):
    phone = make_phone(server).ready()
    server.stop()
    open_checklist(phone, code)
    phone.answer(ALL[0], "Yes")
    phone.answer(ALL[1], "Flag")
    phone.says("2 of 5")
    phone.says("Answers kept on this phone")
    phone.kill()
    phone.go("/")
    phone.page.get_by_role("link", name=GUIDE).click()
    phone.says("2 of 5")
    expect(phone.item(ALL[1]).get_by_label("Flag")).to_be_checked()


@pytest.mark.fault("C2", "N1")
def test_a_finished_checklist_survives_a_kill_and_is_sent_without_a_tap(server, make_phone, code):
    phone = make_phone(server).ready()
    server.stop()
    open_checklist(phone, code)
    fill(phone)
    phone.finish()
    phone.kill()
    phone.await_states("Saved on this phone")
    server.start()
    phone.await_states("Confirmed")
    assert completions(server) == 1


@pytest.mark.fault("N3")
def test_an_answer_lost_after_the_commit_leaves_exactly_one_completion(server, make_phone, code):
    phone = make_phone(server).ready()
    lost = []

    def lose(route: Route) -> None:
        if len(lost) < 2:
            lost.append(route.fetch().status)
            route.abort("connectionreset")
        else:
            route.continue_()

    phone.context.route("**/api/v1/records", lose)
    open_checklist(phone, code)
    fill(phone)
    phone.finish()
    phone.go("/#/records")
    while len(lost) < 2:
        phone.button("Send now").click()
        phone.page.wait_for_timeout(300)
    phone.await_states("Confirmed")
    assert lost == [200, 200]
    assert completions(server) == 1


@pytest.mark.fault("S1")
def test_the_server_dies_in_the_middle_of_sending(server, make_phone, code):
    phone = make_phone(server).ready()
    died = []

    def die(route: Route) -> None:
        if not died:
            died.append(True)
            server.kill()
        route.continue_()

    phone.context.route("**/api/v1/records", die)
    for _ in range(3):
        open_checklist(phone, code)
        fill(phone)
        phone.finish()
    assert died
    phone.await_states(*["Saved on this phone"] * 3)
    server.start()
    phone.await_states("Confirmed", "Confirmed", "Confirmed")
    assert completions(server) == 3


def test_signing_in_without_a_network_is_said_and_leads_on(server, make_phone):
    phone = make_phone(server).ready()
    server.stop()
    phone.go("/sign-in?next=/%23/records")
    expect(phone.heading("This page needs a network")).to_be_visible()
    phone.page.get_by_role("link", name="Open Lineside").click()
    expect(phone.heading("Lineside")).to_be_visible()
    phone.go("/console/")
    expect(phone.heading("This page needs a network")).to_be_visible()
    phone.go("/sign-in?next=/%23/records")
    server.start()
    phone.page.get_by_role("link", name="Try again").click()
    expect(phone.heading("Sign in")).to_be_visible()


@pytest.mark.fault("N8")
def test_a_captive_portal_is_not_taken_for_an_answer(server, make_phone, code):
    phone = make_phone(server).ready()
    portal = "<html><body>Welcome to the canteen Wi-Fi</body></html>"
    phone.context.route(
        "**/api/v1/**", lambda route: route.fulfill(status=200, content_type="text/html", body=portal)
    )
    open_checklist(phone, code)
    fill(phone)
    phone.finish()
    phone.go("/#/records")
    phone.button("Send now").click()
    phone.says("Something else than Lineside answered")
    phone.await_states("Saved on this phone")
    phone.context.unroute_all()
    phone.await_states("Confirmed")


@pytest.mark.fault("C11")
def test_two_tabs_finish_one_checklist_once(server, make_phone, code):
    phone = make_phone(server).ready()
    server.stop()
    open_checklist(phone, code)
    fill(phone)
    second = phone.context.new_page()
    second.goto(phone.page.url)
    second.reload()
    expect(second.get_by_text("5 of 5")).to_be_visible()
    phone.button("Finish").click()
    second.get_by_role("button", name="Finish").click()
    phone.says("Saved on this phone")
    expect(second.get_by_text("Saved on this phone").first).to_be_visible()
    phone.await_states("Saved on this phone")
    server.start()
    phone.await_states("Confirmed")
    assert completions(server) == 1


@pytest.mark.fault("C12")
def test_twenty_taps_on_finish_make_one_record(server, make_phone, code):
    phone = make_phone(server).ready()
    open_checklist(phone, code)
    fill(phone)
    phone.button("Finish").evaluate("(button) => { for (let i = 0; i < 20; i++) button.click(); }")
    phone.await_states("Confirmed")
    assert completions(server) == 1


def test_the_server_dies_in_the_middle_of_loading_and_loading_goes_on_later(server, make_phone):
    phone = make_phone(server)
    phone.sign_in()
    blob = held_back(server)
    phone.go("/#/load")
    phone.button("Load this phone").click()
    phone.says("Clip ")
    phone.until("(async () => (await (await caches.open('media')).keys()).length > 0)()")
    server.kill()
    phone.says("No answer from the server")
    phone.accessible()
    release(blob)
    server.start()
    phone.button("Go on loading").click()
    phone.says("Ready without a network")


def test_a_full_phone_says_so_while_loading_and_goes_on_when_there_is_room(server, make_phone):
    phone = make_phone(server)
    phone.sign_in()
    phone.go("/#/load")
    used = phone.page.evaluate("navigator.storage.estimate().then(({usage}) => usage)")
    quota(phone.page, used + 300_000)
    phone.button("Load this phone").click()
    phone.says("This phone is full")
    phone.says("Your records and answers are safe")
    phone.accessible()
    quota(phone.page, 1_000_000_000)
    phone.button("Go on loading").click()
    phone.says("Ready without a network")


def held_back(server):
    """The largest clip becomes a pipe nobody writes to: the server hangs on it, as on a dying disk."""
    blob = max((server.instance / "blobs").glob("??/*"), key=lambda path: path.stat().st_size)
    blob.rename(blob.with_suffix(".kept"))
    os.mkfifo(blob)
    return blob


def release(blob) -> None:
    blob.unlink()
    blob.with_suffix(".kept").rename(blob)
