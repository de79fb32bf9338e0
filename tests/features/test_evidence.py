"""Photos arrive whole or not at all, once; a supervisor sees them drawn anew, a stranger never."""

import io
import os

import pytest
from PIL import Image

from app.core.database import db
from app.records import actions
from app.records.models import Evidence
from tests.phones import Phone, answers, claim, picture, publish, sha256


@pytest.fixture
def phone(app, as_worker, plant):
    return Phone(as_worker, plant, publish(app, plant)).enrol()


def missing(phone, record) -> list[str]:
    return phone.push(record).json["results"][0]["missing"]


def test_a_receipt_is_complete_when_every_photo_is_durable(phone):
    one, two = picture("red"), picture("blue")
    record = phone.record(evidence=[claim(one), claim(two)])
    assert missing(phone, record) == sorted([sha256(one), sha256(two)])
    for _ in range(2):
        answer = phone.put(one)
        assert (answer.status_code, answer.json) == (200, {"sha256": sha256(one), "bytes": len(one)})
    assert missing(phone, record) == [sha256(two)]
    phone.put(two)
    (result,) = phone.push(record).json["results"]
    assert (result["state"], result["complete"], result["missing"]) == ("already", True, [])


def test_a_row_without_its_file_counts_as_missing(app, phone):
    photo = picture()
    record = phone.record(evidence=[claim(photo)])
    phone.put(photo)
    app.extensions["evidence"].delete(sha256(photo))
    assert missing(phone, record) == [sha256(photo)]
    phone.put(photo)
    assert missing(phone, record) == []


def test_bytes_that_do_not_fit_their_name_leave_nothing(app, phone):
    answer = phone.put(picture("red"), name=sha256(picture("blue")))
    assert (answer.status_code, answer.json["code"]) == (422, "wrong-bytes")
    with app.app_context():
        assert db.session.query(Evidence).count() == 0
    assert [name for _, _, names in os.walk(app.extensions["evidence"].folder) for name in names] == []


def test_only_pictures_of_a_bearable_size_and_under_a_good_name(phone):
    assert phone.put(b"<svg/>", "image/svg+xml").status_code == 415
    assert phone.put(b"<html>", "text/html").status_code == 415
    large = phone.put(b"x" * (12 * 1024 * 1024 + 1))
    assert (large.status_code, large.json["code"]) == (413, "too-large")
    assert phone.put(b"x", name="../../secret").status_code == 404
    assert phone.put(b"x", name="A" * 64).status_code == 404


def test_bytes_that_no_record_names_have_a_limit_per_person(app, phone, as_supervisor, monkeypatch):
    one, two, three = picture("red"), picture("blue"), picture("green")
    monkeypatch.setattr(actions, "ALLOWANCE", len(one) + 10)
    assert phone.put(one).status_code == 200
    assert phone.put(one).status_code == 200  # again is the same
    refused = phone.put(two)
    assert (refused.status_code, refused.json["code"]) == (507, "unnamed-evidence")
    assert not app.extensions["evidence"].has(sha256(two))
    phone.push(phone.record(evidence=[claim(two)]))
    assert phone.put(two).status_code == 200  # named: no limit
    assert phone.put(three).status_code == 507
    phone.push(phone.record(evidence=[claim(one)]))
    assert phone.put(three).status_code == 200  # what a record names now is no longer counted
    other = picture("white")
    headers = {"Content-Type": "image/jpeg"}
    answer = as_supervisor.put(f"/api/v1/evidence/{sha256(other)}", data=other, headers=headers)
    assert answer.status_code == 200  # each person's own


def test_a_limit_that_was_passed_while_the_bytes_came_holds(app, phone, monkeypatch):
    photo = picture()
    store = actions.store_evidence

    def slowly(**given):
        monkeypatch.setattr(actions, "ALLOWANCE", 0)
        return store(**given)

    monkeypatch.setattr(actions, "store_evidence", slowly)
    assert phone.put(photo).status_code == 507
    assert not app.extensions["evidence"].has(sha256(photo))


def test_one_photo_twice_in_a_record_is_one_file(phone):
    photo = picture()
    record = phone.record(
        evidence=[claim(photo)], answers=answers(photo={"value": None, "photos": [sha256(photo)] * 2})
    )
    assert missing(phone, record) == [sha256(photo)]
    phone.put(photo)
    assert missing(phone, record) == []
    twice = phone.record(evidence=[claim(photo), claim(photo)])
    (result,) = phone.push(twice).json["results"]
    assert (result["state"], result["complete"]) == ("stored", True)


def test_a_supervisor_sees_a_photo_drawn_anew_without_its_metadata(phone, as_supervisor):
    exif = Image.Exif()
    exif[0x9286] = "taken at the night shift"  # UserComment
    exif[0x0112] = 6  # turned by 90 degrees
    photo = picture(size=(2400, 1200), exif=exif)
    assert b"night shift" in photo
    deliver(phone, photo)
    answer = as_supervisor.get(f"/console/evidence/{sha256(photo)}")
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert b"night shift" not in answer.data
    with Image.open(io.BytesIO(answer.data)) as shown:
        assert shown.size == (800, 1600)
        assert not shown.getexif()
    small = as_supervisor.get(f"/console/evidence/{sha256(photo)}?size=small")
    with Image.open(io.BytesIO(small.data)) as shown:
        assert max(shown.size) == 320


@pytest.mark.parametrize(
    "data",
    [b"", b"<script>alert(1)</script>", picture()[:80], b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"],
    ids=["empty", "script", "cut", "another-format"],
)
def test_what_is_no_picture_is_kept_but_never_shown(phone, as_supervisor, data):
    deliver(phone, data)
    answer = as_supervisor.get(f"/console/evidence/{sha256(data)}")
    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    assert b"<script>alert" not in answer.data


def test_a_picture_of_too_many_pixels_is_not_opened(phone, as_supervisor):
    out = io.BytesIO()
    Image.new("1", (9000, 9000)).save(out, "PNG")
    deliver(phone, out.getvalue())
    assert as_supervisor.get(f"/console/evidence/{sha256(out.getvalue())}").status_code == 422


def test_a_photo_that_has_not_arrived_is_not_found(phone, as_supervisor):
    photo = picture()
    phone.push(phone.record(evidence=[claim(photo)]))
    assert as_supervisor.get(f"/console/evidence/{sha256(photo)}").status_code == 404


def test_a_photo_is_for_supervisors_of_its_site_alone(phone, as_supervisor, as_stranger, as_worker, client):
    photo = picture()
    deliver(phone, photo)
    page = f"/console/evidence/{sha256(photo)}"
    assert as_supervisor.get(page).status_code == 200
    assert as_stranger.get(page).status_code == 404
    assert as_worker.get(page).status_code == 403
    assert client.get(page).status_code == 302
    unclaimed = picture("green")
    phone.put(unclaimed)
    assert as_supervisor.get(f"/console/evidence/{sha256(unclaimed)}").status_code == 404


def deliver(phone, data: bytes) -> None:
    assert phone.push(phone.record(evidence=[claim(data)])).json["results"][0]["state"] == "stored"
    assert phone.put(data).status_code == 200
