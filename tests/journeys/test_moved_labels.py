"""Without a network: a label that was moved says so once, a code that was there before opens equipment."""

import pytest
from playwright.sync_api import expect

from app.labels.rules import pretty
from tests.browser import read_demo
from tests.journeys.test_binding import delivered, refresh
from tests.journeys.test_scanning import BURST


@pytest.fixture
def labels(server) -> dict[str, str]:
    return read_demo(server.instance)["labels"]


def move(phone, code: str, before: str, after: str) -> None:
    """From the equipment that a label opens: it sticks on other equipment."""
    phone.open_code(code)
    phone.page.get_by_role("link", name="This label sticks on other equipment").click()
    phone.says(f"{pretty(code)} means {before} now")
    phone.accessible()
    phone.button("It was moved to other equipment").click()
    phone.page.get_by_role("searchbox").fill(after)
    phone.button(after).click()
    phone.says(f"{pretty(code)} means {before} now")  # said again where it is signed
    phone.says(f"Tap below and it means {after}.")
    phone.accessible()
    phone.button(f"It sticks on {after}").click()
    expect(phone.page.get_by_role("status").get_by_text("Saved on this phone")).to_be_visible()


@pytest.mark.fault("N1")
def test_a_moved_label_is_said_once_without_a_network_and_then_holds_for_everybody(
    server, make_phone, make_desk, labels
):
    supervisor = make_phone(server, "supervisor").ready("supervisor")
    worker = make_phone(server, "worker").ready("operator1")
    code = labels["PR-01"]
    server.stop()
    move(supervisor, code, "Press 1", "Press 3")
    supervisor.kill()
    supervisor.open_code(code)
    expect(supervisor.heading("Press 3")).to_be_visible()
    server.start()
    delivered(supervisor)
    refresh(worker)
    worker.open_code(code)
    expect(worker.heading("Press 3")).to_be_visible()
    desk = make_desk(server, "supervisor")
    desk.go(f"/console/labels/{code}")
    history = desk.page.get_by_role("region", name="History")
    expect(history).to_contain_text("Press 3")
    expect(history).to_contain_text("Press 1")
    desk.check()
    supervisor.check_policy()


@pytest.mark.fault("N1")
def test_of_two_who_move_one_label_elsewhere_the_second_waits_as_a_clash(
    server, make_phone, make_desk, labels
):
    first = make_phone(server, "first").ready("supervisor")
    second = make_phone(server, "second").ready("admin")
    code = labels["PR-01"]
    server.stop()
    move(first, code, "Press 1", "Press 2")
    move(second, code, "Press 1", "Press 3")
    server.start()
    delivered(first)
    delivered(second)
    refresh(second)
    second.open_code(code)
    expect(second.heading("Press 2")).to_be_visible()
    desk = make_desk(server, "supervisor")
    desk.go("/console/labels/clashes")
    desk.button("It means Press 3").click()
    expect(desk.page.get_by_text("No clashes")).to_be_visible()


@pytest.mark.fault("N1")
def test_a_barcode_that_was_there_before_opens_its_equipment_for_everybody(
    server, make_phone, make_desk, labels
):
    supervisor = make_phone(server, "supervisor").ready("supervisor")
    worker = make_phone(server, "worker").ready("operator1")
    server.stop()
    supervisor.open_code(labels["PR-02"])
    supervisor.page.get_by_role("link", name="Add a code that sticks on it").click()
    expect(supervisor.page.get_by_role("link", name="Scan the code")).to_be_visible()
    supervisor.accessible()
    supervisor.page.get_by_label("What it says").fill("INV-0042 B")
    supervisor.button("Go on").click()
    supervisor.says("INV-0042 B")
    supervisor.accessible()
    supervisor.button("It sticks on Press 2").click()
    supervisor.says("Saved on this phone")
    read(supervisor, "INV-0042 B")
    expect(supervisor.heading("Press 2")).to_be_visible()
    server.start()
    delivered(supervisor)
    refresh(worker)
    read(worker, "INV-0042 B")
    expect(worker.heading("Press 2")).to_be_visible()
    desk = make_desk(server, "supervisor")
    desk.go("/console/equipment/?search=PR-02")
    desk.page.get_by_role("link", name="Press 2").click()
    expect(desk.page.get_by_text("INV-0042 B").first).to_be_visible()
    supervisor.check_policy()


def test_a_gs1_code_that_nobody_knows_is_put_on_equipment_from_the_scanner(server, make_phone, labels):
    phone = make_phone(server).ready("supervisor")
    read(phone, "https://id.gs1.org/8004/0614141123452A%2F7")
    phone.says("This is not a Lineside label")
    phone.page.get_by_role("link", name="Let it open equipment").click()
    phone.says("Where does it stick?")
    phone.page.get_by_role("searchbox").fill("Press 3")
    phone.button("Press 3").click()
    phone.says("8004:0614141123452A/7")
    phone.button("It sticks on Press 3").click()
    phone.await_states("Confirmed")
    read(phone, "(8004)0614141123452A/7")
    expect(phone.heading("Press 3")).to_be_visible()


def read(phone, text: str) -> None:
    """A hand scanner reads a code."""
    phone.go("/")
    expect(phone.heading("Lineside")).to_be_visible()
    phone.until("Boolean(customElements.get('lineside-code'))")
    phone.page.evaluate(BURST, text)
