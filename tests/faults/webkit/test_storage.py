"""WebKit's storage is full, emptied, damaged or of another version: nothing is called saved that is not."""

import hashlib

import pytest

from tests import webkit
from tests.faults.webkit.worker import (
    FILL,
    FINISH,
    KNOWS_THE_SITE,
    OPEN,
    arrived,
    await_states,
    finish_one,
    kept,
    knows_the_site,
    says,
    send_now,
    sign_in,
)
from tests.journeys.checking import completions

pytestmark = webkit.IN_THE_LONG_RUN

ROOM = 8_000_000  # bytes: the site's index, the app and its clips take four
LOAD = "location.hash = '#/load'; await tap('Load this phone'); await says('Ready without a network');"
CLIPS = "return (await (await caches.open('media')).keys()).length;"
# What other pages of the site might have put there, up to the last hundred bytes.
FILL_UP = """
const others = await caches.open('others');
let stored = (await others.keys()).length;
for (const size of [1_000_000, 200_000, 30_000, 5_000, 1_000, 100]) {
  for (let fits = true; fits; ) {
    const response = new Response(new ArrayBuffer(size));
    fits = await others.put(`/others/${stored++}`, response).then(() => true, () => false);
  }
}
return true;
"""
LET_GO = """
const others = await caches.open('others');
for (const request of await others.keys()) await others.delete(request);
return true;
"""
LOST = "This browser has thrown away what was stored here"
UPGRADE = """
let blocked = false;
const opening = indexedDB.open('outbox', 1000);
return await new Promise((resolve, reject) => {
  opening.onblocked = () => { blocked = true; };
  opening.onupgradeneeded = () => opening.result.createObjectStore('of tomorrow');
  opening.onerror = () => reject(opening.error);
  opening.onsuccess = () => {
    const asked = opening.result.transaction('records').objectStore('records').count();
    asked.onsuccess = () => resolve({ blocked, records: asked.result });
  };
});
"""


@pytest.fixture(autouse=True)
def _well_again(server):
    yield
    if not server.processes:
        server.start()


@pytest.fixture(scope="module", autouse=True)
def _loaded(phone, server):
    """Signed in; the index, the app and all clips are on the phone."""
    with phone.open() as app:
        sign_in(app, server)
        app.go("/").run(LOAD)


@pytest.mark.fault("C5")
def test_on_a_full_phone_clips_make_room_and_then_nothing_is_called_saved(phone, server, code):
    server.stop()
    with phone.open(ROOM) as app:
        app.go("/")
        before = app.run(CLIPS)
        app.run(OPEN % code + FILL + FILL_UP)
        assert app.run(FINISH) == "Saved on this phone"
        assert app.run(CLIPS) < before
        assert kept(app).whole()

        app.run(OPEN % code + FILL + "await caches.delete('media');" + FILL_UP)
        app.run("await tap('Finish'); return true;")
        says(app, "This phone is full. All your answers are still here as a draft.")
        assert "Saved on this phone" not in app.run("return document.body.innerText")
        now = kept(app)
        assert (len(now.records), [draft["answered"] for draft in now.drafts]) == (1, [5])
        app.run(LET_GO)
        assert app.run(FINISH) == "Saved on this phone"
        server.start()
        arrived(app, server)


@pytest.mark.fault("C10")
def test_an_old_tab_gives_way_to_a_new_version_of_the_database(phone, server, code):
    with phone.another("newer").open() as app:
        sign_in(app, server)
        knows_the_site(app)
        app.go("/healthz", tab=1)  # a page of the site, without the app
        server.stop()
        finish_one(app, code)
        says(app, "No answer from the server", at="/records")
        app.run(OPEN % code)
        assert app.run(UPGRADE, tab=1) == {"blocked": False, "records": 1}
        app.run("await answer('Emergency pull cord tight and reset', 'Pass'); return true;")
        says(app, "Your last answer is not kept yet")
        assert len(kept(app, tab=1).records) == 1


@pytest.mark.fault("C6")
def test_a_phone_whose_storage_was_cleared_says_so_and_so_does_the_console(phone, server, code):
    server.stop()
    with phone.open() as app:
        app.go("/")
        finish_one(app, code)
        app.clear()
        server.start()
        app.go("/")
        says(app, LOST)
        app.run(KNOWS_THE_SITE)
        before = completions(server)
        finish_one(app, code)
        says(app, "The server has confirmed everything finished on this phone", at="/records")
        assert completions(server) == before + 1
        sign_in(app, server, "supervisor")
        app.go("/console/phones")
        says(app, "The browser has thrown away what was stored")


@pytest.mark.fault("C8")
def test_a_damaged_database_is_told_and_opens_again_when_it_is_well(phone, server, code):
    other, before = phone.another("damaged"), completions(server)
    with other.open() as app:
        sign_in(app, server)
        app.go("/").run(LOAD)
        clips = app.run(CLIPS)
        server.stop()
        finish_one(app, code)
    files = {file: file.read_bytes() for file in other.profile.rglob(f"{OUTBOX}/IndexedDB.sqlite3*")}
    assert files
    for file, content in files.items():
        file.write_bytes(bytes(len(content)))
    with other.open() as app:
        app.go("/")
        says(app, "The storage of this phone does not open", "What was saved here is not deleted")
        assert app.run(CLIPS) == clips
    for file, content in files.items():
        file.write_bytes(content)
    server.start()
    with other.open() as app:
        app.go("/")
        send_now(app)
        await_states(app, "Confirmed")
        assert completions(server) == before + 1


OUTBOX = hashlib.sha256(b"outbox").hexdigest().upper()  # WebKit names a database's folder so
