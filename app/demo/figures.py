"""What several clips show: a worker, a gloved hand, a tick, a warning, a ring that says look here."""

import math
from collections.abc import Sequence

from app.demo.canvas import Canvas, Point
from app.demo.palette import (
    BLACK,
    GREEN,
    INK,
    NAVY,
    NAVY_DARK,
    ORANGE,
    ORANGE_DARK,
    SKIN,
    SKIN_DARK,
    WHITE,
    YELLOW,
    YELLOW_DARK,
    faint,
)  # fmt: skip


def worker(
    c: Canvas, x: float, floor: float, *, hands: Sequence[Point], feet: Sequence[Point] | None = None,
    facing: int = 1, lean: float = 0,
) -> None:  # fmt: skip
    """A worker some 300 units tall, from the side; hands and feet reach for these points, far limb first."""
    hip, shoulder = (x, floor - 138), (x + lean, floor - 240)
    feet = feet or [(x - 16, floor), (x + 20, floor)]
    _leg(c, hip, feet[0], facing, NAVY_DARK)
    _arm(c, shoulder, hands[0], facing, ORANGE_DARK)
    _leg(c, hip, feet[1], facing, NAVY)
    _torso(c, hip, shoulder)
    _head(c, shoulder[0] + 4 * facing + lean * 0.2, shoulder[1] - 46, facing)
    _arm(c, (shoulder[0], shoulder[1] + 4), hands[1], facing, ORANGE)


def walking(x: float, floor: float, phase: float, stride: float = 46) -> list[Point]:
    """Two feet in mid-walk; a phase of 1 is two steps."""
    return [
        (x + stride * math.cos(a), floor - max(0, 22 * math.sin(a)))
        for a in (2 * math.pi * phase, 2 * math.pi * (phase + 0.5))
    ]


def _torso(c: Canvas, hip: Point, shoulder: Point) -> None:
    turn = math.degrees(math.atan2(shoulder[0] - hip[0], hip[1] - shoulder[1]))
    with c.moved(*hip, turn=turn):
        c.rect(-30, -30, 60, 46, NAVY, radius=16)
        c.rect(-33, -122, 66, 118, ORANGE, radius=24)
        c.rect(-33, -50, 66, 13, YELLOW)
        c.rect(-33, -26, 66, 9, YELLOW)
        c.rect(-7, -118, 11, 68, YELLOW)


def _head(c: Canvas, x: float, y: float, facing: int) -> None:
    c.rect(x - 11 - 3 * facing, y + 14, 20, 26, SKIN_DARK, radius=8)
    c.circle(x, y, 27, SKIN)
    c.circle(x + 27 * facing, y + 6, 6, SKIN)
    c.circle(x + 13 * facing, y - 1, 3.4, BLACK)
    c.rect(x - 22 * facing - 3, y - 2, 7, 16, SKIN_DARK, radius=3)
    c.poly([(x + 31 * math.cos(a), y - 8 + 31 * math.sin(a)) for a in _half()], YELLOW)
    c.rect(min(x - 32 * facing, x + 44 * facing), y - 13, 76, 9, YELLOW_DARK, radius=4)
    c.rect(x - 5, y - 40, 10, 28, YELLOW_DARK, radius=5)


def _half() -> list[float]:
    return [math.pi + math.pi * i / 20 for i in range(21)]


def _leg(c: Canvas, hip: Point, foot: Point, facing: int, colour: tuple[int, int, int]) -> None:
    ankle = (foot[0], foot[1] - 16)
    knee = joint(hip, ankle, 66, 64, facing)
    c.line([hip, knee, ankle], colour, 31)
    c.rect(min(foot[0] - 15 * facing, foot[0] + 29 * facing), foot[1] - 20, 44, 20, INK, radius=8)
    c.rect(min(foot[0] - 15 * facing, foot[0] + 29 * facing), foot[1] - 5, 44, 5, BLACK, radius=2)


def _arm(c: Canvas, shoulder: Point, hand: Point, facing: int, colour: tuple[int, int, int]) -> None:
    elbow = joint(shoulder, hand, 56, 54, -facing)
    hand = reach(shoulder, hand, 108)
    c.line([shoulder, elbow, hand], colour, 24)
    c.circle(*hand, 15, YELLOW)


def reach(start: Point, end: Point, longest: float) -> Point:
    """`end`, or as near to it as a limb of that length comes."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy) or 1
    share = min(1, longest / length)
    return (start[0] + dx * share, start[1] + dy * share)


def joint(start: Point, end: Point, upper: float, lower: float, bend: int) -> Point:
    """Where the knee or elbow is, by the law of cosines; `bend` 1 is to the right of the way down."""
    end = reach(start, end, upper + lower - 2)
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = max(math.hypot(dx, dy), abs(upper - lower) + 1)
    inner = math.acos(max(-1, min(1, (upper**2 + length**2 - lower**2) / (2 * upper * length))))
    angle = math.atan2(dy, dx) - bend * inner
    return (start[0] + upper * math.cos(angle), start[1] + upper * math.sin(angle))


def glove(c: Canvas, x: float, y: float, *, turn: float = 0, scale: float = 1.0) -> None:
    """A pointing hand with its finger tip at (x, y), coming from below."""
    with c.moved(x, y, turn=turn, scale=scale):
        c.rect(-34, 172, 88, 260, NAVY, radius=18)
        c.rect(-40, 148, 100, 44, ORANGE, radius=16)
        c.line([(-26, 116), (-44, 84)], YELLOW_DARK, 30)
        c.rect(-30, 60, 82, 104, YELLOW, radius=30)
        c.line([(2, 17), (2, 80)], YELLOW, 32)
        for i, top in enumerate((58, 60, 66)):
            c.line([(26 + i * 12, top + 6), (26 + i * 12, top + 34)], YELLOW if i % 2 else YELLOW_DARK, 22)
        c.rect(-30, 96, 82, 60, YELLOW, radius=24)


def tick(c: Canvas, x: float, y: float, size: float) -> None:
    """A green disc with a white tick; `size` is its radius and may be 0."""
    if size < 1:
        return
    c.circle(x, y, size, GREEN)
    hook = ((-0.42, 0.02), (-0.1, 0.34), (0.46, -0.32))
    c.line([(x + dx * size, y + dy * size) for dx, dy in hook], WHITE, 0.2 * size)


def warning(c: Canvas, x: float, y: float, size: float) -> None:
    """The yellow triangle; `size` is its half height."""
    if size < 2:
        return
    corners = [(x, y - size), (x + size * 1.1, y + size * 0.85), (x - size * 1.1, y + size * 0.85)]
    c.line([*corners, corners[0]], BLACK, size * 0.42)
    c.poly(corners, YELLOW)
    c.line([*corners, corners[0]], YELLOW, size * 0.2)
    c.line([(x, y - size * 0.36), (x, y + size * 0.22)], BLACK, size * 0.2)
    c.circle(x, y + size * 0.58, size * 0.12, BLACK)


def spotlight(c: Canvas, x: float, y: float, r: float, share: float) -> None:
    """A ring that says look here, `share` strong."""
    if share > 0.02:
        c.ring(x, y, r, faint(YELLOW, share), 6)
        c.ring(x, y, r + 12, faint(YELLOW, share * 0.3), 5)
