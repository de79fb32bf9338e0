"""Climb a ladder with three points of contact."""

from app.demo.canvas import Canvas, Point
from app.demo.figures import tick, walking, worker
from app.demo.frame import Step
from app.demo.palette import (
    BLACK,
    GREEN,
    INK,
    ORANGE,
    PALE,
    RED,
    STEEL,
    STEEL_DARK,
    STEEL_LIGHT,
    WHITE,
    YELLOW,
    YELLOW_DARK,
    along,
    between,
    ease,
    faint,
    land,
    pulse,
)  # fmt: skip

TITLE = "Ladder: three points of contact"
SECONDS = 16.0
STEPS = (
    Step(1.2, "One out for every four up", "Feet level, top tied, one metre above the edge."),
    Step(4.8, "Three points, always", "Two feet and a hand, or two hands and a foot."),
    Step(9.4, "Hands free, tools on the belt", "Carry nothing in the hand. Haul it up after."),
    Step(12.8, "Face the ladder going down", "Buckle between the rails. Step, do not jump."),
)
CLICKS = (2.6, 5.6, 6.4, 7.2, 8.0, 13.6, 14.2, 14.8)
HUM = (0.0, 0.0)

_FOOT: Point = (600, 506)
_TOP: Point = (726, 2)
_RUNGS = 13


def ground(c: Canvas) -> None:
    c.rect(708, 92, 600, 26, STEEL_LIGHT)
    c.rect(708, 118, 600, 16, STEEL_DARK)
    for x in (730, 960, 1190):
        c.rect(x, 134, 30, 372, STEEL_DARK)
    for x in (860, 1060, 1250):
        c.rect(x, 24, 10, 70, YELLOW_DARK)
    c.rect(830, 22, 450, 10, YELLOW)
    c.rect(830, 56, 450, 8, YELLOW)
    c.rect(986, 250, 176, 180, STEEL, radius=10)
    c.text(1074, 340, "PUMP", 30, PALE, anchor="mm")


def draw(c: Canvas, t: float) -> None:
    _ladder(c)
    _angle(c, t)
    _tie(c, t)
    _climber(c, t)
    _pouch(c, t)
    if t > 15:
        tick(c, 330, 210, 60 * land(t, 15.0))


def rung(number: float, aside: float = 0) -> Point:
    """A place on the ladder; 0 is the ground."""
    share = number / _RUNGS
    return (along(_FOOT[0], _TOP[0], share) + aside, along(_FOOT[1], _TOP[1], share))


def _ladder(c: Canvas) -> None:
    for number in range(1, _RUNGS):
        x, y = rung(number)
        c.line([(x - 15, y + 3), (x + 15, y - 3)], YELLOW, 9)
    for aside, colour in ((14, YELLOW_DARK), (-14, YELLOW)):
        c.line([(_FOOT[0] + aside, _FOOT[1]), (_TOP[0] + aside, _TOP[1])], colour, 11)
    c.rect(_FOOT[0] - 34, 498, 68, 14, BLACK, radius=5)


def _angle(c: Canvas, t: float) -> None:
    shown = between(t, 1.4, 4.5)
    if shown <= 0.02:
        return
    up, out = ease(t, 1.5, 0.8), ease(t, 2.2, 0.6)
    colour = faint(WHITE, shown)
    c.line([(708, 506), (708, along(506, 118, up))], faint(GREEN, shown), 8)
    c.line([(708, 506), (along(708, 600, out), 506)], faint(ORANGE, shown), 10)
    for i in range(4):
        y = 458 - i * 97
        if up > (i + 0.5) / 4:
            c.circle(780, y, 27, faint(INK, shown))
            c.text(780, y, str(i + 1), 32, colour, anchor="mm")
    if out > 0.8:
        c.circle(654, 462, 27, faint(INK, shown))
        c.text(654, 462, "1", 32, faint(ORANGE, shown), anchor="mm")


def _tie(c: Canvas, t: float) -> None:
    tied = land(t, 3.6, 0.5)
    if tied > 0:
        x, y = rung(10.4)
        c.line([(x - 24, y), (x + 34, y + 6)], RED, 12 * min(tied, 1))
        c.circle(x + 6, y + 2, 12 * tied, RED)


def _climber(c: Canvas, t: float) -> None:
    if t < 4.4:
        x = along(120, 380, ease(t, 0, 1.4)) + 140 * ease(t, 3.6, 0.8)
        moves = t < 1.3 or t > 3.7
        worker(
            c, x, 506, hands=[(x + 40, 366), (x + 48, 352)], feet=walking(x, 506, x / 150) if moves else None
        )
        return
    step = _height(t)
    feet, hands = _limbs(step)
    hip = rung((feet[0] + feet[1]) / 2)
    free = between(t, 9.6, 11.0)
    places = [rung(feet[0], -18), rung(feet[1], -18)]
    grips = [rung(hands[0], -6), rung(hands[1], -6)]
    lifted = (hip[0] - 120, hip[1] - 260 + 20 * pulse(t))
    grips[1] = (along(grips[1][0], lifted[0], free), along(grips[1][1], lifted[1], free))
    worker(c, hip[0] - 74, hip[1] - 2, hands=grips, feet=[(x, y) for x, y in places], facing=1, lean=26)
    _contacts(c, t, [*places, *grips], free)


def _height(t: float) -> float:
    """Moves made so far: up in step 2, down in step 4."""
    up = sum(ease(t, 5.2 + i * 0.8, 0.6) for i in range(5))
    down = sum(ease(t, 13.2 + i * 0.6, 0.5) for i in range(4))
    return up - down


def _limbs(step: float) -> tuple[list[float], list[float]]:
    """Rungs of two feet and two hands: one limb moves at a time, the other three hold."""
    moves = [0.0, 0.0, 0.0, 0.0]
    for number in range(8):
        moves[number % 4] += min(max(step * 1.6 - number, 0), 1)
    return [1.0 + moves[1], 2.0 + moves[3]], [7.0 + moves[0], 8.0 + moves[2]]


def _contacts(c: Canvas, t: float, places: list[Point], free: float) -> None:
    shown = between(t, 4.9, 12.6) + ease(t, 13.0, 0.4)
    for i, (x, y) in enumerate(places):
        held = shown * (1 - free if i == 3 else 1)
        if held > 0.02:
            c.circle(x + 6, y - 2, 21 + 4 * pulse(t, 0.8), faint(GREEN, 0.35 * held))
            c.circle(x + 6, y - 2, 12, faint(GREEN, held))


def _pouch(c: Canvas, t: float) -> None:
    shown = between(t, 9.6, 12.8)
    if shown <= 0.02:
        return
    with c.moved(250, 300, scale=shown):
        c.rect(-130, -150, 260, 310, INK, radius=24)
        c.rect(-96, -60, 192, 30, STEEL_DARK, radius=8)
        c.rect(-62, -44, 124, 150, ORANGE, radius=18)
        c.rect(-62, -44, 124, 34, (204, 78, 10), radius=12)
        c.rect(-34, -112, 18, 80, STEEL_LIGHT, radius=6)
        c.rect(-46, -126, 42, 26, STEEL_LIGHT, radius=8)
        c.rect(16, -104, 14, 70, PALE, radius=5)
        c.rect(10, -124, 26, 40, RED, radius=8)
    tick(c, 352, 170, 36 * land(t, 10.4) * shown)
