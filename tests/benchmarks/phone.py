"""What a worker waits for, offline on a slow phone: the server stopped, the main thread 4 times slower.

Times are taken inside the page (stopwatch.js). The floor is a bare heading that the same service worker
serves from the same cache, opened in turns with the app, each time after the browser was killed.
"""

import math
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from playwright.sync_api import sync_playwright

from tests.benchmarks.bench_guides import LONG, PHOTOS, publish_bench_guides
from tests.browser import Server, read_demo
from tests.camera import empty_scene
from tests.demo import demo_in
from tests.journeys.phone import Phone

SLOWER = 4
TIMES, FINISHES = 7, 20
MACHINE, CLIP = "PR-01", "a[href^='#/guide/']:has-text('Clip')"
STOPWATCH = Path(__file__).with_name("stopwatch.js")
FLOOR = "/static/built/floor.html"  # below a path that the service worker answers
PUT_FLOOR = """async (url) => {
  const [name] = (await caches.keys()).filter((name) => name.startsWith('shell-'));
  const page = '<!doctype html><meta name="viewport" content="width=device-width"><h1 id="floor">Floor</h1>';
  await (await caches.open(name)).put(url, new Response(page, { headers: { 'Content-Type': 'text/html' } }));
}"""


def run() -> list[dict]:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        base = Path(folder)
        demo = demo_in(Path(os.environ.get("LINESIDE_TEST_DEMO") or base))
        server = Server(Path(shutil.copytree(demo, base / "instance")))
        publish_bench_guides(server.instance)
        phone = BenchPhone(playwright, server.start(), base / "phone").open()
        try:
            phone.ready()
            phone.page.evaluate(PUT_FLOOR, FLOOR)
            server.stop()
            return measure(phone, base)
        finally:
            phone.close()
            server.stop()


def measure(phone: "BenchPhone", folder: Path) -> list[dict]:
    code = read_demo(phone.server.instance)["labels"][MACHINE]
    phone.cold(f"/q/{code}", "equipment")  # so that home has a recent machine to show
    floor, home, whole, label = cold_starts(phone, code)
    known = [phone.known_label(code) for _ in range(TIMES)]
    clip = [phone.clip(code) for _ in range(TIMES)]
    taps = phone.taps_in_a_long_checklist(code)
    photos = pictures(folder)
    slow, quick = phone.finishes(code, photos, 6), phone.finishes(code, photos, 1)
    at = f"CPU {SLOWER}×"
    bare = f"bare page {median(floor):.0f} ms"
    return [
        row(
            f"offline cold start to usable home, {at}", median(home), bare, median(home) / median(floor), 700
        ),
        row(
            f"… with what is stored here counted, {at}",
            median(whole),
            bare,
            median(whole) / median(floor),
            700,
        ),
        row(f"offline cold start at a label, {at}", median(label), bare, median(label) / median(floor), 700),
        row(f"known label typed to its guides, {at}", median(known), "", None, 300),
        row(f"clip, tap to first frame, offline, {at}", median(clip), "", None, 350),
        row(f"tap in a checklist of {LONG}, p75, {at}", share(taps, 0.75), "", None, 100),
        row("Finish with 2 photos to saved, p95, CPU 6×", share(slow, 0.95), "", None, 400),
        row("… CPU 1×", share(quick, 0.95), "", None, 120),
    ]


def cold_starts(phone: "BenchPhone", code: str) -> tuple[list[float], ...]:
    """Floor, home, home with everything, label page, in turns."""
    floor, home, whole, label = [], [], [], []
    for _ in range(TIMES):
        floor.append(phone.cold(FLOOR, "floor")["floor"])
        firsts = phone.cold("/", "whole")
        home.append(firsts["home"])
        whole.append(firsts["whole"])
        label.append(phone.cold(f"/q/{code}", "equipment")["equipment"])
    return floor, home, whole, label


class BenchPhone(Phone):
    """A slow phone with a stopwatch in every page."""

    def open(self) -> "BenchPhone":
        super().open()
        self.context.add_init_script(path=STOPWATCH)
        return self

    def slow(self, rate: float = SLOWER) -> None:
        self.context.new_cdp_session(self.page).send("Emulation.setCPUThrottlingRate", {"rate": rate})

    def cold(self, path: str, goal: str) -> dict[str, float]:
        """Kill the browser, open `path`: ms from navigation to each goal on the way to `goal`."""
        self.kill()
        time.sleep(1.5)  # the browser itself has started; nothing of the app has
        self.slow()
        self.page.goto(self.server.url + path, wait_until="commit")
        self.until(f"window.stopwatch && stopwatch.first.{goal} > 0")
        return self.page.evaluate("stopwatch.first")

    def timed(self, goal: str, tap: Callable[[], None]) -> float:
        self.page.evaluate(f"stopwatch.arm('{goal}')")
        tap()
        return self.page.evaluate("stopwatch.result")

    def known_label(self, code: str) -> float:
        """From the tap on the last character to the machine's page."""
        self.go("/#/scan")
        self.button("Clear").wait_for()  # no camera here: the pad comes by itself
        self.tap_code(code[:-1])
        last = self.page.get_by_role("button", name=code[-1], exact=True)
        return self.timed("equipment", last.click)

    def at_machine(self, code: str) -> None:
        self.go(f"/#/label/{code}")
        self.page.locator("lineside-equipment a.row").first.wait_for()

    def clip(self, code: str) -> float:
        self.at_machine(code)
        self.page.locator(CLIP).first.click()
        return self.timed("frame", self.page.get_by_role("button", name="Play").click)

    def taps_in_a_long_checklist(self, code: str) -> list[float]:
        self.at_machine(code)
        self.open_guide(f"{LONG} items")
        for number in range(1, LONG + 1):
            answer = "Pass" if number % 2 else "Done"
            self.item(f"Point {number} of the round").get_by_label(answer, exact=True).check()
        time.sleep(0.5)
        measured = self.page.evaluate("stopwatch.interactions()")
        quick = LONG - len(measured)  # too short for Event Timing to tell
        return [16.0] * max(0, quick) + measured

    def finishes(self, code: str, photos: list[Path], rate: float) -> list[float]:
        """From the tap on Finish to the words that say it is saved."""
        self.slow(rate)
        times = []
        for _ in range(FINISHES):
            self.at_machine(code)
            self.open_guide(PHOTOS)
            for number, photo in enumerate(photos, start=1):
                self.photograph(f"Photo of side {number}", photo)
            times.append(self.timed("saved", self.button("Finish").click))
        return times


def pictures(folder: Path) -> list[Path]:
    """Two photos as a phone takes them, 12 megapixels."""
    paths = [folder / f"photo-{number}.jpg" for number in (1, 2)]
    for path in paths:
        empty_scene().resize((4000, 3000)).save(path, quality=90)
    return paths


def share(values: list[float], part: float) -> float:
    """The value that this part of them does not exceed."""
    return sorted(values)[math.ceil(part * len(values)) - 1]


def row(metric: str, value: float, against: str, ratio: float | None, limit: float) -> dict:
    return {
        "metric": metric,
        "value": value,
        "unit": "ms",
        "against": against,
        "ratio": ratio,
        "limit": f"at most {limit:g} ms",
        "ok": value <= limit,
    }
