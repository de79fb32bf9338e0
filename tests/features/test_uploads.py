"""A phone film arrives whole, whatever happens on the way, and from nobody else."""

import fcntl
import io
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.core import clock
from app.core.database import db, writing
from app.core.jobs import Job, run_all
from app.media.models import Medium, Upload
from tests.conftest import browser, signed_in
from tests.factories import PASSWORD
from tests.uploading import PART, TUS, begin, offset, send, upload


@pytest.fixture
def folder(settings):
    return settings.instance / "uploads"


def counted(app, table) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table))


def test_a_film_sent_in_parts_becomes_one_medium_with_one_job(app, as_admin, folder):
    url = begin(as_admin, 10).headers["Location"]
    assert send(as_admin, url, b"01234").headers["Upload-Offset"] == "5"
    assert offset(as_admin, url) == 5
    assert counted(app, Medium) == 0
    assert send(as_admin, url, b"56789", at=5).headers["Upload-Offset"] == "10"
    assert (folder / url.rsplit("/", 1)[1]).read_bytes() == b"0123456789"
    for _ in range(2):
        assert "lockout.mp4" in as_admin.post(f"{url}/medium").text
    assert (counted(app, Medium), counted(app, Job)) == (1, 1)
    with app.app_context():
        medium = db.session.scalars(select(Medium)).one()
        assert (medium.state, medium.source_bytes, medium.filename) == ("processing", 10, "lockout.mp4")


def test_what_came_before_the_connection_broke_is_kept(as_admin):
    url = begin(as_admin, 10).headers["Location"]
    half = as_admin.patch(
        url,
        headers={**PART, "Upload-Offset": "0"},
        environ_overrides={"wsgi.input": io.BytesIO(b"0123"), "CONTENT_LENGTH": "10"},
    )
    assert half.status_code == 400
    assert offset(as_admin, url) == 4
    assert send(as_admin, url, b"456789", at=4).status_code == 204


def test_a_part_at_the_wrong_place_is_refused_and_told_where_the_upload_stands(as_admin):
    url = begin(as_admin, 10).headers["Location"]
    send(as_admin, url, b"0123")
    refused = send(as_admin, url, b"89", at=8)
    assert (refused.status_code, refused.json["code"], refused.json["offset"]) == (409, "upload-offset", 4)
    assert offset(as_admin, url) == 4


def test_more_bytes_than_announced_are_refused(as_admin):
    url = begin(as_admin, 3).headers["Location"]
    assert send(as_admin, url, b"0123").status_code == 413
    assert offset(as_admin, url) == 0


def test_a_part_may_be_larger_than_a_form(app, as_admin):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    url = begin(as_admin, 5000).headers["Location"]
    assert send(as_admin, url, b"x" * 5000).status_code == 204


def test_the_first_part_may_come_with_the_announcement(as_admin, app):
    made = as_admin.post("/console/media/uploads", data=b"abc", headers={**PART, "Upload-Length": "3"})
    assert (made.status_code, made.headers["Upload-Offset"]) == (201, "3")
    assert counted(app, Medium) == 1


def test_a_second_connection_waits_while_the_first_still_writes(as_admin, folder):
    url = begin(as_admin, 10).headers["Location"]
    with (folder / url.rsplit("/", 1)[1]).open("ab") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        assert send(as_admin, url, b"0123").status_code == 423
    assert send(as_admin, url, b"0123").status_code == 204


def test_a_file_that_was_whole_when_the_server_died_still_becomes_a_medium(app, as_admin, folder):
    url = begin(as_admin, 4).headers["Location"]
    assert as_admin.post(f"{url}/medium").status_code == 409
    (folder / url.rsplit("/", 1)[1]).write_bytes(b"0123")
    assert offset(as_admin, url) == 4
    assert as_admin.post(f"{url}/medium").status_code == 200
    assert counted(app, Medium) == 1


def test_a_file_that_is_too_large_or_empty_is_refused_before_its_first_byte(app, as_admin, folder):
    app.config["LINESIDE"] = replace(app.config["LINESIDE"], max_upload=1_000_000)
    large = begin(as_admin, 1_000_001)
    assert (large.status_code, large.json["detail"]) == (
        413,
        "This file is larger than 1 MB. Film in 1080p, or cut the video.",
    )
    assert begin(as_admin, 3 * 1024**3).status_code == 413
    empty = begin(as_admin, 0)
    assert (empty.status_code, empty.json["code"]) == (422, "medium-empty")
    assert counted(app, Upload) == 0
    assert not folder.exists() or not list(folder.iterdir())


