"""The mark of Lineside and the app icons drawn from it.

One corner of a scan frame is an L; inside it a clip is ready to play. All measures are on a grid of 100,
so the SVG in the pages and the PNGs on the home screen cannot drift apart.
"""

from itertools import pairwise
from math import hypot
from pathlib import Path

from PIL import Image, ImageDraw

INK, PAPER, ACCENT = "#1a2027", "#ffffff", "#ff8a2b"
FRAME = [[(24, 22), (24, 76), (78, 76)], [(62, 24), (76, 24), (76, 38)]]
PLAY = [(43, 35), (43, 59), (63, 47)]
STROKE = 12
CORNER = 22
SHRINK = 0.88  # puts every point of the mark inside the safe circle of a maskable icon (W3C: radius 40 %)
FINER = 4

FILES = {
    "icon-192.png": (192, False),
    "icon-512.png": (512, False),
    "icon-maskable-512.png": (512, True),
    "apple-touch-icon.png": (180, True),
    "favicon-32.png": (32, False),
}


def draw(size: int, maskable: bool) -> Image.Image:
    """An RGBA square of `size` pixels; a maskable one is filled to its edges, the other has round corners."""
    fine = size * FINER
    picture = Image.new("RGBA", (fine, fine), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((0, 0, fine - 1, fine - 1), 0 if maskable else fine * CORNER / 100, fill=INK)
    scale = SHRINK if maskable else 1
    for line in FRAME:
        _stroke(pen, _placed(line, fine, scale), STROKE * scale * fine / 100, PAPER)
    _shape(pen, _placed(PLAY, fine, scale), STROKE / 2 * scale * fine / 100, ACCENT)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def build(folder: Path) -> list[Path]:
    """Writes every icon of FILES into `folder`, which is made when missing, and names what it wrote."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / name for name in FILES]
    for path in paths:
        draw(*FILES[path.name]).save(path, optimize=True)
    return paths


def svg() -> str:
    """The same mark as text; static/src/ui/mark.svg holds exactly this."""
    frame = "".join("M" + " ".join(f"{x} {y}" for x, y in line) for line in FRAME)
    play = "M" + " ".join(f"{x} {y}" for x, y in PLAY) + "z"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"'
        ' stroke-linecap="round" stroke-linejoin="round">\n'
        f'<rect width="100" height="100" rx="{CORNER}" fill="{INK}"/>\n'
        f'<path d="{frame}" fill="none" stroke="{PAPER}" stroke-width="{STROKE}"/>\n'
        f'<path d="{play}" fill="{ACCENT}" stroke="{ACCENT}" stroke-width="{STROKE / 2}"/>\n'
        "</svg>\n"
    )


def _placed(points: list[tuple[int, int]], size: int, scale: float) -> list[tuple[float, float]]:
    return [((50 + (x - 50) * scale) * size / 100, (50 + (y - 50) * scale) * size / 100) for x, y in points]


def _stroke(pen: ImageDraw.ImageDraw, points: list[tuple[float, float]], width: float, colour: str) -> None:
    """A line with round ends and joints, a dot for every pixel: Pillow's own line ends square."""
    for (x1, y1), (x2, y2) in pairwise(points):
        steps = round(hypot(x2 - x1, y2 - y1))
        for step in range(steps + 1):
            x, y = x1 + (x2 - x1) * step / steps, y1 + (y2 - y1) * step / steps
            pen.ellipse((x - width / 2, y - width / 2, x + width / 2, y + width / 2), fill=colour)


def _shape(pen: ImageDraw.ImageDraw, points: list[tuple[float, float]], width: float, colour: str) -> None:
    pen.polygon(points, fill=colour)
    _stroke(pen, [*points, points[0]], width, colour)
