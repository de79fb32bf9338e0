"""Where things go on one label: pure geometry, in mm from its top left corner."""

from __future__ import annotations

from dataclasses import dataclass

from app.labels.matrix import QUIET, ModuleTooSmall, Symbol, symbol_for
from app.labels.stock import Stock

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
    """The parts of a label of one stock and host: `qr` with its quiet zone, and the words.

    The code stands below the QR, or ends the words.
    """

    symbol: Symbol
    qr: Box
    words: Box
    code_below: bool
    tall: bool

    @property
    def ink(self) -> Box:
        """The black part of the QR."""
        quiet = QUIET * self.symbol.module
        side = self.symbol.side * self.symbol.module
        return Box(self.qr.x + quiet, self.qr.y + quiet, side, side)


def face_for(stock: Stock, host: str) -> Face:
    """Lay out a label: the QR as large as it gets at the left, its code below it, words at the right.

    Only where the code would leave too little room for a QR of this host does it end the words.
    Raises what symbol_for raises.
    """
    try:
        return _face(stock, host, code_below=True)
    except ModuleTooSmall:
        return _face(stock, host, code_below=False)


def _face(stock: Stock, host: str, *, code_below: bool) -> Face:
    (width, height), tall = stock.label, stock.label[1] >= TALL
    band = (CODE_BAND if tall else LOW_CODE_BAND) if code_below else 0
    symbol = symbol_for(host, box=min(height - 2 * EDGE - band, width / 2 - EDGE), dot=stock.dot)
    top = EDGE if code_below else (height - symbol.box) / 2
    qr = Box(_on_dot(EDGE, stock.dot), _on_dot(top, stock.dot), symbol.box, symbol.box)
    top = qr.y + QUIET * symbol.module - ASCENDER if code_below else MARGIN
    left = qr.right + GAP
    words = Box(left, top, width - left - MARGIN, height - top - MARGIN)
    return Face(symbol, qr, words, code_below, tall)


def _on_dot(distance: float, dot: float | None) -> float:
    """Move down to a whole printer dot, so that all modules of a roll label are equal."""
    return distance if dot is None else int(distance / dot) * dot
