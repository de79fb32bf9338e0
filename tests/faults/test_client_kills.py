"""The tab, the browser, the phone die in the middle of Finish: all of it is kept, or the draft is."""

import contextlib
import itertools
import os
import signal
import subprocess
import time
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Error

from tests.browser import keep_cookies, kill_browser, read_demo
from tests.camera import empty_scene
from tests.faults.halting import HALT, finish_until, tap_finish
from tests.faults.outbox import kept
from tests.journeys.checking import completions

LONG = bool(os.environ.get("LINESIDE_LONG"))
GUIDE = "Pallet wrapper at start of shift"
WRITES = ["records.add", "drafts.put", "drafts.delete", "enrolments.put"]
AWAITS = None if LONG else ["sign", "digest", "records.add", "readwrite complete"]  # None: each and every one
KILLS = 300


@pytest.fixture
def photo(tmp_path) -> Path:
    path = tmp_path / "pallet.jpg"
    empty_scene().save(path)
    return path


@pytest.fixture
def phone(server, make_phone):
    """Loaded; the server is away until the test calls it back."""
    phone = make_phone(server)
    phone.context.add_init_script(HALT)
    phone.ready()
    keep_cookies(phone.context)
    server.stop()
    return phone


def open_filled(phone, photo: Path) -> None:
    """The wrapper's checklist with every answer and a photo; filled in anew where no draft is left."""
    phone.go(f"/q/{read_demo(phone.server.instance)['labels']['PW-01']}")
    phone.open_guide(GUIDE)
    if not kept(phone.page).drafts:
        fill(phone, photo)
    phone.says("5 of 5")


def fill(phone, photo: Path) -> None:
    phone.answer("Light curtain stops the arm when you break it?", "Yes")
    phone.answer("Turntable level and free of film", "Pass")
    phone.number("Film tension setting", "40")
    phone.answer("Film knife is back in its holder", "Done")
    phone.photograph("Photo of the first wrapped pallet", photo)
    phone.says("Answers kept on this phone")


def crash(phone) -> None:
    """The tab dies, the browser lives: SIGKILL to the process of the halted page, the one that is busy."""
    dying = phone.page
    with dying.expect_event("crash"):
        os.kill(busiest_renderer(phone.profile), signal.SIGKILL)
    phone.page = phone.context.new_page()
    dying.close()


def busiest_renderer(profile: Path) -> int:
    """The one process of a page that is seen running twice in a row."""
    seen: set[int] = set()
    for _ in range(200):
        running = {pid for pid, state in renderers(profile) if state == "R"}
        if len(both := running & seen) == 1:
            return both.pop()
        seen = running
        time.sleep(0.02)
    raise AssertionError("no page is busy")


def renderers(profile: Path) -> list[tuple[int, str]]:
    listing = subprocess.run(
        ["ps", "-ww", "-eo", "pid,stat,args"], capture_output=True, text=True, check=True
    )
    rows = (line.split(maxsplit=2) for line in listing.stdout.splitlines()[1:])
    ours = (row for row in rows if "--type=renderer" in row[2] and f"--user-data-dir={profile}" in row[2])
    return [(int(pid), state[0]) for pid, state, _ in ours]


def kill(phone) -> None:
    """SIGKILL to the whole browser, while its page hangs; then the same profile again."""
    kill_browser(phone.profile)
    with contextlib.suppress(Error):
        phone.context.close()
    phone.open()
    phone.context.add_init_script(HALT)


def sweep(phone, photo, die, only) -> list[dict]:
    """Die after step 1, 2, … of Finish until none is left, and look what is there; where it died."""
    died = []
    for at in itertools.count(1):
        open_filled(phone, photo)
        before = len(kept(phone.page).records)
        halted = finish_until(phone.page, at, only)
        if halted is None:
            return died
        die(phone)
        died.append(halted | {"record": look(phone, before, said=halted["said"])})
    raise AssertionError("never ends")


def look(phone, before: int, *, said: bool) -> bool:
    """Everything is there, once: as a record, or still as its draft. True when it is a record."""
    phone.go("/")
    after = kept(phone.page)
    assert after.whole(), after
    assert len(after.records) + len(after.drafts) == before + 1, after
    assert len(after.records) > before or not said, "shown as saved, and lost"
    return len(after.records) > before


def deliver(phone) -> int:
    """The server is back: everything arrives, once."""
    count = len(kept(phone.page).records)
    phone.server.start()
    phone.await_states(*["Confirmed"] * count)
    assert completions(phone.server) == count
    return count


@pytest.mark.fault("C1")
def test_the_tab_dies_at_each_await_of_finish(phone, photo):
    died = sweep(phone, photo, crash, AWAITS)
    assert {"sign", "digest", "records.add", "readwrite complete"} <= {one["name"] for one in died}
    assert {one["record"] for one in died} == {True, False}
    deliver(phone)


@pytest.mark.fault("C3")
def test_the_browser_dies_after_each_write_of_finish(phone, photo):
    died = sweep(phone, photo, kill, WRITES)
    assert {one["name"] for one in died} >= {"records.add", "drafts.delete", "enrolments.put"}
    assert not any(one["record"] for one in died), "a write was kept without the others"
    deliver(phone)


@pytest.mark.fault("C2")
@pytest.mark.skipif(not LONG, reason="300 kills are for the long run; journeys kill twice in every run")
def test_the_browser_dies_at_any_moment_of_finish(phone, photo):
    """Where exactly is chance."""
    moments = Random(20260101)
    for _ in range(KILLS):
        open_filled(phone, photo)
        before, said = len(kept(phone.page).records), []
        phone.page.on("console", lambda message, said=said: said.append(message.text == "finished"))
        tap_finish(phone.page)
        phone.page.wait_for_timeout(moments.uniform(0, 120))
        kill(phone)
        look(phone, before, said=any(said))
    deliver(phone)
