"""What tokens.css promises about contrast is true, in light and in dark."""

import gzip
import re
from pathlib import Path

import pytest

UI = Path(__file__).parents[2] / "static/src/ui"
TOKENS = (UI / "tokens.css").read_text()
DARK = ":root:not([data-theme], [data-bs-theme]) {"


def block(after: str) -> dict[str, str]:
    """Custom properties of the first rule behind `after`."""
    start = TOKENS.index("{", TOKENS.index(after))
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", TOKENS[start : TOKENS.index("}", start)]))


THEMES = {"light": block('[data-theme="light"]'), "dark": block('[data-theme="dark"]')}


def promises() -> list[tuple[str, str, float]]:
    """(text, background, least contrast) as the head of the file lists them."""
    head = TOKENS[: TOKENS.index("*/")]
    rows = re.findall(r"^ {3}([\w-]+) on ([\w -]+): ([\d.]+)$", head, re.MULTILINE)
    return [(text, ground, float(least)) for text, grounds, least in rows for ground in grounds.split()]


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground", "least"), promises())
def test_a_promised_pair_has_its_contrast(theme, text, ground, least):
    colours = THEMES[theme]
    assert contrast(colours[text], colours[ground]) >= least, f"{text} on {ground} in {theme}"


def test_body_text_is_promised_at_seven_to_one_on_every_ground():
    for ground in ("paper", "surface", "sunken"):
        assert {("ink", ground, 7.0), ("ink-2", ground, 7.0)} <= set(promises())


def test_every_fill_and_tint_that_carries_text_has_a_promise():
    carried = {ground for _, ground, _ in promises()}
    fills = {
        name
        for name in THEMES["light"]
        if re.fullmatch(r"(bar|accent|ok|warn|fail|info)(-soft|-press)?", name)
    }
    assert fills - carried == set()


def test_the_contrast_formula_agrees_with_the_known_ends():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ff8a2b", "#ffffff") < 4.5


def test_both_themes_name_the_same_tokens():
    assert set(THEMES["light"]) == set(THEMES["dark"])


def test_a_phone_that_asks_for_dark_gets_the_same_dark_as_a_page_that_sets_it():
    assert block(DARK) == THEMES["dark"]


def test_no_style_uses_a_token_that_is_not_there():
    styles = TOKENS + (UI / "base.css").read_text()
    used = set(re.findall(r"var\(--([\w-]+)", styles))
    assert used - set(re.findall(r"--([\w-]+):", TOKENS)) == set()


def test_the_worker_styles_weigh_at_most_eight_kilobytes_on_the_wire():
    styles = (UI / "tokens.css").read_bytes() + (UI / "base.css").read_bytes()
    assert len(gzip.compress(styles, mtime=0)) <= 8 * 1024


def test_the_pictograms_weigh_at_most_fourteen_kilobytes_on_the_wire():
    assert len(gzip.compress((UI / "pictograms.svg").read_bytes(), mtime=0)) <= 14 * 1024


def test_every_pictogram_the_design_page_names_is_in_the_sprite():
    page = (UI.parents[2] / "docs/design.md").read_text()
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (UI / "pictograms.svg").read_text()))
    rows = re.findall(r"^- \*\*(\w+-)\*\* (.+)$", page, re.MULTILINE)
    named = {kind + name for kind, names in rows for name in names.split()}
    assert len(named) > 60
    assert named == drawn
