"""What a good file is said to be, told without decoding it."""

import subprocess
from pathlib import Path

import pytest

from app.media import probe as probing
from app.media.container import demuxer_of
from app.media.limits import ToolMissing
from app.media.probe import probe
from app.media.transcode import ffmpeg_path


def ffmpeg(*arguments: object) -> None:
    subprocess.run([str(ffmpeg_path()), "-v", "error", "-y", *map(str, arguments)], check=True)


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("film") / "film.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=s=320x180:r=25:d=2", "-f", "lavfi", "-i", "sine=d=2",
           "-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac", path)  # fmt: skip
    return path


def test_a_film_is_described(film):
    found = probe(film)
    assert (found.kind, found.demuxer, found.video_codec) == ("video", "mov", "AVC")
    assert (found.width, found.height, found.rotation) == (320, 180, 0)
    assert (found.fps, found.has_audio) == (25.0, True)
    assert found.duration_s == pytest.approx(2.0, abs=0.05)


@pytest.mark.parametrize(("turn", "size"), [(90, (180, 320)), (-90, (180, 320)), (180, (320, 180))])
def test_width_and_height_are_those_of_the_upright_picture(film, tmp_path, turn, size):
    path = tmp_path / "turned.mp4"
    ffmpeg("-display_rotation", turn, "-i", film, "-c", "copy", path)
    found = probe(path)
    assert (found.width, found.height) == size
    assert found.rotation == -turn % 360


@pytest.mark.parametrize(
    ("transfer", "name"), [("smpte2084", "PQ"), ("arib-std-b67", "HLG"), ("bt709", "BT.709")]
)
def test_the_kind_of_light_is_named(tmp_path, transfer, name):
    path = tmp_path / "light.mp4"
    light = f"setparams=color_trc={transfer}:color_primaries=bt2020:colorspace=bt2020nc"
    ffmpeg("-f", "lavfi", "-i", f"testsrc2=s=160x90:d=1,{light}", "-c:v", "mpeg2video", path)
    assert probe(path).colour_transfer == name


@pytest.mark.parametrize(
    ("suffix", "codec", "demuxer"),
    [("mov", "mpeg4", "mov"), ("3gp", "mpeg4", "mov"), ("mkv", "mpeg4", "matroska"), ("avi", "mpeg4", "avi"),
     ("ts", "mpeg2video", "mpegts"), ("mpg", "mpeg2video", "mpeg"), ("flv", "flv", "flv"),
     ("wmv", "wmv2", "asf"),
     ("m2ts", "mpeg2video", "mpegts")],
)  # fmt: skip
def test_films_of_other_makers_are_known_by_their_bytes(film, tmp_path, suffix, codec, demuxer):
    made, path = tmp_path / f"film.{suffix}", tmp_path / "upload"
    ffmpeg("-i", film, "-an", "-c:v", codec, made)
    made.rename(path)
    assert demuxer_of(path) == demuxer
    found = probe(path)
    assert (found.width, found.height) == (320, 180)


def test_a_missing_reader_is_trouble_of_ours_not_a_refusal(film, monkeypatch, tmp_path):
    reader = tmp_path / "reader.py"
    reader.write_text("import a_module_nobody_installed")
    monkeypatch.setattr(probing, "_READER", reader)
    with pytest.raises(ToolMissing, match="pymediainfo"):
        probe(film)


def test_a_missing_file_is_trouble_of_ours_not_a_refusal(tmp_path):
    with pytest.raises(FileNotFoundError):
        probe(tmp_path / "gone.mp4")
