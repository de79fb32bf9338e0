"""Setting up a print job in the console: preview, sheet, verdict, printers, stock of one's own."""

import re
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import Image, ImageDraw

from app.core.database import db, writing
from app.labels import printers
from app.labels.catalogue import STOCKS
from app.labels.models import Label
from app.labels.press import EXACT
from app.labels.ruler_sheet import ruler_sheet
from app.labels.stock import Stock
from app.labels.used_cells import next_free
from tests.factories import NOW
from tests.features.test_sheets import HOST, decoded, face_for, labels_for, rendered
from tests.printed import print_sheet

JOB, SHEET, PRINTERS, STOCK = (f"/console/labels/{page}" for page in ("job", "sheet", "printers", "stock"))
OWN = {
    "name": "Our tags",
    "kind": "sheet",
    "width": "80",
    "height": "40,5",
    "page_width": "210",
    "page_height": "297",
    "columns": "2",
    "rows": "6",
    "margin_left": "20",
    "margin_top": "20",
    "gap_x": "5",
    "gap_y": "2",
}


def beside(page: str, field: str) -> str:
    """The sentence beside a field."""
    found = re.search(rf'id="{field}-error">([^<]+)<', page)
    return found[1] if found else ""


def gone(page: str) -> list[int]:
    """Cells that the picture of the sheet shows as gone."""
    return [int(cell) for cell in re.findall(r'class="cell gone"><input[^>]* value="(\d+)"', page)]


def start(page: str) -> int:
    return int(re.search(r'name="start_cell" id="cell-\d+" value="(\d+)" checked', page)[1])


def codes(pdf: bytes, dpi: int = 203) -> list[str]:
    return [text[-7:] for text in decoded(rendered(pdf, dpi))]


def test_looking_at_a_job_makes_no_label(app, plant, as_supervisor):
    page = as_supervisor.post(JOB, data={"equipment": [plant.press, plant.truck], "stock": "5160"}).text
    assert "Print 2 labels" in page
    assert "Yes, from" in page
    with app.app_context():
        assert db.session.query(Label).filter_by(equipment_id=plant.truck).count() == 0


def test_a_printed_sheet_remembers_what_is_gone_for_its_stock_and_printer(plant, as_supervisor):
    order = {"equipment": [plant.press, plant.truck], "stock": "L7160", "start_cell": "3"}
    assert len(codes(as_supervisor.post(SHEET, data=order).data)) == 2
    page = as_supervisor.post(JOB, data={**order, "start_cell": ""}).text
    assert gone(page) == [3, 4]
    assert start(page) == 5
    other = as_supervisor.post(JOB, data={**order, "start_cell": "", "stock": "L7163"}).text
    assert gone(other) == []
    assert start(other) == 1


