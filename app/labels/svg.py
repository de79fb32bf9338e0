"""A drawing as SVG, for the preview: the same outlines that are printed."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from app.labels.drawing import Bar, Ink, Modules, Picture, Words
from app.labels.fonts import Typeface
from app.labels.lettering import POINT
from app.labels.outline import Step
from app.labels.pictograms import SIDE, shapes
from app.labels.press import rectangles


def svg(drawing: Iterable[Ink], size: tuple[float, float]) -> str:
    """An SVG document of `size` mm on white."""
    width, height = size
    body = "".join(_element(ink) for ink in drawing)
    paper = f'<path fill="#fff" d="M0 0h{width:g}v{height:g}H0z"/>'
    size_mm = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}mm" height="{height:g}mm"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size_mm}>{paper}{body}</svg>'


def _element(ink: Ink) -> str:
    match ink:
        case Words():
            return _words(ink)
        case Modules():
            path = "".join(f"M{x} {y}h{w}v{h}h-{w}z" for x, y, w, h in rectangles(ink.rows))
            return (
                f'<path transform="translate({ink.x:.3f} {ink.y:.3f}) scale({ink.module:.5f})" d="{path}"/>'
            )
        case Bar():
            return f'<path d="M{ink.x:.3f} {ink.y:.3f}h{ink.width:.3f}v{ink.height:.3f}h-{ink.width:.3f}z"/>'
        case Picture():
            inside = "".join(_shape(shape) for shape in shapes(ink.name))
            place = f"translate({ink.x:.3f} {ink.y:.3f}) scale({ink.side / SIDE:.5f})"
            return f'<g transform="{place}" stroke-linecap="round" stroke-linejoin="round">{inside}</g>'


def _words(ink: Words) -> str:
    """Glyphs one after the other, in em."""
    size, x, parts = ink.size * POINT, 0.0, []
    for glyph in ink.line.glyphs:
        path, scale = _outline(glyph.face, glyph.number), 1 / glyph.face.upem
        if path:
            move = f"translate({x + glyph.dx:.4f} {-glyph.dy:.4f}) scale({scale:.6f} {-scale:.6f})"
            parts.append(f'<path transform="{move}" d="{path}"/>')
        x += glyph.advance
    place = f"translate({ink.x:.3f} {ink.baseline:.3f}) scale({size:.4f})"
    return f'<g transform="{place}">{"".join(parts)}</g>'


def _shape(shape) -> str:
    colours = f'fill="{shape.fill or "none"}"'
    if shape.stroke:
        colours += f' stroke="{shape.stroke}" stroke-width="{shape.width:g}"'
    return f'<path {colours} d="{"".join(map(_step, shape.path))}"/>'


def _step(step: Step) -> str:
    kind, points = step
    return kind + " ".join(f"{point.real:g} {point.imag:g}" for point in points)


@lru_cache(maxsize=1024)
def _outline(face: Typeface, glyph: int) -> str:
    pen = _Pen()
    face.font.draw_glyph_with_pen(glyph, pen)
    return "".join(pen.parts)


class _Pen:
    """What HarfBuzz draws a glyph with; its methods are named after those of fontTools' pens."""

    def __init__(self) -> None:
        self.parts: list[str] = []

    def moveTo(self, point) -> None:  # noqa: N802
        self._add("M", point)

    def lineTo(self, point) -> None:  # noqa: N802
        self._add("L", point)

    def qCurveTo(self, *points) -> None:  # noqa: N802
        self._add("Q", *points)

    def curveTo(self, *points) -> None:  # noqa: N802
        self._add("C", *points)

    def closePath(self) -> None:  # noqa: N802
        self.parts.append("Z")

    def _add(self, kind: str, *points) -> None:
        self.parts.append(kind + " ".join(f"{x:g} {y:g}" for x, y in points))
