"""The network fails between a phone and the server: the record stays and arrives once."""

from contextlib import suppress
from random import Random

import pytest
from playwright.sync_api import TimeoutError, expect

from tests.browser import read_demo
from tests.camera import empty_scene
from tests.faults.outbox import kept
from tests.faults.proxy import Exchange, cut, dead, halve, hang, instead, lose, passing, repeat
from tests.faults.pushes import (
    OF_OURS,
    PHOTO,
    PORTALS,
    PUSH,
    deliveries,
    everything,
    on_push,
    read,
    receipts,
    refusing,
)
from tests.journeys.checking import GUIDE, completions, fill

WITH_PHOTO = "Pallet wrapper at start of shift"


@pytest.fixture
def phone(proxy, make_phone):
    """Signed in; the index comes by itself, clips are not needed."""
    phone = make_phone(proxy)
    phone.sign_in()
    return phone


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.jpg"
    empty_scene().save(path)
    return path


def finish_one(phone, code: str) -> None:
    phone.go(f"/#/label/{code}")
    phone.open_guide(GUIDE)
    fill(phone)
    phone.finish()


def send_now(phone) -> None:
    """A tap on a button that is not busy, and the end of what it began."""
    phone.go("/#/records")
    button = phone.button("Send now")
    expect(button).to_have_attribute("aria-disabled", "false")
    button.click(timeout=5_000)
    expect(phone.page.get_by_role("status").first).not_to_have_text("Sending…")


def send_until(phone, condition) -> None:
    """Tap Send now, as somebody does who does not want to wait, until it is so."""
    for _ in range(20):
        if condition():
            return
        with suppress(TimeoutError):  # sent by itself meanwhile: the button has gone
            send_now(phone)
    assert condition()


def opened_again(phone, *states: str) -> None:
    """Opening the app sends, whatever wait was planned."""
    phone.page.reload()
    phone.await_states(*states)


@pytest.mark.fault("N1")
def test_a_phone_that_starts_offline_by_its_switch_works(proxy, make_phone, code):
    phone = make_phone(proxy).ready()
    phone.offline()
    before = len(proxy.seen)
    phone.page.reload()
    phone.open_code(read_demo(proxy.instance)["labels"]["PW-01"])
    phone.open_guide("Threading the pallet wrapper")
    phone.page.get_by_role("button", name="Play").click()
    phone.until("document.querySelector('video')?.currentTime > 0.5")
    finish_one(phone, code)
    phone.await_states("Saved on this phone")
    assert len(proxy.seen) == before
    phone.context.set_offline(False)
    phone.await_states("Confirmed")
    assert completions(proxy) == 1


@pytest.mark.fault("N2", "N3", "N4")
def test_a_lost_answer_leaves_one_row_and_one_receipt(proxy, phone, code):
    """Chromium sends again by itself when a line breaks before an answer: each loss is several."""
    for count, fault in enumerate((lose(), lose(reset=True), halve), 1):
        trap = on_push(proxy, fault, times=4)
        finish_one(phone, code)
        send_until(phone, lambda trap=trap: trap.left == 0)
        opened_again(phone, *["Confirmed"] * count)
        assert completions(proxy) == count
        assert len(receipts(proxy)) == count


@pytest.mark.fault("N5")
def test_a_server_that_never_answers_is_given_up_within_thirty_seconds(proxy, make_phone, code):
    phone = make_phone(proxy)
    phone.page.clock.install()
    phone.sign_in()
    trap = on_push(proxy, hang, times=1)
    finish_one(phone, code)
    while not trap.hits:
        phone.page.wait_for_timeout(20)
    phone.go("/#/records")
    chips = phone.page.locator("main .list .saved")
    expect(chips).to_have_text(["Saved on this phone"])
    phone.page.clock.fast_forward(20_000)
    expect(phone.page.get_by_text("No answer from the server")).to_have_count(0)
    phone.go("/#/equipment")  # the screen answers meanwhile
    phone.says("Infeed conveyor")
    phone.go("/#/records")
    phone.page.clock.fast_forward(10_000)
    phone.says("No answer from the server")
    phone.page.clock.fast_forward(10_000)
    phone.await_states("Confirmed")
    assert completions(proxy) == 1


@pytest.mark.fault("N6")
def test_a_push_cut_on_its_way_is_sent_again_whole(proxy, phone, code):
    for count in (10, 200, 900, 1_100, 1_400):
        on_push(proxy, cut(count), times=1)
    finish_one(phone, code)
    send_until(phone, lambda: all(trap.left == 0 for trap in proxy.traps))
    opened_again(phone, "Confirmed")
    assert completions(proxy) == 1


@pytest.mark.fault("N7")
def test_on_a_slow_line_records_go_before_photos_and_nothing_twice(proxy, phone, code, photo):
    on_push(proxy, dead)
    finish_with_photo(phone, photo)
    finish_one(phone, code)
    sent = len(deliveries(proxy))
    proxy.clear()
    slow = phone.context.new_cdp_session(phone.page)
    line = {"offline": False, "latency": 2_000, "downloadThroughput": 6_250, "uploadThroughput": 6_250}
    slow.send("Network.enable")
    slow.send("Network.emulateNetworkConditions", line)
    phone.go("/#/records")
    phone.button("Send now").click()
    phone.await_states("Confirmed", "Sent")
    phone.await_states("Confirmed", "Confirmed")
    assert deliveries(proxy)[sent:] == ["records", "evidence", "records"]
    assert completions(proxy) == 2


