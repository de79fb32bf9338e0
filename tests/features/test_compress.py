"""Text travels packed; media, parts and small answers as they are."""

import gzip

import pytest

from app.settings import ROOT

PACKED = {"Accept-Encoding": "gzip, br"}


@pytest.fixture
def script(app, tmp_path):
    """A served static file of 20 KB."""
    folder = tmp_path / "static"
    (folder / "built").mkdir(parents=True)
    (folder / "built" / "main.js").write_text("console.log(1);\n" * 1250)
    (folder / "built" / "clip.mp4").write_bytes(b"0" * 20_000)
    app.static_folder = str(folder)
    yield "/static/built/main.js"
    app.static_folder = str(ROOT / "static")


def test_a_pull_travels_packed_only_where_the_phone_takes_it(as_worker):
    plain = as_worker.get("/api/v1/sync")
    packed = as_worker.get("/api/v1/sync", headers=PACKED)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert b'"changes"' in gzip.decompress(packed.data)
    assert len(packed.data) < len(plain.data) / 2
    for answer in (plain, packed):
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_packed_file_has_an_etag_of_its_own_that_is_honoured(client, script):
    with client.get(script) as plain, client.get(script, headers=PACKED) as packed:
        assert gzip.decompress(packed.data) == plain.data
        assert packed.content_length == len(packed.data)
        assert packed.headers["ETag"] != plain.headers["ETag"]
        for answer, headers in ((packed, PACKED), (plain, {})):
            with client.get(script, headers={**headers, "If-None-Match": answer.headers["ETag"]}) as again:
                assert (again.status_code, again.data) == (304, b"")


def test_a_part_of_a_file_is_never_packed(client, script):
    with client.get(script, headers={**PACKED, "Range": "bytes=0-99"}) as part:
        assert (part.status_code, len(part.data)) == (206, 100)
        assert "Content-Encoding" not in part.headers


def test_media_small_answers_and_refused_encodings_are_left_alone(client, as_worker, script):
    with client.get("/static/built/clip.mp4", headers=PACKED) as clip:
        assert "Content-Encoding" not in clip.headers
        assert len(clip.data) == 20_000
    assert "Content-Encoding" not in as_worker.get("/api/v1/me", headers=PACKED).headers
    with client.get(script, headers={"Accept-Encoding": "gzip;q=0, br"}) as refused:
        assert "Content-Encoding" not in refused.headers
