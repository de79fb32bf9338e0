"""A chemical splash in the eyes: what to do in the first seconds."""

import math

from app.demo.canvas import Canvas
from app.demo.figures import spotlight, tick, walking, worker
from app.demo.frame import Step
from app.demo.palette import (
    BLACK,
    GREEN,
    INK,
    ORANGE,
    PALE,
    RED,
    SKIN,
    SKIN_DARK,
    STEEL,
    STEEL_DARK,
    STEEL_LIGHT,
    WATER,
    WHITE,
    YELLOW,
    YELLOW_DARK,
    along,
    between,
    ease,
    faint,
    land,
    mix,
    pulse,
)  # fmt: skip

TITLE = "Splash in the eyes"
SECONDS = 16.0
STEPS = (
    Step(1.2, "Shout for help, go at once", "Ten seconds to the eyewash. Do not rub."),
    Step(4.8, "Push the paddle, lean in", "Water on both eyes. Contact lenses out."),
    Step(8.4, "Hold eyes open: 15 minutes", "Roll the eyes. Keep rinsing, keep count."),
    Step(12.4, "Take the label to the doctor", "They need the name of the chemical."),
)
CLICKS = (1.0, 5.4, 12.9)
HUM = (0.0, 0.0)


def ground(c: Canvas) -> None:
    """The hall alone: each part of this scene brings its own."""


def draw(c: Canvas, t: float) -> None:
    if t < 4.7:
        _run(c, t)
    elif t < 12.3:
        _rinse(c, t)
    else:
        _after(c, t)


def _run(c: Canvas, t: float) -> None:
    _bench(c, t)
    _station(c, 1040, t)
    go = ease(t, 1.8, 2.6)
    x = along(330, 930, go)
    feet = walking(x, 506, x / 170) if 0.02 < go < 0.98 else None
    sway = 6 * math.sin(t * 9) * between(t, 1.0, 1.9)
    hands = [(x + 52, 232 + sway), (x + 40, 226 - sway)] if t > 1.0 else [(x - 60, 330), (x - 70, 336)]
    worker(c, x, 506, hands=hands, feet=feet, facing=1 if t > 1.0 else -1, lean=18 * between(t, 1.8, 4.4))
    if 0.55 < t < 1.3:
        _drops(c, t)
    call = between(t, 1.3, 2.6)
    for i in range(3):
        c.arc(x + 40, 226, 60 + i * 26, -36, 14, faint(WHITE, call * (0.9 - 0.25 * i)), 8)
    spotlight(c, 1040, 330, 120, between(t, 2.0, 4.7) * (0.5 + 0.5 * pulse(t)))


def _bench(c: Canvas, t: float) -> None:
    c.rect(120, 348, 200, 18, STEEL_LIGHT, radius=4)
    for x in (136, 290):
        c.rect(x, 366, 14, 140, STEEL_DARK)
    tip = -34 * ease(t, 0.3, 0.4)
    with c.moved(236, 348, turn=tip):
        _bottle(c)


def _bottle(c: Canvas) -> None:
    c.rect(-32, -96, 64, 96, ORANGE, radius=10)
    c.rect(-14, -122, 28, 30, PALE, radius=5)
    c.rect(-26, -74, 52, 52, WHITE, radius=3)
    c.poly([(0, -70), (20, -48), (0, -26), (-20, -48)], RED)
    c.poly([(0, -62), (13, -48), (0, -34), (-13, -48)], WHITE)
    c.rect(-2, -58, 4, 12, BLACK)
    c.circle(0, -41, 2.4, BLACK)


def _drops(c: Canvas, t: float) -> None:
    share = ease(t, 0.55, 0.5)
    for i in range(5):
        x = along(220, 300 + i * 8, share)
        y = along(240, 216 + i * 9, share) - 70 * math.sin(math.pi * share)
        c.circle(x, y, 9 - i, (170, 230, 90))


def _station(c: Canvas, x: float, t: float) -> None:
    c.rect(x - 70, 120, 140, 108, GREEN, radius=12)
    c.ellipse(x, 168, 46, 24, WHITE)
    c.circle(x, 168, 15, GREEN)
    for i in range(3):
        c.line([(x - 26 + i * 26, 204), (x - 26 + i * 26, 216)], WHITE, 6)
    c.rect(x - 12, 340, 24, 166, STEEL)
    c.rect(x - 60, 496, 120, 12, BLACK, radius=5)
    c.poly([(x - 86, 316), (x + 86, 316), (x + 50, 362), (x - 50, 362)], GREEN)
    for dx in (-26, 26):
        c.rect(x + dx - 9, 288, 18, 30, STEEL_LIGHT, radius=5)
    c.rect(x + 78, 322, 44, 14, YELLOW, radius=6)


def _rinse(c: Canvas, t: float) -> None:
    """Close up: a face over two soft fountains."""
    water = ease(t, 5.3, 0.4)
    lean = 60 * ease(t, 5.5, 0.9)
    near = 470, 96 + lean
    _shoulders(c, *near)
    _face(c, *near, wide=ease(t, 8.6, 0.6), wet=ease(t, 6.2, 0.4), t=t)
    _fountain(c, t, water, near[1] + 118)
    _bowl(c)
    _paddle(c, t)
    _clock(c, t)


def _shoulders(c: Canvas, x: float, y: float) -> None:
    c.rect(x - 54, y + 170, 108, 110, SKIN_DARK, radius=30)
    c.rect(x - 210, y + 236, 420, 254 - y, ORANGE, radius=70)
    for side in (-1, 1):
        c.rect(x + side * 120 - 17, y + 238, 34, 240 - y, YELLOW)


