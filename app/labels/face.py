"""Where things go on one label: pure geometry, in mm from its top left corner."""

from __future__ import annotations

from dataclasses import dataclass

from app.labels.matrix import QUIET, Symbol, symbol_for
from app.labels.stock import Stock

EDGE = 1.0
"""Nothing that must be read comes nearer to the edge; sheets drift in a printer."""

MARGIN = 2.2
"""Distance of the words from the edge."""

GAP = 0.2
"""Between the quiet zone and the words."""

ASCENDER = 0.3
"""Room above the capitals of a first line, which begins level with the QR's black."""

CODE_BAND = 6.4
TALL = 34.0
"""From this height on, the code stands under the QR; on lower labels it ends the words."""


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

    def overlaps(self, other: Box) -> bool:
        """Say whether the two share any area."""
        beside = self.right <= other.x or other.right <= self.x
        return not (beside or self.bottom <= other.y or other.bottom <= self.y)


@dataclass(frozen=True)
class Face:
    """The parts of a label of one stock and host: `qr` with its quiet zone, and the words."""

    symbol: Symbol
    qr: Box
    words: Box
    code_below: bool

    @property
    def ink(self) -> Box:
        """The black part of the QR."""
        quiet = QUIET * self.symbol.module
        side = self.symbol.side * self.symbol.module
        return Box(self.qr.x + quiet, self.qr.y + quiet, side, side)


def face_for(stock: Stock, host: str) -> Face:
    """Lay out a label: the QR as large as it gets at the left, words at the right.

    Raises what symbol_for raises.
    """
    width, height = stock.label
    code_below = height >= TALL
    room = min(height - 2 * EDGE - (CODE_BAND if code_below else 0), width / 2 - EDGE)
    symbol = symbol_for(host, box=room, dot=stock.dot)
    top = EDGE if code_below else (height - symbol.box) / 2
    qr = Box(_on_dot(EDGE, stock.dot), _on_dot(top, stock.dot), symbol.box, symbol.box)
    top = qr.y + QUIET * symbol.module - ASCENDER if code_below else MARGIN
    left = qr.right + GAP
    words = Box(left, top, width - left - MARGIN, height - top - MARGIN)
    return Face(symbol, qr, words, code_below)


def _on_dot(distance: float, dot: float | None) -> float:
    """Move down to a whole printer dot, so that all modules of a roll label are equal."""
    return distance if dot is None else int(distance / dot) * dot
