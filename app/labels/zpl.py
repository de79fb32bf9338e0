"""Labels for Zebra printers, in ZPL II: the printer makes the QR code itself, words come as pictures.

As pictures, because the printer's own letters have other widths than those that were fitted, and none
for most scripts. Numbers of fields are those of Zebra's ZPL II Programming Guide.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PIL import Image

from app.core.refusal import Refusal
from app.labels import dots
from app.labels.composing import compose
from app.labels.drawing import Bar, Ink, Modules, Picture, Words
from app.labels.face import Wish, face_for
from app.labels.stock import Stock
from app.labels.text import LabelText

MOST_DOTS = 10
"""Dots a module of ^BQ may have; larger ones are sent as a picture."""

DOTS = (203, 300, 600)
"""Dots an inch of printers that understand ZPL."""

_LIFT = 10
"""^BQ draws its symbol this many dots below its field's origin. The quiet zone forgives one that does not."""


class NotARoll(Refusal):
    code, status, title = "not-a-roll", 422, "ZPL is for roll printers"

    def __init__(self, stock: Stock):
        self.stock = stock
        super().__init__(f"{stock.title} is not for a label printer. Choose a roll, or make a PDF.")


class OtherDots(Refusal):
    """A roll whose printer is none of Zebra's: its labels would come out in another size."""

    code, status, title = "other-dots", 422, "ZPL is for Zebra printers"

    def __init__(self, stock: Stock):
        self.stock = stock
        *most, last = map(str, DOTS)
        super().__init__(
            f"{stock.title}, is for a printer of {stock.dpi} dpi; Zebra printers have {', '.join(most)} "
            f"or {last}. Choose another roll or printer, or make a PDF."
        )


def suits(stock: Stock) -> bool:
    """Whether it can be printed from ZPL."""
    return stock.kind == "roll" and stock.dpi in DOTS


def write_zpl(
    labels: Iterable[LabelText], *, stock: Stock, host: str, wish: Wish | None = None
) -> Iterator[bytes]:
    """Give ZPL, one format a label. Raises NotARoll, OtherDots, and what face_for raises."""
    if stock.kind != "roll" or not stock.dot:
        raise NotARoll(stock)
    if not suits(stock):
        raise OtherDots(stock)
    face, dot = face_for(stock, host, wish), stock.dot
    width, height = (round(side / dot) for side in stock.label)
    for label in labels:
        fields = "\n".join(_field(ink, dot) for ink in compose(label, face))
        yield f"^XA^CI28^PW{width}^LL{height}^LH0,0\n{fields}\n^XZ\n".encode("ascii")


def _field(ink: Ink, dot: float) -> str:
    match ink:
        case Modules():
            return _symbol(ink, dot)
        case Bar():
            width, height = max(1, round(ink.width / dot)), max(1, round(ink.height / dot))
            return f"^FO{round(ink.x / dot)},{round(ink.y / dot)}^GB{width},{height},{min(width, height)}^FS"
        case Picture():
            return graphic(dots.picture(ink, dot))
        case Words():
            found = dots.words(ink, dot)
            return graphic(found) if found else ""


def _symbol(ink: Modules, dot: float) -> str:
    size = round(ink.module / dot)
    if size > MOST_DOTS:
        return graphic(dots.modules(ink, dot))
    x, y = round(ink.x / dot), max(0, round(ink.y / dot) - _LIFT)
    return f"^FO{x},{y}^BQN,2,{size}^FD{ink.level}A,{ink.says}^FS"


def graphic(found: dots.Dots) -> str:
    """A ^GFA field. Rows are whole bytes, and what fills them up is white."""
    x, y, picture = found
    x, left = (x, 0) if x >= 0 else (0, -x)
    across = (picture.width - left + 7) // 8
    padded = Image.new("1", (across * 8, picture.height))
    padded.paste(picture.crop((left, 0, picture.width, picture.height)), (0, 0))
    total = across * padded.height
    return f"^FO{x},{max(y, 0)}^GFA,{total},{total},{across},{_packed(padded.tobytes(), across)}^FS"


def _packed(data: bytes, across: int) -> str:
    """Hexadecimal rows; "," ends a row that goes on white, ":" repeats the one before."""
    result, before = [], ""
    for start in range(0, len(data), across):
        row = data[start : start + across].hex().upper()
        short = row.rstrip("0")
        short += "0" * (len(short) % 2)
        result.append(":" if row == before else f"{short}," if len(short) < len(row) else row)
        before = row
    return "".join(result)
