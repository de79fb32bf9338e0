"""Printed labels, judged from renderings at the 203 and 300 dpi of printers by a decoder that is not ours."""

import random
from contextlib import contextmanager
from dataclasses import replace

import pypdfium2
import pytest
import zxingcpp

from app.labels import rules
from app.labels.catalogue import STOCKS
from app.labels.face import Box, face_for
from app.labels.lettering import POINT, fit
from app.labels.matrix import QUIET, SMALLEST_MODULE, ModuleTooSmall, UnprintableHost, symbol_for, url
from app.labels.press import rectangles
from app.labels.sheet import NoSuchCell, NothingToPrint
from app.labels.text import LabelText
from tests.printed import print_sheet

DPI = 203
HOST = "lineside.example.com"
LONG = "Hydraulic press with light curtain and two-hand start, line B"
NAMES = [
    ("Hydraulic press 4", "PR-0104", "Hall 2 · Line A"),
    (LONG, "PR-0105-SOUTH-EXTENSION", "Hall 2 · Line B · Cell 14 behind the curtain"),
    ("Ленточный конвейер № 7", "КН-007", "Цех 3"),
    ("Υδραυλική πρέσα με προστατευτικό κάλυμμα", "ΠΡ-9", "Αίθουσα 1"),
    ('Mixer & pump "North" <2> (acid) \\ 50 %', "M&P-2", "Tom's bay"),
    ("Flurförderzeugbatterieladestationsüberwachung", "FL-3", "Halle 7"),
    ("Ladder", "", ""),
    ("Pallet\nwrapper\t12", "WR-12", "Dispatch"),
]


def labels_for(stock, count=None):
    seeded = random.Random(stock.name)
    count = count or (stock.cells if stock.kind == "sheet" else len(NAMES))
    return [LabelText(rules.new_code(seeded), *NAMES[i % len(NAMES)]) for i in range(count)]


@contextmanager
def opened(pdf):
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def rendered(pdf, dpi=DPI):
    with opened(pdf) as document:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document]


def black_and_white(picture):
    return picture.point(lambda level: 255 if level > 127 else 0)


def decoded(pictures):
    found = [code for picture in pictures for code in zxingcpp.read_barcodes(picture)]
    return sorted(code.text for code in found)


def cut(picture, stock, corner):
    """The pixels of the label at a corner, one off its edges."""
    scale = picture.width / stock.page[0]
    x, y, (width, height) = *corner, stock.label
    return picture.crop(
        (int(x * scale) + 1, int(y * scale) + 1, int((x + width) * scale) - 1, int((y + height) * scale) - 1)
    )


every_stock = pytest.mark.parametrize("stock", STOCKS.values(), ids=list(STOCKS))


@every_stock
def test_every_label_decodes_at_203_dpi_also_in_pure_black_and_white_and_at_300_dpi(stock):
    labels = labels_for(stock)
    pdf = print_sheet(labels, stock=stock, host=HOST)
    pages = rendered(pdf)
    expected = sorted(f"HTTPS://LINESIDE.EXAMPLE.COM/Q/{label.code}" for label in labels)
    assert decoded(pages) == expected
    assert decoded(map(black_and_white, pages)) == expected
    assert decoded(rendered(pdf, 300)) == expected


@every_stock
def test_each_label_is_in_its_own_cell_and_nothing_is_outside(stock):
    labels, stock = labels_for(stock), replace(stock, cut_marks=False)
    pages = rendered(print_sheet(labels, stock=stock, host=HOST))
    places = [(page, corner) for page in pages for corner in stock.corners()]
    for label, (page, corner) in zip(labels, places, strict=True):
        assert decoded([cut(page, stock, corner)]) == [url(HOST, label.code)]
        page.paste(255, tuple(int(n * page.width / stock.page[0]) for n in box_of(stock, corner)))
    assert all(page.getextrema() == (255, 255) for page in pages)


