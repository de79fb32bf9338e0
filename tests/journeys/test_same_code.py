"""A barcode that two sites both use never opens the machine of the other site by itself."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect

from app import create_app
from app.core.database import db, writing
from app.labels import further
from app.people.models import Membership, Person
from app.places import actions as places
from app.places.models import Equipment, Site
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