def finish_with_photo(phone, photo) -> None:
    phone.go(f"/#/label/{read_demo(phone.server.instance)['labels']['PW-01']}")
    phone.open_guide(WITH_PHOTO)
    phone.answer("Light curtain stops the arm when you break it?", "Yes")
    phone.answer("Turntable level and free of film", "Pass")
    phone.number("Film tension setting", "40")
    phone.answer("Film knife is back in its holder", "Done")
    phone.photograph("Photo of the first wrapped pallet", photo)
    phone.finish()


@pytest.mark.fault("N8")
def test_no_portal_is_taken_for_the_server(proxy, phone, code):
    on_push(proxy, instead(503))
    finish_one(phone, code)
    for name, portal in PORTALS.items():
        on_push(proxy, instead(503))  # another reason in between, so that each is seen to be told
        send_now(phone)
        phone.says("The server is in trouble")
        trap = on_push(proxy, portal)
        send_now(phone)
        phone.says("Something else than Lineside answered")
        assert trap.hits, name
        phone.await_states("Saved on this phone")
    proxy.clear()
    opened_again(phone, "Confirmed")
    assert completions(proxy) == 1


@pytest.mark.fault("N9")
def test_a_refusal_never_deletes_a_record(proxy, phone, code):
    on_push(proxy, dead)
    finish_one(phone, code)
    for status, (code_said, words) in OF_OURS.items():
        trap = on_push(proxy, refusing(status, code_said))
        send_until(phone, lambda trap=trap: trap.hits)
        phone.says(words)
        phone.await_states("Saved on this phone")
    proxy.clear()
    opened_again(phone, "Confirmed")
    assert completions(proxy) == 1


@pytest.mark.fault("N9")
def test_too_much_at_once_is_halved_and_what_nobody_takes_is_kept_and_shown(proxy, phone, code):
    """One record at a time gets through (413), and one that nobody understands does not (422)."""
    on_push(proxy, dead)
    for _ in range(3):
        finish_one(phone, code)
    sizes, poison = [], []

    def narrow(exchange: Exchange) -> None:
        records = read(exchange)["records"]
        sizes.append(len(records))
        poison[:] = poison or records[1:2]
        if len(records) > 1:
            instead(413, "<h1>Too large</h1>")(exchange)
        else:
            (refusing(422, "malformed") if records == poison else passing)(exchange)

    on_push(proxy, narrow)
    opened_again(phone, "Confirmed", "Needs attention", "Confirmed")
    assert (sizes[0], min(sizes)) == (3, 1)
    phone.says("It stays on this phone")
    assert sorted(row["state"] for row in kept(phone.page).records) == ["attention", "confirmed", "confirmed"]
    assert completions(proxy) == 2


@pytest.mark.fault("N9")
def test_a_wait_that_the_server_asks_for_is_kept(proxy, make_phone, code):
    phone = make_phone(proxy)
    phone.page.clock.install()
    phone.sign_in()
    trap = on_push(proxy, refusing(429, "too-many", Retry_After="600"), times=1)
    finish_one(phone, code)
    phone.go("/#/records")
    phone.says("too-many")
    for _ in range(5):
        phone.page.clock.fast_forward(110_000)
        phone.page.evaluate("window.dispatchEvent(new Event('online'))")
    phone.page.evaluate("fetch('/healthz').then(() => 1)")  # what was sent before has arrived by now
    assert trap.hits
    assert deliveries(proxy) == ["records"]
    phone.page.clock.fast_forward(300_000)  # a quarter later at most: not all phones at once
    phone.await_states("Confirmed")
    assert completions(proxy) == 1


@pytest.mark.fault("N10")
def test_what_arrives_again_and_again_in_any_order_changes_nothing(proxy, phone, code, photo):
    on_push(proxy, repeat(3))
    proxy.on(PHOTO, repeat(3))
    finish_one(phone, code)
    finish_with_photo(phone, photo)
    phone.await_states("Confirmed", "Confirmed")
    before = everything(proxy)
    late = [exchange for exchange in proxy.seen if exchange.start.startswith((PUSH, PHOTO))] * 5
    Random("late").shuffle(late)
    assert {exchange.forward().status for exchange in late} == {200}
    assert everything(proxy) == before
    assert len(before["record"]) == 2


@pytest.mark.fault("N11")
def test_the_browsers_word_on_being_online_decides_nothing(proxy, make_phone, code):
    phone = make_phone(proxy)
    phone.ready()
    trap = proxy.on("", dead)
    finish_one(phone, code)
    assert phone.page.evaluate("navigator.onLine")
    phone.await_states("Saved on this phone")
    phone.says("No answer from the server")
    phone.page.reload()
    phone.await_states("Saved on this phone")
    assert trap.hits
    proxy.clear()
    lying = "Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false })"
    phone.context.add_init_script(lying)
    opened_again(phone, "Confirmed")
    assert not phone.page.evaluate("navigator.onLine")
    assert completions(proxy) == 1
