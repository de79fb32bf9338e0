"""Check a forklift before the first drive of the shift."""

import math

from app.demo.canvas import Canvas
from app.demo.figures import spotlight, tick, walking, worker
from app.demo.frame import Step
from app.demo.palette import (
    BLACK,
    CARD,
    CARD_DARK,
    INK,
    ORANGE,
    ORANGE_DARK,
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

TITLE = "Forklift: before you drive"
SECONDS = 16.0
STEPS = (
    Step(1.2, "Walk all the way round", "Tyres, forks, leaks on the floor."),
    Step(5.4, "Raise and lower the mast", "Chains even, forks level, no jerks."),
    Step(9.0, "Horn, lights, alarm", "They must warn people before you come."),
    Step(12.4, "Belt on, test the brake", "Any fault: key out, tag it, report it."),
)
CLICKS = (2.3, 3.3, 4.3, 9.6, 10.1, 12.9)
HUM = (5.4, 15.6)

_FLOOR = 506


def ground(c: Canvas) -> None:
    for x, rows in ((64, 3), (1110, 2)):
        for row in range(rows):
            c.rect(x, 440 - row * 84, 116, 58, CARD if row % 2 else CARD_DARK, radius=3)
            c.rect(x + 50, 440 - row * 84, 16, 58, faint(WHITE, 0.18))
            c.rect(x - 6, 498 - row * 84, 128, 12, WOOD)


def draw(c: Canvas, t: float) -> None:
    lift = 170 * ease(t, 5.8, 1.3) * (1 - ease(t, 7.4, 1.2))
    drive = 70 * ease(t, 13.6, 1.0)
    if 1.0 < t < 5.4:
        _walk(c, t)
    with c.moved(drive, 3 * math.sin(t * 40) * (0.25 if t > 5.4 else 0)):
        _mast(c, lift)
        _cab(c)
        _driver(c, t)
        _body(c, drive)
        _signals(c, t)
    _marks(c, t)


def _cab(c: Canvas) -> None:
    c.rect(360, 500, 440, 10, faint(BLACK, 0.5), radius=5)
    c.line([(424, 330), (452, 146), (648, 146), (668, 340)], STEEL, 14)
    c.rect(438, 134, 226, 14, STEEL_LIGHT, radius=6)
    c.rect(474, 286, 88, 22, INK, radius=8)
    c.rect(466, 214, 24, 88, INK, radius=10)


def _body(c: Canvas, drive: float) -> None:
    c.line([(690, 352), (590, 288)], STEEL_LIGHT, 8)
    c.line([(574, 300), (602, 266)], INK, 10)
    c.poly([(372, 330), (392, 306), (520, 306), (540, 392), (690, 392), (700, 350), (742, 350), (742, 462),
            (372, 462)], ORANGE)  # fmt: skip
    c.rect(360, 318, 60, 144, ORANGE_DARK, radius=16)
    c.rect(540, 392, 202, 12, ORANGE_DARK)
    c.text(484, 372, "LIFT 2", 28, WHITE, anchor="mm")
    for x, r in ((446, 48), (690, 52)):
        _wheel(c, x, _FLOOR - r, r, drive)


def _wheel(c: Canvas, x: float, y: float, r: float, drive: float) -> None:
    c.circle(x, y, r, BLACK)
    c.circle(x, y, r * 0.56, STEEL_LIGHT)
    with c.moved(x, y, turn=drive / r * 57.3):
        for i in range(5):
            a = i * 2 * math.pi / 5
            c.circle(r * 0.34 * math.cos(a), r * 0.34 * math.sin(a), r * 0.08, INK)
    c.circle(x, y, r * 0.14, INK)


def _mast(c: Canvas, lift: float) -> None:
    inner = lift * 0.55
    c.rect(760, 150 - inner, 16, 350, STEEL_LIGHT)
    c.rect(746, 140, 22, 362, STEEL_DARK)
    c.rect(772, 140, 14, 362, STEEL)
    c.line([(779, 160 - inner), (779, 470 - lift)], YELLOW, 4)
    c.rect(784, 360 - lift, 16, 136, INK, radius=4)
    c.rect(784, 484 - lift, 190, 13, PALE, radius=5)
    c.rect(784, 372 - lift, 14, 90, STEEL)


def _driver(c: Canvas, t: float) -> None:
    """Seated, so drawn smaller than those who walk past; the belt goes on in the last step."""
    if t < 5.4:
        return
    with c.moved(522, 381, scale=0.68):
        worker(c, 0, 0, hands=[(88, -142), (80, -150)], feet=[(92, -6), (108, -4)], lean=8)
    belt = ease(t, 12.7, 0.4)
    if belt > 0:
        c.line([(512, 224), (along(512, 546, belt), along(224, 284, belt))], INK, 10)
    if belt > 0.95:
        c.rect(534, 276, 24, 18, RED, radius=5)


def _signals(c: Canvas, t: float) -> None:
    beam = between(t, 9.9, 12.6)
    if beam > 0:
        c.poly([(664, 200), (1240, 90), (1240, 420)], faint(YELLOW, 0.2 * beam))
        c.poly([(664, 200), (1080, 140), (1080, 330)], faint(YELLOW, 0.16 * beam))
    c.circle(662, 200, 15, mix(STEEL_LIGHT, YELLOW, beam))
    c.circle(662, 200, 8, mix(PALE, WHITE, beam))
    flash = between(t, 10.9, 15.6) * pulse(t, 0.5)
    c.rect(534, 112, 36, 22, mix(ORANGE_DARK, YELLOW, flash), radius=8)
    if flash > 0.1:
        c.circle(552, 120, 54, faint(YELLOW, 0.25 * flash))
    for i in range(3):
        wave = between(t, 9.3 + i * 0.14, 10.6 + i * 0.14)
        if wave > 0.02:
            c.arc(742, 330, 44 + i * 30, -40, 40, faint(WHITE, wave * (0.9 - 0.2 * i)), 8)


def _walk(c: Canvas, t: float) -> None:
    x = along(250, 1060, ease(t, 1.0, 4.2))
    with c.moved(0, -14):
        worker(c, x, _FLOOR, hands=[(x + 60, 330), (x + 66, 336)], feet=walking(x, _FLOOR, x / 190), facing=1)
        c.rect(x + 50, 296, 52, 66, WHITE, radius=5)
        c.rect(x + 64, 290, 24, 10, STEEL_LIGHT, radius=3)
        for i in range(3):
            c.rect(x + 60, 314 + i * 14, 32, 5, STEEL_LIGHT)


def _marks(c: Canvas, t: float) -> None:
    spots = ((2.2, 446, 456, 66), (3.2, 690, 452, 70), (4.2, 880, 478, 54))
    for at, x, y, r in spots:
        spotlight(c, x, y, r, between(t, at - 0.5, 5.6))
        if t < 5.6:
            tick(c, x + r * 0.7, y - r * 0.8, 24 * land(t, at + 0.2))
    for at, x, y, until in ((8.5, 880, 420, 9.0), (15.0, 622, 70, 99)):
        if at < t < until:
            tick(c, x, y, 46 * land(t, at))
