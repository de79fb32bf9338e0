"""Forms of the console that are refused."""

from playwright.sync_api import expect


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
