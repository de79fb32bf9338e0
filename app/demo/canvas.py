"""A drawing sheet of 1280 by 720 units that knows moves, turns and soft colours. For the demo only."""

import functools
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1280, 720
SCALE = 1.5  # drawn larger than shown: shrinking smooths the edges

Point = tuple[float, float]
Colour = tuple[int, ...]  # red, green, blue and, if see-through, how solid: 0 to 255

_DARK = (18, 22, 28)
_FONTS = Path(__file__).parents[2] / "node_modules/@expo-google-fonts/noto-sans"


class Canvas:
    """Shapes in scene units, upper left is (0, 0). `moved` shifts, turns and grows what is drawn in it."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (round(WIDTH * SCALE), round(HEIGHT * SCALE)))
        self._draw = ImageDraw.Draw(self.image, "RGBA")
        self._matrix = (SCALE, 0.0, 0.0, 0.0, SCALE, 0.0)

    def cover(self, other: "Canvas") -> None:
        """Start over from a picture drawn before."""
        self.image.paste(other.image)

    @contextmanager
    def moved(self, x: float = 0, y: float = 0, *, turn: float = 0, scale: float = 1) -> Iterator[None]:
        """Draw with (0, 0) at (x, y), turned clockwise by degrees."""
        before = self._matrix
        a, b, c, d, e, f = before
        cos, sin = math.cos(math.radians(turn)) * scale, math.sin(math.radians(turn)) * scale
        self._matrix = (
            a * cos + b * sin, b * cos - a * sin, a * x + b * y + c,
            d * cos + e * sin, e * cos - d * sin, d * x + e * y + f,
        )  # fmt: skip
        try:
            yield
        finally:
            self._matrix = before

    def rect(self, x: float, y: float, w: float, h: float, fill: Colour, *, radius: float = 0) -> None:
        self.poly(
            _rounded(x, y, w, h, min(radius, w / 2, h / 2)) if radius > 0 else _corners(x, y, w, h), fill
        )

    def frame(
        self, x: float, y: float, w: float, h: float, colour: Colour, width: float, *, radius: float = 0
    ) -> None:
        """The outline of a rectangle, drawn inwards."""
        self.line([*_rounded(x, y, w, h, radius), (x + w - radius, y)], colour, width)

    def poly(self, points: Sequence[Point], fill: Colour) -> None:
        self._draw.polygon([self._at(*point) for point in points], fill)

    def circle(self, x: float, y: float, r: float, fill: Colour) -> None:
        self.ellipse(x, y, r, r, fill)

    def ellipse(self, x: float, y: float, rx: float, ry: float, fill: Colour) -> None:
        self.poly([(x + rx * math.cos(a), y + ry * math.sin(a)) for a in _turns(0, 360, 40)], fill)

    def ring(self, x: float, y: float, r: float, colour: Colour, width: float) -> None:
        self.arc(x, y, r, 0, 360, colour, width)

    def arc(
        self, x: float, y: float, r: float, start: float, end: float, colour: Colour, width: float
    ) -> None:
        """Part of a ring, degrees clockwise from the right."""
        steps = max(4, int(abs(end - start) / 8))
        inner, outer = r - width / 2, r + width / 2
        turns = list(_turns(start, end, steps))
        edge = [(x + outer * math.cos(a), y + outer * math.sin(a)) for a in turns]
        self.poly(
            edge + [(x + inner * math.cos(a), y + inner * math.sin(a)) for a in reversed(turns)], colour
        )

    def line(self, points: Sequence[Point], colour: Colour, width: float) -> None:
        """A stroke with round ends and joints."""
        for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
            length = math.hypot(x2 - x1, y2 - y1) or 1
            nx, ny = (y1 - y2) / length * width / 2, (x2 - x1) / length * width / 2
            self.poly(
                [(x1 + nx, y1 + ny), (x2 + nx, y2 + ny), (x2 - nx, y2 - ny), (x1 - nx, y1 - ny)], colour
            )
        if width > 3 and (len(colour) == 3 or colour[3] == 255):
            for x, y in points:
                self.ellipse(x, y, width / 2, width / 2, colour)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        colour: Colour,
        *,
        bold: bool = True,
        anchor: str = "lm",
    ) -> None:
        """Upright text; `anchor` as Pillow has it. Pillow has no see-through text: it fades to dark."""
        if len(colour) == 4:
            if colour[3] < 8:
                return
            colour = tuple(round(d + (v - d) * colour[3] / 255) for v, d in zip(colour, _DARK, strict=False))
        scale = math.hypot(self._matrix[0], self._matrix[3])
        self._draw.text(
            self._at(x, y), words, font=_font(round(size * scale), bold), fill=colour, anchor=anchor
        )

    def _at(self, x: float, y: float) -> Point:
        a, b, c, d, e, f = self._matrix
        return (a * x + b * y + c, d * x + e * y + f)


def _turns(start: float, end: float, steps: int) -> Iterator[float]:
    return (math.radians(start + (end - start) * i / steps) for i in range(steps + 1))


def _corners(x: float, y: float, w: float, h: float) -> list[Point]:
    return [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]


def _rounded(x: float, y: float, w: float, h: float, r: float) -> list[Point]:
    centres = (
        (x + w - r, y + r, -90),
        (x + w - r, y + h - r, 0),
        (x + r, y + h - r, 90),
        (x + r, y + r, 180),
    )
    return [
        (cx + r * math.cos(a), cy + r * math.sin(a))
        for cx, cy, start in centres
        for a in _turns(start, start + 90, 6)
    ]


@functools.cache
def _font(size: int, bold: bool) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Noto Sans, as on the phone; before the npm packages are there, the font within Pillow."""
    name = "700Bold/NotoSans_700Bold.ttf" if bold else "500Medium/NotoSans_500Medium.ttf"
    path = _FONTS / name
    return ImageFont.truetype(str(path), size) if path.exists() else ImageFont.load_default(size)
