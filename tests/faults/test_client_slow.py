"""A processor six times slower: a worker who taps faster than it draws loses no answer."""

import base64
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from tests.benchmarks.bench_guides import LONG
from tests.browser import ROOT, read_demo
from tests.camera import empty_scene
from tests.faults.outbox import kept, until
from tests.journeys.checking import ALL, completions, fill, open_checklist

PUBLISH = (
    "import sys, pathlib; from tests.benchmarks.bench_guides import publish_bench_guides as publish; "
    "publish(pathlib.Path(sys.argv[1]))"
)
TAP_ALL = """() => {
  for (const item of document.querySelectorAll('main .item')) item.querySelector('input').click();
  [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === 'Finish').click();
}"""

SLOW_PHOTOS = """
const own = HTMLCanvasElement.prototype.toBlob;
HTMLCanvasElement.prototype.toBlob = function (...given) { setTimeout(() => own.apply(this, given), 2_000); };
"""


@pytest.fixture
def long_checklist(server) -> str:
    """A label of a machine that has a checklist of sixty items."""
    environment = {**os.environ, "LINESIDE_INSTANCE": str(server.instance)}
    command = [sys.executable, "-c", PUBLISH, str(server.instance)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    return read_demo(server.instance)["labels"]["PR-01"]


@pytest.mark.fault("C18")
def test_sixty_answers_and_finish_in_one_breath_are_all_there(server, make_phone, long_checklist):
    phone = make_phone(server)
    phone.sign_in()
    phone.until("Boolean(navigator.serviceWorker.controller)")
    phone.context.new_cdp_session(phone.page).send("Emulation.setCPUThrottlingRate", {"rate": 6})
    phone.go(f"/q/{long_checklist}")
    phone.open_guide(f"{LONG} items")
    phone.page.evaluate(TAP_ALL)
    until(phone.page, lambda: len(kept(phone.page).records) == 1)
    until(phone.page, lambda: completions(server) == 1)
    with closing(sqlite3.connect(server.instance / "lineside.db")) as database:
        [(text,)] = database.execute("SELECT jws FROM record")
    told = json.loads(base64.urlsafe_b64decode(text.split(".")[1] + "=="))
    assert [answer["value"] for answer in told["answers"]] == ["pass", True] * (LONG // 2)
    phone.check_policy()


@pytest.mark.fault("C18")
def test_finish_waits_for_a_photo_that_is_still_made_small(server, make_phone, code, tmp_path):
    empty_scene().save(tmp_path / "cord.jpg")
    phone = make_phone(server)
    phone.context.add_init_script(SLOW_PHOTOS)
    phone.sign_in()
    phone.until("Boolean(navigator.serviceWorker.controller)")
    open_checklist(phone, code)
    fill(phone)
    phone.answer(ALL[1], "Flag")  # a photo may be taken, and need not
    phone.item(ALL[1]).locator("input[type=file]").set_input_files(tmp_path / "cord.jpg")
    phone.finish()
    now = kept(phone.page)
    assert [len(record["evidence"]) for record in now.records] == [1]
    assert now.whole()
    phone.check_policy()
