"""The colours of every demo clip, and moments of a movement."""

import math

from app.demo.canvas import Colour

INK = (16, 19, 24)
GROUND = (27, 32, 40)
FLOOR = (37, 44, 54)
STEEL_DARK = (50, 59, 71)
STEEL = (74, 86, 101)
STEEL_LIGHT = (116, 130, 147)
PALE = (190, 200, 211)
WHITE = (244, 246, 248)
ORANGE = (255, 107, 26)
ORANGE_DARK = (204, 78, 10)
YELLOW = (255, 200, 46)
YELLOW_DARK = (214, 158, 12)
GREEN = (56, 201, 132)
RED = (226, 62, 68)
RED_DARK = (163, 34, 44)
NAVY = (46, 66, 102)
NAVY_DARK = (34, 49, 78)
WATER = (104, 196, 255)
CARD = (201, 158, 106)
CARD_DARK = (166, 124, 76)
WOOD = (150, 112, 70)
SKIN = (222, 170, 134)
SKIN_DARK = (196, 142, 106)
BLACK = (10, 12, 15)


def faint(colour: Colour, share: float) -> Colour:
    """The colour, see-through: 0 not there, 1 solid."""
    return (*colour[:3], round(255 * min(max(share, 0), 1)))


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """From `one` (share 0) to `other` (share 1)."""
    share = min(max(share, 0), 1)
    return tuple(round(a + (b - a) * share) for a, b in zip(one[:3], other[:3], strict=True))


def ease(t: float, start: float, length: float = 0.8) -> float:
    """From 0 at `start` to 1 after `length` seconds, soft at both ends."""
    x = min(max((t - start) / length, 0), 1)
    return x * x * x * (x * (6 * x - 15) + 10)


def land(t: float, start: float, length: float = 0.6) -> float:
    """From 0 to 1 with a small swing past the end, for things that pop up."""
    x = min(max((t - start) / length, 0), 1) - 1
    return 0.0 if t <= start else 1 + 2.7 * x**3 + 1.7 * x**2


def between(t: float, start: float, end: float, soft: float = 0.4) -> float:
    """1 while `start` < t < `end`, 0 outside, soft at the edges."""
    return ease(t, start, soft) * (1 - ease(t, end - soft, soft))


def pulse(t: float, every: float = 1.0) -> float:
    """A slow breathing between 0 and 1."""
    return 0.5 - 0.5 * math.cos(2 * math.pi * t / every)


def along(a: float, b: float, share: float) -> float:
    """From `a` (share 0) to `b` (share 1), and beyond."""
    return a + (b - a) * share
