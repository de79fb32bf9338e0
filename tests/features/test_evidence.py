"""Photos arrive whole or not at all, once; a supervisor sees them drawn anew, a stranger never."""

import base64
import io
import os
import random
from datetime import timedelta

import pytest
from PIL import Image

from app.core import clock
from app.core.database import db, writing
from app.core.jobs import run_all
from app.records import actions
from app.records.models import Evidence
from tests.factories import NOW
from tests.phones import answers, claim, picture, sha256
from tests.uploading import TUS, offset, send

pytestmark = pytest.mark.databases


def missing(phone, record) -> list[str]:
    return phone.told(record)[0]["missing"]


def test_a_receipt_is_complete_when_every_photo_is_durable(phone):
    one, two = picture("red"), picture("blue")
    record = phone.record(evidence=[claim(one), claim(two)])
    assert missing(phone, record) == sorted([sha256(one), sha256(two)])
    for _ in range(2):
        answer = phone.put(one)
        assert (answer.status_code, answer.json) == (200, {"sha256": sha256(one), "bytes": len(one)})
    assert missing(phone, record) == [sha256(two)]
    phone.put(two)
    (result,) = phone.told(record)
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


def large(seed: int = 1) -> bytes:
    """A photo of a little more than 1 MB, as far as the server looks at it."""
    return picture() + random.Random(seed).randbytes(1_200_000)


def begin(phone, photo: bytes, kind: str = "image/jpeg", name: str = "", length: int | None = None):
    facts = {"sha256": name or sha256(photo), "type": kind}
    pairs = [f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in facts.items()]
    headers = {**TUS, "Upload-Length": str(length or len(photo)), "Upload-Metadata": ",".join(pairs)}
    return phone.client.post("/api/v1/evidence", headers=headers)


def test_a_large_photo_comes_in_parts_and_goes_on_where_the_line_broke(app, phone):
    photo = large()
    record = phone.record(evidence=[claim(photo)])
    assert missing(phone, record) == [sha256(photo)]
    begun = begin(phone, photo)
    place = begun.headers["Location"]
    assert (begun.status_code, begun.headers["Upload-Offset"]) == (201, "0")
    assert send(phone.client, place, photo[:700_000]).headers["Upload-Offset"] == "700000"
    assert missing(phone, record) == [sha256(photo)]  # a part is no photo
    again = begin(phone, photo)
    assert (again.headers["Location"], again.headers["Upload-Offset"]) == (place, "700000")
    assert offset(phone.client, place) == 700_000
    wrong = send(phone.client, place, photo[:10], at=0)
    assert (wrong.status_code, wrong.json["code"]) == (409, "upload-offset")
    assert send(phone.client, place, photo[700_000:], at=700_000).status_code == 204
    assert missing(phone, record) == []
    assert begin(phone, photo).headers["Upload-Offset"] == str(len(photo))  # whole: nothing to send
    with app.app_context():
        assert db.session.get(Evidence, sha256(photo)).content_type == "image/jpeg"


def test_parts_that_do_not_fit_the_name_begin_anew(phone):
    photo, other = large(1), large(2)
    place = begin(phone, photo).headers["Location"]
    answer = send(phone.client, place, other)
    assert (answer.status_code, answer.json["code"]) == (422, "wrong-bytes")
    assert begin(phone, photo).headers["Upload-Offset"] == "0"
    assert send(phone.client, place, photo).status_code == 204


def test_an_upload_in_parts_is_refused_before_its_first_byte(phone, as_supervisor, monkeypatch):
    photo = large()
    assert begin(phone, photo, kind="image/svg+xml").status_code == 415
    assert begin(phone, photo, length=13 * 1024 * 1024).status_code == 413
    assert begin(phone, photo, name="../../secret").status_code == 422
    assert phone.client.post("/api/v1/evidence").status_code == 412  # another version of tus
    place = begin(phone, photo).headers["Location"]
    assert as_supervisor.head(place, headers=TUS).status_code == 404  # each person's own
    for bad in (place.replace(sha256(photo), "A" * 64), place.replace(str(len(photo)), "x")):
        assert phone.client.head(bad, headers=TUS).status_code == 404
    assert send(phone.client, place, photo[:900_000]).status_code == 204
    monkeypatch.setattr(actions, "ALLOWANCE", 2_000_000)
    assert begin(phone, large(3)).status_code == 507  # what was begun counts


def test_one_photo_twice_in_a_record_is_one_file(phone):
    photo = picture()
    record = phone.record(
        evidence=[claim(photo)], answers=answers(photo={"value": None, "photos": [sha256(photo)] * 2})
    )
    assert missing(phone, record) == [sha256(photo)]
    phone.put(photo)
    assert missing(phone, record) == []
    twice = phone.record(evidence=[claim(photo), claim(photo)])
    (result,) = phone.told(twice)
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
    assert phone.told(phone.record(evidence=[claim(data)]))[0]["state"] == "stored"
    assert phone.put(data).status_code == 200


