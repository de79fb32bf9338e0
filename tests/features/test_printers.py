"""Printers: added, measured on a test sheet, and made up for."""

import pytest
import zxingcpp
from PIL import Image

from app.core.database import db, writing
from app.labels import printers
from app.labels.catalogue import STOCKS
from app.labels.press import EXACT
from app.labels.ruler_sheet import ruler_sheet
from app.labels.stock import Stock
from tests.factories import NOW
from tests.features.test_print_job import DPI, PRINTERS, SHEET
from tests.features.test_sheets import HOST, face_for, labels_for, rendered
from tests.printed import print_sheet


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
