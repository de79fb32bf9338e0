"""What surrounds every scene: the hall behind, the band with the step below."""

from dataclasses import dataclass

from app.demo.canvas import HEIGHT, WIDTH, Canvas
from app.demo.palette import (
    FLOOR,
    GROUND,
    INK,
    ORANGE,
    PALE,
    STEEL,
    STEEL_DARK,
    WHITE,
    along,
    ease,
    faint,
    mix,
)

FLOOR_Y = 500
BAND_Y = 560


@dataclass(frozen=True)
class Step:
    """What to do from `start` on, in two short lines."""

    start: float
    do: str
    why: str


def hall(c: Canvas) -> None:
    """A calm wall, a floor, a row of lit windows far behind."""
    for i in range(14):
        c.rect(0, i * FLOOR_Y / 14, WIDTH, FLOOR_Y / 14 + 1, mix((38, 45, 56), GROUND, i / 13))
    for x in range(-40, WIDTH, 190):
        c.rect(x, 40, 120, 74, faint(STEEL, 0.16), radius=4)
        c.rect(x + 58, 40, 4, 74, faint(INK, 0.3))
    c.rect(0, FLOOR_Y, WIDTH, BAND_Y - FLOOR_Y, FLOOR)
    c.rect(0, FLOOR_Y, WIDTH, 3, STEEL_DARK)


def band(c: Canvas, t: float, title: str, steps: tuple[Step, ...]) -> None:
    """The number of the step, what to do and why, and how far the clip has come."""
    c.rect(0, BAND_Y, WIDTH, HEIGHT - BAND_Y, INK)
    c.rect(0, BAND_Y, WIDTH, 4, ORANGE)
    now = max((i for i, step in enumerate(steps) if t >= step.start), default=-1)
    if now < 0:
        _words(c, t, title, f"What to do, in {len(steps)} steps.", 0)
        return
    step = steps[now]
    pop = 0.8 + 0.2 * ease(t, step.start, 0.4)
    c.circle(86, 640, 44 * pop, ORANGE)
    c.text(86, 639, str(now + 1), 52 * pop, INK, anchor="mm")
    _words(c, t, step.do, step.why, step.start)
    _dots(c, len(steps), now)


def _words(c: Canvas, t: float, do: str, why: str, start: float) -> None:
    share = ease(t, start, 0.5)
    x = along(190, 160, share) if start else 60
    c.text(x, 622, do, 50, faint(WHITE, share if start else 1))
    c.text(x + 2, 676, why, 30, faint(PALE, share if start else 1), bold=False)


def _dots(c: Canvas, count: int, now: int) -> None:
    for i in range(count):
        c.rect(WIDTH - 50 - (count - i) * 36, 590, 26, 8, ORANGE if i <= now else STEEL_DARK, radius=4)
