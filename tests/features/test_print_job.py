"""Setting up a print job in the console: preview, sheet, verdict, printers, stock of one's own."""

import re
from xml.etree import ElementTree

import pytest
import zxingcpp
from PIL import ImageDraw

from app.core.database import db, writing
from app.labels.catalogue import STOCKS
from app.labels.models import Label
from app.labels.used_cells import next_free
from app.places.models import Site
from tests.features.test_sheets import HOST, decoded, labels_for, rendered
from tests.printed import print_sheet

JOB, SHEET, PRINTERS, STOCK = (f"/console/labels/{page}" for page in ("job", "sheet", "printers", "stock"))
DPI = 300


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
    assert "Yes, up to" in page
    with app.app_context():
        assert db.session.query(Label).filter_by(equipment_id=plant.truck).count() == 0


def test_a_printed_sheet_remembers_what_is_gone_for_its_stock_and_printer(plant, as_supervisor):
    order = {"equipment": [plant.press, plant.truck], "stock": "L7160", "start_cell": "3"}
    assert len(codes(as_supervisor.post(SHEET, data=order).data)) == 2
    page = as_supervisor.post(JOB, data={**order, "start_cell": ""}).text
    assert gone(page) == [1, 2, 3, 4]  # one starts at the first label that is still on the sheet
    assert start(page) == 5
    other = as_supervisor.post(JOB, data={**order, "start_cell": "", "stock": "L7163"}).text
    assert gone(other) == []
    assert start(other) == 1


def test_gone_labels_are_stepped_over_and_a_new_sheet_forgets_them(plant, as_supervisor):
    order = {"equipment": [plant.press], "stock": "L7163", "start_cell": "1"}
    as_supervisor.post(SHEET, data=order)
    [page] = rendered(as_supervisor.post(SHEET, data=order | {"equipment": [plant.press, plant.truck]}).data)
    places = [(code.position.top_left.x, code.position.top_left.y) for code in zxingcpp.read_barcodes(page)]
    rows = sorted(round((y / page.height * 297 - 15.15) // 38.1) for _, y in places)
    assert rows == [0, 1]  # cells 2 and 3: 1 is gone
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


def test_a_sheet_begun_in_its_middle_is_over_after_its_last_label(plant, as_supervisor):
    order = {"equipment": [plant.press, plant.truck], "stock": "L7165"}
    as_supervisor.post(SHEET, data={**order, "start_cell": "7"})
    page = as_supervisor.post(JOB, data=order).text
    assert (gone(page), start(page)) == ([], 1)
    [sheet] = rendered(as_supervisor.post(SHEET, data={**order, "equipment": [plant.press] * 8}).data)
    assert len(zxingcpp.read_barcodes(sheet)) == 8  # on one new sheet, not on the rest of the old one


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
    assert "Yes, up to" in as_supervisor.post(JOB, data={**order, "stock": name}).text
    assert "Make the PDF" not in page
    refused = as_supervisor.post(SHEET, data=order)
    assert refused.status_code == 422
    assert "too fine to read" in refused.text


def test_the_screen_claims_what_was_measured_and_warns_of_glossy_and_curved(plant, as_supervisor):
    order = {"equipment": plant.press, "stock": "L7160"}
    page = as_supervisor.post(JOB, data=order).text
    assert "with squares of 0.6 mm at H" in page
    assert "<dd>98 %</dd>" in page
    assert "No level survives every damage" in page
    assert "Lamps mirrored" in as_supervisor.post(JOB, data={**order, "surface": "glossy"}).text
    curved = as_supervisor.post(JOB, data={**order, "surface": "curved"}).text
    assert re.search(r"should be at least \d\d mm thick", curved)


def test_the_page_and_its_refusal_name_what_a_code_is_made_of_by_one_word(plant, as_supervisor):
    for more, said in (({}, "Squares of "), ({"distance": "1200"}, "The squares of the QR code would be ")):
        page = as_supervisor.post(JOB, data={"equipment": plant.press, "stock": "L7651", **more}).text
        assert said in page
        assert not re.search(r"\bmodules? of\b", page, re.IGNORECASE)


def test_an_address_that_only_this_computer_knows_is_said_before_a_sheet_is_wasted(app, plant, as_supervisor):
    warned = "which is this computer and no other"
    order = {"equipment": plant.press, "stock": "L7160"}
    for host, wanted in (
        ("", True),  # http://localhost
        ("http://127.0.0.1:8000", True),
        ("https://labels.example.com", False),
        ("https://localhost.example.com", False),
    ):
        with app.app_context(), writing():
            db.session.get_one(Site, plant.site).host = host
            db.session.commit()
        assert (warned in as_supervisor.post(JOB, data=order).text) is wanted, host


def test_zpl_comes_as_a_file_for_rolls(plant, as_supervisor):
    answer = as_supervisor.post(SHEET, data={"equipment": plant.press, "stock": "62x29", "format": "zpl"})
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.data.startswith(b"^XA^CI28")
    refused = as_supervisor.post(SHEET, data={"equipment": plant.press, "stock": "5160", "format": "zpl"})
    assert "Choose a roll, or make a PDF" in refused.text


def test_zpl_is_neither_offered_nor_made_where_no_zebra_has_such_dots(app, plant, as_supervisor):
    order = {"equipment": plant.truck, "stock": "24mm"}
    assert "ZPL for Zebra" not in as_supervisor.post(JOB, data=order).text
    refused = as_supervisor.post(SHEET, data={**order, "format": "zpl"})
    assert (refused.status_code, "a printer of 180 dpi" in refused.text) == (422, True)
    with app.app_context():
        assert db.session.query(Label).filter_by(equipment_id=plant.truck).count() == 0
    zebra = as_supervisor.post(PRINTERS, data={"name": "Zebra", "dpi": "300"}).headers["Location"]
    order["printer"] = zebra.rsplit("/", 1)[1]
    assert "ZPL for Zebra" in as_supervisor.post(JOB, data=order).text
    assert as_supervisor.post(SHEET, data={**order, "format": "zpl"}).data.startswith(b"^XA")


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
