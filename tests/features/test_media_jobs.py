"""What becomes of a film after it arrived, and who may fetch it."""

import hashlib
import io
import os
import re

import pytest
from sqlalchemy import select, update

from app.core import clock, jobs
from app.core.blobs import Blobs
from app.core.changes import Change
from app.core.database import db, writing
from app.core.jobs import Job
from app.media import jobs as media_jobs
from app.media import transcode
from app.media.models import Medium, Rendition, Upload
from tests.films import film
from tests.uploading import upload

SRT = b"1\r\n00:00:00,500 --> 00:00:01,500\r\nLock <b>out</b> first & last.\r\n"


def work(app) -> None:
    """Do every job, also those that wait before they are tried again."""
    with app.app_context():
        while db.session.scalar(select(Job.id).where(Job.state.in_(["queued", "running"])).limit(1)):
            db.session.rollback()
            with writing():
                db.session.execute(update(Job).values(due=clock.now()))
                db.session.commit()
            jobs.run_all()


def medium(app, medium_id: str) -> Medium:
    with app.app_context():
        found = db.session.get_one(Medium, medium_id)
        db.session.expunge_all()
        return found


def files(settings) -> list[str]:
    """Every file of uploads, of rendering and of blobs."""
    folders = [settings.instance / name for name in ("uploads", "rendering", "blobs")]
    return [name for folder in folders for _, _, names in os.walk(folder) for name in names]


def fetch(client, sha256: str, headers=None):
    """GET a rendition to its end, as a phone does."""
    return client.get(f"/media/{sha256}", headers=headers, buffered=True)


@pytest.fixture
def ready(app, as_admin) -> str:
    """A medium that was uploaded and prepared."""
    medium_id = upload(as_admin, film())
    work(app)
    return medium_id


@pytest.fixture
def video(app, ready) -> Rendition:
    return next(one for one in medium(app, ready).renditions if one.kind == "video")


def test_a_film_becomes_a_video_and_a_poster_and_its_upload_goes(app, settings, ready):
    found = medium(app, ready)
    assert found.state == "ready"
    assert 1.5 < found.duration_s < 2.5
    kinds = {one.kind: one for one in found.renditions}
    assert set(kinds) == {"video", "poster"}
    assert (kinds["video"].content_type, kinds["poster"].content_type) == ("video/mp4", "image/webp")
    assert set(files(settings)) == {one.sha256 for one in found.renditions}


def test_a_bad_file_gets_its_reason_at_the_first_try_and_leaves_nothing(app, settings, as_admin):
    medium_id = upload(as_admin, b"minutes of the meeting\n" * 50, "notes.mp4")
    work(app)
    found = medium(app, medium_id)
    assert (found.state, found.reason) == (
        "refused",
        "This is a text, not a video. Choose the video as it came off the phone.",
    )
    assert files(settings) == []
    with app.app_context():
        assert db.session.get_one(Job, found.job_id).attempts == 1
    page = as_admin.get("/console/media").text
    assert "This is a text, not a video." in page
    as_admin.post(f"/console/media/{medium_id}/removal")
    assert "notes.mp4" not in as_admin.get("/console/media").text
    with app.app_context():
        assert db.session.scalars(select(Upload)).all() == []


