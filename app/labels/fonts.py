"""The letters of a label: which font has them, and how HarfBuzz joins and places them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

import uharfbuzz as hb

from app.labels.bidi import is_right_to_left, visual_runs
from app.settings import ROOT

Style = Literal["", "B"]
"""Regular and bold."""

FOLDER = ROOT / "node_modules" / "@expo-google-fonts"
FAMILIES = {
    "NotoSans": "noto-sans",
    "NotoSansArabic": "noto-sans-arabic",
    "NotoSansHebrew": "noto-sans-hebrew",
    "NotoSansDevanagari": "noto-sans-devanagari",
    "NotoSansThai": "noto-sans-thai",
    "NotoSansSC": "noto-sans-sc",
    "NotoSansJP": "noto-sans-jp",
    "NotoSansKR": "noto-sans-kr",
}
"""Asked in this order for each character, except that Japanese and Korean words prefer their own."""

UNKNOWN = "?"
"""Printed in place of a character that no font has."""

_WEIGHTS: dict[Style, str] = {"": "400Regular", "B": "700Bold"}
_KANA, _HANGUL = range(0x3040, 0x3100), range(0xAC00, 0xD7A4)


class Typeface:
    """One font file, mapped into memory: only what is looked at is read."""

    def __init__(self, path: Path):
        self.path = path
        self.face = hb.Face(hb.Blob.from_file_path(str(path)))
        self.font = hb.Font(self.face)
        self.upem: int = self.face.upem

    def has(self, character: str) -> bool:
        return self.font.get_nominal_glyph(ord(character)) is not None

    @lru_cache(maxsize=4096)  # noqa: B019 (a typeface lives as long as the process)
    def advance(self, glyph: int) -> float:
        """How far a glyph moves on by itself, in em."""
        return self.font.get_glyph_h_advance(glyph) / self.upem


class Glyph(NamedTuple):
    """One drawn shape; distances in em. `text` is what it stands for, "" if its neighbour said so."""

    face: Typeface
    number: int
    text: str
    advance: float
    dx: float
    dy: float


@dataclass(frozen=True)
class Lettered:
    """A line as it is drawn, from left to right. `missing` are characters that no font has."""

    glyphs: tuple[Glyph, ...]
    missing: str
    from_right: bool

    @cached_property
    def width(self) -> float:
        """In em."""
        return sum(glyph.advance for glyph in self.glyphs)


@lru_cache(maxsize=2048)
def lettered(text: str, style: Style) -> Lettered:
    """Shape one line."""
    glyphs: list[Glyph] = []
    missing: dict[str, None] = {}
    for run, from_right in visual_runs(text):
        pieces = list(_by_typeface(run, style, missing))
        for piece, face in reversed(pieces) if from_right else pieces:
            glyphs += _shaped(piece, face, from_right)
    return Lettered(tuple(glyphs), "".join(missing), is_right_to_left(text))


@lru_cache(maxsize=32)
def typeface(family: str, style: Style) -> Typeface:
    """Open a font of FAMILIES."""
    weight = _WEIGHTS[style]
    return Typeface(FOLDER / FAMILIES[family] / weight / f"{family}_{weight}.ttf")


def _by_typeface(text: str, style: Style, missing: dict[str, None]) -> Iterator[tuple[str, Typeface]]:
    """Cut a text where its font changes; marks and spaces stay with the letter before them."""
    families, piece, last = _order(text), "", None
    for character in text:
        face, shown = _face_of(character, families, style, last), character
        if face is None:
            missing[character] = None
            face, shown = typeface("NotoSans", style), UNKNOWN
        if last is not None and face is not last:
            yield piece, last
            piece = ""
        piece, last = piece + shown, face
    if last is not None:
        yield piece, last


def _face_of(character: str, families: list[str], style: Style, last: Typeface | None) -> Typeface | None:
    if last is not None and (_is_sign_of_format(character) or (_stays(character) and last.has(character))):
        return last
    faces = (typeface(family, style) for family in families)
    return next((face for face in faces if face.has(character)), None)


def _is_sign_of_format(character: str) -> bool:
    """Joiners and variation selectors: they say how letters look and are not drawn."""
    return unicodedata.category(character) == "Cf" or 0xFE00 <= ord(character) < 0xFE10


def _stays(character: str) -> bool:
    return unicodedata.category(character) in ("Mn", "Mc", "Zs")


def _order(text: str) -> list[str]:
    """Chinese, Japanese and Korean share characters that each draws in its own way."""
    if any(ord(character) in _KANA for character in text):
        first = "NotoSansJP"
    elif any(ord(character) in _HANGUL for character in text):
        first = "NotoSansKR"
    else:
        return list(FAMILIES)
    return ["NotoSans", first, *(family for family in FAMILIES if family not in ("NotoSans", first))]


def _shaped(text: str, face: Typeface, from_right: bool) -> list[Glyph]:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if from_right else "ltr"
    hb.shape(face.font, buffer)
    starts = sorted({info.cluster for info in buffer.glyph_infos}) + [len(text)]
    ends = dict(zip(starts, starts[1:], strict=False))
    said: set[int] = set()
    glyphs = []
    for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        stands_for = "" if info.cluster in said else text[info.cluster : ends[info.cluster]]
        said.add(info.cluster)
        distances = (n / face.upem for n in (place.x_advance, place.x_offset, place.y_offset))
        glyphs.append(Glyph(face, info.codepoint, stands_for, *distances))
    return glyphs
