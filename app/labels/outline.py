"""Paths of SVG as plain moves, lines and cubic curves, for PDF and dots alike.

SVG 1.1, 8.3 (path data) and appendix F.6 (arcs).
"""

from __future__ import annotations

import cmath
import math
import re
from collections.abc import Iterator, Sequence

Step = tuple[str, tuple[complex, ...]]
"""M or L with a point, C with two control points and a point, Z with none; a point is x + yj."""

_TOKEN = re.compile(r"([A-Za-z])|([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")
_COUNTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}
_KAPPA = 0.5522847498


def steps(data: str) -> Iterator[Step]:
    """Read path data."""
    here = start = control = 0j
    before = ""
    for command, numbers in _commands(data):
        kind, base = command.upper(), here if command.islower() else 0j
        if kind == "Z":
            here = control = start
            yield "Z", ()
        elif kind == "A":
            end = base + complex(numbers[5], numbers[6])
            for curve in _arc(here, end, numbers):
                yield "C", curve
            here = control = end
        else:
            points = _points(kind, numbers, base, here)
            if kind in "ST":
                same = before in ("CS" if kind == "S" else "QT")
                points = (2 * here - control if same else here, *points)
            control = points[-2] if kind in "CSQT" else points[-1]
            if kind in "QT":
                points = _raised(here, *points)
            yield {"M": "M", "L": "L", "H": "L", "V": "L"}.get(kind, "C"), points
            here = points[-1]
            start = here if kind == "M" else start
        before = kind


def circle(centre: complex, radius: float) -> list[Step]:
    """A circle as four curves."""
    corners = [centre + radius * 1j**turn for turn in range(5)]
    result: list[Step] = [("M", (corners[0],))]
    for turn in range(4):
        ahead = radius * _KAPPA * 1j ** (turn + 1)
        back = radius * _KAPPA * 1j**turn
        result.append(("C", (corners[turn] + ahead, corners[turn + 1] + back, corners[turn + 1])))
    return [*result, ("Z", ())]


def flat(path: list[Step], pieces: int = 8) -> Iterator[list[complex]]:
    """Give each closed or open line of a path as points, curves in straight pieces."""
    line: list[complex] = []
    for kind, points in path:
        if kind == "M" and line:
            yield line
            line = []
        if kind == "C":
            line += [_on_curve((line[-1], *points), part / pieces) for part in range(1, pieces + 1)]
        elif kind == "Z":
            line.append(line[0])
        else:
            line.append(points[0])
    if line:
        yield line


def _on_curve(points: Sequence[complex], t: float) -> complex:
    a, b, c, d = points
    return a * (1 - t) ** 3 + 3 * b * t * (1 - t) ** 2 + 3 * c * t * t * (1 - t) + d * t**3


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    """Give each command with its numbers; a command whose numbers go on is repeated."""
    command = ""
    numbers: list[float] = []
    for letter, number in _TOKEN.findall(data):
        if letter:
            command, numbers = letter, []
        else:
            numbers.append(float(number))
        if command and len(numbers) == _COUNTS[command.upper()]:
            yield command, numbers
            numbers = []
            command = {"M": "L", "m": "l"}.get(command, command)


def _points(kind: str, numbers: list[float], base: complex, here: complex) -> tuple[complex, ...]:
    if kind == "H":
        return (complex(base.real + numbers[0], here.imag),)
    if kind == "V":
        return (complex(here.real, base.imag + numbers[0]),)
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    return tuple(base + complex(x, y) for x, y in pairs)


def _raised(start: complex, control: complex, end: complex) -> tuple[complex, ...]:
    """A quadratic curve as a cubic one."""
    return (start + (control - start) * 2 / 3, end + (control - end) * 2 / 3, end)


def _arc(start: complex, end: complex, numbers: list[float]) -> Iterator[tuple[complex, complex, complex]]:
    """A circle's arc as curves of at most a quarter; our pictures have no other ellipses."""
    radius, large, sweep = numbers[0], bool(numbers[3]), bool(numbers[4])
    chord = end - start
    if not chord:
        return
    radius = max(radius, abs(chord) / 2)
    away = math.sqrt(max(radius**2 - abs(chord) ** 2 / 4, 0)) * (1j * chord / abs(chord))
    centre = start + chord / 2 + (away if large != sweep else -away)
    first, last = cmath.phase(start - centre), cmath.phase(end - centre)
    turn = (last - first) % math.tau if sweep else -((first - last) % math.tau)
    count = max(1, math.ceil(abs(turn) / (math.pi / 2) - 1e-9))
    for part in range(count):
        a, b = (first + turn * (part + side) / count for side in (0, 1))
        reach = 4 / 3 * math.tan((b - a) / 4) * radius
        one, two = centre + cmath.rect(radius, a), centre + cmath.rect(radius, b)
        yield one + 1j * cmath.rect(reach, a), two - 1j * cmath.rect(reach, b), two
