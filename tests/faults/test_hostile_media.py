"""Files made to hurt: each is refused with its plain reason or made anew; none reaches out or stays."""

import io
import os
import random
import socket
import subprocess
import time
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from app.media import rules
from app.media.probe import probe
from app.media.transcode import ffmpeg_path, transcode

pytestmark = pytest.mark.fault("S13")
WALL_S = 20
SECRET = "the-secret-of-this-machine"


def ffmpeg(*arguments: object) -> None:
    subprocess.run([str(ffmpeg_path()), "-v", "error", "-y", *map(str, arguments)], check=True)


@pytest.fixture(scope="module")
def films(tmp_path_factory) -> Path:
    """Good films, drawn once: the hostile ones are cut and bent from these."""
    folder = tmp_path_factory.mktemp("films")
    picture = ("-f", "lavfi", "-i", "testsrc2=s=640x360:r=30:d=5", "-f", "lavfi", "-i", "sine=d=5")
    ffmpeg(*picture, "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", folder / "end.mp4")
    ffmpeg("-i", folder / "end.mp4", "-c", "copy", "-movflags", "+faststart", folder / "front.mp4")
    ffmpeg("-i", folder / "end.mp4", "-c", "copy", folder / "film.mkv")
    return folder


@pytest.fixture
def listener():
    """A port of this machine that must see nobody."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"
        server.setblocking(False)
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.fixture
def secret(tmp_path, films) -> Path:
    """A film that the hostile file has no business with; it would show in the picture."""
    path = tmp_path / f"{SECRET}.mp4"
    path.write_bytes((films / "front.mp4").read_bytes())
    return path


def take(path: Path) -> tuple[rules.MediumRefused | None, list]:
    """Put the file through the whole way; give the refusal or the renditions."""
    folder = path.parent / f"out-{path.name}"
    folder.mkdir()
    started = time.monotonic()
    try:
        made = transcode(path, folder, probe=probe(path))
    except rules.MediumRefused as refusal:
        assert list(folder.iterdir()) == []
        return refusal, []
    finally:
        assert time.monotonic() - started < WALL_S
    assert {file.name for file in folder.iterdir()} == {"video.mp4", "poster.webp"}
    return None, made


def refusal_of(path: Path) -> rules.MediumRefused:
    refusal, made = take(path)
    assert refusal is not None, f"{path.name} was taken: {made}"
    assert "{" not in str(refusal)
    assert str(refusal).endswith(".")
    return refusal


PNG = io.BytesIO()
Image.new("RGB", (64, 64), "orange").save(PNG, "PNG")
ZIP = io.BytesIO()
with zipfile.ZipFile(ZIP, "w") as archive:
    archive.writestr("run.sh", "#!/bin/sh\ntouch owned\n")

NOT_FILMS = {
    "zero bytes": (b"", rules.Empty, "empty"),
    "nothing but zeros": (b"\0" * 5000, rules.Empty, "empty"),
    "text": (b"Please watch the press.\n" * 50, rules.NotAVideo, "text"),
    "one letter": (b"x", rules.NotAVideo, "text"),
    "svg": (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>', rules.NotAVideo, "SVG"),
    "svg that reads a file": (
        b'<svg xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="/etc/passwd"/></svg>',
        rules.NotAVideo,
        "SVG",
    ),
    "web page": (b"<!doctype html><script>alert(1)</script>", rules.NotAVideo, "web page"),
    "elf program": (b"\x7fELF\x02\x01\x01" + b"\0" * 200, rules.NotAVideo, "program"),
    "shell script": (b"#!/bin/sh\nrm -rf /\n", rules.NotAVideo, "program"),
    "png": (PNG.getvalue(), rules.NotAVideo, "PNG"),
    "zip": (ZIP.getvalue(), rules.NotAVideo, "ZIP"),
    "pdf": (b"%PDF-1.7\n1 0 obj", rules.NotAVideo, "PDF"),
    "iphone still": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100, rules.NotAVideo, "picture"),
    "random bytes": (random.Random(7).randbytes(200_000), rules.NotAVideo, "unknown kind"),
    "smil": (b"<smil><body><video src='http://127.0.0.1/x'/></body></smil>", rules.Playlist, "playlist"),
    "dash": (b"<?xml version='1.0'?><MPD><BaseURL>http://127.0.0.1/</BaseURL>", rules.Playlist, "playlist"),
    "mp4 head and no more": (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", rules.Truncated, "cut off"),
    "mp4 head, then noise": (
        b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + random.Random(8).randbytes(100_000),
        rules.Truncated,
        "cut off",
    ),
    "mp4 with an index of noise": (
        b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + b"\0\0\x1f\x48moov" + random.Random(9).randbytes(8000),
        rules.Unreadable,
        "could not be read",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_FILMS)
def test_what_is_no_film_is_refused_by_what_it_is(tmp_path, name):
    content, reason, word = NOT_FILMS[name]
    path = tmp_path / "clip.mp4"
    path.write_bytes(content)
    refusal = refusal_of(path)
    assert type(refusal) is reason
    assert word in str(refusal)


PLAYLISTS = {
    "hls to a local file": "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{secret}\n#EXT-X-ENDLIST\n",
    "hls to an address": "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{url}/a.ts\n#EXT-X-ENDLIST\n",
    "hls with a marker in front": "\ufeff\n#EXTM3U\n#EXTINF:5,\n{url}/a.ts\n",
    "hls without its first line": "#EXT-X-VERSION:3\n#EXTINF:5,\nconcat:{secret}|{url}/a\n",
    "ffconcat to a local file": "ffconcat version 1.0\nfile '{secret}'\n",
    "ffconcat to an address": "ffconcat version 1.0\nfile '{url}/a.mp4'\n",
    "concat list": "# a list\nfile '{secret}'\nfile '{url}/a.mp4'\n",
    "pls": "[playlist]\nFile1={url}/a.mp4\n",
}


@pytest.mark.parametrize("name", PLAYLISTS)
def test_a_playlist_dressed_as_mp4_opens_nothing(tmp_path, listener, secret, name):
    path = tmp_path / "clip.mp4"
    path.write_text(PLAYLISTS[name].format(secret=secret, url=listener))
    assert type(refusal_of(path)) is rules.Playlist


@pytest.mark.parametrize("demuxer", ["mov", "matroska", "mpegts", "avi"])
def test_a_playlist_past_the_first_look_still_opens_nothing(tmp_path, listener, secret, films, demuxer):
    """The second wall alone: were the first look fooled, the pinned reader would find no film."""
    path = tmp_path / "clip.mp4"
    path.write_text(PLAYLISTS["hls to a local file"].format(secret=secret) + f"{listener}/a.ts\n")
    good = probe(films / "front.mp4")
    folder = tmp_path / "out"
    folder.mkdir()
    with pytest.raises(rules.MediumRefused):
        transcode(path, folder, probe=type(good)(**{**vars(good), "demuxer": demuxer}))
    assert list(folder.iterdir()) == []


def test_a_film_cut_in_its_pictures_says_it_is_cut(tmp_path, films):
    path = tmp_path / "clip.mp4"
    path.write_bytes(cut(films / "front.mp4", 0.4))
    assert type(refusal_of(path)) is rules.Truncated


def test_a_film_cut_before_its_index_says_it_is_cut(tmp_path, films):
    path = tmp_path / "clip.mp4"
    path.write_bytes(cut(films / "end.mp4", 0.7))
    assert type(refusal_of(path)) is rules.Truncated


def test_a_cut_matroska_film_is_found_by_what_comes_out(tmp_path, films):
    """It has no boxes to count; the claim of five seconds against two is what tells."""
    path = tmp_path / "clip.mkv"
    path.write_bytes(cut(films / "film.mkv", 0.4))
    assert type(refusal_of(path)) is rules.Truncated


def test_a_film_with_flipped_bytes_says_it_is_damaged(tmp_path, films):
    path, noise = tmp_path / "clip.mp4", random.Random(3)
    content = bytearray((films / "end.mp4").read_bytes())
    for at in noise.sample(range(2000, int(len(content) * 0.9)), 3000):
        content[at] ^= 1 << noise.randrange(8)
    path.write_bytes(content)
    assert type(refusal_of(path)) is rules.Damaged


def test_sound_alone_says_there_is_no_picture(tmp_path):
    path = tmp_path / "clip.mp4"
    ffmpeg("-f", "lavfi", "-i", "sine=d=2", "-c:a", "aac", path)
    assert type(refusal_of(path)) is rules.NoPicture


def test_sound_with_a_cover_says_there_is_no_picture(tmp_path):
    path, cover = tmp_path / "clip.mp4", tmp_path / "cover.png"
    cover.write_bytes(PNG.getvalue())
    ffmpeg("-f", "lavfi", "-i", "sine=d=2", "-i", cover, "-map", "0", "-map", "1", "-c:v", "mjpeg",
           "-disposition:v", "attached_pic", path)  # fmt: skip
    assert type(refusal_of(path)) is rules.NoPicture


def test_an_mp3_says_there_is_no_picture(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\x00" * 400)
    assert type(refusal_of(path)) is rules.NoPicture


def test_a_picture_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "clip.mp4"
    ffmpeg(
        "-f", "lavfi", "-i", "color=s=12000x8000:r=1:d=1,format=yuvj420p", "-c:v", "mjpeg", "-f", "mov", path
    )
    refusal = refusal_of(path)
    assert type(refusal) is rules.TooLarge
    assert "12000 by 8000" in str(refusal)


def test_a_day_of_film_in_a_small_file_is_too_long(tmp_path):
    path = tmp_path / "clip.mp4"
    ffmpeg(
        "-f", "lavfi", "-i", "color=s=64x64:r=1/100:d=86400", "-c:v", "libx264", "-preset", "ultrafast", path
    )
    assert path.stat().st_size < 2_000_000
    assert type(refusal_of(path)) is rules.TooLong


def test_a_film_that_hides_its_length_is_measured(tmp_path):
    """A live WebM names no length; eleven minutes come out, ten are allowed."""
    path = tmp_path / "clip.webm"
    ffmpeg("-f", "lavfi", "-i", "color=s=64x64:r=1:d=660", "-c:v", "libvpx", "-deadline", "realtime",
           "-f", "webm", "-live", "1", path)  # fmt: skip
    assert probe(path).duration_s is None
    assert type(refusal_of(path)) is rules.TooLong


def test_more_than_two_gigabytes_is_refused_by_size_alone(tmp_path):
    path = tmp_path / "clip.mp4"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 2 * 1024**3 + 1)  # sparse: takes no room
    assert type(refusal_of(path)) is rules.TooManyBytes


def test_a_rare_decoder_is_not_let_near(tmp_path):
    """Most holes in decoders are in those nobody needs."""
    path = tmp_path / "clip.avi"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=64x64:d=1", "-c:v", "asv1", path)
    assert type(refusal_of(path)) is rules.Unreadable


def test_bytes_behind_a_film_do_not_travel(tmp_path, films):
    """A film that is a ZIP archive and a script too: what is served holds the film alone."""
    path = tmp_path / "clip.mp4"
    payload = ZIP.getvalue() + b"<script>alert('polyglot')</script>"
    path.write_bytes((films / "front.mp4").read_bytes() + payload)
    refusal, (video, poster) = take(path)
    assert refusal is None
    for rendition in (video, poster):
        content = rendition.path.read_bytes()
        assert b"polyglot" not in content
        assert b"PK\x03\x04" not in content


def test_a_playlist_inside_a_film_is_not_read(tmp_path, films, listener):
    """The first box of a good film holds a playlist; only the film is made."""
    path = tmp_path / "clip.mp4"
    inner = f"\n#EXTM3U\n#EXTINF:5,\n{listener}/a.ts\n".encode()
    content = (films / "end.mp4").read_bytes()
    path.write_bytes(content + (len(inner) + 8).to_bytes(4, "big") + b"free" + inner)
    refusal, (video, _) = take(path)
    assert refusal is None
    assert b"#EXTM3U" not in video.path.read_bytes()


def test_a_name_made_to_be_an_option_is_only_a_name(tmp_path, films):
    path = tmp_path / "-i http:%03d pipe:0.mp4"
    path.write_bytes((films / "front.mp4").read_bytes())
    refusal, made = take(path)
    assert refusal is None
    assert len(made) == 2


def test_a_webm_named_mp4_is_taken_for_what_it_is(tmp_path):
    path = tmp_path / "clip.mp4"
    ffmpeg(
        "-f",
        "lavfi",
        "-i",
        "testsrc2=s=320x240:d=1",
        "-c:v",
        "libvpx",
        "-deadline",
        "realtime",
        "-f",
        "webm",
        path,
    )
    refusal, made = take(path)
    assert refusal is None
    assert probe(made[0].path).video_codec == "AVC"


def cut(path: Path, share: float) -> bytes:
    content = path.read_bytes()
    return content[: int(len(content) * share)]
