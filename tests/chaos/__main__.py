"""`make chaos`: what is promised, with numbers. One line a campaign; fails when anything is lost or twice.

python -m tests.chaos [--quick] [kills] [lost] [cuts] [browsers]
"""

import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import Server
from tests.chaos import browsers, cuts, kills, lost
from tests.chaos.site import Line
from tests.demo import demo_in
from tests.journeys.phone import Phone


def in_browsers(number: int, stride: int) -> Line:
    with tempfile.TemporaryDirectory(prefix="chaos-") as name, sync_playwright() as playwright:
        folder = Path(name)
        server = Server(Path(shutil.copytree(demo_in(folder), folder / "instance"))).start()
        phone = Phone(playwright, server, folder / "phone").open()
        try:
            return browsers.campaign(phone, folder / "photo.jpg", kills=number, stride=stride)
        finally:
            phone.close()
            server.kill()


def main(arguments: list[str]) -> int:
    quick, seed = "--quick" in arguments, secrets.randbits(32)
    campaigns: dict[str, Callable[[], Line]] = {
        "kills": lambda: kills.campaign(
            kills=5 if quick else 500, records=100 if quick else 20_000, seed=seed
        ),
        "lost": lambda: lost.campaign(losses=40 if quick else 2_000, seed=seed),
        "cuts": lambda: cuts.campaign(step=4096 if quick else 64),
        "browsers": lambda: in_browsers(3 if quick else 300, stride=5 if quick else 1),
    }
    lines = []
    for name in [name for name in arguments if name in campaigns] or campaigns:
        began = time.monotonic()
        lines.append(campaigns[name]())
        print(f"{lines[-1]} ({time.monotonic() - began:.0f} s, seed {seed})", flush=True)
    return int(not all(line.ok for line in lines))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
