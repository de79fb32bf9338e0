"""The sheet that shows how a printer drifts: crosses to measure between, rulers to see it at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

from app.labels.drawing import Words
from app.labels.fonts import lettered
from app.labels.press import Press
from app.labels.printers import INSET

Line = tuple[float, float, float, float]

_ARM = 6.0
_RULER = 60
"""Length of each ruler in mm; it starts at the first cross."""

_SAYS = (
    "Print at 100 %, “actual size”. Then measure on this sheet, in mm:",
    "A  from the left edge of the paper to the middle of cross 1",
    "B  from the top edge of the paper to the middle of cross 1",
    "C  from the middle of cross 1 to the middle of cross 2",
    "D  from the middle of cross 1 to the middle of cross 3",
)


def ruler_sheet(*, page: tuple[float, float], printer: str) -> bytes:
    """Return a PDF for paper of this size; it says what each measure should be."""
    out = BytesIO()
    press = Press(out, page=page)
    press.new_page()
    across, down = page[0] - 2 * INSET, page[1] - 2 * INSET
    crosses = [(INSET, INSET), (INSET + across, INSET), (INSET, INSET + down), (INSET + across, INSET + down)]
    for x, y in crosses:
        press.lines([(x - _ARM, y, x + _ARM, y), (x, y - _ARM, x, y + _ARM)])
    press.lines(_rulers())
    press.draw(_numbers(crosses))
    exact = f"An exact printer gives A {INSET:g}, B {INSET:g}, C {across:g}, D {down:.4g} mm."
    press.draw(_text([f"Test sheet for {printer}", *_SAYS, exact]))
    press.close()
    return out.getvalue()


def _rulers() -> Iterator[Line]:
    """Ticks of a millimetre, longer at 5 and 10, across and down from cross 1."""
    start = INSET + 10
    for tick in range(_RULER + 1):
        length = 4 if tick % 10 == 0 else 3 if tick % 5 == 0 else 2
        yield start + tick, INSET, start + tick, INSET + length
        yield INSET, start + tick, INSET + length, start + tick
    yield start, INSET, start + _RULER, INSET
    yield INSET, start, INSET, start + _RULER


def _numbers(crosses: list[tuple[float, float]]) -> Iterator[Words]:
    for number, (x, y) in enumerate(crosses, start=1):
        yield Words(lettered(str(number), "B"), 12, x + 2, y - 2)
    for tick in range(0, _RULER + 1, 10):
        yield Words(lettered(str(tick), ""), 7, INSET + 9.4 + tick, INSET + 7)
        yield Words(lettered(str(tick), ""), 7, INSET + 5, INSET + 10.8 + tick)


def _text(lines: list[str]) -> Iterator[Words]:
    for number, line in enumerate(lines):
        size, style = (16, "B") if number == 0 else (11, "")
        yield Words(lettered(line, style), size, INSET + 16, INSET + 26 + 8 * number)
