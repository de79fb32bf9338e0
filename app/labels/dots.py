"""Drawings as dots, for printers that know black and white only."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import uharfbuzz as hb
from PIL import Image, ImageDraw

from app.labels.drawing import Modules, Picture, Words
from app.labels.lettering import POINT
from app.labels.outline import flat
from app.labels.pictograms import SIDE, Shape, shapes

_FINER = 4
"""Pictograms are drawn this much larger, then judged dot by dot."""


class Dots(NamedTuple):
    """A picture of mode "1" in which 1 is black; x and y are those of its top left dot."""

    x: int
    y: int
    picture: Image.Image


def words(ink: Words, dot: float) -> Dots | None:
    """A line in dots; None when it leaves no mark."""
    raster, em = hb.RasterDraw(), ink.size * POINT / dot
    x, baseline = ink.x / dot, round(ink.baseline / dot)
    for glyph in ink.line.glyphs:
        scale = em / glyph.face.upem
        raster.transform = (scale, 0, 0, scale, x + glyph.dx * em, glyph.dy * em)
        raster.draw_glyph(glyph.face.font, glyph.number)
        x += glyph.advance * em
    image = raster.render()
    if not image or not image.extents.width:
        return None
    size = (image.extents.stride, image.extents.height)
    picture = Image.frombytes("L", size, image.buffer).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    picture = picture.crop((0, 0, image.extents.width, image.extents.height))
    top = baseline - image.extents.y_origin - image.extents.height
    return Dots(image.extents.x_origin, top, picture.point(lambda level: 255 * (level > 127), "1"))


def picture(ink: Picture, dot: float) -> Dots:
    """A pictogram in black and white: its colour becomes black."""
    side = round(ink.side / dot)
    large = Image.new("L", (side * _FINER, side * _FINER), 255)
    draw, scale = ImageDraw.Draw(large), side * _FINER / SIDE
    for shape in shapes(ink.name):
        _paint(draw, shape, scale)
    small = large.resize((side, side), Image.Resampling.BOX).point(_black_below_half, "1")
    return Dots(round(ink.x / dot), round(ink.y / dot), small)


def modules(ink: Modules, dot: float) -> Dots:
    """A symbol whose modules are whole dots."""
    size = len(ink.rows)
    small = Image.frombytes("L", (size, size), bytes(255 * black for row in ink.rows for black in row))
    side = size * round(ink.module / dot)
    large = small.resize((side, side), Image.Resampling.NEAREST).convert("1")
    return Dots(round(ink.x / dot), round(ink.y / dot), large)


_black_below_half: Callable[[int], int] = lambda level: 255 * (level < 128)  # noqa: E731


def _paint(draw: ImageDraw.ImageDraw, shape: Shape, scale: float) -> None:
    for line in flat(shape.path):
        points = [(point.real * scale, point.imag * scale) for point in line]
        if shape.fill and len(points) > 2:
            draw.polygon(points, fill=_level(shape.fill))
        if shape.stroke:
            width = shape.width * scale
            draw.line(points, fill=_level(shape.stroke), width=round(width), joint="curve")
            for x, y in (points[0], points[-1]):
                draw.ellipse(
                    (x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=_level(shape.stroke)
                )


def _level(colour: str) -> int:
    return 255 if colour in ("#fff", "#ffffff") else 0
