"""What goes where on one label: its words fitted into the face."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from app.labels.drawing import Bar, Ink, Modules, Picture, Words
from app.labels.face import Box, Face
from app.labels.fonts import Style, lettered
from app.labels.lettering import POINT, Measure, fit
from app.labels.matrix import url
from app.labels.rules import pretty
from app.labels.text import LabelText

HINT = ("Scan for help", "with this equipment")
MARK = "Lineside"

_HINT_SIZE = 6.5
_MARK_SIZE, _MARK_INDENT, _MARK_BAR, _MARK_GAP, _MARK_HEIGHT = 6.5, 1.1, 0.6, 1.5, 3.4
_LEADING = 1.2
_ASCENT, _CAPITAL = 0.78, 0.714
"""Of Noto Sans, as parts of the size: room above a first baseline, height of a capital."""

_PICTURE, _PICTURE_GAP = 6.4, 0.8
"""Side of a pictogram, and the distance to the next and to the words."""


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
_UPRIGHT = replace(_ROOMY, name_lines=2)
_SMALLER = (1.0, 0.9, 0.8, 0.7, 0.6)
"""Sizes where a label is low, as parts of the usual."""


class _Part(NamedTuple):
    """Words that belong together; `above` is their distance in mm from what is before."""

    text: str
    style: Style
    sizes: Sequence[float]
    above: float
    lines: int = 1


def compose(label: LabelText, face: Face) -> Iterator[Ink]:
    """Give the parts of one label: symbol, name, tag, area, pictograms, code, hint."""
    yield _symbol(label.code, face)
    if face.words is None:
        return
    yield from _Words(face, face.words).all(label)


def missing(label: LabelText) -> str:
    """The characters of a label that no font has, each once."""
    lines = (lettered(text, "") for text in (label.name, label.tag, label.area))
    return "".join(dict.fromkeys("".join(line.missing for line in lines if line.missing)))


def _symbol(code: str, face: Face) -> Modules:
    symbol, ink = face.symbol, face.ink
    return Modules(symbol.rows(code), ink.x, ink.y, symbol.module, url(symbol.host, code), symbol.level)


class _Words:
    """Words of one face; `top` is where the next may begin, `bottom` where the last must end."""

    def __init__(self, face: Face, words: Box):
        self.face, self.words, self.scale = face, words, face.scale
        self.sizes = _UPRIGHT if face.centred else _ROOMY if face.tall else _LOW
        self.top, self.from_right = words.y, False

    def all(self, label: LabelText) -> Iterator[Ink]:
        self.from_right = lettered(label.name, "B").from_right
        foot, bottom = self._foot(pretty(label.code))
        yield from foot
        lines, self.top = self._fitted(label, bottom)
        yield from lines
        if self.face.layout == "area" and label.ppe:
            yield from self._pictures(label.ppe, bottom)
        yield from self._hint(bottom)

    def _fitted(self, label: LabelText, bottom: float) -> tuple[list[Words], float]:
        """The lines and where they end: smaller where there is little height, at last without the area.

        Letters give way to pictograms as long as they stay large.
        """
        parts, pictures = self._parts(label), self._pictures_height(label)
        tries = [(parts, smaller, pictures) for smaller in _SMALLER[:4]] if pictures else []
        tries += [(shown, smaller, 0) for shown in (parts, parts[:2]) for smaller in _SMALLER]
        for shown, smaller, kept in tries:
            lines, end = self._stacked(shown, smaller)
            if end <= bottom - kept:
                return lines, end
        return self._stacked(parts[:1], _SMALLER[-1])

    def _pictures_height(self, label: LabelText) -> float:
        return (_PICTURE + _PICTURE_GAP) * self.scale if self.face.layout == "area" and label.ppe else 0

    def _parts(self, label: LabelText) -> list[_Part]:
        parts = [
            _Part(label.name, "B", self.sizes.name, 0, self.sizes.name_lines),
            _Part(label.tag, "B", self.sizes.tag, 0.7),
        ]
        if self.face.layout == "area":
            parts.append(_Part(label.area, "", self.sizes.area, 0.3))
        return parts

    def _stacked(self, parts: Sequence[_Part], smaller: float) -> tuple[list[Words], float]:
        """Lines of all parts, each below the one before; no text takes no room."""
        result: list[Words] = []
        top, scale = self.words.y, self.scale * smaller
        for part in parts:
            top += part.above * scale if result else 0
            sizes = [size * scale for size in part.sizes]
            size, fitted = fit(
                part.text, width=self.words.width, lines=part.lines, sizes=sizes, measure=_measure(part.style)
            )
            for line in fitted:
                result.append(self._line(line, part.style, size, top + size * POINT * _ASCENT))
                top += size * POINT * _LEADING
        return result, top

    def _line(self, text: str, style: Style, size: float, baseline: float) -> Words:
        line = lettered(text, style)
        return Words(line, size, self._left(line.width * size * POINT), baseline)

    def _left(self, width: float) -> float:
        """Where something of this width begins: labels with a name from the right keep to the right."""
        spare = self.words.width - width
        return self.words.x + (spare / 2 if self.face.centred else spare if self.from_right else 0)

    def _foot(self, code: str) -> tuple[list[Ink], float]:
        """Code and mark; and where what stands above them must end."""
        mark, bottom = lettered(MARK, "B"), self.words.bottom
        size = _MARK_SIZE * min(self.scale, 2)
        width = _MARK_INDENT + mark.width * size * POINT
        if self.face.code:
            ink = [self._code_in(self.face.code, code), *_mark(self._left(width), bottom, size)]
            return ink, bottom - _MARK_HEIGHT * min(self.scale, 2)
        code_size, code_width = self._code_size(code, self.words.width)
        ink = [Words(lettered(code, "B"), code_size, self.words.x, bottom)]
        if self.words.x + code_width + _MARK_GAP <= self.words.right - width:
            ink += _mark(self.words.right - width, bottom, size)
        return ink, bottom - code_size * POINT * _CAPITAL - 1.2

    def _code_in(self, band: Box, code: str) -> Words:
        size, width = self._code_size(code, band.width, band.height)
        return Words(lettered(code, "B"), size, band.x + (band.width - width) / 2, band.bottom)

    def _code_size(self, code: str, room: float, height: float = math.inf) -> tuple[float, float]:
        """Return the size that suits a code, smaller for one full of M and W, and its width."""
        wide = lettered(code, "B").width * POINT
        size = min(self.sizes.code * self.scale, room / wide, height / (POINT * _CAPITAL))
        return size, size * wide

    def _pictures(self, names: Sequence[str], bottom: float) -> Iterator[Picture]:
        """Write a row of pictograms, as large as fits; none where they would be too small to know."""
        gap = _PICTURE_GAP * self.scale
        across = (self.words.width - (len(names) - 1) * gap) / len(names)
        side = min(_PICTURE * self.scale, across, bottom - self.top - gap)
        if side < _PICTURE / 2:
            return
        x = self._left(len(names) * side + (len(names) - 1) * gap)
        for place, name in enumerate(names):
            yield Picture(name, x + place * (side + gap), self.top + gap, side)
        self.top += gap + side

    def _hint(self, bottom: float) -> Iterator[Words]:
        """Write the hint to end at `bottom`, if it fits and stays clear of what is above."""
        beside = self.face.tall and self.face.code and not self.face.centred
        lines = HINT if beside else [" ".join(HINT)]
        size = _HINT_SIZE * min(self.scale, 2)
        pitch = size * POINT * _LEADING
        widest = max(lettered(line, "").width for line in lines) * size * POINT
        if bottom - pitch * len(lines) < self.top or widest > self.words.width:
            return
        for above, line in enumerate(reversed(lines)):
            yield self._line(line, "", size, bottom - above * pitch)


def _mark(x: float, baseline: float, size: float) -> Iterator[Ink]:
    """The product's name beside a line."""
    height = size * POINT * _CAPITAL
    yield Bar(x, baseline - height, _MARK_BAR, height)
    yield Words(lettered(MARK, "B"), size, x + _MARK_INDENT, baseline)


def _measure(style: Style) -> Measure:
    return lambda text: lettered(text, style).width * POINT
