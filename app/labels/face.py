"""Where things go on one label: pure geometry, in mm from its top left corner."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.labels.matrix import QUIET, SMALLEST_MODULE, Level, ModuleTooSmall, Symbol, symbol_for
from app.labels.stock import Stock

Layout = Literal["area", "name", "code"]
LAYOUTS: dict[Layout, str] = {
    "area": "Name, tag, area, protective equipment",
    "name": "Name and tag",
    "code": "QR code only",
}

EDGE = 1.0
"""Nothing that must be read comes nearer to the edge; sheets drift in a printer."""

MARGIN = 2.2
"""Distance of the words from the edge."""

GAP = 0.2
"""Between the quiet zone and letters."""

ASCENDER = 0.3
"""Room above the capitals of a first line, which begins level with the QR's black."""

TALL = 34.0
"""From this height on there is room for larger words and a larger code."""

CODE_BAND, LOW_CODE_BAND = 6.4, 3.8
"""What the code takes under the QR, on tall and on lower labels."""

LEAST_WORDS = 14.0
"""Width that is left for words where the QR needs more than half of a label."""

UPRIGHT = 1.4
"""Labels less wide for their height have their words under the QR."""

UPRIGHT_SHARE = 0.54
"""Of the height of such a label, what the QR takes."""

FULL_SIZE = (63.5, 38.1)
UPRIGHT_FULL_SIZE = (50.8, 50.8)
"""Labels larger than this have larger words, in proportion."""


@dataclass(frozen=True)
class Box:
    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height

    def moved(self, x: float, y: float) -> Box:
        """Return the same box with its origin at (x, y)."""
        return Box(self.x + x, self.y + y, self.width, self.height)


@dataclass(frozen=True)
class Face:
    """The parts of a label of one stock and host: `qr` with its quiet zone, the words, the code.

    `code` is the band in which the code is centred on its lower edge; without one, the code ends
    the words. `words` is None on a label that has only the QR. `scale` enlarges letters.
    """

    layout: Layout
    symbol: Symbol
    qr: Box
    words: Box | None
    code: Box | None
    tall: bool
    centred: bool = False
    scale: float = 1.0

    @property
    def code_below(self) -> bool:
        return self.code is not None

    @property
    def ink(self) -> Box:
        """The black part of the QR."""
        quiet = QUIET * self.symbol.module
        side = self.symbol.side * self.symbol.module
        return Box(self.qr.x + quiet, self.qr.y + quiet, side, side)


@dataclass(frozen=True)
class Wish:
    """What is asked of a label: its layout, the least error correction, the least module in mm."""

    layout: Layout = "area"
    least: Level = "Q"
    smallest: float = SMALLEST_MODULE


def face_for(stock: Stock, host: str, wish: Wish | None = None) -> Face:
    """Lay out a label: the QR as large as it gets, its code below it, words beside or under it.

    Only where the code would leave too little room for a QR of this host does it end the words,
    or does the QR take more than half of the width. Raises what symbol_for raises.
    """
    wish = wish or Wish()
    ways = _ways(stock, wish)
    for way in ways[:-1]:
        try:
            return way(stock, host, wish)
        except ModuleTooSmall:
            continue
    return ways[-1](stock, host, wish)


def _ways(stock: Stock, wish: Wish):
    if wish.layout == "code":
        return [_alone]
    if stock.label[0] < UPRIGHT * stock.label[1]:
        return [_upright]
    return [
        lambda *asked, below=below, half=half: _beside(*asked, below=below, half=half)
        for below, half in ((True, True), (False, True), (True, False), (False, False))
    ]


def _alone(stock: Stock, host: str, wish: Wish) -> Face:
    width, height = stock.label
    symbol = _symbol(stock, host, wish, min(width, height) - 2 * EDGE)
    qr = _box(stock, symbol, (width - symbol.box) / 2, (height - symbol.box) / 2)
    return Face(wish.layout, symbol, qr, None, None, tall=height >= TALL)


def _upright(stock: Stock, host: str, wish: Wish) -> Face:
    (width, height), scale = stock.label, _scale(stock, UPRIGHT_FULL_SIZE)
    margin = max(MARGIN * scale, stock.unprintable)
    symbol = _symbol(stock, host, wish, min(width - 2 * EDGE, UPRIGHT_SHARE * height - EDGE))
    qr = _box(stock, symbol, (width - symbol.box) / 2, EDGE)
    band = CODE_BAND * scale
    code = Box(margin, qr.bottom, width - 2 * margin, band - GAP)
    top = code.bottom + 1.2 * scale
    words = Box(margin, top, width - 2 * margin, height - top - margin)
    return Face(wish.layout, symbol, qr, words, code, tall=True, centred=True, scale=scale)


def _beside(stock: Stock, host: str, wish: Wish, *, below: bool, half: bool) -> Face:
    (width, height), scale = stock.label, _scale(stock, FULL_SIZE)
    tall, margin = height >= TALL, max(MARGIN * scale, stock.unprintable)
    band = (CODE_BAND if tall else LOW_CODE_BAND) * scale + max(stock.unprintable - MARGIN, 0) if below else 0
    room = width / 2 - EDGE if half else width - 2 * EDGE - LEAST_WORDS
    symbol = _symbol(stock, host, wish, min(height - 2 * EDGE - band, room))
    qr = _box(stock, symbol, EDGE, EDGE if below else (height - symbol.box) / 2)
    top = max(qr.y + QUIET * symbol.module - ASCENDER if below else margin, stock.unprintable)
    left = qr.right + GAP
    words = Box(left, top, width - left - MARGIN, height - top - margin)
    quiet = QUIET * symbol.module
    ink = symbol.side * symbol.module
    code = Box(qr.x + quiet - GAP, qr.bottom + GAP, ink + 2 * GAP, words.bottom - qr.bottom - GAP)
    return Face(wish.layout, symbol, qr, words, code if below else None, tall, scale=scale)


def _symbol(stock: Stock, host: str, wish: Wish, box: float) -> Symbol:
    ink = stock.label[1] - 2 * stock.unprintable if stock.unprintable else None
    return symbol_for(host, box=box, dot=stock.dot, ink=ink, least=wish.least, smallest=wish.smallest)


def _box(stock: Stock, symbol: Symbol, x: float, y: float) -> Box:
    """On whole printer dots, so that all modules of a roll label are equal."""
    return Box(_on_dot(x, stock.dot), _on_dot(y, stock.dot), symbol.box, symbol.box)


def _on_dot(distance: float, dot: float | None) -> float:
    return distance if dot is None else int(distance / dot) * dot


def _scale(stock: Stock, full: tuple[float, float]) -> float:
    return max(1.0, min(stock.label[0] / full[0], stock.label[1] / full[1]))
