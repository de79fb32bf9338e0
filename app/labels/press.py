"""Ink on the page: one label drawn with FPDF at a place in mm."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Self

from fpdf import FPDF
from fpdf.fonts import TTFFont

from app.labels.face import GAP, Box, Face
from app.labels.lettering import POINT, Measure, fit
from app.labels.rules import pretty
from app.labels.text import LabelText

HINT = ("Scan for help", "with this equipment")
MARK = "Lineside"

_NO_DATE = datetime(1970, 1, 1, tzinfo=UTC)
"""The same labels give the same bytes, whenever they are printed."""

_HINT_SIZE = 6.5
_MARK_SIZE, _MARK_INDENT, _MARK_GAP, _MARK_HEIGHT = 6.5, 1.1, 1.5, 3.4
_BLACK = re.compile(rb"\x01+")
_LEADING = 1.2
_ASCENT, _CAPITAL = 0.78, 0.714
"""Of Noto Sans, as parts of the size: room above a first baseline, height of a capital."""


@dataclass(frozen=True)
class _Sizes:
    """Sizes in points that each part may take, largest first."""

    name_lines: int
    name: Sequence[float]
    tag: Sequence[float]
    area: Sequence[float]
    code: float


_ROOMY = _Sizes(name_lines=3, name=(12, 11, 10, 9, 8, 7), tag=(10, 9, 8, 7), area=(8, 7.5, 7), code=13.5)
_LOW = _Sizes(name_lines=2, name=(11, 10, 9, 8, 7), tag=(8.5, 8, 7), area=(7.5, 7), code=12)


class Press:
    """Draws labels of one face; (x, y) is always the top left corner of the label."""

    def __init__(self, face: Face, *, page: tuple[float, float], fonts: Path):
        self._face = face
        self._sizes = _ROOMY if face.tall else _LOW
        self._pdf = pdf = FPDF(unit="mm", format=page)
        pdf.set_margin(0)
        pdf.set_auto_page_break(False)
        pdf.set_title("Lineside labels")
        pdf.set_creation_date(_NO_DATE)
        pdf.add_font("Noto", "", fonts / "400Regular" / "NotoSans_400Regular.ttf")
        pdf.add_font("Noto", "B", fonts / "700Bold" / "NotoSans_700Bold.ttf")
        self._measure = {style: _measure(pdf, style) for style in ("", "B")}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Close the font files, which FPDF reads from until the PDF is made."""
        for font in self._pdf.fonts.values():
            if isinstance(font, TTFFont):
                font.ttfont.close()

    @property
    def is_empty(self) -> bool:
        return self._pdf.page == 0

    def new_page(self) -> None:
        self._pdf.add_page()

    def pdf(self) -> bytes:
        """The document so far."""
        return bytes(self._pdf.output())

    def draw(self, label: LabelText, x: float, y: float) -> None:
        """Draw one label: symbol, name, tag, area, code, hint."""
        self._symbol(label.code, x, y)
        words, sizes = self._face.words.moved(x, y), self._sizes
        top = self._block(label.name, "B", sizes.name, words, words.y, lines=sizes.name_lines)
        top = self._block(label.tag, "B", sizes.tag, words, top + 0.7)
        top = self._block(label.area, "", sizes.area, words, top + 0.3)
        if self._face.code_below:
            self._foot_beside_code(pretty(label.code), words, top, self._face.ink.moved(x, y))
        else:
            self._foot_with_code(pretty(label.code), words, top)

    def _foot_beside_code(self, code: str, words: Box, top: float, ink: Box) -> None:
        height = self._face.words.bottom - self._face.qr.bottom - GAP
        size, width = self._code_size(code, ink.width + 2 * GAP, height)
        self._line(code, "B", size, ink.x + (ink.width - width) / 2, words.bottom)
        self._mark(words.x, words.bottom)
        hint = HINT if self._face.tall else [" ".join(HINT)]
        self._hint(hint, words, top, words.bottom - _MARK_HEIGHT)

    def _foot_with_code(self, code: str, words: Box, top: float) -> None:
        size, width = self._code_size(code, words.width)
        self._line(code, "B", size, words.x, words.bottom)
        if words.x + width + _MARK_GAP <= words.right - self._mark_width:
            self._mark(words.right - self._mark_width, words.bottom)
        self._hint([" ".join(HINT)], words, top, words.bottom - size * POINT * _CAPITAL - 1.2)

    def _code_size(self, code: str, room: float, height: float = math.inf) -> tuple[float, float]:
        """Return the size that suits a code, smaller for one full of M and W, and its width."""
        wide = self._measure["B"](code)
        size = min(self._sizes.code, room / wide, height / (POINT * _CAPITAL))
        return size, size * wide

    def _symbol(self, code: str, x: float, y: float) -> None:
        """One path and one fill: a rasteriser sees no edges between the modules."""
        ink, scale = self._face.ink, self._face.symbol.module / POINT
        left, top = (x + ink.x) / POINT, self._pdf.h_pt - (y + ink.y) / POINT
        path = "\n".join(f"{a} {b} {w} {h} re" for a, b, w, h in rectangles(self._face.symbol.rows(code)))
        # FPDF's own path objects take 20 times as long; its content stream takes plain PDF.
        self._pdf._out(f"q {scale:.5f} 0 0 {-scale:.5f} {left:.4f} {top:.4f} cm\n{path}\nf Q")

    def _block(
        self, text: str, style: str, sizes: Sequence[float], words: Box, top: float, lines: int = 1
    ) -> float:
        """Write lines from `top` downwards and return where they end; no text takes no room."""
        size, fitted = fit(text, width=words.width, lines=lines, sizes=sizes, measure=self._measure[style])
        for line in fitted:
            self._line(line, style, size, words.x, top + size * POINT * _ASCENT)
            top += size * POINT * _LEADING
        return top

    def _hint(self, lines: Sequence[str], words: Box, top: float, bottom: float) -> None:
        """Write the hint to end at `bottom`, if it fits and stays clear of what ends at `top`."""
        pitch = _HINT_SIZE * POINT * _LEADING
        widest = max(self._measure[""](line) for line in lines) * _HINT_SIZE
        if bottom - pitch * len(lines) < top or widest > words.width:
            return
        for above, line in enumerate(reversed(lines)):
            self._line(line, "", _HINT_SIZE, words.x, bottom - above * pitch)

    def _mark(self, x: float, baseline: float) -> None:
        """The product's name beside a line."""
        height = _MARK_SIZE * POINT * _CAPITAL
        self._pdf.rect(x, baseline - height, 0.6, height, style="F")
        self._line(MARK, "B", _MARK_SIZE, x + _MARK_INDENT, baseline)

    @cached_property
    def _mark_width(self) -> float:
        return _MARK_INDENT + self._measure["B"](MARK) * _MARK_SIZE

    def _line(self, text: str, style: str, size: float, x: float, baseline: float) -> None:
        self._pdf.set_font("Noto", style, size)
        self._pdf.text(x, baseline, text)


def rectangles(rows: list[list[bool]]) -> Iterator[tuple[int, int, int, int]]:
    """Give the black areas as (x, y, width, height) in modules: runs of a row, merged downwards
    while the next row has the very same run."""
    open_runs: dict[tuple[int, int], int] = {}
    for y, row in enumerate([*rows, []]):
        runs = dict.fromkeys(_runs(row), y)
        for run in [run for run in open_runs if run not in runs]:
            yield run[0], open_runs[run], run[1], y - open_runs[run]
        open_runs = {run: open_runs.get(run, y) for run in runs}


def _runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    """Give the black runs of a row as (start, length)."""
    for run in _BLACK.finditer(bytes(row)):
        yield run.start(), run.end() - run.start()


def _measure(pdf: FPDF, style: str) -> Measure:
    font = pdf.fonts[f"noto{style}"]

    @lru_cache(maxsize=4096)
    def measure(text: str) -> float:
        return font.get_text_width(text, 1, None)[1] * POINT

    return measure
