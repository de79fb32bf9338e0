"""Lock out a press before reaching into it."""

import math

from app.demo.canvas import Canvas
from app.demo.figures import glove, tick
from app.demo.frame import Step
from app.demo.palette import (
    BLACK,
    GREEN,
    INK,
    ORANGE,
    PALE,
    RED,
    RED_DARK,
    STEEL,
    STEEL_DARK,
    STEEL_LIGHT,
    WHITE,
    YELLOW,
    YELLOW_DARK,
    along,
    ease,
    faint,
    land,
    mix,
)  # fmt: skip

TITLE = "Lock out the press"
SECONDS = 15.0
STEPS = (
    Step(1.2, "Stop it at the panel", "Red button. Wait until the ram stands still."),
    Step(4.4, "Turn the isolator to OFF", "The button alone does not cut the power."),
    Step(7.6, "Your lock, your tag", "One person, one lock, one key in your pocket."),
    Step(11.2, "Try to start it", "Nothing moves? Now it is safe to reach in."),
)
CLICKS = (2.2, 5.6, 8.6, 12.2)
HUM = (0.0, 2.4)


def ground(c: Canvas) -> None:
    _press_frame(c)
    _cabinet(c)


def draw(c: Canvas, t: float) -> None:
    _ram(c, t)
    _buttons(c, t)
    _isolator(c, t)
    _lock(c, t)
    _hand(c, t)
    if t > 12.6:
        tick(c, 330, 250, 74 * land(t, 12.7))


def _press_frame(c: Canvas) -> None:
    c.rect(90, 478, 480, 26, BLACK, radius=6)
    c.rect(110, 96, 440, 84, STEEL_DARK, radius=14)
    c.rect(110, 96, 440, 20, STEEL, radius=10)
    for x in (118, 486):
        c.rect(x, 150, 56, 336, STEEL_DARK)
        c.rect(x, 150, 12, 336, STEEL)
    c.rect(150, 410, 360, 76, STEEL)
    c.rect(150, 410, 360, 12, STEEL_LIGHT)
    for i in range(9):
        c.poly([(150 + i * 40, 486), (170 + i * 40, 486), (190 + i * 40, 462), (170 + i * 40, 462)], YELLOW)
    c.rect(270, 392, 120, 18, PALE, radius=3)
    c.text(330, 140, "PRESS 2", 30, PALE, anchor="mm")


def _ram(c: Canvas, t: float) -> None:
    running = 1 - ease(t, 2.2, 1.0)
    down = 120 * (0.5 - 0.5 * math.cos(2 * math.pi * min(t, 2.2) / 1.1)) * running
    c.rect(296, 170, 68, 90 + down, STEEL_LIGHT)
    c.rect(308, 170, 12, 90 + down, PALE)
    c.rect(196, 236 + down, 268, 48, ORANGE, radius=6)
    c.rect(196, 236 + down, 268, 10, (255, 140, 74), radius=5)
    c.rect(280, 284 + down, 100, 22, STEEL, radius=3)
    c.circle(145, 128, 12, mix((40, 60, 50), GREEN, running))
    if running > 0.5:
        c.circle(145, 128, 20, faint(GREEN, 0.25))


def _cabinet(c: Canvas) -> None:
    c.rect(708, 52, 492, 452, BLACK, radius=20)
    c.rect(700, 44, 492, 452, STEEL_DARK, radius=20)
    c.rect(700, 44, 492, 452, faint(STEEL, 0.35), radius=20)
    c.rect(724, 68, 200, 404, faint(INK, 0.45), radius=14)
    c.rect(950, 68, 218, 404, faint(INK, 0.45), radius=14)
    c.text(824, 100, "PANEL", 22, PALE, anchor="mm")
    c.text(1059, 100, "ISOLATOR", 22, PALE, anchor="mm")


