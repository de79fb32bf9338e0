"""A new build of the app: it waits for the form, comes whole or not at all, and takes nothing along."""

from contextlib import suppress

import pytest
from playwright.sync_api import Error, expect

from tests.browser import read_demo
from tests.builds import build_saying

OLD, NEW, NEWEST = "Opened before", "Opened lately", "Opened of late"
CHECK = "Conveyor guards before start"
LADDER = "Ladder before you climb"

WAITING = "navigator.serviceWorker.getRegistration().then((r) => Boolean(r.waiting) && !r.installing)"
SHELLS = "caches.keys().then((names) => names.filter((name) => name.startsWith('shell-')))"
LOOK = "navigator.serviceWorker.getRegistration().then((r) => r.update()).then(() => true)"
BUILD = "document.body.dataset.build"
LATE = ("later", "laterStyle", "decoder")
SETTLED = "navigator.serviceWorker.getRegistration().then((r) => !r.installing)"


@pytest.fixture(scope="module")
def builds(tmp_path_factory):
    """Three trees by what their home page says."""
    folder = tmp_path_factory.mktemp("builds")
    return {words: build_saying(words, folder / words.split()[-1]) for words in (OLD, NEW, NEWEST)}


@pytest.fixture
def phone(server, builds, make_phone, demo):
    """Loaded with the old build, one machine opened."""
    serve(server, builds[OLD])
    phone = make_phone(server).ready()
    phone.go(label(demo))
    expect(phone.heading("Infeed conveyor")).to_be_visible()
    phone.until("Boolean(navigator.serviceWorker.controller)")
    return phone


def label(demo) -> str:
    return f"/q/{read_demo(demo)['labels']['CV-11']}"


def serve(server, tree) -> None:
    """The plant's machine is updated: the same address and data, another build."""
    server.stop()
    server.root = tree
    server.start()


def home(phone) -> None:
    """As by a tap: within the app, no new page."""
    phone.page.evaluate("location.hash = '#/'")


def begin_ladder(phone) -> None:
    phone.open_guide(LADDER)
    phone.answer("Feet: rubber on all of them", "Pass")
    phone.says("Answers kept on this phone")


def fill_half(phone) -> None:
    phone.open_guide(CHECK)
    phone.answer("All guards in place and bolted?", "Yes")
    phone.answer("Emergency pull cord tight and reset", "Flag")
    phone.says("Answers kept on this phone")


def fill_rest(phone) -> None:
    phone.answer("Nip points at both ends covered", "Pass")
    phone.answer("Loose sleeves, gloves or tools near the belt?", "No")
    phone.answer("Start warning sounds before the belt moves", "Pass")


@pytest.mark.fault("C9")
def test_a_new_build_waits_for_the_form_and_takes_nothing_along(phone, server, builds, demo):
    begin_ladder(phone)
    phone.go(label(demo))
    fill_half(phone)
    old = phone.page.evaluate(BUILD)
    phone.page.evaluate("window.stayed = true")
    serve(server, builds[NEW])

    phone.page.evaluate(LOOK)
    phone.until(WAITING)
    phone.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    second = phone.context.new_page()  # at rest on the home page: it may not apply it either
    second.goto(server.url)
    expect(second.get_by_text(OLD)).to_be_visible()
    phone.page.wait_for_timeout(1500)  # that nothing happens can only be waited for
    assert phone.page.evaluate(WAITING)
    assert second.evaluate(BUILD) == old
    second.close()

    assert phone.page.evaluate("window.stayed"), "the page was loaded anew under an open form"
    expect(phone.item("Emergency pull cord tight and reset").get_by_label("Flag")).to_be_checked()
    fill_rest(phone)
    phone.finish()
    assert phone.page.evaluate("window.stayed")
    home(phone)
    phone.says(NEW)
    assert phone.page.evaluate(BUILD) != old
    phone.says(f"Go on: {LADDER}")
    phone.await_states("Confirmed")

    server.stop()
    phone.kill()
    phone.go("/")
    phone.says(NEW)
    phone.page.get_by_role("link", name=LADDER).click()
    phone.says("1 of 5")


def test_a_build_that_does_not_arrive_whole_leaves_the_old_one_at_work(phone, server, builds, tmp_path, demo):
    before = phone.page.evaluate(SHELLS)
    broken = build_saying(NEW, tmp_path / "broken")
    [gone] = (broken / "static" / "built").glob("decoder.*.js")
    gone.unlink()
    serve(server, broken)
    home(phone)
    phone.page.evaluate(LOOK)
    server.await_line(gone.name, " 404 ")
    phone.until(SETTLED)
    assert not phone.page.evaluate(WAITING)
    assert phone.page.evaluate(SHELLS) == before
    phone.go("/")
    phone.says(OLD)
    server.stop()
    phone.kill()
    phone.go(label(demo))
    fill_half(phone)
    fill_rest(phone)
    phone.finish()
    home(phone)
    phone.says(OLD)


def test_the_two_latest_shells_stay_and_older_ones_go(phone, server, builds):
    home(phone)
    phone.says(OLD)
    seen = phone.page.evaluate(SHELLS)
    assert len(seen) == 1
    for words in (NEW, NEWEST):
        serve(server, builds[words])
        phone.page.evaluate(LOOK)
        phone.says(words)  # at rest it is applied by itself
        phone.until(f"{SHELLS}.then((names) => names.length === 2)")
        [newest] = set(phone.page.evaluate(SHELLS)) - {seen[-1]}
        assert newest not in seen
        seen.append(newest)


def test_a_page_of_the_old_build_still_works_beside_the_new_one(phone, server, builds):
    """What a page loads later comes from its own build, though the worker is new and nobody answers."""
    late = phone.page.evaluate(
        "[...document.querySelectorAll('script[src], link[rel=stylesheet]')].map((e) => e.src || e.href)"
    )
    late += [server.url + phone.page.evaluate(f"document.body.dataset.{name}") for name in LATE]
    home(phone)
    phone.says(OLD)
    serve(server, builds[NEW])
    phone.page.evaluate(LOOK)
    phone.says(NEW)
    server.stop()
    loaded = "(urls) => Promise.all(urls.map((url) => fetch(url).then((answer) => answer.status)))"
    assert phone.page.evaluate(loaded, late) == [200] * len(late)


def reload_until(phone, *, by_worker: bool) -> None:
    """Until a page is opened through a worker that answers, or without: Chromium may keep a mute one."""
    for _ in range(10):
        with suppress(Error):  # the app has loaded itself anew at the same moment
            phone.page.reload()
            began = phone.page.evaluate("performance.getEntriesByType('navigation')[0].workerStart")
            if (began > 0) == by_worker:
                return
        phone.page.wait_for_timeout(4_000)  # what waits is applied a moment after a page was opened
    raise AssertionError("it never came to that")


def test_the_worker_is_switched_off_and_on_again_and_no_record_goes(phone, server, demo, monkeypatch):
    server.stop()
    phone.go(label(demo))
    fill_half(phone)
    fill_rest(phone)
    phone.finish()
    monkeypatch.setenv("LINESIDE_WORKER", "off")
    server.start()
    phone.go("/")
    phone.page.evaluate(LOOK)
    reload_until(phone, by_worker=False)
    phone.await_states("Confirmed")
    server.stop()
    monkeypatch.delenv("LINESIDE_WORKER")
    server.start()
    phone.go("/")
    reload_until(phone, by_worker=True)
    server.stop()
    phone.kill()
    phone.await_states("Confirmed")
