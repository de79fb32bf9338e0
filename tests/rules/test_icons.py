"""The app icons: sizes a phone asks for, and a mark that no launcher can cut."""

from math import hypot
from pathlib import Path

import pytest
from PIL import Image

from app.core import icons

MARK = Path(__file__).parents[2] / "static/src/ui/mark.svg"


def farthest_from_centre(picture: Image.Image) -> float:
    """How far the mark reaches, as a share of the width; the mark is all that is not ground."""
    ground = picture.getpixel((2, picture.height // 2))
    half = picture.width / 2
    pixels = picture.load()
    reach = (
        hypot(x + 0.5 - half, y + 0.5 - half)
        for x in range(picture.width)
        for y in range(picture.height)
        if pixels[x, y] != ground
    )
    return max(reach) / picture.width


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> dict[str, Image.Image]:
    paths = icons.build(tmp_path_factory.mktemp("built") / "icons")
    pictures = {path.name: Image.open(path) for path in paths}
    for picture in pictures.values():
        picture.load()  # closes the file behind it
    return pictures


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("icon-192.png", 192),
        ("icon-512.png", 512),
        ("icon-maskable-512.png", 512),
        ("apple-touch-icon.png", 180),
        ("favicon-32.png", 32),
    ],
)
def test_each_icon_is_a_png_of_its_promised_size(built, name, size):
    assert (built[name].format, built[name].size) == ("PNG", (size, size))


def test_the_maskable_mark_stays_inside_the_safe_circle(built):
    assert farthest_from_centre(built["icon-maskable-512.png"]) <= 0.40


def test_the_safe_circle_is_really_measured():
    cut = Image.new("RGBA", (100, 100), icons.INK)
    cut.putpixel((95, 50), (255, 255, 255, 255))
    assert farthest_from_centre(cut) > 0.40


@pytest.mark.parametrize("name", ["icon-maskable-512.png", "apple-touch-icon.png"])
def test_an_icon_that_is_masked_by_the_phone_has_no_holes(built, name):
    assert built[name].getchannel("A").getextrema() == (255, 255)


def test_a_plain_icon_has_round_corners_and_a_mark_in_the_accent(built):
    icon = built["icon-192.png"]
    assert icon.getpixel((0, 0))[3] == 0
    assert icon.getpixel((96, 90)) == (255, 138, 43, 255)


def test_the_mark_in_the_pages_is_the_mark_on_the_home_screen():
    assert MARK.read_text() == icons.svg(), "write icons.svg() to static/src/ui/mark.svg"


def test_the_mark_wears_the_accent_of_the_tokens():
    tokens = MARK.with_name("tokens.css").read_text()
    assert f"--accent: {icons.ACCENT};" in tokens
    assert f"--bar: {icons.INK};" in tokens
