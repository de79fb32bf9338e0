"""Whoever sends is killed, frozen, or one of three: every record arrives once."""

import pytest
from playwright.sync_api import CDPSession, Page

from tests.faults.outbox import Kept, kept, until
from tests.faults.proxy import Exchange, dead, passing
from tests.faults.pushes import PUSH, unheard
from tests.journeys.checking import ALL, completions, finish_one, open_checklist

NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined });"


def late(exchange: Exchange) -> None:
    """Arrives only when the network is well again."""
    exchange.proxy.released.wait()
    passing(exchange)


def ready(make_phone, proxy, *scripts: str):
    """A phone behind the faulty network, signed in, the app on it."""
    phone = make_phone(proxy)
    for script in scripts:
        phone.context.add_init_script(script)
    phone.sign_in()
    phone.until("Boolean(navigator.serviceWorker.controller)")
    phone.page.wait_for_load_state("networkidle")
    until(
        phone.page, lambda: not kept(phone.page).leases
    )  # a page that goes in the middle of a pull keeps its lease
    return phone


class Worker:
    """The service worker, by its developer's tools."""

    def __init__(self, page: Page, origin: str):
        self.page, self.origin = page, origin
        self.cdp: CDPSession = page.context.new_cdp_session(page)
        self.ids: set[str] = set()
        self.cdp.on("ServiceWorker.workerRegistrationUpdated", self._found)
        self.cdp.send("ServiceWorker.enable")

    def sync(self) -> None:
        """The browser's Background Sync fires."""
        while not self.ids:
            self.page.wait_for_timeout(20)
        about = {"origin": self.origin, "tag": "lineside-send", "lastChance": False}
        for registration in self.ids:
            self.cdp.send("ServiceWorker.dispatchSyncEvent", {"registrationId": registration, **about})

    def stop(self) -> None:
        self.cdp.send("ServiceWorker.stopAllWorkers")

    def _found(self, event: dict) -> None:
        live = [one for one in event["registrations"] if not one["isDeleted"]]
        self.ids |= {one["registrationId"] for one in live if one["scopeURL"].startswith(self.origin)}


@pytest.mark.fault("C4")
def test_a_worker_killed_while_it_sends_leaves_the_rest_to_the_next_start(server, proxy, make_phone, code):
    phone = ready(make_phone, proxy)
    proxy.on(PUSH, dead)
    finish_one(phone, code)
    phone.page.goto("about:blank")
    proxy.clear()
    sent = proxy.on(PUSH, unheard)
    worker = Worker(phone.page, proxy.url)
    worker.sync()
    until(phone.page, lambda: sent.hits and completions(server) == 1)
    worker.stop()
    proxy.clear()
    phone.await_states("Confirmed")
    assert completions(server) == 1


def at_rest(rows: Kept) -> bool:
    """Sending was given up; a page that goes in the middle of it would block the others for a while."""
    return not rows.leases and all(row["detail"] == "offline" for row in rows.records)


@pytest.mark.fault("C11")
@pytest.mark.parametrize("scripts", [(), (NO_LOCKS,)], ids=["locks", "no locks"])
def test_two_tabs_and_the_worker_send_at_once(server, proxy, make_phone, code, scripts):
    phone = ready(make_phone, proxy, *scripts)
    proxy.on(PUSH, dead)
    for _ in range(2):
        finish_one(phone, code)
        until(phone.page, lambda: at_rest(kept(phone.page)))
    second = phone.context.new_page()
    second.goto(phone.page.url)
    proxy.clear()
    sent = proxy.on(PUSH, late)
    worker = Worker(phone.page, proxy.url)
    for _ in range(3):
        for page in (phone.page, second):
            page.evaluate("dispatchEvent(new Event('online'))")
        worker.sync()
    until(phone.page, lambda: bool(sent.hits))
    second.wait_for_timeout(500)  # that nobody else sends can only be waited for
    assert len(sent.hits) == 1
    proxy.clear()
    phone.await_states("Confirmed", "Confirmed")
    assert completions(server) == 2


@pytest.mark.fault("C11")
def test_a_page_that_is_left_while_it_sends_lets_the_next_one_begin_at_once(server, proxy, make_phone, code):
    phone = ready(make_phone, proxy, NO_LOCKS)
    sent = proxy.on(PUSH, late)
    finish_one(phone, code)
    until(phone.page, lambda: bool(sent.hits))
    assert kept(phone.page).leases
    phone.go("/healthz")  # of the same origin, and without the app
    until(phone.page, lambda: not kept(phone.page).leases)
    proxy.clear()
    phone.await_states("Confirmed")
    assert completions(server) == 1


@pytest.mark.fault("C14")
def test_a_page_frozen_while_it_sends_goes_on_when_it_thaws(server, proxy, make_phone, code):
    phone = ready(make_phone, proxy)
    sent = proxy.on(PUSH, unheard)
    finish_one(phone, code)
    open_checklist(phone, code)
    phone.answer(ALL[0], "Yes")
    phone.says("Answers kept on this phone")
    until(phone.page, lambda: bool(sent.hits))
    cdp = phone.context.new_cdp_session(phone.page)
    cdp.send("Page.setWebLifecycleState", {"state": "frozen"})
    proxy.clear()
    cdp.send("Page.setWebLifecycleState", {"state": "active"})
    phone.says("1 of 5")
    until(phone.page, lambda: [row["state"] for row in kept(phone.page).records] == ["confirmed"])
    assert completions(server) == 1