def box_of(stock, corner):
    return (*corner, corner[0] + stock.label[0], corner[1] + stock.label[1])


@every_stock
def test_no_letter_touches_the_qr_its_quiet_zone_or_another_label(stock):
    worst = LabelText("MWMWMW" + rules.check_character("MWMWMW"), "W" * 60, "W" * 40, "W" * 60)
    labels = [worst, *labels_for(stock, len(NAMES))]
    face = face_for(stock, HOST)
    corners = list(stock.corners())
    with opened(print_sheet(labels, stock=stock, host=HOST)) as document:
        for page in document:
            letters = letters_of(page, stock)
            assert len(letters) > 20
            for letter in letters:
                [cell] = [c for c in corners if overlap(Box(*c, *stock.label), letter)]
                inside = Box(cell[0] + 0.9, cell[1] + 0.9, stock.label[0] - 1.8, stock.label[1] - 1.8)
                assert contains(inside, letter)
                assert not overlap(face.qr.moved(*cell), letter)


def letters_of(page, stock):
    """The boxes of all characters of a page in mm from its top left corner."""
    text = page.get_textpage()
    boxes = [text.get_charbox(i) for i in range(text.count_chars())]
    return [
        Box(left * POINT, stock.page[1] - top * POINT, (right - left) * POINT, (top - bottom) * POINT)
        for left, bottom, right, top in boxes
        if right > left and top > bottom
    ]


def overlap(one, other):
    beside = one.right <= other.x or other.right <= one.x
    return not (beside or one.bottom <= other.y or other.bottom <= one.y)


def contains(outer, inner):
    return (
        outer.x <= inner.x
        and outer.y <= inner.y
        and inner.right <= outer.right
        and inner.bottom <= outer.bottom
    )


