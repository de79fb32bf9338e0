"""Faults of the phone in WebKit, the engine of every iPhone: kills in Finish, twenty taps, a dead handle."""

import pytest

from tests import webkit
from tests.browser import read_demo
from tests.faults.outbox import READ, Kept
from tests.faults.webkit.worker import FILL, KNOWS_THE_SITE
from tests.journeys.checking import completions

pytestmark = webkit.NEEDED

SIGN_IN = """
const form = new URLSearchParams({ handle: 'operator1', password: '%s' });
await fetch('/sign-in', { method: 'POST', body: form });
return true;
"""
FILLED = (
    """
await heading('Infeed conveyor');
const check = 'Conveyor guards before start';
(await until(() => named('main a', check) ?? named('main a', `Go on: ${check}`))).click();
"""
    + FILL
)
FINISH_AND_DIE = (
    FILLED
    + """
await tap('Finish');
await new Promise((next) => setTimeout(next, %d));
return document.body.innerText.includes('Saved on this phone');
"""
)
TWENTY_TAPS = (
    FILLED
    + """
const button = await until(() => named('main button', 'Finish'));
for (let tapped = 0; tapped < 20; tapped += 1) button.click();
await heading('Saved on this phone');
return true;
"""
)
DEAD_HANDLE = (
    FILLED
    + """
const begin = IDBDatabase.prototype.transaction;
let refused = 0;
IDBDatabase.prototype.transaction = function (...given) {
  if (this.name !== 'outbox' || refused === 1) return begin.apply(this, given);
  refused += 1;
  throw new DOMException('Connection to Indexed Database server lost.', 'UnknownError');
};
await tap('Finish');
await heading('Saved on this phone');
return refused;
"""
)


@pytest.fixture
def phone(server, tmp_path):
    """Signed in, the site's index on it, the server away."""
    with webkit.Display() as display:
        phone = webkit.WebKitPhone(display, server, tmp_path / "webkit")
        people = read_demo(server.instance)["people"]
        password = next(person["password"] for person in people if person["handle"] == "operator1")
        assert phone.run("/sign-in", SIGN_IN % password)
        assert phone.run("/", KNOWS_THE_SITE)
        server.stop()
        yield phone


@pytest.fixture
def label(demo) -> str:
    return f"/q/{read_demo(demo)['labels']['CV-11']}"


def kept(phone) -> Kept:
    return Kept(**phone.run("/#/account", f"return await ({READ})();"))


@pytest.mark.fault("C1", "C2", "C3", "C12")
def test_a_kill_in_finish_leaves_the_draft_or_the_record_and_twenty_taps_leave_one(phone, server, label):
    records = 0
    for wait in (0, 3, 12):
        shown = phone.run(label, FINISH_AND_DIE % wait)
        now = kept(phone)
        assert now.whole()
        assert len(now.records) in (records, records + 1)
        assert not shown or len(now.records) == records + 1, "shown as saved, and it is not there"
        records = len(now.records)
        assert len(now.drafts) == 0 or now.drafts[0]["answered"] == 5
    assert phone.run(label, TWENTY_TAPS)
    now = kept(phone)
    assert (len(now.records), now.drafts, now.whole()) == (records + 1, [], True)
    server.start()
    waits = (
        "await until(() => states().length && states().every((state) => state === 'Confirmed')); return 1;"
    )
    assert phone.run("/#/records", waits)
    assert completions(server) == records + 1


@pytest.mark.fault("C7")
def test_a_connection_that_webkit_lost_is_opened_again_in_finish(phone, label):
    assert phone.run(label, DEAD_HANDLE) == 1
    now = kept(phone)
    assert (len(now.records), now.drafts, now.whole()) == (1, [], True)
