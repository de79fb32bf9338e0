"""What a phone gets is small, upright, plays everywhere and tells nothing about who filmed it."""

import errno
import os
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from app.media import recipe
from app.media.limits import ToolMissing
from app.media.probe import probe
from app.media.rules import POSTER_BYTES, Unreadable
from app.media.transcode import Rendition, ffmpeg_path, transcode

HOME = "+48.8577+002.2950/"


def ffmpeg(*arguments: object) -> bytes:
    return subprocess.run(
        [str(ffmpeg_path()), "-v", "error", "-y", *map(str, arguments)], check=True, capture_output=True
    ).stdout


def made_of(path: Path, **more) -> tuple[Rendition, Rendition]:
    folder = path.parent / f"out-{path.stem}"
    folder.mkdir()
    video, poster = transcode(path, folder, probe=probe(path), **more)
    return video, poster


def frame(path: Path, at_s: float) -> Image.Image:
    png = path.with_name("frame.png")
    ffmpeg("-ss", at_s, "-i", path, "-frames:v", 1, png)
    return Image.open(png).convert("RGB")


@pytest.fixture(scope="module")
def phone(tmp_path_factory) -> Path:
    """As a phone films upright: 1080p60 lying on its side with a note to turn it, a place, a maker, sound.

    The top of the lying picture is red, so that turned upright one side is.
    """
    path = tmp_path_factory.mktemp("phone") / "phone.mov"
    upright = path.with_name("plain.mov")
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=60:d=3,drawbox=w=iw:h=400:c=red:t=fill",
           "-f", "lavfi", "-i", "sine=d=3", "-c:v", "libx264", "-preset", "ultrafast",
           "-c:a", "aac", upright)  # fmt: skip
    ffmpeg("-display_rotation", -90, "-i", upright, "-c", "copy", "-movflags", "use_metadata_tags",
           "-metadata", f"location={HOME}", "-metadata", f"com.apple.quicktime.location.ISO6709={HOME}",
           "-metadata", "make=PhoneMaker", "-metadata", "title=KitchenOfAnna", path)  # fmt: skip
    return path


@pytest.fixture(scope="module")
def clip(phone) -> tuple[Rendition, Rendition]:
    return made_of(phone)


def test_a_turned_phone_film_comes_out_upright(phone, clip):
    assert probe(phone).rotation == 90
    video, _ = clip
    assert (video.width, video.height) == (480, 854)
    assert probe(video.path).rotation == 0
    red_side, other_side = (frame(video.path, 1).getpixel((x, 427)) for x in (460, 20))
    assert red_side[0] > 200
    assert max(red_side[1:]) < 60
    assert other_side[0] < 200 or max(other_side[1:]) > 60


def test_sixty_frames_become_thirty(clip):
    assert probe(clip[0].path).fps == pytest.approx(30, abs=0.1)


def test_it_is_h264_main_with_aac(clip):
    report = subprocess.run(
        [str(ffmpeg_path()), "-i", str(clip[0].path)], capture_output=True, text=True, check=False
    ).stderr
    assert "h264 (Main)" in report
    assert "yuv420p" in report
    assert "aac (LC)" in report
    assert "48000 Hz, stereo" in report


def test_the_index_comes_before_the_pictures(clip):
    content = clip[0].path.read_bytes()
    assert 0 < content.index(b"moov") < content.index(b"mdat")


def test_where_and_by_whom_it_was_filmed_is_gone(phone, clip):
    assert HOME.encode() in phone.read_bytes()
    for rendition in clip:
        content = rendition.path.read_bytes()
        for trace in (b"48.8577", b"PhoneMaker", b"KitchenOfAnna", b"ISO6709", b"\xa9xyz", b"Lavf"):
            assert trace not in content


def test_a_key_frame_comes_every_two_seconds(clip):
    shown = ffmpeg(
        "-skip_frame", "nokey", "-i", clip[0].path, "-an", "-fps_mode", "passthrough", "-f", "framemd5", "-"
    ).decode()
    assert len([line for line in shown.splitlines() if line and line[0] != "#"]) >= 2


def test_the_poster_is_small_and_lively(clip):
    _, poster = clip
    assert (poster.width, poster.height) == (360, 640)
    assert poster.bytes <= POSTER_BYTES
    with Image.open(poster.path) as image:
        assert image.format == "WEBP"
        assert image.size == (360, 640)


def test_what_is_told_of_a_clip_was_measured_on_it(clip):
    video, poster = clip
    assert video.duration_s == pytest.approx(3, abs=0.1)
    assert (video.kind, video.content_type, poster.kind, poster.content_type) == (
        "video", "video/mp4", "poster", "image/webp")  # fmt: skip
    assert video.bytes == video.path.stat().st_size < 3 * (700_000 + 80_000) / 8 + 100_000


