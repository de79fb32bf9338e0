"""Sheets and rolls of labels as PDF, in exact millimetres."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from app.core.refusal import Refusal
from app.labels.face import face_for
from app.labels.stock import Stock
from app.labels.text import LabelText

FONTS = Path(__file__).parents[2] / "node_modules" / "@expo-google-fonts" / "noto-sans"


class NothingToPrint(Refusal):
    code, status, title = "nothing-to-print", 422, "Nothing to print"

    def __init__(self) -> None:
        super().__init__("Choose at least one label to print.")


class NoSuchCell(Refusal):
    code, status, title = "no-such-cell", 422, "No such label on the sheet"

    def __init__(self, cell: int, stock: Stock):
        self.cell, self.cells = cell, stock.cells
        super().__init__(f"Start at a label from 1 to {stock.cells}; this stock has no label {cell}.")


def print_sheet(
    labels: Iterable[LabelText], *, stock: Stock, host: str, start_cell: int = 1, fonts: Path = FONTS
) -> bytes:
    """Return a PDF of `labels` in reading order, leaving the cells before `start_cell` blank.

    `host` is what the QR names, without scheme (https) or with one; `fonts` is the folder of
    the Noto Sans package. Raises NothingToPrint, NoSuchCell, UnprintableHost or ModuleTooSmall.
    """
    from app.labels.press import Press  # its PDF library is slow to import: only who prints waits for it

    if not 1 <= start_cell <= stock.cells:
        raise NoSuchCell(start_cell, stock)
    face = face_for(stock, host)
    corners = list(stock.corners())
    with Press(face, page=stock.page, fonts=fonts) as press:
        for cell, label in enumerate(labels, start=start_cell - 1):
            if cell % stock.cells == 0 or press.is_empty:
                press.new_page()
            press.draw(label, *corners[cell % stock.cells])
        if press.is_empty:
            raise NothingToPrint()
        return press.pdf()
