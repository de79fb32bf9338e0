"""Ink on the page: drawings as PDF at a place in mm."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import IO

from app.labels.drawing import Bar, Ink, Modules, Picture, Words
from app.labels.embedded import Fonts
from app.labels.fonts import Lettered
from app.labels.lettering import POINT
from app.labels.outline import Step
from app.labels.pdf import PdfFile
from app.labels.pictograms import SIDE, Shape, shapes

Fit = tuple[float, float, float, float]
"""Scale across and down, then offset across and down in mm: what undoes a printer's drift."""

EXACT: Fit = (1.0, 1.0, 0.0, 0.0)

_BLACK = re.compile(rb"\x01+")
_HAIRLINE = 0.1


class Press:
    """Draws on pages of one size; (x, y) is always the top left corner of a drawing.

    `exactly` moves and scales everything on a page, see printers.py.
    """

    def __init__(self, out: IO[bytes], *, page: tuple[float, float], exactly: Fit = EXACT):
        self._pdf = PdfFile(out, title="Lineside labels")
        self._size = (page[0] / POINT, page[1] / POINT)
        self._exactly = exactly
        self._fonts = Fonts()
        self._pictures: dict[str, str] = {}
        self._content: list[str] | None = None
        self._operators = lru_cache(maxsize=2048)(self._fonts.operators)

    @property
    def is_empty(self) -> bool:
        return self._content is None

    def new_page(self) -> None:
        self._finish_page()
        across, down, x, y = self._exactly
        left, top = x / POINT, self._size[1] - y / POINT
        scale = f"{across / POINT:.6f} 0 0 {-down / POINT:.6f} {left:.4f} {top:.4f} cm"
        self._content = [scale]

    def close(self) -> None:
        """Write the last page and what all pages share."""
        self._finish_page()
        forms = {form: _form(self._pdf, name) for name, form in self._pictures.items()}
        self._pdf.close(fonts=self._fonts.embed(self._pdf), forms=forms)

    def draw(self, drawing: Iterable[Ink], x: float = 0, y: float = 0) -> None:
        """Draw one label."""
        assert self._content is not None
        for ink in drawing:
            self._content.append(self._drawn(ink, x, y))

    def lines(self, ends: Iterable[tuple[float, float, float, float]]) -> None:
        """Draw hairlines from (x1, y1) to (x2, y2)."""
        assert self._content is not None
        path = " ".join(f"{a:.3f} {b:.3f} m {c:.3f} {d:.3f} l" for a, b, c, d in ends)
        self._content.append(f"{_HAIRLINE} w {path} S")

    def _finish_page(self) -> None:
        if self._content is not None:
            self._pdf.page("\n".join(self._content).encode(), self._size)

    def _drawn(self, ink: Ink, x: float, y: float) -> str:
        match ink:
            case Words():
                size, left, base = ink.size * POINT, x + ink.x, y + ink.baseline
                place = f"{size:.4f} 0 0 {-size:.4f} {left:.4f} {base:.4f} Tm"
                return f"BT {place} {self._line(ink.line)} ET"
            case Modules():
                return _symbol(ink, x, y)
            case Bar():
                return f"{x + ink.x:.4f} {y + ink.y:.4f} {ink.width:.4f} {ink.height:.4f} re f"
            case Picture():
                form = self._pictures.setdefault(ink.name, f"P{len(self._pictures)}")
                scale = ink.side / SIDE
                return f"q {scale:.5f} 0 0 {scale:.5f} {x + ink.x:.4f} {y + ink.y:.4f} cm /{form} Do Q"

    def _line(self, line: Lettered) -> str:
        return self._operators(line)


def _symbol(ink: Modules, x: float, y: float) -> str:
    """One path and one fill: a rasteriser sees no edges between the modules."""
    path = "\n".join(f"{a} {b} {w} {h} re" for a, b, w, h in rectangles(ink.rows))
    scale = f"{ink.module:.6f} 0 0 {ink.module:.6f} {x + ink.x:.4f} {y + ink.y:.4f} cm"
    return f"q {scale}\n{path}\nf Q"


def rectangles(rows: Sequence[Sequence[bool]]) -> Iterator[tuple[int, int, int, int]]:
    """Give the black areas as (x, y, width, height) in modules: runs of a row, merged downwards
    while the next row has the very same run."""
    open_runs: dict[tuple[int, int], int] = {}
    for y, row in enumerate([*rows, []]):
        runs = dict.fromkeys(_runs(row), y)
        for run in [run for run in open_runs if run not in runs]:
            yield run[0], open_runs[run], run[1], y - open_runs[run]
        open_runs = {run: open_runs.get(run, y) for run in runs}


def _runs(row: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Give the black runs of a row as (start, length)."""
    for run in _BLACK.finditer(bytes(row)):
        yield run.start(), run.end() - run.start()


def _form(pdf: PdfFile, name: str) -> int:
    content = "\n".join(_shape(shape) for shape in shapes(name))
    entries = f"/Type /XObject /Subtype /Form /BBox [0 0 {SIDE} {SIDE}]"
    return pdf.stream(f"1 J 1 j\n{content}".encode(), entries)


def _shape(shape: Shape) -> str:
    colours = f"{_rgb(shape.fill)} rg " if shape.fill else ""
    if shape.stroke:
        colours += f"{_rgb(shape.stroke)} RG {shape.width:.3f} w "
    paint = "B" if shape.fill and shape.stroke else "f" if shape.fill else "S"
    return f"{colours}{' '.join(map(_step, shape.path))} {paint}"


def _step(step: Step) -> str:
    kind, points = step
    numbers = " ".join(f"{point.real:.3f} {point.imag:.3f}" for point in points)
    return f"{numbers} {'h' if kind == 'Z' else kind.lower()}"


def _rgb(colour: str) -> str:
    """#rgb or #rrggbb as three parts of 1."""
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    return " ".join(f"{int(digits[place : place + 2], 16) / 255:.3f}" for place in (0, 2, 4))
