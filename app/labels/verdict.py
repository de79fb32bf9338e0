"""Will it scan: what stock, address and distance make of the QR code, and what was measured of such codes.

The trials: 200 pictures each, a black and white print of 203 dpi seen by a simulated phone camera
(perspective, uneven light, blur, noise), read by ZXing. docs/decisions/0003-qr-mask.md has their setting.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.core.refusal import Refusal
from app.labels.face import Face, Wish, face_for
from app.labels.matrix import SMALLEST_MODULE, Level, ModuleTooSmall, UnprintableHost
from app.labels.stock import Stock

PIXELS_ACROSS = 1920
"""Of a camera's picture while it scans: what the app asks for, and looks at without making it smaller in the
middle half (static/src/scan). Main cameras of phones give it; one that gives less reads from nearer.
tests/contract/camera.json holds both sides to it."""

VIEW = 1.4
"""Width of what a phone's main camera sees, as part of the distance (a view of 70°)."""

PIXELS_A_MODULE = 4

DISTANCES = {"150": "In the hand, 15 cm", "300": "At arm's reach, 30 cm", "600": "A step away, 60 cm"}
DISTANCES |= {"1200": "Across a door, 1.2 m"}
SURFACES = {
    "flat": "Flat and matt",
    "glossy": "Glossy, or under laminate",
    "curved": "Curved, such as a pipe",
}


_HERE = re.compile(r"(^|//)(localhost|127\.[0-9.]+|0\.0\.0\.0|\[::1\])(:[0-9]+)?$", re.IGNORECASE)
"""An address that each computer calls itself by."""


@dataclass(frozen=True)
class Trial:
    """Of one module (mm) and level, how many per cent were read: as printed, then damaged."""

    module: float
    level: Level
    printed: int
    blurred: int
    spread: int
    blob: int
    specks: int
    torn: int


TRIALS = (
    Trial(0.5, "M", 100, 82, 100, 38, 29, 0),
    Trial(0.5, "Q", 100, 84, 100, 73, 33, 0),
    Trial(0.5, "H", 100, 78, 100, 82, 28, 94),
    Trial(0.6, "Q", 100, 98, 100, 78, 37, 6),
    Trial(0.6, "H", 100, 98, 100, 81, 23, 98),
)


@dataclass(frozen=True)
class Verdict:
    """`face` is what will be printed, None when it is refused for the reason in `refusal`;
    `works` is then the next larger stock that would do. `trial` is the nearest that was measured."""

    face: Face | None
    refusal: str = ""
    works: Stock | None = None
    warnings: tuple[str, ...] = ()
    trial: Trial | None = None


def module_for(distance: float) -> float:
    """The least module in mm for a distance in mm: enough pixels of a picture, and never below 0.5."""
    seen = PIXELS_A_MODULE * VIEW * distance / PIXELS_ACROSS
    return max(SMALLEST_MODULE, seen)


def farthest(module: float) -> int:
    """The distance in mm from which a module has pixels enough, in whole centimetres."""
    return int(module * PIXELS_ACROSS / VIEW / PIXELS_A_MODULE / 10) * 10


def judge(
    *, stock: Stock, host: str, wish: Wish, distance: float, surface: str, stocks: Iterable[Stock]
) -> Verdict:
    """Say whether labels of this stock will be read from `distance` mm, and what speaks against it."""
    asked = replace(wish, smallest=module_for(distance))
    try:
        face = face_for(stock, host, asked)
    except UnprintableHost as refusal:
        return Verdict(None, str(refusal))
    except ModuleTooSmall as refusal:
        return Verdict(None, str(refusal), next_that_works(stock, host, asked, stocks))
    return Verdict(face, warnings=tuple(_warnings(face, surface, host)), trial=_nearest(face))


def next_that_works(stock: Stock, host: str, wish: Wish, stocks: Iterable[Stock]) -> Stock | None:
    """The smallest larger stock on which such labels could be printed, of the same kind if there is one."""
    larger = [one for one in stocks if _area(one) > _area(stock)]
    for one in sorted(larger, key=lambda one: (one.kind != stock.kind, _area(one))):
        try:
            face_for(one, host, wish)
        except Refusal:
            continue
        return one
    return None


def _area(stock: Stock) -> float:
    return stock.label[0] * stock.label[1]


def _warnings(face: Face, surface: str, host: str) -> Iterable[str]:
    if _HERE.search(host):
        yield (
            f"The QR code names {host}, which is this computer and no other. The app reads such a label all "
            "the same; a phone without the app finds nothing. Before you print for the plant, let an admin "
            "choose a host under Labels, Settings."
        )
    if face.words is None:
        yield "Without the code in letters nobody can type it when the label is damaged."
    if surface == "glossy":
        yield "Lamps mirrored in a glossy face hide squares. Take matt stock, or stick it away from lamps."
    if surface == "curved":
        thick = 3 * face.ink.width
        yield (
            f"On a curve the sides of the code turn away. The pipe should be at least {thick:.0f} mm thick; "
            "on a thinner one use a flag or a tag."
        )


def _nearest(face: Face) -> Trial | None:
    """The largest measured module, of the same level, that is no larger than the printed one."""
    known = [
        one for one in TRIALS if one.level == face.symbol.level and one.module <= face.symbol.module + 0.005
    ]
    return max(known, key=lambda one: one.module, default=None)