def test_gone_labels_are_stepped_over_and_a_new_sheet_forgets_them(plant, as_supervisor):
    order = {"equipment": [plant.press], "stock": "L7163", "start_cell": "2"}
    as_supervisor.post(SHEET, data=order)
    both = {**order, "equipment": [plant.press, plant.truck], "start_cell": "1"}
    [page] = rendered(as_supervisor.post(SHEET, data=both).data)
    places = [(code.position.top_left.x, code.position.top_left.y) for code in zxingcpp.read_barcodes(page)]
    rows = sorted(round((y / page.height * 297 - 15.15) // 38.1) for _, y in places)
    assert rows == [0, 1]  # cells 1 and 3: 2 is gone
    assert gone(as_supervisor.post(JOB, data=order).text) == [1, 2, 3]
    fresh = as_supervisor.post("/console/labels/sheets", data=order).text
    assert gone(fresh) == []
    assert start(fresh) == 1


def test_after_the_last_label_a_new_sheet_is_begun(plant, as_supervisor):
    order = {"equipment": [plant.press, plant.truck], "stock": "L7165"}
    for first in range(1, 8, 2):
        page = as_supervisor.post(JOB, data=order).text
        assert start(page) == first
        as_supervisor.post(SHEET, data=order)
    page = as_supervisor.post(JOB, data=order).text
    assert (gone(page), start(page)) == ([], 1)


def test_a_start_chosen_on_another_stock_says_nothing(plant, as_supervisor):
    moved = {"equipment": [plant.press], "stock": "L7165", "start_cell": "20", "sheet": "L7160 "}
    assert start(as_supervisor.post(JOB, data=moved).text) == 1


def setup_of(page: str) -> tuple[str, str]:
    """The layout and the stock that the page shows as chosen."""
    layout = re.search(r'name="layout" id="[^"]*" value="(\w+)" checked', page)[1]
    return layout, re.search(r'<option value="([^"]+)" selected>', page.split('id="stock"')[1])[1]


def test_a_poster_is_found_among_the_layouts_and_brings_its_page(plant, as_supervisor):
    order = {"equipment": [plant.press], "stock": "L7163", "layout": "name", "shown": "name"}
    assert "Poster for a door" in as_supervisor.post(JOB, data=order).text
    chosen = as_supervisor.post(JOB, data={**order, "layout": "poster"}).text
    assert setup_of(chosen) == ("poster", "poster-A5")
    larger = {**order, "layout": "poster", "shown": "poster", "stock": "poster-A4"}
    assert setup_of(as_supervisor.post(JOB, data=larger).text) == ("poster", "poster-A4")
    [page] = rendered(as_supervisor.post(SHEET, data=larger).data, 100)
    assert page.height > 1100  # A4 at 100 dpi
    away = as_supervisor.post(JOB, data={**larger, "layout": "code"}).text
    assert setup_of(away) == ("code", "L7160")


def test_choosing_the_page_of_a_poster_chooses_its_layout_and_leaving_it_another(plant, as_supervisor):
    order = {"equipment": [plant.press], "layout": "name", "shown": "name"}
    assert setup_of(as_supervisor.post(JOB, data={**order, "stock": "poster-A4"}).text)[0] == "poster"
    left = {**order, "layout": "poster", "shown": "poster", "stock": "5160"}
    assert setup_of(as_supervisor.post(JOB, data=left).text) == ("area", "5160")


def test_reprinting_one_is_one_link(plant, as_supervisor):
    page = as_supervisor.get("/console/labels/").text
    assert f'{JOB}?equipment={plant.press}" aria-label="Reprint the label of Press 2"' in page
    assert f'{JOB}?equipment={plant.truck}" aria-label="Print the label of Forklift 7"' in page
    assert "Print 1 label" in as_supervisor.get(f"{JOB}?equipment={plant.press}").text
    again = as_supervisor.post(SHEET, data={"equipment": plant.press, "stock": "62x29"}).data
    assert codes(again) == [plant.label]


def test_blanks_are_unbound_labels_of_the_site(app, plant, as_supervisor):
    assert "Print 7 blank labels" in as_supervisor.get(f"{JOB}?blank=7").text
    printed = codes(as_supervisor.post(SHEET, data={"blank": "7", "stock": "L7160"}).data)
    with app.app_context():
        labels = [db.session.get_one(Label, code) for code in printed]
        assert {(label.state, label.site_id) for label in labels} == {("unbound", plant.site)}
    assert len(printed) == 7


@pytest.mark.parametrize("count", ["0", "-1", "1001", "many", "1.5"])
def test_a_strange_count_of_blanks_is_refused_and_makes_none(app, plant, as_supervisor, count):
    refused = as_supervisor.post(SHEET, data={"blank": count, "stock": "L7160"})
    assert refused.status_code == 422
    assert beside(refused.text, "blank") == "Write how many, from 1 to 1000."
    with app.app_context():
        assert db.session.query(Label).filter_by(state="unbound").count() == 0


@pytest.mark.parametrize("cell", ["0", "-1", "two", "1.5", "22", "9" * 5000])
def test_a_place_to_start_that_is_none_is_refused_and_makes_no_label(plant, as_supervisor, cell):
    sent = {"equipment": [plant.truck], "stock": "L7160", "start_cell": cell}
    refused = as_supervisor.post(SHEET, data=sent)
    assert refused.status_code == 422
    assert "Start at a label from 1 to 21." in refused.text
    assert "made when you print" in as_supervisor.get("/console/labels/").text


def test_nothing_to_print_and_an_unknown_stock_are_said(plant, as_supervisor):
    nothing = as_supervisor.post(SHEET, data={"stock": "5160"})
    assert nothing.status_code == 422
    assert "Tick the equipment you want labels for" in nothing.text
    strange = as_supervisor.post(SHEET, data={"equipment": plant.press, "stock": "A4"})
    assert beside(strange.text, "stock") == "Choose one of the label stocks in the list."


def test_equipment_of_two_sites_or_of_strangers_is_not_printed(plant, as_supervisor, as_stranger):
    assert as_stranger.post(JOB, data={"equipment": plant.press}).status_code == 404
    assert as_supervisor.post(SHEET, data={"equipment": plant.other_equipment}).status_code == 404
    assert as_supervisor.post(SHEET, data={"blank": "2", "site": plant.other_site}).status_code == 403


def test_the_preview_is_the_label_in_outlines(plant, as_supervisor):
    picture = as_supervisor.get(f"/console/labels/preview.svg?equipment={plant.press}&stock=L7165")
    assert picture.mimetype == "image/svg+xml"
    root = ElementTree.fromstring(picture.text)
    assert root.attrib["viewBox"] == "0 0 99.1 67.7"
    assert "<text" not in picture.text  # the browser needs no font
    plainer = as_supervisor.get(
        f"/console/labels/preview.svg?equipment={plant.press}&stock=L7165&layout=code"
    ).text
    assert plainer.count("<path") == 2  # paper and code
    assert picture.text.count("<path") > 20


def test_a_label_from_too_far_is_refused_with_the_stock_that_works(plant, as_supervisor):
    order = {"equipment": plant.press, "stock": "L7651", "distance": "1200"}
    page = as_supervisor.post(JOB, data=order).text
    assert "phones need 3.5 mm" in page
    works = re.search(r"([^>.]+) works\.", page)[1]
    [name] = [stock.name for stock in STOCKS.values() if stock.title == works.strip()]
    assert "Yes, from" in as_supervisor.post(JOB, data={**order, "stock": name}).text
    assert "Make the PDF" not in page
    refused = as_supervisor.post(SHEET, data=order)
    assert refused.status_code == 422
    assert "too fine to read" in refused.text


def test_the_screen_claims_what_was_measured_and_warns_of_glossy_and_curved(plant, as_supervisor):
    order = {"equipment": plant.press, "stock": "L7160"}
    page = as_supervisor.post(JOB, data=order).text
    assert "with modules of 0.6 mm at H" in page
    assert "<dd>98 %</dd>" in page
    assert "No level survives every damage" in page
    assert "Lamps mirrored" in as_supervisor.post(JOB, data={**order, "surface": "glossy"}).text
    curved = as_supervisor.post(JOB, data={**order, "surface": "curved"}).text
    assert re.search(r"should be at least \d\d mm thick", curved)


def test_zpl_comes_as_a_file_for_rolls(plant, as_supervisor):
    answer = as_supervisor.post(SHEET, data={"equipment": plant.press, "stock": "62x29", "format": "zpl"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data.startswith(b"^XA^CI28")
    refused = as_supervisor.post(SHEET, data={"equipment": plant.press, "stock": "5160", "format": "zpl"})
    assert "Choose a roll, or make a PDF" in refused.text


def test_own_stock_is_saved_chosen_changed_and_removed(plant, as_supervisor):
    assert as_supervisor.post(STOCK, data=OWN).status_code == 303
    page = as_supervisor.post(JOB, data={"equipment": plant.press, "stock": "Our tags"}).text
    assert "Our tags, own, 12 labels of 80 × 40.5 mm" in page
    assert page.count('name="start_cell"') == 12
    assert codes(as_supervisor.post(SHEET, data={"equipment": plant.press, "stock": "Our tags"}).data)
    as_supervisor.post(STOCK, data={**OWN, "rows": "5"})
    assert 'value="40.5"' in as_supervisor.get(f"{STOCK}?name=Our tags").text
    assert "own, 10 labels" in as_supervisor.get(STOCK).text
    as_supervisor.post(f"{STOCK}/removal", data={"name": "Our tags"})
    assert "own, 10 labels" not in as_supervisor.get(STOCK).text


def test_own_rolls_need_a_width_and_a_height(plant, as_supervisor):
    roll = {"name": "Wrap", "kind": "roll", "width": "90", "height": "30", "dpi": "300"}
    assert as_supervisor.post(STOCK, data=roll).status_code == 303
    page = as_supervisor.post(JOB, data={"equipment": plant.press, "stock": "Wrap"}).text
    assert "dots of the printer" in page


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"name": ""}, "name", "Give it a name"),
        ({"name": "L7160"}, "name", "A maker&#39;s stock has this name"),
        ({"columns": "3"}, "width", "The labels reach 270.0 mm across a page of 210 mm."),
        ({"rows": "7"}, "height", "The labels reach 315.5 mm down a page of 297 mm."),
        ({"rows": "1.5"}, "rows", "Write a whole number"),
        ({"gap_x": "wide"}, "gap_x", "Write millimetres"),
        ({"width": "nan"}, "width", "Write millimetres"),
        ({"height": "1e9"}, "height", "Write millimetres"),
    ],
)
def test_stock_that_cannot_be_is_refused_with_what_was_typed(plant, as_supervisor, change, field, says):
    refused = as_supervisor.post(STOCK, data={**OWN, **change})
    assert refused.status_code == 422
    assert beside(refused.text, field).startswith(says)
    assert 'value="40,5"' in refused.text or "height" in change


