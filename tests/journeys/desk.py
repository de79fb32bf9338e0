"""The console in a wide window, as supervisors and admins use it."""

import contextlib
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, Playwright, expect

from tests.browser import Server, axe, launch, read_demo


class Desk:
    def __init__(self, playwright: Playwright, server: Server, profile: Path):
        self.playwright, self.server, self.profile = playwright, server, profile

    def open(self, handle: str) -> "Desk":
        wide = {"viewport": {"width": 1280, "height": 900}, "is_mobile": False, "has_touch": False}
        self.context = launch(self.playwright, self.profile, **wide, device_scale_factor=1)
        self.page: Page = self.context.pages[0]
        people = read_demo(self.server.instance)["people"]
        password = next(person["password"] for person in people if person["handle"] == handle)
        self.go("/sign-in?next=/console/")
        self.page.get_by_label("Name").fill(handle)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", name="Overview")).to_be_visible()
        return self

    def close(self) -> None:
        with contextlib.suppress(Error):
            self.context.close()

    def go(self, path: str) -> Page:
        self.page.goto(self.server.url + path)
        return self.page

    def upload(self, video: Path) -> Locator:
        """Choose a file on the Clips page; return its card."""
        self.go("/console/media")
        self.page.locator("input[type=file]").set_input_files(video)
        return self.page.locator("li.medium", has_text=video.name)

    def set_up(self, *names: str) -> None:
        """Tick equipment and open the page of the print job."""
        self.go("/console/labels/")
        for name in names:
            self.page.get_by_role("row", name=name).get_by_role("checkbox").check()
        self.button("Set up and print").click()
        expect(self.page.get_by_role("heading", name="Will it scan")).to_be_visible()

    def print_labels(self, *names: str, stock: str = "L7160") -> bytes:
        """Tick equipment, choose a stock, make the PDF, return its bytes."""
        self.set_up(*names)
        self.choose("Label stock", stock)
        return self.make_pdf()

    def choose(self, label: str, value: str) -> None:
        """Choose in a list of the print job, which is then drawn anew."""
        chooser = self.page.get_by_label(label)
        if chooser.input_value() != value:
            with self.page.expect_response(lambda answer: answer.url.endswith("/console/labels/job")):
                chooser.select_option(value)
            expect(self.page.locator(f'input[name="sheet"][value*="{value}"]')).to_be_attached()

    def make_pdf(self) -> bytes:
        """What the button sends to a tab of its own, sent once; return the answer.

        The tab itself is not opened: it would cover this page, and its first request escapes the test.
        """
        button = self.button("Make the PDF")
        expect(button).to_be_enabled()
        expect(button).to_have_attribute("formtarget", "_blank")
        form = button.evaluate(
            "(button) => new URLSearchParams(new FormData(button.form, button)).toString()"
        )
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        url = button.evaluate("(button) => button.formAction")
        answer = self.context.request.post(url, data=form, headers=headers)
        assert answer.ok, answer.text()
        return answer.body()

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def check(self) -> None:
        """The page as it stands breaks no policy and is accessible."""
        assert self.page.evaluate("window.violations ?? []") == []
        assert axe(self.page) == []