def test_a_film_that_is_cut_off_is_refused(app, settings, as_admin):
    whole = film(seconds=4)
    medium_id = upload(as_admin, whole[: len(whole) // 3])
    work(app)
    assert medium(app, medium_id).state == "refused"
    assert files(settings) == []


def test_trouble_of_ours_is_tried_again_and_then_said(app, settings, as_admin, monkeypatch):
    tries = []

    def broken(*_, **__):
        tries.append(1)
        raise OSError(28, "No space left")

    monkeypatch.setattr(transcode, "transcode", broken)
    medium_id = upload(as_admin, film())
    work(app)
    assert len(tries) == jobs.ATTEMPTS
    found = medium(app, medium_id)
    assert found.state == "refused"
    assert "The server could not prepare this video" in found.reason
    assert files(settings) == []


def test_a_second_try_succeeds_after_trouble(app, as_admin, monkeypatch):
    real, tries = transcode.transcode, []

    def once_broken(*args, **more):
        tries.append(1)
        if len(tries) == 1:
            raise OSError(5, "I/O error")
        return real(*args, **more)

    monkeypatch.setattr(transcode, "transcode", once_broken)
    medium_id = upload(as_admin, film())
    work(app)
    assert (medium(app, medium_id).state, len(tries)) == ("ready", 2)


def test_what_a_killed_attempt_left_is_cleared(app, settings, as_admin):
    medium_id = upload(as_admin, film())
    with app.app_context():
        arrived = db.session.scalars(select(Upload.id).where(Upload.medium_id == medium_id)).one()
    left = settings.instance / "rendering" / arrived
    left.mkdir(parents=True)
    (left / "video.mp4.part").write_bytes(b"half")
    work(app)
    found = medium(app, medium_id)
    assert found.state == "ready"
    assert set(files(settings)) == {one.sha256 for one in found.renditions}


def test_progress_is_written_at_most_twice_a_second(monkeypatch):
    now, told = [100.0], []
    monkeypatch.setattr(media_jobs.time, "monotonic", lambda: now[0])
    sparing = media_jobs._Sparing(told.append)
    for share in range(32):
        sparing(share / 32)
        now[0] += 0.0625
    assert told == [0.0, 0.25, 0.5, 0.75]


def test_a_phone_fetches_a_rendition_once_and_for_ever(as_worker, video):
    whole = fetch(as_worker, video.sha256)
    assert hashlib.sha256(whole.data).hexdigest() == video.sha256
    assert whole.headers["Content-Type"] == "video/mp4"
    assert whole.headers["ETag"] == f'"{video.sha256}"'
    assert whole.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert whole.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    again = fetch(as_worker, video.sha256, {"If-None-Match": whole.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("asked", "first", "last"), [("bytes=0-9", 0, 9), ("bytes=100-", 100, None), ("bytes=-7", -7, None)]
)
def test_a_part_of_a_rendition(as_worker, video, asked, first, last):
    whole = fetch(as_worker, video.sha256).data
    part = fetch(as_worker, video.sha256, {"Range": asked})
    assert part.status_code == 206
    assert part.data == whole[first : last and last + 1]
    assert part.headers["Content-Range"].endswith(f"/{video.bytes}")


def test_a_part_beyond_the_end_is_refused(as_worker, video):
    beyond = fetch(as_worker, video.sha256, {"Range": f"bytes={video.bytes}-"})
    assert beyond.status_code == 416


def test_people_of_another_plant_and_strangers_get_no_file(client, as_stranger, video):
    assert fetch(as_stranger, video.sha256).status_code == 404
    assert fetch(client, video.sha256).status_code in (302, 401)
    assert as_stranger.get("/console/media").text.count("lockout.mp4") == 0


def test_a_file_that_is_no_rendition_is_not_served(app, as_worker):
    with app.app_context():
        blobs: Blobs = app.extensions["blobs"]
        sha256, _ = blobs.put([b"left over"])
    assert fetch(as_worker, sha256).status_code == 404


def test_subrip_becomes_webvtt_and_is_served_as_captions(app, as_admin, as_worker, ready):
    sent = {"file": (io.BytesIO(SRT), "lockout.srt"), "language": "de"}
    assert as_admin.post(f"/console/media/{ready}/captions", data=sent).status_code == 303
    page = as_admin.get(f"/console/media/{ready}").text
    track = re.search(r'<track kind="captions" src="/media/([0-9a-f]{64})" srclang="de"', page)
    captions = fetch(as_worker, track[1])
    assert captions.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert captions.text.startswith("WEBVTT\n")
    assert "Lock out first &amp; last." in captions.text


def test_bad_captions_are_refused_beside_their_field_and_change_nothing(app, as_admin, ready):
    sent = {"file": (io.BytesIO(b"WEBVTT\n\n00:05.000 --> 00:01.000\nBack\n"), "c.vtt"), "language": "de"}
    refused = as_admin.post(f"/console/media/{ready}/captions", data=sent)
    assert refused.status_code == 422
    assert re.search(r'id="captions-file-error">[^<]*ends before it starts', refused.text)
    assert '<option value="de" lang="de" selected>' in refused.text
    assert [one.kind for one in medium(app, ready).renditions].count("captions") == 0


def test_newer_captions_replace_older_ones_which_stay_for_old_versions(app, as_admin, as_worker, ready):
    for text in (b"First", b"Second"):
        content = b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + text + b"\n"
        sent = {"file": (io.BytesIO(content), "c.vtt"), "language": "en"}
        as_admin.post(f"/console/media/{ready}/captions", data=sent)
    rows = [one for one in medium(app, ready).renditions if one.kind == "captions"]
    assert len(rows) == 2
    page = as_admin.get(f"/console/media/{ready}").text
    shown = re.findall(r'<track [^>]*src="/media/([0-9a-f]{64})"', page)
    assert len(shown) == 1
    assert "Second" in fetch(as_worker, shown[0]).text
    older = next(one.sha256 for one in rows if one.sha256 != shown[0])
    assert "First" in fetch(as_worker, older).text


def test_no_speech_is_a_tick_and_can_be_taken_back(app, as_admin, ready):
    as_admin.post(f"/console/media/{ready}/speech", data={"speech": "no"})
    assert medium(app, ready).speech is False
    assert "Marked as having no speech" in as_admin.get(f"/console/media/{ready}").text
    as_admin.post(f"/console/media/{ready}/speech", data={"speech": "yes"})
    assert medium(app, ready).speech is True


def test_a_video_without_sound_needs_no_captions_unless_an_admin_says_so(app, as_admin):
    silent = upload(as_admin, film(sound=False))
    work(app)
    assert medium(app, silent).speech is False
    assert "No speech" in as_admin.get("/console/media").text
    as_admin.post(f"/console/media/{silent}/speech", data={"speech": "yes"})
    assert "Needs captions" in as_admin.get("/console/media").text


def test_a_video_with_sound_needs_captions_until_somebody_says_more(app, as_admin, ready):
    assert medium(app, ready).speech is True
    assert "Needs captions" in as_admin.get("/console/media").text


def test_languages_of_captions_are_told_by_name(app, as_admin, ready):
    for language in ("en", "de"):
        sent = {"file": (io.BytesIO(SRT), "lockout.srt"), "language": language}
        as_admin.post(f"/console/media/{ready}/captions", data=sent)
    assert "Captions: English, Deutsch" in as_admin.get("/console/media").text
    made = as_admin.post("/console/guides", data={"kind": "clip", "title": "Lock out", "medium": ready})
    assert "Captions: English, Deutsch" in as_admin.get(made.headers["Location"]).text


def test_deleting_a_clip_deletes_its_files_unless_another_clip_has_the_same(app, settings, as_admin, ready):
    twin = upload(as_admin, film())
    work(app)
    kept = set(files(settings))
    as_admin.post(f"/console/media/{ready}/removal")
    work(app)
    assert set(files(settings)) == kept
    as_admin.post(f"/console/media/{twin}/removal")
    work(app)
    assert files(settings) == []


def test_a_clip_that_a_guide_shows_is_not_deleted(app, settings, as_admin, ready):
    as_admin.post("/console/guides", data={"kind": "clip", "title": "Lock out", "medium": ready})
    refused = as_admin.post(f"/console/media/{ready}/removal")
    assert refused.status_code == 409
    assert "Lock out" in refused.text
    work(app)
    assert len(files(settings)) == 2


def test_a_clip_that_is_being_prepared_is_not_deleted(app, as_admin):
    medium_id = upload(as_admin, film())
    assert as_admin.post(f"/console/media/{medium_id}/removal").status_code == 409
    work(app)
    assert medium(app, medium_id).state == "ready"


def test_another_plant_can_neither_see_nor_change_a_clip(app, as_stranger, ready):
    assert as_stranger.get(f"/console/media/{ready}").status_code == 404
    assert as_stranger.get(f"/console/media/{ready}/progress").status_code == 404
    assert as_stranger.post(f"/console/media/{ready}/speech", data={"speech": "no"}).status_code == 404
    assert as_stranger.post(f"/console/media/{ready}/removal").status_code == 404
    assert medium(app, ready).speech is True


def test_a_medium_alone_is_nothing_phones_hear_of(app, ready):
    with app.app_context():
        assert not db.session.scalars(select(Change).where(Change.id == ready)).all()
