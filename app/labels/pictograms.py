"""The site's pictograms as shapes for paper, read from the sprite that screens use."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from xml.etree import ElementTree

from app.labels.outline import Step, circle, steps
from app.settings import ROOT

SPRITE = ROOT / "static" / "src" / "ui" / "pictograms.svg"
SIDE = 100
"""Units along a side of a pictogram."""

_SVG = "{http://www.w3.org/2000/svg}"
_MOVE = re.compile(r"(translate|scale)\(([^)]*)\)")


class Shape(NamedTuple):
    """A path with its colours (#rgb or #rrggbb, or none); `width` is that of its stroke."""

    path: list[Step]
    fill: str | None
    stroke: str | None
    width: float


@lru_cache(maxsize=64)
def shapes(name: str) -> tuple[Shape, ...]:
    """The shapes of a pictogram, those below first; none for an unknown name."""
    symbol = _symbols().get(name)
    return tuple(_shapes(symbol, 1.0, 0j)) if symbol is not None else ()


@lru_cache(maxsize=1)
def _symbols() -> dict[str, ElementTree.Element]:
    sprite = ElementTree.parse(SPRITE).getroot()  # noqa: S314 (our own file)
    return {symbol.attrib["id"]: symbol for symbol in sprite.iter(f"{_SVG}symbol")}


def _shapes(parent: ElementTree.Element, scale: float, shift: complex):
    for element in parent:
        if element.tag == f"{_SVG}g":
            yield from _shapes(element, *_moved(element.get("transform", ""), scale, shift))
            continue
        path = [(kind, tuple(point * scale + shift for point in points)) for kind, points in _path(element)]
        stroke = _colour(element.get("stroke"))
        fill = _colour(element.get("fill", "none" if stroke else "#000"))
        yield Shape(path, fill, stroke, float(element.get("stroke-width", "1")) * scale)


def _path(element: ElementTree.Element) -> list[Step]:
    if element.tag == f"{_SVG}circle":
        x, y, radius = (float(element.attrib[key]) for key in ("cx", "cy", "r"))
        return circle(complex(x, y), radius)
    return list(steps(element.attrib["d"]))


def _moved(transform: str, scale: float, shift: complex) -> tuple[float, complex]:
    for kind, numbers in _MOVE.findall(transform):
        values = [float(number) for number in re.split(r"[ ,]+", numbers.strip())]
        if kind == "scale":
            scale *= values[0]
        else:
            shift += complex(values[0], values[1] if len(values) > 1 else 0) * scale
    return scale, shift


def _colour(text: str | None) -> str | None:
    return None if text in (None, "none") else text
