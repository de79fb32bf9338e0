"""The page behind a label without the app: a name, what is public, and no way to guess codes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app import create_app
from app.core import clock
from app.core.database import db, writing
from app.guides.models import Guide, Version
from app.labels import actions, looks
from app.labels.models import Label, Looks
from app.media.models import Medium, Rendition
from app.places.models import Equipment
from tests.conftest import browser
from tests.factories import NOW
from tests.phones import publish

UNKNOWN = "0000000"


def make_public(app, guide_id: str, public: bool = True) -> None:
    with app.app_context(), writing():
        db.session.get_one(Guide, guide_id).public = public
        db.session.commit()


def test_a_public_guide_is_listed_and_readable_without_signing_in(app, client, plant, guide):
    assert "Press check" not in client.get(f"/q/{plant.label}").text
    make_public(app, guide.id)
    page = client.get(f"/q/{plant.label}").text
    assert "Press check" in page
    assert f"/public/guides/{guide.id}" in page
    read = client.get(f"/public/guides/{guide.id}?label={plant.label}")
    assert read.status_code == 200
    assert "Is the guard closed?" in read.text


@pytest.mark.parametrize(
    ("status", "words"),
    [("retired", "This equipment is retired"), ("out_of_service", "This equipment is out of service")],
)
def test_equipment_that_must_not_be_used_says_so_first(app, client, plant, status, words):
    assert words not in client.get(f"/q/{plant.label}").text
    with app.app_context(), writing():
        db.session.get_one(Equipment, plant.press).status = status
        db.session.commit()
    page = client.get(f"/q/{plant.label}").text
    assert words in page
    assert "Do not use it." in page


def test_what_is_not_public_is_shown_to_nobody_without_the_app(app, client, plant, guide):
    assert client.get(f"/public/guides/{guide.id}").status_code == 404
    make_public(app, guide.id)
    make_public(app, guide.id, public=False)
    assert client.get(f"/public/guides/{guide.id}").status_code == 404


def test_a_withdrawn_guide_is_public_no_more(app, client, as_admin, guide):
    make_public(app, guide.id)
    with app.app_context(), writing():
        db.session.get_one(Guide, guide.id).published = None
        db.session.commit()
    assert client.get(f"/public/guides/{guide.id}").status_code == 404


def test_a_public_guide_of_other_equipment_is_not_listed_here(app, client, plant):
    other = publish(app, plant, "Forklift check", target=plant.truck)
    make_public(app, other.id)
    assert "Forklift check" not in client.get(f"/q/{plant.label}").text


def test_an_admin_switches_it_in_the_editor(app, as_admin, client, guide):
    page = as_admin.get(f"/console/guides/{guide.id}").text
    seen = page.split('name="seen" value="')[1].split('"')[0]
    answer = as_admin.post(f"/console/guides/{guide.id}/publicity", data={"seen": seen, "public": "yes"})
    assert answer.status_code == 303
    assert client.get(f"/public/guides/{guide.id}").status_code == 200


@pytest.fixture
def clip_file(app, plant, guide) -> str:
    """The hash of a file that the guide's version names, as a clip's does."""
    with app.app_context(), writing():
        session = db.session()
        sha256, size = app.extensions["blobs"].put([b"a film of ten seconds"])
        medium = Medium(site_id=plant.site, filename="film.mp4", state="ready", person_id=plant.admin)
        medium.uploaded_at = NOW
        medium.renditions = [Rendition(kind="video", sha256=sha256, bytes=size, content_type="video/mp4")]
        session.add(medium)
        version = session.get_one(Version, (guide.id, 1))
        version.body = {**version.body, "video": {"sha256": sha256}}
        session.commit()
    return sha256


def test_the_clip_of_a_public_guide_plays_and_no_other(app, client, guide, clip_file):
    assert client.get(f"/public/files/{clip_file}").status_code == 404
    assert client.get(f"/media/{clip_file}").status_code == 401
    make_public(app, guide.id)
    with client.get(f"/public/files/{clip_file}") as answer:
        assert (answer.status_code, answer.data) == (200, b"a film of ten seconds")
    with client.get(f"/public/files/{clip_file}", headers={"Range": "bytes=2-5"}) as part:
        assert (part.status_code, part.data) == (206, b"film")
    assert client.get(f"/media/{clip_file}").status_code == 401


@pytest.mark.parametrize("name", ["0" * 64, "%", "x" * 64, "../../server-key.pem"])
def test_a_file_that_no_public_guide_names_is_not_there(client, plant, name):
    assert client.get(f"/public/files/{name}").status_code == 404


def test_a_replaced_label_asks_to_be_peeled_off_and_still_names_its_equipment(app, client, plant):
    with app.app_context(), writing():
        session = db.session()
        [new] = actions.blank(session=session, site_id=plant.site, count=1, now=NOW)
        old = session.get_one(Label, plant.label)
        actions.replace(session=session, who=None, now=NOW, old=old, new=new)
        session.commit()
    page = client.get(f"/q/{plant.label}").text
    assert "peel this one off" in page
    assert "Press 2" in page


def test_guessing_codes_ends_after_thirty_tries_and_says_how_long_to_wait(client, plant):
    answers = [client.get(f"/q/{UNKNOWN}").status_code for _ in range(looks.ALLOWED // looks.MISS + 1)]
    assert answers == [404] * 30 + [429]
    refused = client.get(f"/q/{plant.label}")
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= 601


def guesses(client, address: str) -> int:
    """The last answer of thirty-one guesses from an address, as a proxy tells it."""
    told = {"X-Forwarded-For": f"10.0.0.9, {address}"}  # whatever the guesser wrote stands first
    return [client.get(f"/q/{UNKNOWN}", headers=told).status_code for _ in range(31)][-1]


@pytest.mark.parametrize(("proxies", "other"), [(1, 200), (0, 429)])
def test_behind_a_proxy_who_guesses_stops_nobody_else_if_the_operator_names_it(
    app, settings, plant, proxies, other
):
    behind = create_app(replace(settings, proxies=proxies))
    client = browser(behind)
    assert guesses(client, "203.0.113.7") == 429
    told = {"X-Forwarded-For": "198.51.100.1"}
    assert client.get(f"/q/{plant.label}", headers=told).status_code == other
    with behind.app_context():
        db.engine.dispose()


def test_a_plant_behind_one_address_opens_its_labels_all_day(app, client, plant):
    for _ in range(3):
        assert client.get(f"/q/{plant.label}").status_code == 200
    with app.app_context(), writing():
        session = db.session()
        assert session.get_one(Looks, "127.0.0.1").count == 3
        session.get_one(Looks, "127.0.0.1").count = looks.ALLOWED
        session.commit()
    assert client.get(f"/q/{plant.label}").status_code == 429
    with app.app_context(), writing():
        db.session.get_one(Looks, "127.0.0.1").since = clock.now() - looks.WINDOW - timedelta(seconds=1)
        db.session.commit()
    assert client.get(f"/q/{plant.label}").status_code == 200
