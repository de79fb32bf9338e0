"""The stocks one can buy, with their makers' geometry.

Avery's A4 sheets are cut symmetrically: margins are what the labels and gaps leave of 210 × 297 mm.
The US sheets are given in inches by their templates.
"""

from __future__ import annotations

from app.labels.stock import INCH, Stock, poster, roll

A4 = (210.0, 297.0)
LETTER = (8.5 * INCH, 11 * INCH)
Pair = tuple[float, float]


def _avery(name: str, cells: tuple[int, int], label: Pair, margin: Pair, gap_x: float) -> Stock:
    columns, rows = cells
    size = f"{label[0]:g} × {label[1]:g} mm"
    title = f"Avery {name}, A4, {columns * rows} labels of {size}"
    return Stock(name, title, "sheet", A4, columns, rows, label, margin[0], margin[1], gap_x)


def _letter(name: str, cells: tuple[int, int], label: Pair, size: str, margin: Pair, gap: Pair) -> Stock:
    columns, rows = cells
    title = f"Avery {name}, US Letter, {columns * rows} labels of {size} in"
    numbers = [INCH * inches for inches in (*label, *margin, *gap)]
    width, height, left, top, gap_x, gap_y = numbers
    return Stock(name, title, "sheet", LETTER, columns, rows, (width, height), left, top, gap_x, gap_y)


def _plain(name: str, paper: str, page: Pair) -> Stock:
    """Ordinary paper, to be cut along marks: 3 × 7 labels in the middle of the page."""
    label = (60.0, 37.0)
    left, top = ((page[0] - 3 * label[0]) / 2, (page[1] - 7 * label[1]) / 2)
    title = f"Plain paper, {paper}, 21 labels of 60 × 37 mm to cut out"
    return Stock(name, title, "sheet", page, 3, 7, label, left, top, cut_marks=True)


STOCKS: dict[str, Stock] = {
    stock.name: stock
    for stock in (
        _avery("L7160", (3, 7), (63.5, 38.1), (7.21, 15.15), 2.54),
        _avery("L7163", (2, 7), (99.1, 38.1), (4.65, 15.15), 2.5),
        _avery("L7162", (2, 8), (99.1, 33.9), (4.65, 12.9), 2.5),
        _avery("L7165", (2, 4), (99.1, 67.7), (4.65, 13.1), 2.5),
        _avery("L4778", (4, 12), (45.7, 21.2), (9.8, 21.3), 2.53),
        _avery("L7651", (5, 13), (38.1, 21.2), (4.75, 10.7), 2.5),
        _letter("5160", (3, 10), (2.625, 1), "2⅝ × 1", (0.188, 0.5), (0.125, 0)),
        _letter("5163", (2, 5), (4, 2), "4 × 2", (0.15625, 0.5), (0.1875, 0)),
        _letter("22806", (3, 4), (2, 2), "2 × 2", (0.625, 0.625), (0.625, 0.5833)),
        roll(62, 29),
        roll(57, 32),
        roll(50, 25),
        roll(70, 24, dpi=180, name="24mm", unprintable=3),
        roll(4 * INCH, 6 * INCH, name="4x6"),
        _plain("plain-A4", "A4", A4),
        _plain("plain-letter", "US Letter", LETTER),
        poster("A5", 148, 210),
        poster("A4", *A4),
    )
}
