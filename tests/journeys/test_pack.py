"""What a phone holds: loading that outlives a kill, a budget, a green light only after a clip has played."""

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from app import create_app
from app.core.blobs import Blobs
from app.core.changes import mark
from app.core.database import db, writing
from app.guides.models import Guide, Version
from app.media.models import Rendition
from app.settings import from_environment
from tests.browser import Server
from tests.faults.proxy import Exchange, Proxy

PADDING = 3_000_000  # bytes
READY = "Ready without a network"


@pytest.fixture
def film(demo, server) -> str:
    """One clip of the demo plant, made as large as a real one by a box of nothing behind it; its hash."""
    app = create_app(from_environment({"LINESIDE_INSTANCE": str(server.instance)}))
    with app.app_context(), writing():
        session = db.session()
        guide = session.scalars(select(Guide).where(Guide.kind == "clip").order_by(Guide.title)).first()
        version = session.get_one(Version, (guide.id, guide.published))
        blobs = Blobs(server.instance / "blobs")
        row = session.scalars(select(Rendition).filter_by(sha256=version.body["video"]["sha256"])).first()
        box = (PADDING + 8).to_bytes(4, "big") + b"free" + bytes(PADDING)
        row.sha256, row.bytes = blobs.put([blobs.path(row.sha256).read_bytes(), box])
        version.body = version.body | {
            "video": version.body["video"] | {"sha256": row.sha256, "bytes": row.bytes}
        }
        mark(session, "guide", guide.id, site_id=guide.site_id)
        sha256 = row.sha256
        session.commit()
    return sha256


@pytest.fixture
def line(server: Server):
    """The network between phone and server."""
    proxy = Proxy(server).start()
    yield proxy
    proxy.stop()


def most_of_it(exchange: Exchange) -> None:
    """The line falls silent after two thirds."""
    answer = exchange.forward()
    exchange.line.send_response_only(answer.status)
    exchange.line.send_header("Content-Length", str(len(answer.body)))
    exchange.line.end_headers()
    exchange.line.wfile.write(answer.body[: len(answer.body) * 2 // 3])
    exchange.proxy.released.wait(60)


def begins_at(exchange: Exchange) -> int:
    """Where the rest that was asked for begins; 0 for the whole."""
    headers = {name.lower(): value for name, value in exchange.headers}
    return int(headers.get("range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))


def test_a_phone_killed_while_it_loads_asks_only_for_the_rest(server, film, line, make_phone):
    phone = make_phone(line)
    phone.sign_in()
    line.on(f"GET /media/{film}", most_of_it)
    phone.go("/#/load")
    phone.button("Load this phone").click()
    phone.until(
        """(async () => {
      const asked = indexedDB.open('lineside');
      await new Promise((done) => (asked.onsuccess = done));
      const keys = asked.result.transaction('pieces').objectStore('pieces').getAllKeys();
      await new Promise((done) => (keys.onsuccess = done));
      asked.result.close();
      return keys.result.length >= 2;
    })()""",
        seconds=90,
    )
    phone.kill()
    line.clear()
    before = len(line.requests(f"GET /media/{film}"))
    phone.go("/#/load")
    phone.says("missing")
    phone.button("Go on loading").click()
    phone.says(READY)
    asked = line.requests(f"GET /media/{film}")[before]
    assert begins_at(asked) >= 2_000_000
    phone.check_policy()


def test_loading_is_paused_and_goes_on(server, film, line, make_phone):
    phone = make_phone(line)
    phone.sign_in()
    line.on(f"GET /media/{film}", most_of_it)
    phone.go("/#/load")
    phone.button("Load this phone").click()
    phone.until("document.querySelector('progress[max]')?.value > 3_000_000")
    phone.button("Stop").click()
    phone.says("Stopped. What is here stays here.")
    line.clear()
    phone.button("Go on loading").click()
    phone.says(READY)
    assert begins_at(line.requests(f"GET /media/{film}")[-1]) >= 1_000_000


def test_what_is_missing_is_said_in_figures_until_a_clip_has_played(server, make_phone):
    phone = make_phone(server)
    phone.sign_in()
    phone.go("/#/load")
    phone.says("clips are missing")
    phone.load()
    phone.says("A clip was opened from this phone")
    phone.says("Used by Lineside")
    phone.accessible()
    server.stop()
    phone.go("/")
    phone.says(READY)
    phone.page.reload()
    phone.says(READY)
    phone.page.evaluate("caches.delete('media')")
    phone.go("/#/load")
    phone.says("clips are missing")
    expect(phone.page.get_by_text(READY)).not_to_be_visible()


def test_a_clip_whose_bytes_have_rotted_takes_the_green_light_away(server, make_phone):
    phone = make_phone(server).ready()
    phone.page.evaluate("""(async () => {
      const cache = await caches.open('media');
      const headers = { 'Content-Type': 'video/mp4' };
      for (const { url } of await cache.keys()) await cache.put(url, new Response('rotten', { headers }));
    })()""")
    phone.go("/")
    phone.go("/#/load")
    phone.says("1 clip is missing")
    phone.button("Go on loading").click()
    expect(phone.page.get_by_text("1 clip is missing")).not_to_be_visible()


def test_a_budget_and_an_area_decide_which_clips_are_here(server, make_phone):
    phone = make_phone(server)
    phone.sign_in()
    phone.go("/#/load")
    phone.page.get_by_label("Room for clips").select_option(label="100 MB: 5 of 5 clips")
    phone.page.locator("summary", has_text="area").click()
    phone.page.get_by_label("All areas").uncheck()
    warehouse = phone.page.get_by_label("Warehouse")
    expect(warehouse).not_to_be_checked()
    warehouse.check()
    phone.says("1 area")
    phone.accessible()
    phone.button("Load this phone").click()
    phone.says(READY)
    kept = phone.page.evaluate(
        "caches.open('media').then((cache) => cache.keys()).then((keys) => keys.length)"
    )
    phone.page.locator("summary", has_text="area").click()
    phone.page.get_by_label("All areas").check()
    phone.says("missing")
    phone.button("Go on loading").click()
    phone.says(READY)
    more = phone.page.evaluate(
        "caches.open('media').then((cache) => cache.keys()).then((keys) => keys.length)"
    )
    assert more > kept
