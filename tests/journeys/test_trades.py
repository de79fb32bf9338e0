"""Two people of two trades: each phone has their clips, each finds theirs first, both open every guide."""

import pytest
from playwright.sync_api import expect

from tests.browser import Server, read_demo
from tests.journeys.phone import Phone

LOCKOUT = "How to lock out the press"
WRAPPER = "Threading the pallet wrapper"
READY = "Ready without a network"
FILMS = """(async () => {
  const { changes } = await (await fetch('/api/v1/sync')).json();
  const kept = await (await caches.open('media')).keys();
  const here = new Set(kept.map((request) => new URL(request.url).pathname.split('/').pop()));
  return changes.filter(({ type }) => type === 'guide').map(({ id, body }) => (
    { id, kind: body.kind, title: body.title, here: here.has(body.body.video?.sha256) }));
})()"""


@pytest.fixture
def operator(server, make_phone) -> Phone:
    return make_phone(server, "operator").ready("operator1")


@pytest.fixture
def electrician(server, make_phone) -> Phone:
    return make_phone(server, "electrician").ready("electrician1")


def guides(phone: Phone) -> list[dict]:
    return phone.page.evaluate(FILMS)


def films(phone: Phone) -> set[str]:
    return {guide["title"] for guide in guides(phone) if guide["here"]}


def at(phone: Phone, server: Server, tag: str) -> list[str]:
    """The headings of guides on the page of a piece of equipment, with what stands below each, in order."""
    phone.go(f"/q/{read_demo(server.instance)['labels'][tag]}")
    phone.says("Guides for this equipment")
    return phone.page.locator("main section.stack").locator("h2, .title, .title + .sub").all_inner_texts()


def test_each_trade_loads_its_clips_and_finds_its_guides_first(server, operator, electrician):
    all_clips = {guide["title"] for guide in guides(operator) if guide["kind"] == "clip"}
    assert all_clips - films(operator) == {LOCKOUT}
    assert all_clips - films(electrician) == {WRAPPER, "Walk round the forklift"}
    others = at(operator, server, "PR-01")
    first = others.index("For other trades")
    assert LOCKOUT in others[first:]
    assert LOCKOUT not in others[:first]
    assert any(text.endswith("Electrician · not on this phone") for text in others[first:])
    assert "Chemical in the eye: fifteen minutes of water" in others[:first]
    operator.accessible()
    own = at(electrician, server, "PR-01")
    assert LOCKOUT in own
    assert "For other trades" not in own
    server.stop()
    at(electrician, server, "PR-01")
    electrician.open_guide(LOCKOUT)
    electrician.watch()
    for phone in (operator, electrician):
        phone.check_policy()


def test_both_open_every_guide(server, operator, electrician):
    for phone in (operator, electrician):
        for guide in guides(phone):
            phone.go(f"/#/guide/{guide['id']}")
            expect(phone.heading(guide["title"])).to_be_visible()
            expect(phone.button("Play" if guide["kind"] == "clip" else "Finish")).to_be_visible()
    operator.go(f"/#/guide/{next(guide['id'] for guide in guides(operator) if guide['title'] == LOCKOUT)}")
    operator.watch()
    operator.await_states("Confirmed")


def test_another_trade_is_chosen_by_hand_and_counted(server, operator):
    operator.go("/#/load")
    operator.says("5 of 6 clips are chosen")
    operator.page.locator("summary", has_text="My trade: Operator").click()
    operator.page.get_by_label("Electrician").check()
    operator.says("All 6 clips are chosen")
    operator.says("1 clip is missing")
    operator.accessible()
    operator.button("Go on loading").click()
    operator.says(READY)
    assert LOCKOUT in films(operator)
    operator.page.locator("summary", has_text="2 trades").click()
    operator.page.get_by_label("Electrician").uncheck()
    operator.says("5 of 6 clips are chosen")
    operator.says("Other clips")
    operator.says(READY)


def test_the_next_person_on_the_phone_is_asked_for_the_clips_of_their_own_trade(server, operator):
    operator.go("/#/account")
    operator.button("Sign out").click()
    operator.says("You are not signed in on this phone")
    operator.sign_in("electrician1")
    operator.says("3 of 4 clips")
    operator.go("/#/load")
    operator.button("Go on loading").click()
    operator.says(READY)
    assert LOCKOUT in films(operator)


def test_an_admin_says_whom_a_guide_is_for_and_phones_follow(server, operator, make_desk):
    desk = make_desk(server, "admin")
    desk.go("/console/guides?trade=everybody")
    desk.page.get_by_role("link", name="Why the conveyor guard stays on").click()
    desk.button("Electrician").click()
    expect(desk.button("Electrician")).to_have_attribute("aria-pressed", "true")
    expect(desk.button("Electrician")).to_be_focused()
    desk.check()
    operator.go("/#/load")
    operator.button("Check for new guides").click()
    operator.says("4 of 6 clips are chosen")
    operator.says(READY)
    seen = at(operator, server, "CV-11")
    assert seen.index("Why the conveyor guard stays on") > seen.index("For other trades")