def _face(c: Canvas, x: float, y: float, *, wide: float, wet: float, t: float) -> None:
    c.rect(x - 112, y - 10, 224, 240, SKIN, radius=100)
    for side in (-1, 1):
        c.ellipse(x + side * 116, y + 112, 18, 30, SKIN_DARK)
    c.poly([(x + 132 * math.cos(a), y + 44 + 120 * math.sin(a)) for a in _dome()], YELLOW)
    c.rect(x - 152, y + 36, 304, 22, YELLOW_DARK, radius=11)
    c.rect(x - 18, y - 84, 36, 120, YELLOW_DARK, radius=16)
    roll = 9 * math.sin(t * 2.2) * wide
    for side in (-1, 1):
        _eye(c, x + side * 52, y + 118, 0.35 + 0.65 * wide, roll, wet)
    c.ellipse(x, y + 158, 15, 20, SKIN_DARK)
    c.line([(x - 30, y + 200), (x + 30, y + 200)], mix(SKIN_DARK, RED, 0.3), 9)
    for side in (-1, 1):
        if wide > 0.02:
            hx = along(x + side * 330, x + side * 92, wide)
            c.line([(hx + side * 150, y + 300), (hx + side * 20, y + 132)], ORANGE, 62)
            c.line([(hx + side * 44, y + 168), (hx + side * 4, y + 118)], SKIN_DARK, 44)
            c.line([(hx + side * 10, y + 122), (hx - side * 20, y + 102)], SKIN, 22)
            c.line([(hx + side * 10, y + 140), (hx - side * 18, y + 142)], SKIN, 22)


def _dome() -> list[float]:
    return [math.pi + math.pi * i / 24 for i in range(25)]


def _eye(c: Canvas, x: float, y: float, wide: float, roll: float, wet: float) -> None:
    if wide < 0.5:
        c.ellipse(x, y, 38, 22, mix(RED, SKIN, 0.55 + 0.3 * wet))
        c.line([(x - 26, y + 2), (x, y + 8), (x + 26, y + 2)], SKIN_DARK, 8)
        return
    c.ellipse(x, y, 36, 27 * wide + 4, mix(SKIN_DARK, WATER, 0.5 * wet))
    c.ellipse(x, y, 30, 22 * wide, WHITE)
    c.circle(x + roll, y, 12, (74, 110, 140))
    c.circle(x + roll, y, 6, BLACK)


def _fountain(c: Canvas, t: float, water: float, eye_y: float) -> None:
    """Two soft arcs, from the nozzles outwards and up, falling onto the eyes."""
    if water <= 0:
        return
    for side in (-1, 1):
        bend, eye = (470 + side * 196, eye_y - 90), (470 + side * 52, eye_y + 4)
        for k in range(34):
            share = (k / 34 + t * 1.1) % 1 * water
            rest = 1 - share
            x = rest**2 * (470 + side * 150) + 2 * rest * share * bend[0] + share**2 * eye[0]
            y = rest**2 * 452 + 2 * rest * share * bend[1] + share**2 * eye[1]
            c.circle(x + 4 * math.sin(k * 2.4 + t * 9), y, 15 - 5 * share, faint(WATER, 0.8))
        if water > 0.95:
            for k in range(6):
                fall = (t * 1.4 + k / 6) % 1
                c.circle(
                    eye[0] + side * (10 - 5 * k % 17),
                    eye[1] + 20 + 150 * fall,
                    6,
                    faint(WATER, 0.9 * (1 - fall)),
                )


def _bowl(c: Canvas) -> None:
    for side in (-1, 1):
        c.rect(470 + side * 150 - 20, 432, 40, 44, STEEL_LIGHT, radius=8)
    c.poly([(210, 466), (730, 466), (660, 560), (280, 560)], GREEN)
    c.rect(196, 456, 548, 24, mix(GREEN, WHITE, 0.25), radius=12)


def _paddle(c: Canvas, t: float) -> None:
    pushed = ease(t, 5.1, 0.3)
    with c.moved(744, 486, turn=24 * pushed):
        c.rect(0, -14, 130, 26, YELLOW, radius=12)
        c.circle(112, -1, 7, YELLOW_DARK)


def _clock(c: Canvas, t: float) -> None:
    shown = land(t, 8.6)
    if shown <= 0:
        return
    share = min(max((t - 8.8) / 3.2, 0), 1)
    with c.moved(1040, 250, scale=shown):
        c.circle(0, 0, 138, INK)
        c.ring(0, 0, 118, STEEL_DARK, 22)
        if share > 0:
            c.arc(0, 0, 118, -90, -90 + 360 * share, WATER, 22)
        c.text(0, -8, str(round(15 * share)), 96, WHITE, anchor="mm")
        c.text(0, 62, "minutes", 28, PALE, anchor="mm", bold=False)


def _after(c: Canvas, t: float) -> None:
    come = ease(t, 12.4, 0.9)
    with c.moved(along(-200, 400, come), 500, scale=3.1):
        _bottle(c)
    spotlight(c, 400, 350, 130, ease(t, 13.4, 0.4) * (0.5 + 0.5 * pulse(t)))
    x = along(1420, 930, come)
    c.rect(x - 150, 96, 300, 372, WHITE, radius=18)
    c.rect(x - 60, 78, 120, 40, STEEL_LIGHT, radius=10)
    c.rect(x - 22, 150, 44, 116, RED, radius=6)
    c.rect(x - 58, 186, 116, 44, RED, radius=6)
    for i in range(4):
        done = ease(t, 13.5 + i * 0.3, 0.4)
        c.rect(x - 104, 304 + i * 36, 208 - 50 * (i % 2), 14, (224, 229, 234), radius=7)
        c.rect(x - 104, 304 + i * 36, (208 - 50 * (i % 2)) * done, 14, STEEL, radius=7)
    if t > 14.6:
        tick(c, x + 140, 450, 48 * land(t, 14.7))
