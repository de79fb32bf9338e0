"""The phone's storage is full, emptied or broken: nothing is called saved that is not, and it is said."""

import json

import pytest
from playwright.sync_api import Page, expect

from app.records import jws
from tests.faults.outbox import kept, until
from tests.journeys.checking import ALL, GUIDE, completions, fill, finish_one, open_checklist
from tests.journeys.rescuing import saved

CLIPS = "caches.open('media').then((cache) => cache.keys()).then((keys) => keys.length)"
USED = "navigator.storage.estimate().then(({ usage }) => usage)"
LAST = ("Start warning sounds before the belt moves", "Pass")
LOST = "This browser has thrown away what was stored here"

# Every handle the app opens is at hand; `refuse` is how often a handle says that it is dead.
HANDLES = """
window.handles = [];
window.refuse = 0;
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...given) {
  const request = open.apply(this, given);
  request.addEventListener('success', () => window.handles.push(request.result));
  return request;
};
const begin = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (...given) {
  if (this.name !== 'outbox' || window.refuse < 1) return begin.apply(this, given);
  window.refuse -= 1;
  throw new DOMException('The database connection is closing.', 'InvalidStateError');
};
"""
CLOSE = "window.handles.forEach((handle) => handle.close())"
TERMINATE = (
    "window.handles.forEach((handle) => { handle.close(); handle.dispatchEvent(new Event('close')); })"
)


@pytest.fixture
def phone(server, make_phone, code):
    """Signed in, its index and the app on it; clips are not."""
    phone = make_phone(server)
    phone.context.add_init_script(HANDLES)
    phone.sign_in()
    phone.until("Boolean(navigator.serviceWorker.controller)")
    phone.go(f"/q/{code}")
    expect(phone.page.get_by_role("link", name=GUIDE)).to_be_visible()
    return phone


def clear(page: Page, *types: str) -> None:
    """As the browser does when the disk runs short, or a person in its settings."""
    origin = page.evaluate("location.origin")
    said = {"origin": origin, "storageTypes": ",".join(types)}
    page.context.new_cdp_session(page).send("Storage.clearDataForOrigin", said)


def said(text: str) -> dict:
    return jws.parse(text).payload


def reopen_with(phone, size: int):
    """The app is started with so many bytes of quota: a running Chromium looks only now and then."""
    phone.context.close()
    phone.open()
    cdp = phone.context.new_cdp_session(phone.page)
    cdp.send("Storage.overrideQuotaForOrigin", {"origin": phone.server.url, "quotaSize": size})
    return cdp


@pytest.mark.fault("C5")
def test_on_a_full_phone_clips_make_room_for_a_record(server, make_phone, code):
    phone = make_phone(server).ready()
    server.stop()
    before, used = phone.page.evaluate(CLIPS), phone.page.evaluate(USED)
    reopen_with(phone, used - 1_000_000)
    finish_one(phone, code)
    assert phone.page.evaluate(CLIPS) < before
    assert kept(phone.page).whole()


@pytest.mark.fault("C5")
def test_with_no_room_at_all_nothing_is_called_saved_and_what_was_leaves_as_a_file(
    phone, server, code, tmp_path
):
    server.stop()
    finish_one(phone, code)
    open_checklist(phone, code)
    fill(phone)
    phone.says("Answers kept on this phone")
    limit = reopen_with(phone, 1000)
    open_checklist(phone, code)
    phone.says("5 of 5")
    phone.button("Finish").click()
    phone.says("This phone is full. All your answers are still here as a draft.")
    expect(phone.page.get_by_text("Saved on this phone")).to_have_count(0)
    now = kept(phone.page)
    assert (len(now.records), [draft["answered"] for draft in now.drafts]) == (1, [5])
    phone.go("/#/records")
    file = json.loads(saved(phone, tmp_path).read_text())
    assert [said(text)["id"] for text in file["records"]] == [row["id"] for row in now.records]
    open_checklist(phone, code)
    limit.send("Storage.overrideQuotaForOrigin", {"origin": server.url})
    phone.finish()
    server.start()
    phone.await_states("Confirmed", "Confirmed")
    assert completions(server) == 2


