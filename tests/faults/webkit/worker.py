"""A worker with a phone whose browser is WebKit: what `journeys/phone.py` is for Chromium."""

import json
import time
from collections.abc import Callable

from tests.browser import read_demo
from tests.faults.outbox import READ, Kept
from tests.journeys.checking import completions
from tests.webkit import App

SIGN_IN = """
const form = new URLSearchParams({ handle: '%s', password: '%s' });
const answer_ = await fetch('/sign-in', { method: 'POST', body: form });
return answer_.ok && new URL(answer_.url).pathname;
"""
KNOWS_THE_SITE = f"""
await navigator.serviceWorker.ready;
await until(async () => (await ({READ})()).leases && navigator.serviceWorker.controller, 'the app is here');
location.hash = '#/equipment';
await says('Infeed conveyor');
return true;
"""
OPEN = """
location.hash = '#/label/%s';
await heading('Infeed conveyor');
const check = 'Conveyor guards before start';
(await until(() => named('main a', check) ?? named('main a', `Go on: ${check}`))).click();
await heading(check);
"""
FILL = """
await answer('All guards in place and bolted?', 'Yes');
await answer('Emergency pull cord tight and reset', 'Pass');
await answer('Nip points at both ends covered', 'Pass');
await answer('Loose sleeves, gloves or tools near the belt?', 'No');
await answer('Start warning sounds before the belt moves', 'Pass');
await says('5 of 5');
await says('Answers kept on this phone');
"""
FINISH = """
await tap('Finish');
const said = ['Saved on this phone', 'Sent', 'Confirmed'];
return await until(() => said.find((words) => named('h1, h2', words)), 'finished');
"""
SEND = """
location.hash = '#/records';
await heading('My records');
const waits = () => named('main button', 'Send now');
const all = () => states().length && !waits();  // sent by itself meanwhile: the button has gone
const free = () => waits()?.getAttribute('aria-disabled') === 'false' && waits();
const button = await until(() => free() || all(), 'a button that is not busy');
if (button === true) return 'all';
button.click();
await new Promise((next) => setTimeout(next, 50));
await until(() => all() || free(), 'sent, or not');
return 'tried';
"""
ALL_CONFIRMED = """
location.hash = '#/records';
await until(() => states().length && states().every((state) => state === 'Confirmed'), 'all confirmed');
return states().length;
"""
STATES = """
location.hash = '#/records';
const wanted = %s;
await until(() => states().join() === wanted.join(), `records: ${wanted}`);
return states();
"""


# A picture drawn here, given to the page as if the camera had taken it.
WITH_PHOTO = """
location.hash = '#/label/%s';
(await until(() => named('main a', 'Pallet wrapper at start of shift'))).click();
await answer('Light curtain stops the arm when you break it?', 'Yes');
await answer('Turntable level and free of film', 'Pass');
await answer('Film knife is back in its holder', 'Done');
const region = (text) => named('main .item h2', text).closest('.item');
const field = region('Film tension setting').querySelector('input');
field.value = '40';
field.dispatchEvent(new Event('input', { bubbles: true }));
field.dispatchEvent(new Event('change', { bubbles: true }));
const canvas = Object.assign(document.createElement('canvas'), { width: 2000, height: 1200 });
canvas.getContext('2d').fillRect(100, 100, 900, 500);
const taken = await new Promise((resolve) => canvas.toBlob(resolve, 'image/png'));
const files = new DataTransfer();
files.items.add(new File([taken], 'photo.png', { type: 'image/png' }));
const input = region('Photo of the first wrapped pallet').querySelector('input[type=file]');
input.files = files.files;
input.dispatchEvent(new Event('change', { bubbles: true }));
const small = () => document.querySelector('main img[alt="Photo 1"]')?.naturalWidth === 1600;
await until(small, 'the photo, made small');
"""


def sign_in(app: App, server, handle: str = "operator1") -> None:
    people = read_demo(server.instance)["people"]
    password = next(person["password"] for person in people if person["handle"] == handle)
    assert app.go("/sign-in").run(SIGN_IN % (handle, password)) in ("/", "/console/")


def knows_the_site(app: App) -> None:
    """The index and the app are on the phone."""
    assert app.go("/").run(KNOWS_THE_SITE)


def finish_one(app: App, code: str, tab: int = 0) -> str:
    """What is said at its end: "Saved on this phone", "Sent" or "Confirmed"."""
    return app.run(OPEN % code + FILL + FINISH, tab)


def finish_with_photo(app: App, server) -> str:
    return app.run(WITH_PHOTO % read_demo(server.instance)["labels"]["PW-01"] + FINISH)


def says(app: App, *texts: str, at: str = "") -> None:
    """The screen, the one at this hash route if any, comes to show all of it."""
    visit = f"location.hash = '#{at}';" if at else ""
    app.run(f"{visit} for (const text of {json.dumps(texts)}) await says(text); return true;")


def await_states(app: App, *states: str) -> None:
    """My records shows exactly these, newest first."""
    app.run(STATES % json.dumps(states))


def arrived(app: App, server) -> None:
    """After a tap on Send now, whatever wait was planned, all is confirmed and there once."""
    send_now(app)
    count = app.run(ALL_CONFIRMED)
    assert completions(server) == count


def send_now(app: App) -> None:
    app.run(SEND)


def send_until(app: App, condition: Callable[[], object]) -> None:
    """Tap Send now, as somebody does who does not want to wait, until it is so."""
    for _ in range(20):
        if condition():
            return
        send_now(app)
    assert condition()


def until(condition: Callable[[], object]) -> None:
    """Wait for what no screen shows; the page goes on meanwhile, being another process."""
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("never came true")


def kept(app: App, tab: int = 0) -> Kept:
    return Kept(**app.run(f"return await ({READ})();", tab))
