"""Letters of many scripts on labels: shaped, in the right order, never a box."""

import pypdfium2
import pytest

from app.labels.bidi import is_right_to_left, visual_runs
from app.labels.catalogue import STOCKS
from app.labels.composing import missing
from app.labels.fonts import FAMILIES, lettered, typeface
from app.labels.lettering import POINT
from app.labels.text import LabelText
from tests.features.test_sheets import HOST, cut, opened, rendered
from tests.printed import print_sheet

SCRIPTS = {
    "Latin": "Hydraulic press 4 – Überdruck",
    "Cyrillic": "Ленточный конвейер № 7",
    "Greek": "Υδραυλική πρέσα 3",
    "Arabic": "مكبس هيدروليكي",
    "Hebrew": "מכבש הידראולי",
    "Hindi": "हाइड्रोलिक प्रेस",
    "Thai": "เครื่องอัดไฮดรอลิก",
    "Chinese": "四号液压机",
    "Japanese": "油圧プレス四号機",
    "Korean": "유압 프레스",
}
every_script = pytest.mark.parametrize("text", SCRIPTS.values(), ids=list(SCRIPTS))


@every_script
def test_every_script_has_letters_in_both_weights(text):
    for style in ("", "B"):
        line = lettered(text, style)
        assert line.missing == ""
        assert all(glyph.number != 0 for glyph in line.glyphs)  # 0 is the box of each font


@every_script
def test_what_is_drawn_is_ink_and_no_two_scripts_look_the_same(text):
    """A font's box looks alike whatever it stands for: here each line looks like none of the others."""
    stock = STOCKS["62x29"]
    others = [LabelText("K7M4QXZ", other) for other in SCRIPTS.values() if other != text]
    [mine, *rest] = rendered(print_sheet([LabelText("K7M4QXZ", text), *others], stock=stock, host=HOST))
    words = (230, 0, mine.width, 90)
    pictures = [page.crop(words).tobytes() for page in (mine, *rest)]
    assert pictures[0] not in pictures[1:]
    assert mine.crop(words).getextrema()[0] < 64


@every_script
def test_words_can_be_searched_in_the_pdf(text):
    with opened(print_sheet([LabelText("K7M4QXZ", text)], stock=STOCKS["L7163"], host=HOST)) as document:
        found = document[0].get_textpage().get_text_range()
    letters = {letter for letter in text if letter.isalpha() and letter != "ื"}
    assert letters - set(found) <= {"ำ"}  # drawn, and found, as its two halves


def test_arabic_letters_are_joined_and_run_from_the_right():
    joined, apart = lettered("مكبس", "B"), [lettered(letter, "B") for letter in "مكبس"]
    assert joined.from_right
    alone = {glyph.number for line in apart for glyph in line.glyphs}
    assert len({glyph.number for glyph in joined.glyphs} - alone) >= 3  # forms for the middle of a word
    assert [glyph.text for glyph in joined.glyphs if glyph.text][::-1] == list("مكبس")


def test_hindi_vowels_stand_before_the_consonant_they_follow():
    """The vowel sign i is written first and spoken last."""
    ki, k = lettered("कि", ""), lettered("क", "")
    assert ki.glyphs[-1].number == k.glyphs[0].number
    assert len(ki.glyphs) == 2


def test_japanese_korean_and_chinese_words_are_drawn_by_their_own_font():
    faces = {name: lettered(SCRIPTS[name], "").glyphs[-1].face for name in ("Chinese", "Japanese", "Korean")}
    assert faces["Chinese"] is typeface("NotoSansSC", "")
    assert faces["Japanese"] is typeface("NotoSansJP", "")
    assert faces["Korean"] is typeface("NotoSansKR", "")
    assert lettered("プレス 直", "").glyphs[-1].face is typeface("NotoSansJP", "")


def test_a_number_in_arabic_keeps_its_order():
    runs = list(visual_runs("مكبس 104 شرق"))
    assert [text.strip() for text, _ in runs] == ["شرق", "104", "مكبس"]
    assert [from_right for _, from_right in runs] == [True, False, True]


@pytest.mark.parametrize(
    "text",
    [
        "مكبس 4",
        "Press مكبس 4, north",
        "القاعة 2 · خط A",
        "50 % حمض",
        "a (b) مكبس (4) x",
        "12.5/3 بار",
        "שלום PR-0104, 3:4",
        "123 abc",
        "+4 مكبس -",
        "٣٫٥ بار 3.5",
    ],
)
def test_lines_are_ordered_as_another_implementation_orders_them(text):
    from fpdf.bidi import BidiParagraph, TextDirection

    base = TextDirection.RTL if is_right_to_left(text) else TextDirection.LTR
    theirs = "".join(c.character for c in BidiParagraph(text, base).get_reordered_characters())
    ours = "".join(run[::-1] if from_right else run for run, from_right in visual_runs(text))
    mirrored = str.maketrans("()", ")(")
    assert ours in (theirs, theirs.translate(mirrored)) or ours.translate(mirrored) == theirs


def test_a_character_that_no_font_has_is_told_and_printed_as_a_question_mark():
    label = LabelText("K7M4QXZ", "Press 𓀀𓀀", "𐎀", "Hall")
    assert missing(label) == "𓀀𐎀"
    assert [glyph.text for glyph in lettered("𓀀", "").glyphs] == ["?"]
    assert missing(LabelText("K7M4QXZ", "क्\u200dष", "№ 7", "\u200eA\ufe0f")) == ""  # signs that only join


def test_every_font_is_there():
    for family in FAMILIES:
        for style in ("", "B"):
            assert typeface(family, style).upem in (1000, 2048)


def test_only_the_drawn_glyphs_are_in_the_file():
    labels = [LabelText("K7M4QXZ", text, area=text) for text in SCRIPTS.values()]
    assert len(print_sheet(labels, stock=STOCKS["L7160"], host=HOST)) < 150_000


def test_a_name_from_the_right_stands_at_the_right_of_its_label():
    stock = STOCKS["L7163"]
    [page] = rendered(print_sheet([LabelText("K7M4QXZ", "مكبس")], stock=stock, host=HOST))
    name = cut(page, stock, next(stock.corners()))
    name = name.crop((name.width // 2, 0, name.width, name.height // 3))
    left, _, right, _ = name.point(lambda level: 255 * (level < 128)).getbbox()
    assert name.width - right < 3 / 25.4 * 203
    assert left > name.width / 2


def test_marks_above_and_below_are_where_the_font_puts_them():
    """A fatha above, a kasra below: the two differ in height by more than the letter itself."""
    heights = []
    for text in ("بَ", "بِ"):
        line = lettered(text, "")
        marks = [glyph for glyph in line.glyphs if glyph.advance == 0]
        bearings = [glyph.face.font.get_glyph_extents(glyph.number).y_bearing for glyph in marks]
        tops = [y / glyph.face.upem + glyph.dy for y, glyph in zip(bearings, marks, strict=True)]
        heights.append(max(tops))
    assert heights[0] - heights[1] > 0.3


def test_the_file_is_one_that_a_strict_reader_opens():
    document = pypdfium2.PdfDocument(
        print_sheet([LabelText("K7M4QXZ", "A")], stock=STOCKS["L7160"], host=HOST)
    )
    assert document.get_version() == 17
    assert document[0].get_width() == pytest.approx(210 / POINT, abs=0.01)
    document.close()
