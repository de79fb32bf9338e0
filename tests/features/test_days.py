"""A day is the site's day: it begins at midnight there, not where the server or the reader is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app import create_app
from app.core import clock, days
from app.core.database import db, writing
from app.labels import seen
from app.labels.models import Scan
from app.places import queries
from app.places.models import Site
from tests.conftest import signed_in
from tests.features.test_completions import CSV, LIST, done, ids
from tests.phones import wall

SITES = "/console/equipment/sites"
LATE = datetime(2026, 1, 15, 23, 30, tzinfo=UTC)
"""Half past midnight of the next day in Berlin."""


@pytest.fixture
def in_zone(app, plant):
    """Move the plant into a time zone."""

    def move(name: str) -> None:
        with app.app_context(), writing():
            db.session.get_one(Site, plant.site).zone = name
            db.session.commit()

    return move


def elsewhere() -> str:
    """A time zone where it is another day now than in UTC."""
    now = clock.now()
    return next(
        name
        for name in ("Pacific/Kiritimati", "Pacific/Niue")
        if days.today(now, days.zone(name)) != now.date()
    )


def zone_of(app, plant) -> str:
    with app.app_context():
        return db.session.get_one(Site, plant.site).zone


def test_an_admin_says_the_time_zone_of_a_site_and_a_wrong_one_is_refused_beside_its_field(
    app, plant, as_admin
):
    said = {"name": "Test plant", "zone": "Europe/Berlin"}
    assert as_admin.post(f"{SITES}/{plant.site}", data=said).status_code == 303
    assert zone_of(app, plant) == "Europe/Berlin"
    refused = as_admin.post(f"{SITES}/{plant.site}", data={**said, "zone": "../etc/passwd"})
    assert refused.status_code == 422
    assert "such as Europe/Berlin" in refused.text
    assert 'value="../etc/passwd"' in refused.text
    assert zone_of(app, plant) == "Europe/Berlin"


def test_a_new_site_is_offered_the_time_zone_of_the_server(plant, settings):
    app = create_app(replace(settings, zone="Asia/Tokyo"))
    page = signed_in(app, "ada").get(SITES).text
    assert 'name="zone" value="Asia/Tokyo"' in page
    with app.app_context():
        db.engine.dispose()


def test_a_walk_counts_from_midnight_at_the_site(app, plant, as_supervisor, in_zone):
    with app.app_context(), writing():
        row = Scan(record_id="r-1", site_id=plant.site, label=plant.label, does="verify")
        row.equipment_id, row.person_id, row.opened_by = plant.press, plant.worker, "camera"
        row.scanned_at = LATE
        db.session.add(row)
        seen.note(db.session(), row)
        db.session.commit()
    page = as_supervisor.get("/console/labels/walk?since=2026-01-16").text
    assert "0 right" in page
    assert "Days begin at midnight in UTC." in page
    in_zone("Europe/Berlin")
    page = as_supervisor.get("/console/labels/walk?since=2026-01-16").text
    assert "1 right" in page
    assert "Days begin at midnight in Europe/Berlin." in page
    in_zone("America/New_York")
    assert "0 right" in as_supervisor.get("/console/labels/walk?since=2026-01-16").text


def test_a_walk_begins_today_at_the_site(app, plant, as_supervisor, in_zone):
    name = elsewhere()
    in_zone(name)
    today = days.today(clock.now(), days.zone(name))
    assert f'name="since" value="{today}"' in as_supervisor.get("/console/labels/walk").text


def test_completions_are_filtered_by_days_of_the_site_once_it_has_said_its_zone(
    phone, plant, as_supervisor, in_zone
):
    late = done(phone, time=wall(LATE))
    day = {"since": "2026-01-16", "until": "2026-01-16", "zone": "America/New_York"}
    assert ids(as_supervisor.get(LIST, query_string=day)) == []
    in_zone("Europe/Berlin")
    page = as_supervisor.get(LIST, query_string=day)
    assert ids(page) == [late]
    assert "Days are those of Europe/Berlin." in page.text


@pytest.mark.parametrize(
    "path", [CSV, "/console/equipment/equipment.csv", "/console/equipment/equipment.xlsx"]
)
def test_a_file_is_named_after_the_day_at_the_site(plant, as_supervisor, in_zone, path):
    name = elsewhere()
    in_zone(name)
    before = days.today(clock.now() - timedelta(minutes=1), days.zone(name))
    after = days.today(clock.now() + timedelta(minutes=1), days.zone(name))
    said = as_supervisor.get(path).headers["Content-Disposition"]
    assert str(before) in said or str(after) in said


def test_sites_that_differ_have_no_day_in_common(app, plant, in_zone):
    in_zone("Europe/Berlin")
    with app.app_context():
        session = db.session()
        assert str(queries.zone(session, {plant.site})) == "Europe/Berlin"
        assert queries.zone(session, {plant.site, plant.other_site}) is None
