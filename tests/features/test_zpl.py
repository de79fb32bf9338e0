"""Labels for Zebra printers, drawn by an interpreter that is not ours and read by a decoder that is not."""

import base64
import io
import json
import os
import shutil
import subprocess
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image, ImageChops

from app.labels.catalogue import STOCKS
from app.labels.face import Wish, face_for
from app.labels.matrix import url
from app.labels.text import LabelText
from app.labels.zpl import NotARoll, OtherDots, write_zpl
from tests.browser import ROOT
from tests.features.test_sheets import HOST, black_and_white, decoded, labels_for, rendered
from tests.printed import print_sheet

ROLLS = [stock for stock in STOCKS.values() if stock.kind == "roll" and stock.name != "24mm"]
NODE = shutil.which("node", path=f"{os.environ['PATH']}:{ROOT / '.venv' / 'bin'}") or "node"
SCRIPT = """
import { ready } from "zpl-renderer-js";
const { api } = await ready;
const { zpl, width, height, dpmm } = JSON.parse(await new Response(process.stdin).text());
const pictures = await api.zplToBase64MultipleAsync(zpl, width, height, dpmm);
process.stdout.write(JSON.stringify(pictures), () => process.exit(0));
"""


def zpl(labels, stock, **how) -> str:
    return b"".join(write_zpl(labels, stock=stock, host=HOST, **how)).decode()


def drawn(text: str, stock) -> list[Image.Image]:
    """What a printer of 8 (203 dpi) or 12 dots a mm makes of it."""
    width, height = stock.page
    order = {"zpl": text, "width": width, "height": height, "dpmm": 12 if stock.dpi == 300 else 8}
    done = subprocess.run(
        [NODE, "--input-type=module", "-e", SCRIPT],
        input=json.dumps(order),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    pictures = json.loads(done.stdout.splitlines()[-1])
    return [Image.open(io.BytesIO(base64.b64decode(one))).convert("L") for one in pictures]


@pytest.mark.parametrize("stock", ROLLS, ids=[stock.name for stock in ROLLS])
def test_every_label_decodes_as_drawn_by_another(stock):
    labels = labels_for(stock, 3)
    pages = drawn(zpl(labels, stock), replace(stock, page=(stock.page[0] * 1.2, stock.page[1] * 1.2)))
    assert decoded(pages) == sorted(url(HOST, label.code) for label in labels)


def test_a_printer_of_300_dpi_gets_its_own_dots():
    stock = replace(STOCKS["62x29"], dpi=300)
    labels = labels_for(stock)
    assert "^PW732^LL343" in zpl(labels, stock)
    assert decoded(drawn(zpl(labels, stock), stock)) == sorted(url(HOST, label.code) for label in labels)


def test_it_looks_like_the_pdf():
    stock = STOCKS["57x32"]
    labels = [LabelText("F8QY40D", "مكبس هيدروليكي", "PR-1", "油圧プレス", ("ppe-eyes", "ppe-gloves"))]
    [page] = drawn(zpl(labels, stock), stock)
    [pdf] = rendered(print_sheet(labels, stock=stock, host=HOST))
    size = (min(page.width, pdf.width), min(page.height, pdf.height))
    words = (round(size[0] * 0.44), 0, *size)  # the printer chooses the mask of the QR itself
    one, two = (black_and_white(picture).crop(words) for picture in (page, pdf))
    soft = [picture.reduce(4) for picture in (one, two)]
    worst = ImageChops.difference(*soft).histogram()
    assert sum(worst[128:]) < 0.02 * soft[0].width * soft[0].height


def test_the_symbol_stands_where_the_face_says():
    stock = STOCKS["57x32"]
    [page] = drawn(zpl(labels_for(stock, 1), stock), stock)
    [code] = zxingcpp.read_barcodes(page)
    face = face_for(stock, HOST)
    corner = code.position.top_left
    expected = [face.ink.x / stock.dot, face.ink.y / stock.dot]
    assert [corner.x, corner.y] == pytest.approx(expected, abs=1)
    assert code.ec_level == face.symbol.level


def test_a_code_too_large_for_the_printers_own_is_sent_as_a_picture():
    stock, label = STOCKS["4x6"], LabelText("F8QY40D", "Press")
    text = zpl([label], stock)
    assert "^BQN" not in text
    assert decoded(drawn(text, stock)) == [url(HOST, label.code)]


def test_rows_of_a_picture_are_whole_bytes_and_hold_what_they_promise():
    import re

    text = zpl([LabelText("F8QY40D", "Press 4", "PR-1", "Hall")], STOCKS["50x25"])
    fields = re.findall(r"\^GFA,(\d+),(\d+),(\d+),([^^]*)\^FS", text)
    assert len(fields) >= 4
    for total, again, across, data in fields:
        assert total == again
        assert int(total) % int(across) == 0
        rows = re.findall(rf":|[0-9A-F]{{{2 * int(across)}}}|[0-9A-F]*,", data)
        assert len(rows) == int(total) // int(across)
        assert "".join(rows) == data


def test_a_sheet_is_no_roll():
    with pytest.raises(NotARoll, match="Choose a roll, or make a PDF"):
        list(write_zpl([LabelText("F8QY40D")], stock=STOCKS["L7160"], host=HOST))


@pytest.mark.parametrize("dpi", [203, 300, 600])
def test_tape_of_another_printer_is_refused_until_it_lies_in_a_zebra(dpi):
    tape, labels = STOCKS["24mm"], [LabelText("F8QY40D")]
    with pytest.raises(OtherDots, match="a printer of 180 dpi; Zebra printers have 203, 300 or 600"):
        list(write_zpl(labels, stock=tape, host=HOST))
    assert zpl(labels, replace(tape, dpi=dpi)).startswith("^XA")


def test_only_the_code_where_only_the_code_is_wished():
    stock, label = STOCKS["62x29"], LabelText("F8QY40D", "Press")
    text = zpl([label], stock, wish=Wish(layout="code"))
    assert "^GFA" not in text
    assert decoded(drawn(text, stock)) == [url(HOST, label.code)]
