"""The network fails between WebKit, the engine of every iPhone, and the server."""

import itertools
import os
import random
import signal
import time

import pytest

from tests import webkit
from tests.faults.proxy import Exchange, cut, dead, halve, hang, instead, lose, passing, repeat, slow
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
    unheard,
)
from tests.faults.webkit.worker import (
    FILL,
    OPEN,
    arrived,
    finish_one,
    finish_with_photo,
    kept,
    says,
    send_until,
    until,
)
from tests.journeys.checking import completions

pytestmark = webkit.IN_THE_LONG_RUN

FAULTS = {
    "closed": [lose()] * 2,
    "reset": [lose(reset=True)] * 2,
    "half": [halve] * 2,
    "cut": [cut(count) for count in (10, 200, 900, 1_400)],
    "again": [repeat(3)],
}
FOREIGN = "Something else than Lineside answered"
# A minute of the page's timers takes two seconds.
HASTE = """
const later = window.setTimeout;
window.setTimeout = (work, ms, ...given) => later(work, ms / 30, ...given);
"""
OFFLINE_IT_SAYS = "Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false });"


@pytest.mark.fault("N2", "N3", "N4", "N6", "N10")
def test_lines_that_break_or_repeat_leave_one_row_and_one_receipt(app, proxy, code):
    for count, (name, faults) in enumerate(FAULTS.items(), 1):
        traps = [on_push(proxy, fault, times=1) for fault in faults]
        finish_one(app, code)
        send_until(app, lambda traps=traps: not any(trap.left for trap in traps))
        arrived(app, proxy)
        assert (completions(proxy), len(receipts(proxy))) == (count, count), name
    before, late = everything(proxy), proxy.requests(PUSH) * 3
    random.Random("late").shuffle(late)
    assert {exchange.forward().status for exchange in late} == {200}
    assert everything(proxy) == before


@pytest.mark.fault("N8", "N9")
def test_strangers_and_refusals_delete_nothing_and_too_much_is_halved(app, proxy, code):
    """In turns, so that each is seen to be told."""
    on_push(proxy, dead)
    for _ in range(3):
        finish_one(app, code)
    for portal, (status, (code_said, words)) in zip([*PORTALS.values(), dead], OF_OURS.items(), strict=True):
        told(app, proxy, refusing(status, code_said), words)
        told(app, proxy, portal, "No answer from the server" if portal is dead else FOREIGN)
    sizes = []

    def narrow(exchange: Exchange) -> None:
        sizes.append(len(read(exchange)["records"]))
        (instead(413, "<h1>Too large</h1>") if sizes[-1] > 1 else passing)(exchange)

    on_push(proxy, narrow)
    arrived(app, proxy)
    assert (sizes[0], sizes[-1]) == (3, 1)


def told(app, proxy, fault, words: str) -> None:
    """What the phone says of it, and that all three are still there."""
    trap = on_push(proxy, fault)
    send_until(app, lambda: trap.hits)
    says(app, words)
    assert sum(row["state"] == "saved" for row in kept(app).records) == 3


@pytest.mark.fault("N5", "N11")
def test_silence_is_given_up_and_the_browsers_word_decides_nothing(app, proxy, code):
    app.always(HASTE)
    app.go("/")
    trap = on_push(proxy, hang)
    finish_one(app, code)
    says(app, "Saved on this phone", at="/records")
    says(app, "Infeed conveyor", at="/equipment")  # the screen answers meanwhile
    says(app, "No answer from the server", at="/records")
    assert trap.hits
    assert app.run("return navigator.onLine")
    app.always(OFFLINE_IT_SAYS)
    proxy.clear()
    app.go("/")
    arrived(app, proxy)
    assert not app.run("return navigator.onLine")


@pytest.mark.fault("N7")
def test_on_a_slow_line_records_go_before_photos_and_nothing_twice(app, proxy, code):
    proxy.on("", dead)
    assert finish_with_photo(app, proxy) == "Saved on this phone"
    finish_one(app, code)
    says(app, "No answer from the server", at="/records")
    sent = len(deliveries(proxy))
    proxy.clear()
    for start in (PUSH, PHOTO):
        proxy.on(start, slow(1))
    arrived(app, proxy)
    assert [name for name, _ in itertools.groupby(deliveries(proxy)[sent:])] == [
        "records",
        "evidence",
        "records",
    ]


@pytest.mark.fault("C11")
def test_two_tabs_send_at_once(app, proxy, code):
    on_push(proxy, dead)
    for _ in range(2):
        finish_one(app, code)
    says(app, "No answer from the server", at="/records")
    app.go("/#/records", tab=1)
    proxy.clear()
    sent = on_push(proxy, unheard)
    for tab in (0, 1, 0, 1):
        app.run("dispatchEvent(new Event('online')); return true;", tab)
    app.run("await new Promise((next) => setTimeout(next, 500));", 1)  # that nobody else sends
    assert len(sent.hits) == 1
    proxy.clear()
    arrived(app, proxy)


@pytest.mark.fault("C14")
def test_a_page_frozen_while_it_sends_goes_on_when_it_thaws(app, proxy, code):
    sent = on_push(proxy, unheard)
    finish_one(app, code)
    app.run(OPEN % code + FILL + "return true;")
    until(lambda: sent.hits)
    pages = app.pages()
    for page in pages:  # as iOS does it
        os.kill(page, signal.SIGSTOP)
    proxy.clear()
    time.sleep(1)
    for page in pages:
        os.kill(page, signal.SIGCONT)
    says(app, "5 of 5")
    arrived(app, proxy)