def test_a_printer_is_added_measured_and_removed(plant, as_supervisor):
    made = as_supervisor.post(PRINTERS, data={"name": "Office copier"})
    url = made.headers["Location"]
    assert as_supervisor.get(f"{url}/test-sheet.pdf?paper=letter").data.startswith(b"%PDF")
    seen = {"left": "21,5", "top": "19.2", "across": "171.7", "down": "256.5", "paper": "A4"}
    assert as_supervisor.post(url, data=seen).status_code == 303
    page = as_supervisor.get(url).text
    assert "<dd>+1.3 mm</dd>" in page
    assert "<dd>101.00 %</dd>" in page
    assert (
        "There is a printer of this name" in as_supervisor.post(PRINTERS, data={"name": "Office copier"}).text
    )
    as_supervisor.post(f"{url}/removal")
    assert as_supervisor.get(url).status_code == 404


def test_a_roll_printer_brings_its_own_dots(plant, as_supervisor):
    made = as_supervisor.post(PRINTERS, data={"name": "Zebra", "dpi": "300"}).headers["Location"]
    order = {"equipment": plant.press, "stock": "62x29", "printer": made.rsplit("/", 1)[1], "format": "zpl"}
    assert b"^PW732" in as_supervisor.post(SHEET, data=order).data


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"left": ""}, "Write millimetres, such as 20.4."),
        ({"across": "160"}, "more than a printer drifts"),
        ({"top": "60"}, "more than a printer drifts"),
    ],
)
def test_what_is_no_drift_is_refused(plant, as_supervisor, change, says):
    url = as_supervisor.post(PRINTERS, data={"name": "Office"}).headers["Location"]
    seen = {"left": "20", "top": "20", "across": "170", "down": "257", **change}
    refused = as_supervisor.post(url, data=seen)
    assert refused.status_code == 422
    assert says in refused.text
    assert "Not measured" in as_supervisor.get(url).text