@pytest.mark.parametrize("length", ["-1", "1.5", "ten", "9" * 16, "9" * 5000])
@pytest.mark.parametrize("place", ["/console/media/uploads", "/api/v1/evidence"])
def test_a_length_that_is_none_is_refused(as_admin, place, length):
    refused = as_admin.post(place, headers={**TUS, "Upload-Length": length})
    assert (refused.status_code, refused.json["code"]) == (422, "malformed")


def test_an_upload_given_up_leaves_nothing(app, as_admin, folder):
    url = begin(as_admin, 10).headers["Location"]
    send(as_admin, url, b"0123")
    assert as_admin.delete(url, headers=TUS).status_code == 204
    assert as_admin.head(url, headers=TUS).status_code == 404
    assert not list(folder.iterdir())
    assert counted(app, Upload) == 0


def test_an_upload_that_nobody_finished_in_a_week_goes(app, as_admin, folder):
    old, new = (begin(as_admin, 10).headers["Location"] for _ in range(2))
    with app.app_context(), writing():
        db.session.get_one(Upload, old.rsplit("/", 1)[1]).started_at = clock.now() - timedelta(days=8)
        db.session.commit()
    begin(as_admin, 10)
    with app.app_context():
        run_all()
    assert as_admin.head(old, headers=TUS).status_code == 404
    assert as_admin.head(new, headers=TUS).status_code == 200
    assert len(list(folder.iterdir())) == 2


def test_a_finished_upload_is_not_given_up_but_stays_complete(as_admin):
    url = begin(as_admin, 3).headers["Location"]
    send(as_admin, url, b"abc")
    assert as_admin.delete(url, headers=TUS).status_code == 409
    assert offset(as_admin, url) == 3


def test_nobody_else_sees_or_continues_an_upload(app, as_admin, as_stranger):
    url = begin(as_admin, 10).headers["Location"]
    assert as_stranger.head(url, headers=TUS).status_code == 404
    assert send(as_stranger, url, b"0123").status_code == 404
    assert as_stranger.delete(url, headers=TUS).status_code == 404
    assert begin(signed_in(app, "sam"), 10).status_code == 403
    assert offset(as_admin, url) == 0


def test_a_clip_is_not_put_into_another_plant(as_admin, plant):
    assert begin(as_admin, 10, site=plant.site).status_code == 201
    assert begin(as_admin, 10, site=plant.other_site).status_code == 403


@pytest.mark.parametrize("spoken", [None, "0.2.2"])
def test_another_version_of_tus_is_told_ours(as_admin, spoken):
    headers = {"Upload-Length": "3", **({"Tus-Resumable": spoken} if spoken else {})}
    refused = as_admin.post("/console/media/uploads", headers=headers)
    assert (refused.status_code, refused.headers["Tus-Version"]) == (412, "1.0.0")


def test_what_the_server_speaks_is_told_without_a_version(as_admin):
    told = as_admin.options("/console/media/uploads").headers
    assert told["Tus-Extension"] == "creation,creation-with-upload,termination"
    assert told["Tus-Max-Size"] == str(2 * 1024**3)


@pytest.mark.parametrize("length", ["", "-1", "1.5", "x"])
def test_a_length_that_is_no_number_is_refused(as_admin, length):
    assert (
        as_admin.post("/console/media/uploads", headers={**TUS, "Upload-Length": length}).status_code == 422
    )


def test_the_wait_for_a_slow_phone_holds_no_lock_on_the_database(app, as_admin, settings):
    """While a part arrives, somebody else can write."""
    url = begin(as_admin, 4).headers["Location"]
    written = []

    class Slow(io.RawIOBase):
        left = b"0123"

        def readable(self):
            return True

        def readinto(self, into):
            if not written:
                others = threading.Thread(target=lambda: written.append(sign_in(app)), daemon=True)
                others.start()
                others.join(timeout=5)
            part, self.left = self.left[: len(into)], self.left[len(into) :]
            into[: len(part)] = part
            return len(part)

    body = {"wsgi.input": io.BufferedReader(Slow()), "CONTENT_LENGTH": "4"}
    done = as_admin.patch(url, headers={**PART, "Upload-Offset": "0"}, environ_overrides=body)
    assert (done.status_code, written) == (204, [303])


def sign_in(app) -> int:
    """A write of somebody else: it forgets earlier failures."""
    data = {"handle": "sam", "password": PASSWORD}
    return browser(app).post("/sign-in", data=data).status_code


def test_the_page_shows_a_card_that_asks_for_progress(as_admin):
    medium = upload(as_admin, b"not a film")
    card = as_admin.get(f"/console/media/{medium}/progress").text
    assert f'hx-get="/console/media/{medium}/progress"' in card
    assert "Waiting for its turn" in card
