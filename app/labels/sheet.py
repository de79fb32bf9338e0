"""Sheets and rolls of labels as PDF, in exact millimetres."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import chain, count
from typing import IO

from app.core.refusal import Refusal
from app.labels.composing import compose
from app.labels.face import Wish, face_for
from app.labels.press import EXACT, Fit, Press
from app.labels.stock import Stock
from app.labels.text import LabelText

_CUT = 3.0
"""Length of a cut mark in mm."""


class NothingToPrint(Refusal):
    code, status, title = "nothing-to-print", 422, "Nothing to print"

    def __init__(self) -> None:
        super().__init__("Choose at least one label to print.")


class NoSuchCell(Refusal):
    code, status, title = "no-such-cell", 422, "No such label on the sheet"

    def __init__(self, cell: int, stock: Stock):
        self.cell, self.cells = cell, stock.cells
        super().__init__(f"Start at a label from 1 to {stock.cells}; this stock has no label {cell}.")


def write_sheet(
    labels: Iterable[LabelText],
    out: IO[bytes],
    *,
    stock: Stock,
    host: str,
    start_cell: int = 1,
    used: Collection[int] = (),
    wish: Wish | None = None,
    exactly: Fit = EXACT,
) -> None:
    """Write a PDF of `labels` in reading order, page by page.

    On the first sheet the cells before `start_cell` and those in `used` (from 1) stay blank.
    `host` is what the QR names, without scheme (https) or with one; `wish` is how labels look;
    `exactly` undoes a printer's drift. Raises NothingToPrint, NoSuchCell, UnprintableHost or
    ModuleTooSmall; what was written until then is no PDF.
    """
    if not 1 <= start_cell <= stock.cells:
        raise NoSuchCell(start_cell, stock)
    face = face_for(stock, host, wish)
    press = Press(out, page=stock.page, exactly=exactly)
    corners = list(stock.corners())
    page = 0
    for label, (sheet, cell) in zip(labels, places(stock, start_cell, used), strict=False):
        if press.is_empty or sheet != page:
            page = sheet
            press.new_page()
            if stock.cut_marks:
                press.lines(cut_marks(stock))
        press.draw(compose(label, face), *corners[cell - 1])
    if press.is_empty:
        raise NothingToPrint()
    press.close()


def places(stock: Stock, start_cell: int, used: Collection[int] = ()) -> Iterator[tuple[int, int]]:
    """Give (sheet, cell), both from 1, of one label after the other."""
    first = ((1, cell) for cell in range(start_cell, stock.cells + 1) if cell not in used)
    rest = ((sheet, cell) for sheet in count(2) for cell in range(1, stock.cells + 1))
    return chain(first, rest)


def cut_marks(stock: Stock) -> Iterator[tuple[float, float, float, float]]:
    """Hairlines outside the labels, in line with their edges, as (x1, y1, x2, y2)."""
    corners = list(stock.corners())
    (left, top), (last_x, last_y) = corners[0], corners[-1]
    right, bottom = last_x + stock.label[0], last_y + stock.label[1]
    for x in sorted({x + side for x, _ in corners for side in (0, stock.label[0])}):
        yield x, top - _CUT - 1, x, top - 1
        yield x, bottom + 1, x, bottom + 1 + _CUT
    for y in sorted({y + side for _, y in corners for side in (0, stock.label[1])}):
        yield left - _CUT - 1, y, left - 1, y
        yield right + 1, y, right + 1 + _CUT, y
