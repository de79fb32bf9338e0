"""A guard is missing on a conveyor: stop, fit, restart."""

import math

from app.demo.canvas import Canvas, Point
from app.demo.figures import glove, spotlight, tick, warning
from app.demo.frame import Step
from app.demo.palette import (
    BLACK,
    CARD,
    CARD_DARK,
    INK,
    ORANGE,
    PALE,
    RED,
    RED_DARK,
    STEEL,
    STEEL_DARK,
    STEEL_LIGHT,
    WHITE,
    WOOD,
    YELLOW,
    YELLOW_DARK,
    along,
    between,
    ease,
    faint,
    land,
    pulse,
)  # fmt: skip

TITLE = "Conveyor: is the guard on?"
SECONDS = 15.5
STEPS = (
    Step(1.2, "Look where belt meets roller", "An open nip pulls a sleeve in at once."),
    Step(4.6, "Guard missing? Stop the belt", "Pull the cord. Do not reach past it."),
    Step(8.0, "Fit the guard, every bolt", "Locked out first. A loose guard is no guard."),
    Step(12.0, "Restart only when closed", "Then stand clear and watch one round."),
)
CLICKS = (5.6, 9.0, 9.9, 10.3, 10.7, 11.1, 12.6)
HUM = (0.0, 5.9)

_LEFT, _RIGHT, _BELT, _R = 120, 800, 286, 62


def ground(c: Canvas) -> None:
    for x in (210, 440, 670):
        c.rect(x, 370, 26, 136, STEEL_DARK)
        c.rect(x - 20, 496, 66, 12, BLACK, radius=4)
    c.rect(1086, 120, 16, 386, STEEL_DARK)
    c.rect(1044, 128, 190, 190, BLACK, radius=14)
    c.rect(1040, 122, 190, 190, YELLOW, radius=14)
    c.text(1135, 290, "CORD STOP", 20, INK, anchor="mm")


def draw(c: Canvas, t: float) -> None:
    way = _travel(t)
    _boxes(c, way)
    _bin(c)
    _belt(c, way)
    _guard(c, t)
    _stop(c, t)
    _padlock(c, t)
    _cord(c, t)
    spotlight(c, _RIGHT, _BELT + _R, 100, between(t, 1.6, 7.6) * (0.6 + 0.4 * pulse(t)))
    if 1.8 < t < 8.4:
        warning(c, _RIGHT, 130, 50 * land(t, 1.9) * (1 - ease(t, 7.8, 0.4)))
    if t > 13:
        tick(c, _RIGHT - 20, 130, 56 * land(t, 13.2))


def _travel(t: float) -> float:
    """How far the belt has run: even, then slowing to rest, then on."""
    running = min(t, 5.7) * 130 + 60 * ease(t, 5.7, 0.8)
    again = max(0, t - 12.7)
    return running + 130 * again * min(1, again)


def _belt(c: Canvas, way: float) -> None:
    c.rect(_LEFT, _BELT, _RIGHT - _LEFT, 2 * _R, faint(BLACK, 0.55))
    c.rect(_LEFT, _BELT - 7, _RIGHT - _LEFT, 15, INK)
    c.rect(_LEFT, _BELT + 2 * _R - 8, _RIGHT - _LEFT, 15, INK)
    for x in (_LEFT, _RIGHT):
        c.circle(x, _BELT + _R, _R + 7, INK)
        c.circle(x, _BELT + _R, _R - 6, STEEL_LIGHT)
        with c.moved(x, _BELT + _R, turn=way / _R * 57.3):
            for i in range(6):
                a = i * math.pi / 3
                c.circle(36 * math.cos(a), 36 * math.sin(a), 9, STEEL_DARK)
        c.circle(x, _BELT + _R, 14, INK)
    for i in range(14):
        cleat = _LEFT + (i * 60 + way) % (_RIGHT - _LEFT)
        c.rect(cleat, _BELT - 7, 12, 7, STEEL)
    for x in range(_LEFT + 110, _RIGHT - 80, 110):
        c.circle(x, _BELT + 30, 17, STEEL)
        c.circle(x, _BELT + 30, 6, STEEL_DARK)
    c.rect(_LEFT - 10, _BELT + 52, _RIGHT - _LEFT + 20, 34, STEEL, radius=6)
    c.rect(_LEFT - 10, _BELT + 52, _RIGHT - _LEFT + 20, 8, STEEL_LIGHT, radius=4)


