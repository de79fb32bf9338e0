"""The demo clips are real moving pictures that an admin's upload would take."""

from pathlib import Path

import pytest
from PIL import ImageChops

from app.demo import film
from app.demo.canvas import SCALE, WIDTH, Canvas
from app.demo.clips import DrawnClip, draw_clips
from app.demo.frame import band
from app.demo.palette import WHITE
from app.demo.plant import EQUIPMENT
from app.media.captions import to_webvtt
from app.media.probe import probe
from app.media.transcode import transcode

SCENES = film.SCENES


def picture(slug: str, t: float) -> Canvas:
    scene, sheet = SCENES[slug], film.background(SCENES[slug])
    scene.draw(sheet, t)
    band(sheet, t, scene.TITLE, scene.STEPS)
    return sheet


class _Reader(Canvas):
    """A canvas that remembers what is written on it."""

    def __init__(self):
        super().__init__()
        self.words: list[str] = []

    def text(self, x, y, words, size, colour, **more):
        self.words.append(words)


def test_there_are_six_of_ten_to_thirty_seconds_in_three_or_four_steps():
    assert len(SCENES) >= 6
    for scene in SCENES.values():
        assert 10 <= scene.SECONDS <= 30
        assert 3 <= len(scene.STEPS) <= 4
        starts = [step.start for step in scene.STEPS]
        assert starts == sorted(starts)
        assert min(b - a for a, b in zip(starts, [*starts[1:], scene.SECONDS], strict=True)) >= 2.5


@pytest.mark.parametrize("slug", SCENES)
def test_every_step_shows_something_of_its_own(slug):
    """Above the band with its words: the scene itself must differ from step to step."""
    scene = SCENES[slug]
    upper = (0, 0, 1920, 830)
    views = [picture(slug, step.start + 1.4).image.crop(upper) for step in scene.STEPS]
    for one, other in zip(views, views[1:], strict=False):
        assert ImageChops.difference(one, other).getbbox() is not None


@pytest.mark.parametrize("slug", SCENES)
def test_the_words_fit_the_picture(slug):
    sheet = Canvas()
    for step in SCENES[slug].STEPS:  # one over the other: the widest counts
        sheet.text(160, 622, step.do, 50, WHITE)
        sheet.text(162, 676, step.why, 30, WHITE, bold=False)
    right = sheet.image.getbbox()[2] / SCALE
    assert 400 < right < WIDTH - 40


def test_scenes_name_only_equipment_of_the_demo_plant():
    sheet, names = _Reader(), {name.upper() for name, *_ in EQUIPMENT}
    SCENES["press-lockout"].ground(sheet)
    written = {words for words in sheet.words if words.startswith("PRESS")}
    assert written
    assert written <= names


@pytest.mark.parametrize("slug", SCENES)
def test_captions_tell_each_step_in_at_most_two_lines(slug):
    text = film.captions(slug)
    assert to_webvtt(text.encode(), f"{slug}.vtt") == text
    blocks = text.strip().split("\n\n")[1:]
    assert [block.split("\n")[1] for block in blocks] == [step.do for step in SCENES[slug].STEPS]
    assert all(len(block.split("\n")) <= 3 for block in blocks)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory) -> DrawnClip:
    """One clip, whole; drawing all six takes too long for every run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.demo.clips.SCENES", {"press-lockout": SCENES["press-lockout"]})
        (clip,) = draw_clips(tmp_path_factory.mktemp("clips"))
    return clip


def test_a_drawn_clip_is_a_film_with_sound(drawn):
    found = probe(drawn.path)
    assert (found.width, found.height, found.has_audio) == (1280, 720, True)
    assert found.duration_s == pytest.approx(drawn.seconds, abs=0.2)
    assert (drawn.speech, drawn.title) == (False, "Lock out the press")


def test_a_drawn_clip_is_taken_and_stays_small(drawn, tmp_path: Path):
    video, poster = transcode(drawn.path, tmp_path, probe=probe(drawn.path))
    assert (video.width, video.height) == (854, 480)
    assert video.bytes < 1_500_000
    assert poster.bytes < 60_000