def test_printers_of_other_sites_are_not_there(plant, as_supervisor, as_stranger):
    url = as_supervisor.post(PRINTERS, data={"name": "Office"}).headers["Location"]
    assert as_stranger.get(url).status_code == 404
    assert as_stranger.post(f"{url}/removal").status_code == 404


DRIFTS = [(1.8, -1.2, 1.012, 0.991), (-2.0, 2.4, 0.99, 1.006), (0.6, 0.9, 1.0, 1.0)]


@pytest.mark.parametrize("drift", DRIFTS)
def test_a_drifted_printer_prints_within_a_third_of_a_millimetre_once_measured(app, plant, drift):
    """The test sheet goes through the drift, is measured to a fifth of a millimetre; then a sheet."""
    stock = STOCKS["L7160"]
    sheet = drifted(rendered(ruler_sheet(page=stock.page, printer="Office"), DPI)[0], drift)
    with app.app_context(), writing():
        printer = printers.add(session=db.session(), site_id=plant.site, name="Office", dpi=None)
        seen = measured_on(sheet)
        printers.measure(session=db.session(), now=NOW, printer=printer, page=stock.page, seen=seen)
        exactly = printers.fit(printer)
    labels = labels_for(stock)
    assert worst(labels, stock, drift, exactly) < 0.3
    if drift[:2] != (0.6, 0.9):
        assert worst(labels, stock, drift, EXACT) > 1.5


