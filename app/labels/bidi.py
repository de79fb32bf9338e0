"""In which order a line is written: Arabic and Hebrew from the right, digits and Latin in it from the left.

The Unicode bidirectional algorithm, https://www.unicode.org/reports/tr9/, without explicit
embeddings and isolates (rules X), which a label's line has no use for.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

_STRONG = {"L": "L", "R": "R", "AL": "R"}
_DIRECTION = {"L": "L", "R": "R", "EN": "R", "AN": "R"}
"""How neutrals see their neighbours (rule N1)."""

_OPENING, _CLOSING = "([{", ")]}"


def is_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction is written from the right (rules P2, P3)."""
    kinds = (unicodedata.bidirectional(character) for character in text)
    return next((_STRONG[kind] == "R" for kind in kinds if kind in _STRONG), False)


def visual_runs(text: str) -> Iterator[tuple[str, bool]]:
    """Give the pieces of a line from left to right, each with whether its letters run from the right."""
    levels = _levels(text)
    runs: list[tuple[int, int, int]] = []
    for place, level in enumerate(levels):
        if runs and runs[-1][2] == level:
            runs[-1] = (runs[-1][0], place + 1, level)
        else:
            runs.append((place, place + 1, level))
    for level in range(max(levels, default=0), 0, -1):
        runs = _turned(runs, level)
    for start, end, level in runs:
        yield text[start:end], level % 2 == 1


def _turned(runs: list[tuple[int, int, int]], level: int) -> list[tuple[int, int, int]]:
    """Turn round each row of runs at or above a level (rule L2)."""
    result: list[tuple[int, int, int]] = []
    row: list[tuple[int, int, int]] = []
    for run in runs:
        if run[2] >= level:
            row.insert(0, run)
        else:
            result += [*row, run]
            row = []
    return result + row


def _levels(text: str) -> list[int]:
    """The embedding level of each character; even is left to right."""
    base = int(is_right_to_left(text))
    kinds = [unicodedata.bidirectional(character) or "L" for character in text]
    _weak(kinds, "R" if base else "L")
    _brackets(text, kinds, "R" if base else "L")
    _neutral(kinds, "R" if base else "L")
    if base:
        return [1 if kind == "R" else 2 for kind in kinds]
    return [{"L": 0, "R": 1}.get(kind, 2) for kind in kinds]


def _weak(kinds: list[str], outside: str) -> None:
    """Give numbers, signs and marks the kind of what they stand with (rules W1 to W7)."""
    before, strong = outside, outside
    for place, kind in enumerate(kinds):
        if kind == "NSM":
            kind = before
        if kind in _STRONG:
            strong = kind
        if kind == "EN" and strong == "AL":
            kind = "AN"
        kinds[place] = before = kind
    for place in range(1, len(kinds) - 1):
        left, kind, right = kinds[place - 1 : place + 2]
        if left == right and left in ("EN", "AN") and (kind == "CS" or (kind == "ES" and left == "EN")):
            kinds[place] = left
    _terminators(kinds)
    strong = outside
    for place, kind in enumerate(kinds):
        strong = _STRONG.get(kind, strong)
        kinds[place] = {"AL": "R", "EN": "L" if strong == "L" else "EN"}.get(kind, kind)


def _terminators(kinds: list[str]) -> None:
    """Signs such as % and № belong to the number beside them (rule W5)."""
    for step in (1, -1):
        before = ""
        for place in range(len(kinds))[::step]:
            if kinds[place] == "ET" and before == "EN":
                kinds[place] = "EN"
            before = kinds[place]


def _brackets(text: str, kinds: list[str], outside: str) -> None:
    """A pair of brackets goes with what is in it: the line's direction, or that of what is before (N0)."""
    for start, end in _pairs(text, kinds):
        inside = {_DIRECTION[kind] for kind in kinds[start + 1 : end] if kind in _DIRECTION}
        if inside:
            before = [_DIRECTION[kind] for kind in kinds[:start] if kind in _DIRECTION]
            other = outside not in inside and (before[-1] if before else outside) in inside
            kinds[start] = kinds[end] = inside.pop() if other else outside


def _pairs(text: str, kinds: list[str]) -> list[tuple[int, int]]:
    """Brackets that belong together, by where the first stands."""
    waiting: list[int] = []
    pairs = []
    for place, character in enumerate(text):
        if kinds[place] != "ON" or character not in _OPENING + _CLOSING:
            continue
        if character in _OPENING:
            waiting.append(place)
            continue
        partner = _OPENING[_CLOSING.index(character)]
        matching = [one for one in waiting if text[one] == partner]
        if matching:
            pairs.append((matching[-1], place))
            waiting = [one for one in waiting if one < matching[-1]]
    return sorted(pairs)


def _neutral(kinds: list[str], outside: str) -> None:
    """Spaces and signs between two of one direction take it, others that of the line (rules N1, N2)."""
    place = 0
    while place < len(kinds):
        if kinds[place] in _DIRECTION:
            place += 1
            continue
        end = place
        while end < len(kinds) and kinds[end] not in _DIRECTION:
            end += 1
        left = _DIRECTION[kinds[place - 1]] if place else outside
        right = _DIRECTION[kinds[end]] if end < len(kinds) else outside
        kinds[place:end] = [left if left == right else outside] * (end - place)
        place = end