def _buttons(c: Canvas, t: float) -> None:
    stop, start = press(t, 2.1), press(t, 12.1)
    c.circle(824, 206, 58, YELLOW)
    c.circle(824, 210 - 6 * (1 - stop), 44, RED_DARK)
    c.circle(824, 202 + 6 * stop, 44, RED)
    c.text(824, 202 + 6 * stop, "STOP", 24, WHITE, anchor="mm")
    c.circle(824, 360, 46, INK)
    c.circle(824, 356 + 5 * start, 37, mix(GREEN, BLACK, 0.25))
    c.text(824, 356 + 5 * start, "START", 19, WHITE, anchor="mm")
    c.text(824, 428, "no power", 22, faint(YELLOW, ease(t, 12.9, 0.5)), anchor="mm")


def press(t: float, at: float) -> float:
    """How far a button is down at `t` when it is pushed at `at`: 0 up, 1 down."""
    return ease(t, at - 0.15, 0.15) * (1 - ease(t, at + 0.35, 0.2))


def _isolator(c: Canvas, t: float) -> None:
    turned = ease(t, 5.3, 0.8)
    c.rect(960, 136, 198, 194, YELLOW, radius=16)
    c.circle(1059, 236, 60, YELLOW_DARK)
    c.text(1059, 158, "ON", 22, mix(INK, YELLOW_DARK, turned), anchor="mm")
    c.text(1138, 236, "OFF", 18, mix(YELLOW_DARK, RED_DARK, turned), anchor="mm")
    with c.moved(1059, 236, turn=90 * turned):
        c.circle(0, 0, 42, RED)
        c.rect(-16, -54, 32, 108, RED, radius=14)
        c.rect(-4, -48, 8, 32, WHITE, radius=4)
    c.rect(1036, 320, 46, 26, STEEL_LIGHT, radius=5)
    c.circle(1059, 334, 8, BLACK)


def _lock(c: Canvas, t: float) -> None:
    come, shut = ease(t, 7.8, 0.9), ease(t, 8.5, 0.25)
    if come <= 0:
        return
    y = along(620, 374, come)
    lift = 18 * (1 - shut)
    c.arc(1059, y - lift, 25, 180, 360, PALE, 10)
    c.rect(1029, y - lift, 10, 30, PALE)
    c.rect(1079, y - lift, 10, 30 - 18 * (1 - shut), PALE)
    c.rect(1019, y + 18, 80, 68, ORANGE, radius=10)
    c.rect(1019, y + 18, 80, 12, (255, 140, 74), radius=6)
    c.circle(1059, y + 46, 9, INK)
    c.rect(1055, y + 46, 8, 22, INK, radius=3)
    _tag(c, t, y)


def _tag(c: Canvas, t: float, y: float) -> None:
    hung = land(t, 9.3, 0.7)
    if hung <= 0:
        return
    swing = 16 * math.cos((t - 9.3) * 5) * math.exp(-(t - 9.3) * 1.1)
    with c.moved(1030, y + 8, turn=58 + swing, scale=hung):
        c.line([(0, 0), (0, 40)], PALE, 4)
        c.rect(-38, 36, 76, 112, WHITE, radius=8)
        c.rect(-38, 36, 76, 30, RED, radius=8)
        c.circle(0, 46, 6, INK)
        for i in range(3):
            c.rect(-26, 80 + i * 20, 52 - 14 * (i == 2), 8, STEEL_LIGHT, radius=4)


def _hand(c: Canvas, t: float) -> None:
    for at, x, y in ((2.1, 824, 206), (12.1, 824, 360)):
        near = ease(t, at - 0.9, 0.75) * (1 - ease(t, at + 0.6, 0.7))
        if near > 0:
            glove(c, along(x + 60, x, near), along(y + 420, y + 8, near), turn=-12, scale=0.92)
    near = ease(t, 4.5, 0.7) * (1 - ease(t, 6.3, 0.7))
    if near > 0:
        turned = math.radians(90 * ease(t, 5.3, 0.8) - 90)
        grip = 1059 + 48 * math.cos(turned), 236 + 48 * math.sin(turned)
        glove(c, along(1150, grip[0], near), along(640, grip[1], near), turn=-16, scale=0.92)