def _boxes(c: Canvas, way: float) -> None:
    for i in range(4):
        x = -160 + (i * 280 + way) % 1120
        drop = max(0, x + 56 - _RIGHT)
        with c.moved(x + 56, _BELT - 7 + drop * 1.35, turn=min(drop * 0.9, 70)):
            if drop > 138:
                continue
            c.rect(-56, -88, 112, 88, CARD, radius=4)
            c.rect(-56, -88, 112, 16, CARD_DARK, radius=4)
            c.rect(-10, -88, 20, 88, faint(WOOD, 0.6))
            c.rect(18, -40, 28, 22, faint(WHITE, 0.75), radius=2)


def _guard(c: Canvas, t: float) -> None:
    """A mesh panel over the roller; the boxes pass above it."""
    come = ease(t, 8.3, 0.9)
    if come <= 0:
        return
    top = along(-220, _BELT - 2, come)
    x, w, h = _RIGHT - 128, 218, 164
    c.rect(x, top, w, h, faint(YELLOW, 0.2), radius=12)
    for i in range(1, 8):
        c.line([(x + i * w / 8, top + 6), (x + i * w / 8, top + h - 6)], faint(YELLOW, 0.75), 3)
    for i in range(1, 6):
        c.line([(x + 6, top + i * h / 6), (x + w - 6, top + i * h / 6)], faint(YELLOW, 0.75), 3)
    c.frame(x, top, w, h, YELLOW, 16, radius=12)
    corners: list[Point] = [(x, top), (x + w, top), (x + w, top + h), (x, top + h)]
    for i, (bx, by) in enumerate(corners):
        _bolt(c, bx, by, ease(t, 9.5 + i * 0.4, 0.5))


def _bolt(c: Canvas, x: float, y: float, turned: float) -> None:
    if turned <= 0:
        return
    with c.moved(x, y, turn=300 * turned, scale=1.7 - 0.7 * turned):
        c.poly([(17 * math.cos(i * math.pi / 3), 17 * math.sin(i * math.pi / 3)) for i in range(6)], PALE)
        c.circle(0, 0, 8, STEEL)


def _bin(c: Canvas) -> None:
    c.rect(_RIGHT + 70, 392, 170, 132, STEEL_DARK, radius=8)
    c.rect(_RIGHT + 60, 376, 190, 20, STEEL, radius=6)
    for i in range(3):
        c.rect(_RIGHT + 92 + i * 44, 416, 20, 88, faint(INK, 0.5), radius=4)


def _cord(c: Canvas, t: float) -> None:
    """It hangs in front of the conveyor, where a knee or a hand finds it without looking."""
    pull = ease(t, 5.3, 0.3) * (1 - ease(t, 6.4, 0.6))
    c.line([(60, 424), (480, 424 + 34 * pull), (1080, 424), (1080, 316)], RED, 7)
    for x in (60, 1080):
        c.rect(x - 7, 410, 14, 96, STEEL_LIGHT, radius=4)
    near = ease(t, 4.5, 0.8) * (1 - ease(t, 6.7, 0.7))
    if near > 0:
        glove(c, along(560, 480, near), along(640, 404 + 34 * pull, near), turn=-10, scale=0.86)


def _padlock(c: Canvas, t: float) -> None:
    shown = land(t, 8.2, 0.5) * (1 - ease(t, 11.8, 0.3))
    if shown > 0.05:
        with c.moved(1190, 316, scale=shown):
            c.ring(0, 0, 22, PALE, 9)
            c.rect(-34, 10, 68, 58, ORANGE, radius=9)
            c.circle(0, 34, 8, INK)
            c.rect(-3, 34, 6, 18, INK, radius=2)


def _stop(c: Canvas, t: float) -> None:
    tripped = between(t, 5.5, 12.3)
    c.circle(1135, 196, 58, YELLOW_DARK)
    c.circle(1135, 196, 46, RED_DARK)
    c.circle(1135, 190 + 8 * tripped, 44, RED)
    c.text(1135, 190 + 8 * tripped, "STOP" if tripped > 0.5 else "", 24, WHITE, anchor="mm")
    lamp = ORANGE if tripped > 0.5 and pulse(t, 0.7) > 0.4 else STEEL
    c.rect(1116, 88, 38, 34, lamp, radius=10)
    if lamp is ORANGE:
        c.circle(1135, 104, 46, faint(ORANGE, 0.2))
