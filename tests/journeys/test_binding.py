"""Labels find their equipment on phones without a network: blanks, clashes, replacing, the walk."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app import create_app
from app.core.database import db, writing
from app.labels import actions
from app.labels.rules import pretty
from app.places.models import Site
from tests.browser import read_demo
from tests.conftest import settings_in


def make_blanks(instance: Path, count: int) -> list[str]:
    """Codes of labels that are on nothing yet, as a printed sheet of blanks has them."""
    with create_app(settings_in(instance)).app_context(), writing():
        session, now = db.session(), datetime.now(UTC)
        site = session.query(Site).one()
        codes = [one.code for one in actions.blank(session=session, site_id=site.id, count=count, now=now)]
        session.commit()
        db.engine.dispose()
    return codes


@pytest.fixture
def blank(server) -> str:
    [code] = make_blanks(server.instance, 1)
    return code


def put_on(phone, code: str, name: str) -> None:
    """Scan a blank and say what it sticks on."""
    phone.open_code(code)
    phone.says("is not on equipment yet")
    phone.page.get_by_role("link", name="Put it on equipment").click()
    phone.page.get_by_role("searchbox").fill(name)
    phone.button(name).click()
    phone.accessible()
    phone.button(f"It sticks on {name}").click()


def refresh(phone) -> None:
    """Hear what is new, on a phone that was loaded before."""
    phone.go("/#/load")
    phone.button("Check for new guides").click()
    phone.says("Ready without a network")


def delivered(phone, count: int = 1) -> None:
    phone.await_states(*["Confirmed"] * count)


@pytest.mark.fault("N1")
def test_a_blank_is_bound_without_a_network_and_then_for_everybody(server, make_phone, blank):
    supervisor = make_phone(server, "supervisor").ready("supervisor")
    worker = make_phone(server, "worker").ready("operator1")
    server.stop()
    put_on(supervisor, blank, "Press 2")
    expect(supervisor.page.locator("main .saved")).to_have_text("Saved on this phone")
    supervisor.kill()
    supervisor.open_code(blank)
    expect(supervisor.heading("Press 2")).to_be_visible()
    worker.open_code(blank)
    worker.says("is not on equipment yet")
    server.start()
    delivered(supervisor)
    refresh(worker)
    worker.open_code(blank)
    expect(worker.heading("Press 2")).to_be_visible()
    supervisor.check_policy()


@pytest.mark.fault("N1")
def test_two_phones_that_disagree_are_both_kept_and_a_supervisor_settles_it(
    server, make_phone, make_desk, blank
):
    first = make_phone(server, "first").ready("supervisor")
    second = make_phone(server, "second").ready("admin")
    server.stop()
    put_on(first, blank, "Press 2")
    put_on(second, blank, "Press 3")
    second.open_code(blank)
    expect(second.heading("Press 3")).to_be_visible()  # at once, on this phone
    server.start()
    delivered(first)
    delivered(second)
    refresh(second)
    second.open_code(blank)
    expect(second.heading("Press 2")).to_be_visible()  # the first to arrive stands
    desk = make_desk(server, "supervisor")
    desk.go("/console/labels/clashes")
    desk.check()
    desk.button("It means Press 3").click()
    expect(desk.page.get_by_text("No clashes")).to_be_visible()
    desk.go(f"/console/labels/{blank}")
    expect(desk.page.get_by_role("list").filter(has_text="Press 2")).to_be_visible()  # the history knows both
    desk.check()
    refresh(second)
    second.open_code(blank)
    expect(second.heading("Press 3")).to_be_visible()


def test_a_worker_may_only_suggest_where_a_label_sticks(server, make_phone, make_desk, blank):
    phone = make_phone(server).ready("operator1")
    put_on(phone, blank, "Press 2")
    delivered(phone)
    phone.open_code(blank)
    phone.says("is not on equipment yet")
    desk = make_desk(server, "supervisor")
    desk.go("/console/labels/clashes")
    expect(desk.page.get_by_text("Its author may not put labels on equipment")).to_be_visible()


@pytest.mark.fault("N1")
def test_a_worn_label_is_replaced_without_a_network_and_asks_to_be_peeled_off(server, make_phone, blank):
    phone = make_phone(server).ready("supervisor")
    old = read_demo(server.instance)["labels"]["PR-01"]
    server.stop()
    phone.open_code(old)
    phone.page.get_by_role("link", name="Replace this label").click()
    phone.says(f"The old label is {pretty(old)}.")
    phone.accessible()
    phone.page.get_by_role("link", name="Scan the new label").click()
    phone.tap_code(old)
    phone.says("This label opens this equipment already")
    phone.page.get_by_role("link", name="Scan the new label").click()
    phone.tap_code(blank)
    phone.says(f"{pretty(blank)} takes the place of {pretty(old)}.")
    phone.button("Replace it").click()
    phone.says("Peel the old label off")
    phone.open_code(old)
    expect(phone.heading("Press 1")).to_be_visible()
    phone.says("Please peel this one off.")
    server.start()
    phone.await_states("Confirmed")
    refresh(phone)
    phone.open_code(old)
    phone.says("Please peel this one off.")
    phone.open_code(blank)
    expect(phone.heading("Press 1")).to_be_visible()
    expect(phone.page.get_by_text("Please peel this one off.")).to_have_count(0)


@pytest.mark.fault("N1")
def test_a_walk_without_a_network_says_what_hangs_right_and_what_does_not(server, make_phone, make_desk):
    phone = make_phone(server).ready("supervisor")
    labels = read_demo(server.instance)["labels"]
    server.stop()
    phone.go("/#/verify")
    phone.accessible()
    phone.page.get_by_role("link", name="Scan a label").click()
    phone.tap_code(labels["PR-01"])
    phone.says("Does it stick on Press 1?")
    phone.button("Yes, it is right").click()
    phone.page.get_by_role("link", name="Scan a label").click()
    phone.tap_code(labels["PR-02"])
    phone.button("No, it sticks elsewhere").click()
    phone.says("This label belongs to Press 2")
    phone.button("Press 3").click()
    phone.says("2 labels today")
    expect(phone.page.locator("main .list .chip.fail")).to_have_text("In the wrong place")
    server.start()
    delivered(phone, 2)
    desk = make_desk(server, "supervisor")
    desk.go("/console/labels/walk")
    expect(desk.page.get_by_role("row", name="Press 1").get_by_text("Right")).to_be_visible()
    expect(desk.page.get_by_role("row", name="Press 2").get_by_text("At Press 3")).to_be_visible()
    expect(desk.page.get_by_role("row", name="Press 3").get_by_text("sticks here")).to_be_visible()
    desk.check()
