"""What labels are printed on: sheets of cells, rolls, posters; all in millimetres."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

INCH = 25.4

Kind = Literal["sheet", "roll", "poster"]


@dataclass(frozen=True)
class Stock:
    """A sheet of cells, a roll whose page is one label, or a poster that fills a page.

    `dpi` is set where the printer's dots are coarse enough to matter (thermal rolls):
    QR modules are then a whole number of dots. `unprintable` is what a printer leaves white
    above and below; `cut_marks` are drawn where the paper is to be cut.
    """

    name: str
    title: str
    kind: Kind
    page: tuple[float, float]
    columns: int
    rows: int
    label: tuple[float, float]
    margin_left: float = 0
    margin_top: float = 0
    gap_x: float = 0
    gap_y: float = 0
    dpi: int | None = None
    unprintable: float = 0
    cut_marks: bool = False

    @property
    def cells(self) -> int:
        """How many labels one page holds."""
        return self.columns * self.rows

    @property
    def dot(self) -> float | None:
        """The side of one printer dot in mm, or None where it does not matter."""
        return INCH / self.dpi if self.dpi else None

    def corners(self) -> Iterator[tuple[float, float]]:
        """Give the top left corner of each cell, row by row as one reads."""
        for row in range(self.rows):
            for column in range(self.columns):
                yield (
                    self.margin_left + column * (self.label[0] + self.gap_x),
                    self.margin_top + row * (self.label[1] + self.gap_y),
                )


def roll(width: float, height: float, *, dpi: int = 203, name: str = "", unprintable: float = 0) -> Stock:
    """Describe a roll printer's label, `width` by `height` as it is read."""
    size = f"{width:g} × {height:g} mm"
    return Stock(
        name=name or f"{width:g}x{height:g}",
        title=f"{name + ' tape, label' if name.endswith('mm') else 'Roll,'} {size}",
        kind="roll",
        page=(width, height),
        columns=1,
        rows=1,
        label=(width, height),
        dpi=dpi,
        unprintable=unprintable,
    )


def poster(name: str, width: float, height: float) -> Stock:
    """Describe a page for a door."""
    page = (width, height)
    return Stock(f"poster-{name}", f"Poster for a door, {name}", "poster", page, 1, 1, page)
