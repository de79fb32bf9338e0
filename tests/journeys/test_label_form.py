"""Printing labels from the console: what cannot be printed is not offered."""

from playwright.sync_api import expect


def test_the_pdf_is_offered_once_equipment_is_ticked_and_a_start_only_for_sheets(server, make_desk):
    desk = make_desk(server, "supervisor")
    desk.go("/console/labels/")
    make, start = desk.button("Make the PDF"), desk.page.get_by_label("Start at label")
    expect(make).to_be_disabled()
    press = desk.page.get_by_role("row", name="Press 1").get_by_role("checkbox")
    press.check()
    expect(make).to_be_enabled()
    press.uncheck()
    expect(make).to_be_disabled()
    expect(start).to_have_attribute("max", "21")
    desk.page.get_by_label("Label stock").select_option("62x29")
    expect(start).to_be_hidden()
    desk.check()
    press.check()
    assert desk.print_labels("Press 1", stock="62x29").startswith(b"%PDF")


def test_a_form_that_is_refused_comes_back_filled_in_the_console(server, make_desk):
    desk = make_desk(server, "admin")
    desk.go("/console/guides")
    desk.page.get_by_text("New checklist").click()
    desk.page.get_by_label("Title").fill("   ")
    desk.button("Write checklist").click()
    expect(desk.page.get_by_text("Give it a title")).to_be_visible()
    expect(desk.page.get_by_label("Title")).to_be_focused()
    expect(desk.page.get_by_role("navigation", name="Console")).to_be_visible()
    desk.check()
    desk.go("/console/guides/not-there")
    expect(desk.page.get_by_role("heading", name="Not found")).to_be_visible()
    expect(desk.page.get_by_role("navigation", name="Console")).to_be_visible()
    desk.check()
