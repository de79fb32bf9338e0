"""Wrap a pallet without being pulled in."""

import math

from app.demo.canvas import Canvas, Point
from app.demo.figures import reach, tick, walking, worker
from app.demo.frame import Step
from app.demo.palette import (
    BLACK,
    CARD,
    CARD_DARK,
    GREEN,
    INK,
    ORANGE,
    PALE,
    RED,
    STEEL,
    STEEL_DARK,
    STEEL_LIGHT,
    WHITE,
    WOOD,
    YELLOW,
    along,
    between,
    ease,
    faint,
    land,
    mix,
    pulse,
)  # fmt: skip

TITLE = "Pallet wrapper, hands off"
SECONDS = 16.0
STEPS = (
    Step(1.2, "Tuck the film at a corner", "Table stopped. No knot round your fingers."),
    Step(4.8, "Step behind the yellow line", "Nobody inside. Sleeves and laces tucked in."),
    Step(7.6, "Start, and only watch", "Never touch film or load while it turns."),
    Step(12.6, "Stopped? Cut away from you", "Safety knife, hooked blade, gloves on."),
)
CLICKS = (2.6, 7.7, 13.4)
HUM = (7.8, 12.4)

_TABLE = 470


def ground(c: Canvas) -> None:
    c.rect(560, 40, 86, 460, STEEL_DARK, radius=8)
    c.rect(560, 40, 16, 460, STEEL, radius=6)
    c.text(603, 76, "W 1", 26, PALE, anchor="mm")
    c.rect(520, 478, 170, 28, BLACK, radius=6)
    c.ellipse(330, _TABLE + 22, 262, 30, BLACK)
    c.rect(800, 514, 440, 14, YELLOW, radius=3)
    c.rect(1120, 190, 20, 316, STEEL_DARK)
    c.rect(1070, 150, 120, 150, STEEL, radius=12)


def draw(c: Canvas, t: float) -> None:
    turn = _turned(t)
    _table(c, turn)
    _load(c, turn, _wrapped(t))
    _carriage(c, t, turn)
    _panel(c, t)
    _person(c, t)
    if t > 14.4:
        tick(c, 330, 190, 62 * land(t, 14.6))


def _turned(t: float) -> float:
    """Degrees the table has turned: starting softly, stopping softly."""
    ramp = min(max(t - 8.0, 0), 4.2)
    soft = ramp**2 / 2 if ramp < 1 else ramp - 0.5
    if ramp > 3.4:
        soft -= (ramp - 3.4) ** 2 / 1.6
    return 38 + 300 * soft


def _wrapped(t: float) -> float:
    """Share of the load's height that the film has covered."""
    return ease(t, 8.4, 2.2)


def _table(c: Canvas, turn: float) -> None:
    c.ellipse(330, _TABLE + 10, 250, 30, STEEL_DARK)
    c.ellipse(330, _TABLE, 250, 30, STEEL)
    for i in range(12):
        a = math.radians(turn + i * 30)
        c.ellipse(330 + 232 * math.cos(a), _TABLE + 26 * math.sin(a), 9, 3, YELLOW if i % 2 else INK)