def test_a_black_beginning_is_no_poster(tmp_path):
    path = tmp_path / "fade.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x180:d=6,drawbox=enable='lt(t,3)':c=black:t=fill",
           "-c:v", "libx264", "-preset", "ultrafast", path)  # fmt: skip
    with Image.open(made_of(path)[1].path) as image:
        assert ImageStat.Stat(image.convert("L")).mean[0] > 40


def test_noise_still_gives_a_small_poster(tmp_path):
    path = tmp_path / "noise.mp4"
    ffmpeg("-f", "lavfi", "-i", "nullsrc=s=854x480:d=1,geq=random(1)*255:128:128", "-c:v", "libx264",
           "-preset", "ultrafast", path)  # fmt: skip
    assert made_of(path)[1].bytes <= POSTER_BYTES


def test_uneven_frames_keep_their_pace(tmp_path):
    """A screen recording holds still for long; turning it into even frames would triple it."""
    path = tmp_path / "uneven.webm"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=640x360:r=30:d=4", "-vf", "select='lt(mod(n,30),6)'",
           "-fps_mode", "vfr", "-c:v", "libvpx", "-deadline", "realtime", path)  # fmt: skip
    video, _ = made_of(path)
    frames = ffmpeg("-i", video.path, "-fps_mode", "passthrough", "-f", "framemd5", "-").decode().splitlines()
    assert sum(1 for line in frames if line and line[0] != "#") == 24
    assert video.duration_s == pytest.approx(probe(path).duration_s, abs=0.3)


def test_a_film_without_sound_stays_without(tmp_path):
    path = tmp_path / "silent.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x180:d=1", "-c:v", "libx264", path)
    assert not probe(made_of(path)[0].path).has_audio


@pytest.mark.parametrize(
    ("size", "ratio", "expected"),
    [("1920x1080", "1", (854, 480)), ("320x240", "1", (320, 240)), ("641x361", "1", (640, 360)),
     ("1000x1000", "1", (480, 480)), ("720x576", "64/45", (854, 480)), ("600x2000", "1", (480, 1600))],
)  # fmt: skip
def test_no_film_grows_and_pixels_become_square(tmp_path, size, ratio, expected):
    path = tmp_path / "film.mp4"
    ffmpeg("-f", "lavfi", "-i", f"testsrc2=s={size}:r=5:d=1,setsar={ratio}", "-c:v", "mpeg4", path)
    video, _ = made_of(path)
    assert (video.width, video.height) == expected


@pytest.mark.parametrize("transfer", ["smpte2084", "arib-std-b67"])
def test_bright_films_become_plain_ones(tmp_path, transfer):
    path = tmp_path / "hdr.mp4"
    ffmpeg("-f", "lavfi", "-i", 
           f"testsrc2=s=640x360:r=10:d=1,setparams=color_trc={transfer}:color_primaries=bt2020:colorspace=bt2020nc",
           "-pix_fmt", "yuv420p10le", "-c:v", "libx264", "-preset", "ultrafast", path)  # fmt: skip
    assert probe(path).colour_transfer in ("PQ", "HLG")
    found = probe(made_of(path)[0].path)
    assert found.colour_transfer == "BT.709"
    assert found.duration_s == pytest.approx(1, abs=0.1)


def test_progress_rises_from_nothing_to_all(phone, tmp_path):
    shares: list[float] = []
    transcode(phone, tmp_path, probe=probe(phone), on_progress=shares.append)
    assert shares[0] == 0
    assert shares[-1] == 1
    assert shares == sorted(shares)
    assert len(shares) > 3


def test_a_caller_who_objects_ends_the_work_and_nothing_stays(phone, tmp_path):
    class LeaseLost(Exception):
        pass

    def object_to(share: float) -> None:
        if share > 0:
            raise LeaseLost

    with pytest.raises(LeaseLost):
        transcode(phone, tmp_path, probe=probe(phone), on_progress=object_to)
    assert list(tmp_path.iterdir()) == []


def test_a_film_that_outlasts_the_clock_is_ended(phone, tmp_path, monkeypatch):
    monkeypatch.setattr(recipe, "wall_s", lambda duration_s: 0.3)
    with pytest.raises(Unreadable):
        transcode(phone, tmp_path, probe=probe(phone))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_our_trouble_not_the_film_s(phone, tmp_path, monkeypatch):
    monkeypatch.setattr(
        recipe, "video", lambda *_: ["/bin/sh", "-c", "echo 'x: No space left on device' >&2; exit 228"]
    )
    with pytest.raises(OSError, match="No space") as trouble:
        transcode(phone, tmp_path, probe=probe(phone))
    assert trouble.value.errno == errno.ENOSPC


def test_an_ffmpeg_that_is_not_there_is_our_trouble(phone, tmp_path, monkeypatch):
    monkeypatch.setenv("LINESIDE_FFMPEG", str(tmp_path / "nowhere"))
    with pytest.raises(ToolMissing, match="LINESIDE_FFMPEG"):
        transcode(phone, tmp_path, probe=probe(phone))
    assert os.listdir(tmp_path) == []
