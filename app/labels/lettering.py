"""Fitting words into a given width: wrap, then shrink, then cut with an ellipsis."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

POINT = 25.4 / 72
"""One typographic point in mm."""

Measure = Callable[[str], float]
"""Width of a text in mm at a size of one point; widths grow in step with the size."""


def fit(
    text: str, *, width: float, lines: int, sizes: Sequence[float], measure: Measure
) -> tuple[float, list[str]]:
    """Return the largest of `sizes` (points, largest first) at which `text` fits, and its lines.

    Words are only broken when no size fits without, and the end only replaced by an ellipsis
    when no size fits at all. White space and control characters count as single spaces.
    """
    words = "".join(c if c.isprintable() else " " for c in text).split()
    for size in sizes:
        wrapped = _wrapped(words, width / size, measure)
        if len(wrapped) <= lines and all(measure(line) <= width / size for line in wrapped):
            return size, wrapped
    for size in sizes:
        wrapped = _wrapped(_broken(words, width / size, measure), width / size, measure)
        if len(wrapped) <= lines:
            return size, wrapped
    return size, [*wrapped[: lines - 1], _cut(" ".join(wrapped[lines - 1 :]), width / size, measure)]


def _wrapped(words: Iterable[str], room: float, measure: Measure) -> list[str]:
    result: list[str] = []
    for word in words:
        longer = f"{result[-1]} {word}" if result else word
        if result and measure(longer) <= room:
            result[-1] = longer
        else:
            result.append(word)
    return result


def _broken(words: Sequence[str], room: float, measure: Measure) -> Iterator[str]:
    """Give the words, those wider than the room in pieces that fit."""
    for word in words:
        piece = ""
        for character in word:
            if piece and measure(piece + character) > room:
                yield piece
                piece = ""
            piece += character
        yield piece


def _cut(text: str, room: float, measure: Measure) -> str:
    while text and measure(text + "…") > room:
        text = text[:-1]
    return text.rstrip() + "…"