def _load(c: Canvas, turn: float, wrapped: float) -> None:
    """Two visible sides of a square stack; their widths follow the turn."""
    a = math.radians(turn % 90)
    left, right = 300 * math.sin(a) * 0.92, 300 * math.cos(a) * 0.92
    x = 330 - (left + right) / 2
    _side(c, x, left, 0.78, 1)
    _side(c, x + left, right, 1.0, 2)
    height = 330 * wrapped
    if height > 2:
        c.rect(x - 4, 446 - height, left + right + 8, height + 10, faint(WHITE, 0.26))
        for i in range(int(height // 22)):
            y = 446 - i * 22
            c.line([(x - 4, y), (x + left, y - 7), (x + left + right + 4, y)], faint(WHITE, 0.32), 3)
        c.rect(x + left + right * 0.2, 446 - height, right * 0.14, height + 10, faint(WHITE, 0.22))


def _side(c: Canvas, x: float, w: float, light: float, seed: int) -> None:
    if w < 2:
        return
    c.rect(x, 446, w, 22, mix(BLACK, WOOD, light))
    for i in range(3):
        c.rect(x + w * (0.04 + 0.38 * i), 452, w * 0.16, 18, BLACK)
    for row in range(4):
        y = 446 - (row + 1) * 80
        for column in range(2):
            shade = CARD if (row + column + seed) % 2 else CARD_DARK
            c.rect(x + column * w / 2, y, w / 2 - min(2, w / 20), 78, mix(BLACK, shade, light))
            c.rect(x + column * w / 2 + w * 0.2, y, w * 0.07, 78, mix(BLACK, WOOD, light * 0.9))


def _carriage(c: Canvas, t: float, turn: float) -> None:
    y = along(400, 120, _wrapped(t)) + 190 * ease(t, 10.7, 1.6)
    a = math.radians(turn % 90)
    edge = 330 + 138 * (math.sin(a) + math.cos(a))
    tucked = ease(t, 1.6, 0.9) * (1 - ease(t, 13.4, 0.3))
    if tucked > 0:
        end = along(566, edge - 8, tucked)
        c.poly([(566, y - 26), (566, y + 30), (end, y + 22), (end, y - 16)], faint(WHITE, 0.42))
        c.line([(566, y - 26), (end, y - 16)], faint(WHITE, 0.7), 3)
    c.rect(540, y - 44, 116, 90, STEEL_LIGHT, radius=10)
    c.rect(540, y - 44, 116, 14, ORANGE, radius=7)
    c.rect(552, y - 54, 30, 112, PALE, radius=10)
    c.rect(552, y - 54, 10, 112, WHITE, radius=5)
    c.circle(630, y, 14, INK)


def _panel(c: Canvas, t: float) -> None:
    running = between(t, 7.8, 12.4)
    c.circle(1130, 192, 26, mix((30, 84, 58), GREEN, running))
    c.circle(1130, 256, 30, YELLOW)
    c.circle(1130, 256, 22, RED)
    c.rect(1112, 104, 36, 46, mix(STEEL_LIGHT, ORANGE, running * pulse(t, 0.6)), radius=8)
    if running > 0.1:
        c.circle(1130, 128, 56, faint(ORANGE, 0.2 * running * pulse(t, 0.6)))


def _person(c: Canvas, t: float) -> None:
    out, back = ease(t, 3.6, 2.0), ease(t, 12.5, 1.0)
    x = along(along(742, 1040, out), 702, back)
    facing = 1 if 3.6 < t < 8.6 and out > 0.02 else -1
    moving = 0.02 < out < 0.98 or 0.02 < back < 0.98
    hands: list[Point] = [(x + facing * 50, 366), (x + facing * 56, 352)]
    if t < 3.6:
        near = between(t, 1.2, 3.4)
        hands[1] = (along(x - 56, 640, near), along(352, 350, near))
    push = between(t, 7.1, 8.2)
    hands[1] = (along(hands[1][0], 1126, push), along(hands[1][1], 198, push))
    cut = ease(t, 13.2, 0.5)
    if cut > 0:
        hands[1] = reach((x, 270), (x - 120, 290 + 80 * ease(t, 13.5, 0.6)), 104)
    worker(c, x, 506, hands=hands, feet=walking(x, 506, x / 170) if moving else None, facing=facing)
    if cut > 0:
        hx, hy = hands[1]
        c.line([(hx + 10, hy), (hx - 34, hy - 8)], RED, 12)
        c.line([(hx - 34, hy - 8), (hx - 54, hy + 2)], PALE, 7)
    line = between(t, 5.0, 12.4)
    c.rect(800, 514, 440, 14, faint(WHITE, 0.5 * line * pulse(t, 0.9)), radius=3)
