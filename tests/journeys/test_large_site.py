"""A site of 10,000 pieces of equipment and 2,000 guides: searched as it comes, whole after a kill."""

from statistics import median

import pytest
from playwright.sync_api import expect

from tests.faults.proxy import Exchange, Proxy, passing
from tests.large_site import enlarge

READY = "Ready without a network"
EQUIPMENT, GUIDES = 10_000, 2_000
SLOWER, KEYSTROKE_MS = 4, 200  # "good" by INP
MOST_ROWS = 200  # a start reads what it shows, not the site

COUNT_ROWS = """
window.rows = 0;
for (const kind of [IDBIndex.prototype, IDBObjectStore.prototype]) for (const name of ['get', 'getAll']) {
  const ask = kind[name];
  kind[name] = function (...asked) {
    const request = ask.apply(this, asked);
    request.addEventListener('success', () => (window.rows += [request.result].flat().length));
    return request;
  };
}
"""
KEYSTROKE = """async (wanted) => {
  const began = performance.now();
  const field = document.querySelector('input[type=search]');
  field.value = wanted;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  await document.querySelector('lineside-equipment-list').updateComplete;
  return performance.now() - began;
}"""


@pytest.fixture
def line(server):
    enlarge(server.instance, equipment=EQUIPMENT, guides=GUIDES)
    proxy = Proxy(server).start()
    yield proxy
    proxy.stop()


def held_from(page: int):
    """The line falls silent when that page of the index is asked for."""
    asked = []

    def fault(exchange: Exchange) -> None:
        asked.append(exchange)
        if len(asked) < page:
            passing(exchange)
        else:
            exchange.proxy.released.wait(120)

    return fault


def test_the_index_of_a_large_site(server, line, make_phone):
    phone = make_phone(line)
    line.on("GET /api/v1/sync", held_from(8))
    phone.sign_in()
    phone.go("/#/equipment")
    phone.page.get_by_label("Name or tag").fill("pu-00007")
    expect(phone.page.get_by_role("link", name="PU-00007")).to_be_visible()
    phone.go("/#/load")
    phone.says("is not whole")
    phone.kill()
    line.clear()
    before = len(line.requests("GET /api/v1/sync"))
    phone.load()
    asked = line.requests("GET /api/v1/sync")[before:]
    assert all("since=" in exchange.path for exchange in asked)  # not begun anew
    phone.says(f"{EQUIPMENT + 13}")
    phone.kill()
    server.stop()
    phone.context.add_init_script(COUNT_ROWS)
    slow(phone)
    phone.go("/")
    phone.says(READY)
    assert phone.page.evaluate("window.rows") < MOST_ROWS
    phone.go("/#/equipment")
    expect(phone.page.get_by_label("Name or tag")).to_be_visible()
    words = ["p", "pu", "pump", "pump 9", "pump 99", "pump 9999"]
    strokes = [phone.page.evaluate(KEYSTROKE, wanted) for wanted in words]
    expect(phone.page.get_by_role("link", name="Pump 9999")).to_be_visible()
    assert median(strokes) <= KEYSTROKE_MS, strokes
    phone.check_policy()


def slow(phone) -> None:
    phone.context.new_cdp_session(phone.page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