@every_stock
def test_the_code_stands_under_the_qr_where_there_is_room_else_it_ends_the_words(stock):
    labels, face = labels_for(stock, len(NAMES)), face_for(stock, HOST)
    band = face.code or replace(face.words, y=face.words.bottom - 3.4, height=3.4)
    corners = list(stock.corners())
    with opened(print_sheet(labels, stock=stock, host=HOST)) as document:
        for index, label in enumerate(labels):
            text, (x, y) = document[index // stock.cells].get_textpage(), corners[index % stock.cells]
            place = band.moved(x, y)
            found = text.get_text_bounded(
                (place.x - 0.2) / POINT,
                (stock.page[1] - place.bottom - 1) / POINT,
                (place.right + 0.2) / POINT,
                (stock.page[1] - place.y) / POINT,
            )
            assert found.replace("Lineside", "").strip() == rules.pretty(label.code)
    assert bool(face.code) is (stock.name not in ("L4778", "L7651", "24mm"))


def test_where_a_long_address_needs_the_room_the_code_ends_the_words():
    stock, host = STOCKS["5160"], "safety.north-plant.example-company.com"
    label = labels_for(stock, 1)[0]
    pdf = print_sheet([label], stock=stock, host=host)
    assert not face_for(stock, host).code_below
    assert decoded(rendered(pdf)) == [url(host, label.code)]
    with opened(pdf) as document:
        assert rules.pretty(label.code) in document[0].get_textpage().get_text_range()


@every_stock
def test_the_words_are_on_the_label_as_text_that_can_be_searched(stock):
    labels = labels_for(stock, len(NAMES))
    with opened(print_sheet(labels, stock=stock, host=HOST)) as document:
        printed = " ".join("".join(p.get_textpage().get_text_range() for p in document).split())
    for label in labels:
        assert rules.pretty(label.code) in printed
    for words in ("Hydraulic press 4", "Ленточный", "Υδραυλική", "M&P-2"):
        assert words in printed
    if stock.label[0] > 52:  # smaller ones leave out what is least needed
        assert 'Mixer & pump "North"' in printed
        assert "Tom's bay" in printed
        assert "Lineside" in printed
    assert "Pallet wrapper 12" in printed


@every_stock
def test_paper_and_modules_have_their_exact_size(stock):
    label = labels_for(stock, 1)[0]
    face = face_for(stock, HOST)
    pdf = print_sheet([label], stock=stock, host=HOST)
    with opened(pdf) as document:
        assert document[0].get_size() == pytest.approx([mm / POINT for mm in stock.page], abs=0.01)
        assert document.get_metadata_dict()["Title"] == "Lineside labels"
    [page] = rendered(pdf, 600)
    [code] = zxingcpp.read_barcodes(page)
    x, y = next(stock.corners())
    ink = face.ink.moved(x, y)
    corner, opposite = code.position.top_left, code.position.bottom_right
    assert [corner.x, corner.y] == pytest.approx([ink.x * 600 / 25.4, ink.y * 600 / 25.4], abs=5)
    assert [opposite.x, opposite.y] == pytest.approx([ink.right * 600 / 25.4, ink.bottom * 600 / 25.4], abs=5)
    assert face.symbol.module >= SMALLEST_MODULE


@pytest.mark.parametrize("dpi", [150, 203, 331])
def test_no_gap_shows_between_modules_at_any_scale(dpi):
    """The left side of the finder pattern is one black bar, drawn as several rectangles."""
    stock = STOCKS["L7160"]
    face, (x, y) = face_for(stock, HOST), next(stock.corners())
    [page] = rendered(print_sheet(labels_for(stock, 1), stock=stock, host=HOST), dpi)
    scale, module = dpi / 25.4, face.symbol.module
    left, top = (x + face.ink.x) * scale, (y + face.ink.y) * scale
    bar = (int(left) + 2, int(top) + 2, int(left + module * scale) - 1, int(top + 7 * module * scale) - 1)
    assert page.crop(bar).getextrema() == (0, 0)


def test_each_qr_is_one_filled_path_so_no_rasteriser_can_draw_hairlines_in_it():
    labels = labels_for(STOCKS["L7160"])
    with opened(print_sheet(labels, stock=STOCKS["L7160"], host=HOST)) as document:
        paths = list(document[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH]))
    marks = len(labels)
    assert len(paths) == len(labels) + marks


def test_used_labels_of_a_sheet_stay_blank():
    stock = STOCKS["L7160"]
    labels = labels_for(stock, 18)
    first, second = rendered(print_sheet(labels, stock=stock, host=HOST, start_cell=6))
    corners = list(stock.corners())
    assert all(cut(first, stock, corner).getextrema() == (255, 255) for corner in corners[:5])
    assert decoded([cut(first, stock, corners[5])]) == [url(HOST, labels[0].code)]
    assert decoded([second]) == sorted(url(HOST, label.code) for label in labels[16:])


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("L7160", (7.21, 15.15), (7.21 + 2 * 66.04, 15.15 + 6 * 38.1)),
        ("5160", (4.7752, 12.7), (4.7752 + 2 * 69.85, 12.7 + 9 * 25.4)),
        ("62x29", (0, 0), (0, 0)),
    ],
)
def test_labels_lie_where_the_maker_cut_them(name, first, last):
    corners = list(STOCKS[name].corners())
    assert corners[0] == pytest.approx(first, abs=0.01)
    assert corners[-1] == pytest.approx(last, abs=0.01)
    assert len(corners) == STOCKS[name].cells


def test_a_start_outside_the_sheet_and_an_empty_choice_are_refused():
    stock = STOCKS["5160"]
    for cell in (0, 31):
        with pytest.raises(NoSuchCell, match="from 1 to 30"):
            print_sheet(labels_for(stock, 1), stock=stock, host=HOST, start_cell=cell)
    with pytest.raises(NothingToPrint):
        print_sheet([], stock=stock, host=HOST)


