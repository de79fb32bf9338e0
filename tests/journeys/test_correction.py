"""A worker corrects what was signed: offline, with a reason; the supervisor sees both."""

import sqlite3
from contextlib import closing

from playwright.sync_api import expect

from tests.journeys.checking import ALL, GUIDE, fill, open_checklist


def test_a_worker_corrects_a_record_without_a_network_and_the_supervisor_sees_both(
    server, make_phone, make_desk, code
):
    phone = make_phone(server).ready()
    open_checklist(phone, code)
    fill(phone)
    phone.answer(ALL[1], "Flag")
    phone.finish()
    phone.await_states("Confirmed")
    server.stop()
    phone.page.locator("main .list a").first.click()
    phone.says("What you signed stays as it is.")
    phone.accessible()
    phone.page.get_by_role("link", name="Correct").click()
    phone.answer(ALL[1], "Pass")
    phone.button("Finish").click()
    phone.says("Needs an answer")
    phone.kill().go()  # a correction that was begun is kept like any other draft
    phone.page.get_by_role("link", name="Go on correcting").click()
    phone.item("Why do you correct it?").get_by_role("textbox").fill("I pressed the wrong button")
    phone.accessible()
    phone.finish()
    phone.await_states("Saved on this phone", "Confirmed")
    rows = phone.page.locator("main .list > li")
    expect(rows.nth(0)).to_contain_text("Correction")
    expect(rows.nth(1)).to_contain_text("Corrected")
    phone.accessible()
    server.start()
    phone.await_states("Confirmed", "Confirmed")
    phone.check_policy()
    desk = make_desk(server, "supervisor")
    desk.go("/console/completions/")
    expect(desk.page.locator("table.completions tbody tr")).to_have_count(1)
    desk.page.get_by_role("link", name=GUIDE).click()
    expect(desk.page.get_by_text("I pressed the wrong button")).to_be_visible()
    expect(desk.page.get_by_role("heading", name="Before the correction")).to_be_visible()
    desk.check()
    assert kinds(server) == ["completion", "correction"]


def kinds(server) -> list[str]:
    with closing(sqlite3.connect(server.instance / "lineside.db")) as database:
        return [kind for (kind,) in database.execute("SELECT kind FROM record ORDER BY seq")]