def test_what_no_record_names_goes_after_thirty_days_and_what_one_names_never(app, phone, monkeypatch):
    lost, named, later = picture("red"), picture("blue"), picture("green")
    monkeypatch.setattr(clock, "now", lambda: NOW)
    for photo in (lost, named, later):
        assert phone.put(photo).status_code == 200
    phone.push(phone.record(evidence=[claim(named)]))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=29, hours=23))
    assert kept(app, lost, named, later) == [True, True, True], "a phone may be away for weeks"
    phone.push(phone.record(evidence=[claim(later)]))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=31))
    assert kept(app, lost, named, later) == [False, True, True]
    record = phone.record(evidence=[claim(lost)])
    assert missing(phone, record) == [sha256(lost)], "and who names it after all is asked for it"
    assert phone.put(lost).status_code == 200
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=99))
    assert kept(app, lost, named, later) == [True, True, True]


def test_bytes_that_came_again_after_they_went_have_their_own_thirty_days(app, phone, monkeypatch):
    photo = picture()
    monkeypatch.setattr(clock, "now", lambda: NOW)
    phone.put(photo)
    with app.app_context(), writing():
        db.session.delete(db.session.get(Evidence, sha256(photo)))
        db.session.commit()
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=20))
    phone.put(photo)
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=31))
    assert kept(app, photo) == [True]
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=51))
    assert kept(app, photo) == [False]


@pytest.mark.fault("S7")
def test_a_file_of_which_nothing_speaks_goes_after_thirty_days(app, phone, monkeypatch):
    """As a kill between the file and its row leaves it, when no phone sends it again."""
    blobs, now = app.extensions["evidence"], clock.now()
    old, young, claimed, noted = (picture(color) for color in ("red", "blue", "green", "white"))
    deliver(phone, noted)
    phone.push(phone.record(evidence=[claim(claimed)]))
    for photo, days in ((old, 31), (young, 27), (claimed, 31), (noted, 31)):
        blobs.put([photo])
        aged(blobs, photo, days)
    work_on(app, monkeypatch, now)
    there = [blobs.has(sha256(photo)) for photo in (old, young, claimed, noted)]
    assert there == [True, True, True, True], "not before its day"
    work_on(app, monkeypatch, now + timedelta(days=1, minutes=1))
    there = [blobs.has(sha256(photo)) for photo in (old, young, claimed, noted)]
    assert there == [False, True, True, True]
    assert phone.put(old).status_code == 200
    work_on(app, monkeypatch, now + timedelta(days=4))
    assert [blobs.has(sha256(photo)) for photo in (old, young, claimed, noted)] == [True, False, True, True]


def test_a_file_that_comes_again_while_it_is_collected_is_young(app, phone):
    blobs, photo, now = app.extensions["evidence"], picture(), clock.now()
    blobs.put([photo])
    aged(blobs, photo, 31)
    found = list(blobs.older(now - actions.UNNAMED_FOR))
    assert found == [sha256(photo)]
    blobs.put([photo])
    with app.app_context(), writing():
        actions.collect_files(session=db.session(), blobs=blobs, names=found, now=now)
    assert blobs.has(sha256(photo))


def test_a_photo_whose_file_goes_before_its_row_is_written_is_sent_again(app, phone, monkeypatch):
    photo, store = picture(), actions.store_evidence

    def collected_at_once(**given):
        size = store(**given)
        given["blobs"].delete(given["sha256"])
        return size

    record = phone.record(evidence=[claim(photo)])
    monkeypatch.setattr(actions, "store_evidence", collected_at_once)
    answer = phone.put(photo)
    assert (answer.status_code, answer.json["code"]) == (503, "storage-away")
    monkeypatch.setattr(actions, "store_evidence", store)
    assert missing(phone, record) == [sha256(photo)]
    assert phone.put(photo).status_code == 200
    assert missing(phone, record) == []


def aged(blobs, photo: bytes, days: int) -> None:
    then = (clock.now() - timedelta(days=days)).timestamp()
    os.utime(blobs.path(sha256(photo)), (then, then))


def work_on(app, monkeypatch, now) -> None:
    """Do what is due at that time."""
    monkeypatch.setattr(clock, "now", lambda: now)
    with app.app_context():
        run_all()


def test_a_folder_that_is_away_is_told_and_nothing_is_kept_until_it_is_back(app, phone):
    folder, photo = app.extensions["evidence"].folder, picture()
    record = phone.record(evidence=[claim(photo)])
    folder.rename(folder.with_suffix(".away"))
    refused = phone.put(photo)
    assert (refused.status_code, refused.json["code"]) == (503, "storage-away")
    assert "Your phone keeps its records and photos" in refused.json["detail"]
    assert missing(phone, record) == [sha256(photo)], "the record itself is taken"
    folder.with_suffix(".away").rename(folder)
    assert phone.put(photo).status_code == 200
    assert missing(phone, record) == []


def kept(app, *photos: bytes) -> list[bool]:
    """Whether each is still here, once the work that is due was done."""
    with app.app_context():
        run_all()
        rows = {row.sha256 for row in db.session.query(Evidence)}
    stored = [app.extensions["evidence"].has(sha256(photo)) for photo in photos]
    assert stored == [sha256(photo) in rows for photo in photos]
    return stored