DPI = 300


def drifted(page: Image.Image, drift) -> Image.Image:
    """What a printer makes of a page that moves and stretches it."""
    x, y, across, down = drift
    mm = DPI / 25.4
    moves = (1 / across, 0, -x * mm / across, 0, 1 / down, -y * mm / down)
    return page.transform(page.size, Image.Transform.AFFINE, moves, Image.Resampling.BICUBIC, fillcolor=255)


def measured_on(sheet: Image.Image) -> printers.Measured:
    """Distances between the crosses to a fifth of a millimetre, as read from a ruler."""
    mm = 25.4 / DPI
    one, two, three = (cross(sheet, x, y) for x, y in ((20, 20), (190, 20), (20, 277)))
    exact = (one[0], one[1], two[0] - one[0], three[1] - one[1])
    return printers.Measured(*(round(distance * mm * 5) / 5 for distance in exact))


def cross(sheet: Image.Image, x: float, y: float) -> tuple[float, float]:
    """The middle of a cross near (x, y) mm: where its darkest column and row meet."""
    reach, mm = 5.2, DPI / 25.4
    left, top = int((x - reach) * mm), int((y - reach) * mm)
    part = sheet.crop((left, top, int((x + reach) * mm), int((y + reach) * mm)))
    columns = list(part.resize((part.width, 1), Image.Resampling.BOX).tobytes())
    rows = list(part.resize((1, part.height), Image.Resampling.BOX).tobytes())
    return left + middle(columns), top + middle(rows)


def middle(levels: list[int]) -> float:
    darkest = min(levels)
    places = [place for place, level in enumerate(levels) if level < darkest + 20]
    return sum(places) / len(places) + 0.5


def worst(labels, stock: Stock, drift, exactly) -> float:
    """How far in mm the worst corner of any QR code is from where the label's cell wants it."""
    [page] = rendered(print_sheet(labels, stock=stock, host=HOST, exactly=exactly), DPI)
    found = {code.text[-7:]: code.position for code in zxingcpp.read_barcodes(drifted(page, drift))}
    ink, far = face_for(stock, HOST).ink, 0.0
    for label, (x, y) in zip(labels, stock.corners(), strict=True):
        place, box = found[label.code], ink.moved(x, y)
        for corner, (wanted_x, wanted_y) in (
            (place.top_left, (box.x, box.y)),
            (place.bottom_right, (box.right, box.bottom)),
        ):
            far = max(far, abs(corner.x * 25.4 / DPI - wanted_x), abs(corner.y * 25.4 / DPI - wanted_y))
    return far


def test_the_next_free_label_follows_the_last_that_is_gone():
    stock = STOCKS["L7165"]
    assert next_free(stock, frozenset()) == 1
    assert next_free(stock, frozenset({1, 2, 5})) == 6
    assert next_free(stock, frozenset({8})) == 1


def test_cut_marks_stand_outside_the_labels():
    stock = STOCKS["plain-A4"]
    [page] = rendered(print_sheet(labels_for(stock), stock=stock, host=HOST), DPI)
    assert page.getextrema()[0] < 128
    mm = DPI / 25.4
    (left, top), (x, y) = next(stock.corners()), list(stock.corners())[-1]
    inside = [n * mm for n in (left - 0.5, top - 0.5, x + stock.label[0] + 0.5, y + stock.label[1] + 0.5)]
    ImageDraw.Draw(page).rectangle(inside, fill=255)
    assert page.crop((0, 0, page.width, int(top * mm))).getextrema()[0] < 200
    ImageDraw.Draw(page).rectangle([n * mm for n in (left - 5, top - 5, x + 65, y + 43)], fill=255)
    assert page.getextrema() == (255, 255)
