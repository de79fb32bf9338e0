"""What labels are printed on: the maker's geometry of each stock, in millimetres."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

INCH = 25.4


@dataclass(frozen=True)
class Stock:
    """A sheet of cells, or a roll whose page is one label.

    `dpi` is set where the printer's dots are coarse enough to matter (thermal rolls):
    QR modules are then a whole number of dots.
    """

    name: str
    title: str
    kind: Literal["sheet", "roll"]
    page: tuple[float, float]
    columns: int
    rows: int
    label: tuple[float, float]
    margin_left: float = 0
    margin_top: float = 0
    gap_x: float = 0
    gap_y: float = 0
    dpi: int | None = None

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


def roll(width: float, height: float, *, dpi: int = 203) -> Stock:
    """Describe a roll printer's label, `width` by `height` as it is read."""
    name = f"{width:g}x{height:g}"
    return Stock(
        name=name,
        title=f"Roll, {width:g} × {height:g} mm",
        kind="roll",
        page=(width, height),
        columns=1,
        rows=1,
        label=(width, height),
        dpi=dpi,
    )


STOCKS: dict[str, Stock] = {
    stock.name: stock
    for stock in (
        Stock(
            name="L7160",
            title="Avery L7160, A4, 21 labels of 63.5 × 38.1 mm",
            kind="sheet",
            page=(210, 297),
            columns=3,
            rows=7,
            label=(63.5, 38.1),
            margin_left=7.21,
            margin_top=15.15,
            gap_x=2.54,
        ),
        Stock(
            name="5160",
            title="Avery 5160, US Letter, 30 labels of 2⅝ × 1 in",
            kind="sheet",
            page=(8.5 * INCH, 11 * INCH),
            columns=3,
            rows=10,
            label=(2.625 * INCH, INCH),
            margin_left=0.188 * INCH,
            margin_top=0.5 * INCH,
            gap_x=0.125 * INCH,
        ),
        roll(62, 29),
    )
}
