"""A worker's phone in real Chromium, spoken to in the worker's words."""

import contextlib
import re
import time
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, Playwright, expect

from tests.browser import Server, axe, go_offline, keep_cookies, kill_browser, launch, read_demo

expect.set_options(timeout=20_000)


class Phone:
    """One profile. `open` starts the browser on it again, as after a kill."""

    def __init__(self, playwright: Playwright, server: Server, profile: Path, flags=(), options=None):
        self.playwright, self.server, self.profile = playwright, server, profile
        self.flags, self.options = flags, options or {}
        self.violations: list[str] = []

    def open(self) -> "Phone":
        self.context = launch(self.playwright, self.profile, *self.flags, **self.options)
        self.page: Page = self.context.pages[0]
        self.page.on("pageerror", lambda error: self.violations.append(f"error {error}"))
        return self

    def kill(self) -> "Phone":
        """The phone's system kills the app: SIGKILL, then the same profile again."""
        self.check_policy()
        keep_cookies(self.context)
        time.sleep(0.5)
        kill_browser(self.profile)
        with contextlib.suppress(Error):
            self.context.close()
        return self.open()

    def close(self) -> None:
        with contextlib.suppress(Error):
            self.context.close()

    def go(self, path: str = "/") -> Page:
        self.page.goto(self.server.url + path)
        return self.page

    def sign_in(self, handle: str = "operator1") -> None:
        self.go("/sign-in")
        self.say_who(handle)
        expect(self.heading("Lineside")).to_be_visible()

    def say_who(self, handle: str) -> None:
        """On the sign-in page, which leads back to where one came from."""
        people = read_demo(self.server.instance)["people"]
        password = next(person["password"] for person in people if person["handle"] == handle)
        self.page.get_by_label("Name").fill(handle)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Sign in").click()

    def load(self) -> None:
        """Put everything on the phone, as the worker does once a shift."""
        self.go("/#/load")
        self.button("Load this phone").click()
        expect(self.page.get_by_text("Ready without a network")).to_be_visible(timeout=60_000)

    def ready(self, handle: str = "operator1") -> "Phone":
        self.sign_in(handle)
        self.load()
        return self

    def offline(self) -> None:
        """The browser's own switch; the server may go on running."""
        go_offline(self.context, self.page)

    def open_code(self, code: str) -> None:
        """Tap a code on the scanner's pad."""
        self.go("/#/scan")
        self.tap_code(code)

    def tap_code(self, code: str) -> None:
        """On the pad, which comes by itself on a phone without a camera."""
        clear = self.page.get_by_role("button", name="Clear")
        expect(clear).to_be_visible()
        clear.click()
        for character in code:
            self.page.get_by_role("button", name=character, exact=True).click()

    def type_code(self, text: str) -> None:
        """Type into the pad with the phone's own keyboard."""
        self.go("/#/scan")
        self.button("Use the keyboard of the phone").click()
        self.page.get_by_role("textbox", name="Code of the label").fill(text)

    def open_guide(self, title: str) -> None:
        self.page.get_by_role("link", name=re.compile(re.escape(title))).first.click()
        expect(self.heading(title)).to_be_visible()

    def item(self, text: str) -> Locator:
        return self.page.get_by_role("region", name=text)

    def answer(self, text: str, answer: str) -> None:
        self.item(text).get_by_label(answer, exact=True).check()

    def number(self, text: str, value: str) -> None:
        self.item(text).get_by_role("textbox").first.fill(value)

    def photograph(self, text: str, picture: Path) -> None:
        self.item(text).locator("input[type=file]").set_input_files(picture)
        expect(self.item(text).get_by_alt_text("Photo 1")).to_be_visible()

    def watch(self) -> None:
        """Play the open clip to its end, as fast as the browser can, and say so."""
        self.button("Play").click()
        self.page.evaluate("document.querySelector('video').playbackRate = 8")
        expect(self.button("Play again")).to_be_visible(timeout=60_000)
        self.button("Watched: done").click()

    def finish(self) -> None:
        self.button("Finish").click()
        expect(
            self.heading("Saved on this phone").or_(self.heading("Sent")).or_(self.heading("Confirmed"))
        ).to_be_visible()

    def await_states(self, *states: str, seconds: float = 90) -> None:
        """Wait, without a tap, until My records shows exactly these, newest first."""
        self.go("/#/records")
        chips = self.page.locator("main .list").locator(".saved, .sent, .confirmed, .attention")
        expect(chips).to_have_text(list(states), timeout=seconds * 1000)

    def until(self, condition: str, seconds: float = 20) -> None:
        """Wait for a JavaScript expression to be true (the page's policy forbids Playwright's own wait)."""
        end = time.monotonic() + seconds
        while not self.page.evaluate(condition):
            assert time.monotonic() < end, condition
            time.sleep(0.05)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name)

    def heading(self, name: str) -> Locator:
        return self.page.get_by_role("heading", name=name).first

    def says(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible()

    def accessible(self) -> None:
        assert axe(self.page) == []

    def check_policy(self) -> None:
        """No content-policy violation and no uncaught error since the page was opened."""
        with contextlib.suppress(Error):
            self.violations += self.page.evaluate("window.violations ?? []")
        assert self.violations == [], self.violations