@pytest.mark.fault("C6")
def test_a_phone_whose_storage_was_cleared_says_so_and_so_does_the_console(phone, server, make_desk, code):
    server.stop()
    finish_one(phone, code)
    clear(phone.page, "indexeddb", "cache_storage", "service_workers")
    server.start()
    phone.go("/")
    phone.says(LOST)
    phone.until("Boolean(navigator.serviceWorker.controller)")
    finish_one(phone, code)
    phone.await_states("Confirmed")
    desk = make_desk(server, "supervisor")
    desk.go("/console/phones")
    expect(desk.page.get_by_text("The browser has thrown away what was stored")).to_be_visible()


@pytest.mark.fault("C6")
def test_a_record_that_was_thrown_away_is_a_gap_at_the_console(phone, server, make_desk, code):
    server.stop()
    for _ in range(2):
        finish_one(phone, code)
    phone.page.evaluate(DELETE_FIRST)
    server.start()
    phone.await_states("Confirmed")
    desk = make_desk(server, "supervisor")
    desk.go("/console/phones")
    expect(desk.page.get_by_text("Record 1 of this phone has not arrived")).to_be_visible()


@pytest.mark.fault("C7")
@pytest.mark.parametrize(
    "die", [CLOSE, TERMINATE, "window.refuse = 1"], ids=["closed", "onclose", "dead once"]
)
def test_a_dead_handle_is_opened_again(phone, server, code, die):
    server.stop()
    open_checklist(phone, code)
    fill(phone)
    phone.page.evaluate(die)
    phone.answer(*LAST)
    phone.says("Answers kept on this phone")
    phone.page.evaluate(die)
    phone.finish()
    assert len(kept(phone.page).records) == 1
    phone.check_policy()


@pytest.mark.fault("C7")
def test_a_handle_that_stays_dead_is_said_and_nothing_is_called_saved(phone, server, code):
    server.stop()
    open_checklist(phone, code)
    fill(phone)
    phone.says("Answers kept on this phone")
    phone.page.evaluate("window.refuse = Infinity")
    phone.button("Finish").click()
    phone.says("Not saved yet")
    expect(phone.page.get_by_text("Saved on this phone")).to_have_count(0)
    phone.page.evaluate("window.refuse = 0")
    phone.finish()
    assert len(kept(phone.page).records) == 1


@pytest.mark.fault("C8")
def test_a_damaged_database_is_told_and_the_app_and_its_clips_are_still_there(server, make_phone, code):
    phone = make_phone(server).ready()
    clips = phone.page.evaluate(CLIPS)
    server.stop()
    finish_one(phone, code)
    phone.context.close()
    scribble(phone.profile)
    phone.open()
    phone.go("/")
    phone.says(LOST)
    assert phone.page.evaluate(CLIPS) == clips
    phone.check_policy()


def scribble(profile) -> None:
    """Zeros over the manifest: Chromium cannot open the databases of this origin, and begins new ones."""
    [folder] = (profile / "Default" / "IndexedDB").glob("*.indexeddb.leveldb")
    for file in folder.glob("MANIFEST-*"):
        file.write_bytes(bytes(file.stat().st_size))


@pytest.mark.fault("C10")
def test_an_old_tab_gives_way_to_a_new_version_of_the_database(phone, server, code):
    server.stop()
    finish_one(phone, code)
    open_checklist(phone, code)
    newer = phone.context.new_page()
    newer.goto(server.url)
    newer.wait_for_load_state("networkidle")
    until(newer, lambda: all(row["detail"] == "offline" for row in kept(newer).records))
    assert newer.evaluate(UPGRADE) == {"blocked": False, "records": 1}
    phone.answer(ALL[0], "Yes")
    phone.says("Your last answer is not kept yet")
    assert len(kept(newer).records) == 1


UPGRADE = """() => new Promise((resolve, reject) => {
  let blocked = false;
  window.handles.forEach((handle) => handle.close());
  const opening = indexedDB.open('outbox', 1000);
  opening.onblocked = () => { blocked = true; };
  opening.onupgradeneeded = () => opening.result.createObjectStore('of tomorrow');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const asked = opening.result.transaction('records').objectStore('records').count();
    asked.onsuccess = () => { opening.result.close(); resolve({ blocked, records: asked.result }); };
  };
})"""
DELETE_FIRST = """() => new Promise((resolve) => {
  const opening = indexedDB.open('outbox');
  opening.onsuccess = () => {
    const tx = opening.result.transaction('records', 'readwrite');
    tx.objectStore('records').openCursor().onsuccess = ({ target }) => target.result.delete();
    tx.oncomplete = () => { opening.result.close(); resolve(); };
  };
})"""
