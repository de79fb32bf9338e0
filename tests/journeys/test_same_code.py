"""A barcode that may mean several things, at two sites or as a label, never opens one of them by itself."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from app import create_app
from app.core.database import db, writing
from app.labels import further
from app.labels.rules import pretty
from app.people.models import Membership, Person
from app.places import actions as places
from app.places.models import Equipment, Site
from tests.browser import read_demo
from tests.conftest import settings_in
from tests.journeys.test_moved_labels import read

CODE = "0004711"


@pytest.fixture
def both(server):
    """The supervisor works at two sites; each has the code on one of its presses."""
    with create_app(settings_in(server.instance)).app_context(), writing():
        session, now = db.session(), datetime.now(UTC)
        who = session.query(Person).filter_by(handle="supervisor").one()
        here = session.query(Equipment).filter_by(tag="PR-01").one()
        mill: Site = places.add_site(session=session, name="Mill")
        hall = places.add_area(session=session, site_id=mill.id, name="Saw hall")
        kind = places.add_equipment_type(session=session, site_id=mill.id, name="Saw")
        there = places.add_equipment(session=session, area=hall, type=kind, name="Frame saw", tag="SW-01")
        session.add(Membership(person_id=who.id, site_id=mill.id, role="supervisor"))
        for equipment in (here, there):
            further.add(session=session, who=who, now=now, equipment=equipment, text=CODE)
        session.commit()
        db.engine.dispose()
    return server


def test_a_code_of_two_sites_shows_both_and_opens_the_one_that_is_tapped(both, make_phone):
    phone = make_phone(both).ready("supervisor")
    both.stop()
    read(phone, CODE)
    expect(phone.heading("Which one is it?")).to_be_visible()
    phone.says("More than one piece of equipment has the code 0004711.")
    expect(phone.page.get_by_role("link", name="Press 1")).to_contain_text("Demo plant")
    saw = phone.page.get_by_role("link", name="Frame saw")
    expect(saw).to_contain_text("Mill · Saw hall")
    phone.accessible()
    saw.click()
    expect(phone.heading("Frame saw")).to_be_visible()
    assert "by=scanner" in phone.page.url
    phone.check_policy()


def test_a_barcode_that_is_by_chance_the_code_of_a_label_asks_first(server, make_phone):
    code = read_demo(server.instance)["labels"]["PR-01"]
    phone = make_phone(server).ready("supervisor")
    server.stop()
    read(phone, code)
    phone.says(f"{pretty(code)} may be the code of a Lineside label or of another barcode.")
    press = phone.page.get_by_role("link", name="Press 1")
    expect(press).to_contain_text(f"Label {pretty(code)}")
    phone.accessible()
    press.click()
    expect(phone.heading("Press 1")).to_be_visible()
    assert f"label={code}" in phone.page.url


def test_a_barcode_that_looks_like_a_label_is_bound_and_opens_its_equipment(server, make_phone):
    phone = make_phone(server).ready("supervisor")
    read(phone, "K7M4QXZ")
    phone.says("This is not a Lineside label")
    phone.page.get_by_role("link", name="Let it open equipment").click()
    phone.says("Where does it stick?")
    phone.page.get_by_role("searchbox").fill("Press 3")
    phone.button("Press 3").click()
    phone.button("It sticks on Press 3").click()
    phone.await_states("Confirmed")
    read(phone, "K7M4QXZ")
    expect(phone.heading("Press 3")).to_be_visible()