def test_the_same_labels_give_the_same_bytes():
    stock = STOCKS["62x29"]
    once, again = (print_sheet(labels_for(stock, 2), stock=stock, host=HOST) for _ in range(2))
    assert once == again
    with opened(once) as document:
        assert document.get_metadata_dict()["CreationDate"].startswith("D:19700101")


def test_a_roll_has_one_label_a_page_and_modules_of_whole_dots():
    stock = STOCKS["62x29"]
    with opened(print_sheet(labels_for(stock, 3), stock=stock, host=HOST)) as document:
        assert len(document) == 3
    dots = face_for(stock, HOST).symbol.module / stock.dot
    assert dots == pytest.approx(round(dots))
    assert dots >= 4


@pytest.mark.parametrize(("name", "level"), [("L7160", "H"), ("5160", "Q"), ("62x29", "H")])
def test_error_correction_is_raised_to_h_where_there_is_room(name, level):
    assert face_for(STOCKS[name], HOST).symbol.level == level


def test_level_q_is_used_where_h_would_be_too_fine():
    assert symbol_for(HOST, box=20).level == "Q"
    assert symbol_for(HOST, box=21).level == "H"


def test_a_symbol_too_fine_for_a_phone_is_refused_with_what_would_work():
    host = "safety.north-plant.example-company.com"
    with pytest.raises(ModuleTooSmall) as refused:
        symbol_for(host, box=19)
    needed, longest = refused.value.box_needed, refused.value.longest_host
    assert symbol_for(host, box=needed).module >= SMALLEST_MODULE
    assert symbol_for(host[:longest], box=19).module >= SMALLEST_MODULE
    with pytest.raises(ModuleTooSmall):
        symbol_for(host[: longest + 1], box=19)
    assert str(longest) in str(refused.value)
    with pytest.raises(ModuleTooSmall) as hopeless:
        symbol_for(host, box=9)
    assert hopeless.value.longest_host == 0


def test_a_host_that_needs_small_letters_is_refused():
    with pytest.raises(UnprintableHost):
        symbol_for("press_shop.example.com", box=30)


def test_a_host_may_name_its_scheme_and_port():
    assert url("http://192.168.1.20:8000/", "K7M4QXZ") == "HTTP://192.168.1.20:8000/Q/K7M4QXZ"


@pytest.mark.parametrize("host", ["a.example", HOST, "safety.north-plant.example-company.com:8443"])
def test_the_drawn_rectangles_are_exactly_the_black_modules(host):
    symbol = symbol_for(host, box=30)
    rows = symbol.rows("K7M4QXZ")
    painted = [(x + dx, y + dy) for x, y, w, h in rectangles(rows) for dx in range(w) for dy in range(h)]
    black = {(x, y) for y, row in enumerate(rows) for x, module in enumerate(row) if module}
    assert len(painted) == len(set(painted))
    assert set(painted) == black
    assert symbol.box == pytest.approx((len(rows) + 2 * QUIET) * symbol.module)


def monospaced(text):
    return 1.0 * len(text)


def test_words_wrap_then_shrink_then_end_in_an_ellipsis():
    sizes = (2, 1)
    assert fit("press 4", width=14, lines=2, sizes=sizes, measure=monospaced) == (2, ["press 4"])
    assert fit("press 4", width=10, lines=2, sizes=sizes, measure=monospaced) == (2, ["press", "4"])
    assert fit("press number 4", width=12, lines=2, sizes=sizes, measure=monospaced) == (
        1,
        ["press number", "4"],
    )
    assert fit("a long press name", width=7, lines=2, sizes=sizes, measure=monospaced) == (
        1,
        ["a long", "press…"],
    )
    assert fit("presswork", width=10, lines=2, sizes=sizes, measure=monospaced) == (1, ["presswork"])
    assert fit("presswork", width=5, lines=2, sizes=sizes, measure=monospaced) == (1, ["press", "work"])
    assert fit(" \n ", width=5, lines=2, sizes=sizes, measure=monospaced) == (2, [])
