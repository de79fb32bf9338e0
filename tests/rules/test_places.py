"""Names, tags and signs: what is the same, what is cleaned, and that worker and console say the same."""

import re

from hypothesis import given
from hypothesis import strategies as st

from app.places.rules import HAZARDS, ICONS, PPE, SIGNS, folded, path_parts, plain
from app.settings import ROOT


def test_the_console_names_signs_as_workers_read_them():
    text = (ROOT / "static/src/text/en.js").read_text()
    assert dict(re.findall(r'"sign\.([\w-]+)": "([^"]+)"', text)) == SIGNS


def test_every_sign_and_every_picture_of_a_type_is_drawn():
    drawn = set(re.findall(r'id="([\w-]+)"', (ROOT / "static/src/ui/pictograms.svg").read_text()))
    assert {id for id in drawn if id.startswith(("hazard-", "no-"))} == set(HAZARDS)
    assert {id for id in drawn if id.startswith("ppe-")} == set(PPE)
    assert {id for id in drawn if id.startswith("type-")} == set(ICONS)


@given(st.text())
def test_a_plain_text_is_one_line_and_plain_for_good(text):
    cleaned = plain(text)
    assert plain(cleaned) == cleaned
    assert not re.search(r"[\0-\x1f\x7f\u202e\u2066]|  ", cleaned)
    assert cleaned == cleaned.strip()


def test_letters_of_any_script_stay():
    for text in ("Säge № 7", "Πρέσα 3", "مكبس ٢", "می‌خواهم", "プレス機", "प्रेस 1"):
        assert plain(f"  {text}\t") == text


def test_capitals_and_spaces_do_not_tell_two_apart():
    assert folded(" pr  1 ") == folded("PR 1") != folded("PR-1")
    assert folded("STRASSE") == folded("Straße")


def test_a_path_names_areas_from_the_outermost():
    for text in ("Hall A / Line 1", "Hall A > Line 1", "Hall A›Line 1", "  Hall  A /  Line 1 / "):
        assert path_parts(text) == ["Hall A", "Line 1"], text
    assert path_parts("Hall A/B") == ["Hall A/B"]
    assert path_parts(" / ") == []
