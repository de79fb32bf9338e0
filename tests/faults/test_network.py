"""The network fails between a phone and the server: the record stays and arrives once."""

import pytest

from tests.faults.proxy import Proxy, halve, lose
from tests.journeys.checking import completions, fill, open_checklist

PUSH = "POST /api/v1/records"


@pytest.fixture
def phone(proxy, make_phone):
    phone = make_phone(proxy)
    phone.sign_in()
    return phone


def finish_one(phone, code: str) -> None:
    open_checklist(phone, code)
    fill(phone)
    phone.finish()


def send_until(phone, condition) -> None:
    """Tap Send now, as somebody does who does not want to wait, until it is so."""
    phone.go("/#/records")
    while not condition():
        phone.button("Send now").click()
        phone.page.wait_for_timeout(100)


def receipts(proxy: Proxy) -> set[str]:
    """What the server answers, today and for ever, to everything the phone has pushed."""
    answers = [exchange.forward() for exchange in proxy.requests(PUSH)]
    assert {answer.status for answer in answers} == {200}
    return {answer.body.split(b'"receipt":"')[1].split(b'"')[0].decode() for answer in answers}


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(lose(), marks=pytest.mark.fault("N2"), id="closed"),
        pytest.param(lose(reset=True), marks=pytest.mark.fault("N3"), id="reset"),
        pytest.param(halve, marks=pytest.mark.fault("N4"), id="half"),
    ],
)
def test_a_lost_answer_leaves_one_row_and_one_receipt(server, proxy, phone, code, fault):
    trap = proxy.on(PUSH, fault, times=4)
    finish_one(phone, code)
    assert completions(server) <= 1
    send_until(phone, lambda: trap.left == 0)
    phone.page.reload()  # the app is opened again: that sends, whatever wait was planned
    phone.await_states("Confirmed")
    assert len(trap.hits) == 4
    assert completions(server) == 1
    assert len(receipts(proxy)) == 1
