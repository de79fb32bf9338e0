"""What surrounds the outbox, in WebKit: people, clocks, hostile rows, a camera that lacks, a new build."""

import base64
import contextlib
import io
import sqlite3

import pytest

from tests import webkit
from tests.camera import qr_picture
from tests.faults.hostile import FORGE
from tests.faults.proxy import Exchange
from tests.faults.webkit.worker import FILL, FINISH, OPEN, arrived, finish_one, kept, says, sign_in, until
from tests.journeys.checking import completions

pytestmark = webkit.IN_THE_LONG_RUN

CHECK, MACHINE = "Conveyor guards before start", "Infeed conveyor"
PAD = """
for (const key of ['Clear', ...'%s']) (await until(() => named('main button', key), `key ${key}`)).click();
await heading('Infeed conveyor');
return location.hash;
"""
PHOTO = """
location.hash = '#/scan';
const input = await until(() => document.querySelector('main input[type=file]'));
const taken = Uint8Array.from(atob('%s'), (character) => character.charCodeAt(0));
const files = new DataTransfer();
files.items.add(new File([taken], 'label.png', { type: 'image/png' }));
input.files = files.files;
input.dispatchEvent(new Event('change', { bubbles: true }));
await heading('Infeed conveyor');
return location.hash;
"""
SIGN_OUT = """
location.hash = '#/account';
await tap('Sign out');
await says('You are not signed in on this phone');
return true;
"""
COMPLETIONS = "FROM record JOIN person ON person.id = person_id WHERE kind = 'completion'"
SHIFTED = """
const Real = Date;
const shift = 366 * 86_400_000 * %d;
window.Date = class extends Real {
  constructor(...given) { super(...(given.length ? given : [Real.now() + shift])); }
  static now() { return Real.now() + shift; }
};
"""


def ask(server, question: str, *values) -> list[tuple]:
    with contextlib.closing(sqlite3.connect(server.instance / "lineside.db")) as database, database:
        return database.execute(question, values).fetchall()


def held(server) -> list[tuple]:
    """Why a supervisor looks, and the author: of completions, in the order of their arrival."""
    return ask(server, f"SELECT held, handle {COMPLETIONS} ORDER BY seq")


def completed(app) -> list[dict]:
    """Rows on the phone that are not about a scan."""
    return [row for row in kept(app).records if not row["draft"].startswith(("open:", "scan:"))]


@pytest.mark.fault("C19")
def test_a_record_changed_on_the_phone_is_held_and_blocks_no_other(app, server, code):
    """The first one on the phone, so this test comes first."""
    server.stop()
    finish_one(app, code)
    app.run(f"await ({FORGE})(); return true;")
    finish_one(app, code)
    server.start()
    arrived(app, server)
    assert held(server) == [("bad-signature", "operator1"), (None, "operator1")]
    says(app, "The signature of this phone could not be checked.", at="/records")


@pytest.mark.fault("C13")
def test_nothing_expires_or_goes_when_the_clock_jumps(app, server, code):
    for years in (11, -11):
        app.always(SHIFTED % years)
        app.go("/")
        finish_one(app, code)
        arrived(app, server)
    assert held(server)[2:] == [("impossible-time", "operator1")] * 2
    assert len(completed(app)) == 4


@pytest.mark.fault("C20")
def test_without_a_camera_or_a_detector_the_pad_or_a_photo_opens_the_machine(app, code):
    assert app.run("return 'BarcodeDetector' in window") is False
    says(app, "This phone shows no camera", at="/scan")
    assert "by=typed" in app.run(PAD % code)
    picture = io.BytesIO()
    qr_picture(f"HTTPS://OLD-HOST.EXAMPLE/Q/{code}").save(picture, "PNG")
    assert "by=photo" in app.run(PHOTO % base64.b64encode(picture.getvalue()).decode())


@pytest.mark.fault("C9")
def test_a_new_build_waits_for_the_form(app, server, proxy, code):
    app.go("/")
    app.run(OPEN % code + "await answer('Emergency pull cord tight and reset', 'Pass'); window.stayed = 1;")
    old = app.run("return document.body.dataset.build")
    [shell] = app.run("return (await caches.keys()).filter((name) => name.startsWith('shell-'))")
    names = {old: "another build", shell.removeprefix("shell-"): "another"}
    proxy.on("GET /", rebuilt(names), when=lambda one: one.path in ("/", "/sw.js"))
    app.run("await (await navigator.serviceWorker.getRegistration()).update(); return true;")
    app.run(f"await until({WAITS}); document.dispatchEvent(new Event('visibilitychange')); return true;")
    app.go("/", tab=1)  # at rest on the home page: it may not apply it either
    app.run("await new Promise((next) => setTimeout(next, 2500));")  # that nothing happens
    assert app.run(f"return [stayed, await ({WAITS})()]") == [1, True]
    assert app.run("return document.body.dataset.build", tab=1) == old
    app.run(FILL + FINISH)
    assert app.run("return window.stayed") == 1
    app.run("location.hash = '#/'; return true;")
    until(lambda: build(app) == "another build")
    arrived(app, server)


WAITS = "async () => Boolean((await navigator.serviceWorker.getRegistration()).waiting)"


def rebuilt(names: dict[str, str]):
    """The same files under another build's name."""

    def fault(exchange: Exchange) -> None:
        plain = ("accept-encoding", "if-none-match", "if-modified-since")
        exchange.headers = [header for header in exchange.headers if header[0].lower() not in plain]
        answer = exchange.forward()
        for old, new in names.items():
            answer.body = answer.body.replace(old.encode(), new.encode())
        exchange.answer(answer)

    return fault


def build(app) -> str:
    with contextlib.suppress(AssertionError):  # the page goes while it is asked
        return app.run("return document.body.dataset.build")
    return ""


@pytest.mark.fault("C15", "C16", "C17")
def test_the_next_person_carries_the_records_of_a_revoked_one_unread(app, server, code):
    before = completions(server)
    server.stop()
    for _ in range(2):
        finish_one(app, code)
    says(app, "2 records are still waiting on this phone", at="/account")
    app.run(SIGN_OUT)
    says(app, "2 waiting on this phone", "Records of Operator One", at="/records")
    assert CHECK not in app.run("return document.body.innerText")
    assert [row["state"] for row in completed(app)].count("saved") == 2
    ask(server, "UPDATE person SET active = 0 WHERE handle = 'operator1'")
    server.start()
    sign_in(app, server, "operator2")
    app.go("/#/records")
    until(lambda: completions(server) == before + 2)
    says(app, "The server has confirmed everything finished on this phone")
    assert CHECK not in app.run("return document.body.innerText")
    assert held(server)[before:] == [("revoked", "operator1")] * 2
    assert {row["state"] for row in completed(app)} == {"confirmed"}
