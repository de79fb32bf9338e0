"""Fonts inside a PDF: only the glyphs that were drawn, with what they say so that text can be searched.

ISO 32000-1, 9.7: a Type 0 font whose codes are the glyph numbers of the file (Identity-H).
"""

from __future__ import annotations

import struct

import uharfbuzz as hb

from app.labels.fonts import Glyph, Lettered, Typeface
from app.labels.pdf import PdfFile

_LAYOUT = ("GSUB", "GPOS", "GDEF", "BASE", "JSTF", "STAT", "DSIG", "OS/2", "name", "post", "cmap", "kern")
_CAPITAL = 714
"""Height of a capital in thousandths of the size, of all Noto Sans."""


class Fonts:
    """Names fonts as lines are drawn with them, remembers which glyphs, and embeds those at the end."""

    def __init__(self) -> None:
        self._names: dict[Typeface, str] = {}
        self._used: dict[Typeface, dict[int, str]] = {}

    def operators(self, line: Lettered) -> str:
        """Return PDF text operators for a line at a size of 1; they begin where the text matrix is."""
        parts: list[str] = []
        face, row = None, ""
        for glyph in line.glyphs:
            if glyph.face is not face or glyph.dy:
                parts += _closed(row)
                row = ""
            if glyph.face is not face:
                face = glyph.face
                parts.append(f"/{self._name(face)} 1 Tf")
            self._used[face].setdefault(glyph.number, glyph.text)
            row += _adjusted(glyph)
            if glyph.dy:
                parts += [f"{glyph.dy:.4f} Ts", *_closed(row), "0 Ts"]
                row = ""
        return " ".join([*parts, *_closed(row)])

    def embed(self, pdf: PdfFile) -> dict[str, int]:
        """Write the fonts; return their objects by name."""
        return {name: _font(pdf, face, self._used[face]) for face, name in self._names.items()}

    def _name(self, face: Typeface) -> str:
        if face not in self._names:
            self._names[face] = f"F{len(self._names)}"
            self._used[face] = {}
        return self._names[face]


def _closed(row: str) -> list[str]:
    return [f"[{row}] TJ"] if row else []


def _adjusted(glyph: Glyph) -> str:
    """The glyph between moves (thousandths, to the left) that put it, and what follows, in their places."""
    before = -1000 * glyph.dx
    after = 1000 * (glyph.face.advance(glyph.number) + glyph.dx - glyph.advance)
    moves = [f"{move:.1f}" if abs(move) > 0.05 else "" for move in (before, after)]
    return f"{moves[0]}<{glyph.number:04x}>{moves[1]}"


def _font(pdf: PdfFile, face: Typeface, used: dict[int, str]) -> int:
    name = f"LINESD+{face.path.stem.replace('_', '-')}"
    data = _subset(face, used)
    file = pdf.stream(data, f"/Length1 {len(data)}")
    descriptor = pdf.add(_descriptor(face, name, file))
    widths = " ".join(f"{number} [{1000 * face.advance(number):.0f}]" for number in sorted(used))
    system = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>"
    below = pdf.add(
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} {system} "
        f"/FontDescriptor {descriptor} 0 R /CIDToGIDMap /Identity /W [{widths}] >>"
    )
    meaning = pdf.stream(_meaning(used))
    return pdf.add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /Identity-H "
        f"/DescendantFonts [{below} 0 R] /ToUnicode {meaning} 0 R >>"
    )


def _subset(face: Typeface, used: dict[int, str]) -> bytes:
    """The font with only these glyphs, under their old numbers."""
    wanted = hb.SubsetInput()
    wanted.glyph_set.update(used)
    wanted.drop_table_tag_set.update(struct.unpack(">I", tag.ljust(4).encode())[0] for tag in _LAYOUT)
    wanted.flags = hb.SubsetFlags.RETAIN_GIDS | hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NO_LAYOUT_CLOSURE
    return hb.subset(face.face, wanted).blob.data


def _descriptor(face: Typeface, name: str, file: int) -> str:
    head, extents = face.face.reference_table("head").data, face.font.get_font_extents("ltr")
    scale = 1000 / face.upem
    box = " ".join(f"{edge * scale:.0f}" for edge in struct.unpack(">4h", head[36:44]))
    heights = f"/Ascent {extents.ascender * scale:.0f} /Descent {extents.descender * scale:.0f}"
    return (
        f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [{box}] /ItalicAngle 0 "
        f"{heights} /CapHeight {_CAPITAL} /StemV 80 /FontFile2 {file} 0 R >>"
    )


def _meaning(used: dict[int, str]) -> bytes:
    """The ToUnicode map (9.10.3)."""
    rows = [
        f"<{number:04x}> <{text.encode('utf-16-be').hex()}>" for number, text in sorted(used.items()) if text
    ]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CMapName /Lineside def /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <ffff> endcodespacerange\n{body}\n"
        "endcmap CMapName currentdict /CMap defineresource pop end end\n"
    ).encode()
