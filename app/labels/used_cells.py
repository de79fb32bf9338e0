"""Which labels of the sheet that lies in a printer are gone, so that none is wasted."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.database import Base
from app.labels.stock import Stock


class OpenSheet(Base):
    """The half-used sheet of a stock at a printer ('' for any); `cells` are those that are gone, from 1.

    `printed` is the key of the print that left it so, while that can be taken back.
    """

    __tablename__ = "open_sheet"
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), primary_key=True)
    printer: Mapped[str] = mapped_column(primary_key=True)
    stock: Mapped[str] = mapped_column(primary_key=True)
    cells: Mapped[list[int]] = mapped_column(JSON)
    printed: Mapped[str | None]


def used(session: Session, *, site_id: str, printer: str, stock: Stock) -> frozenset[int]:
    """The cells that are gone; none of a stock without cells."""
    row = session.get(OpenSheet, (site_id, printer, stock.name)) if stock.cells > 1 else None
    return frozenset(row.cells if row else ()) & frozenset(range(1, stock.cells + 1))


def last(session: Session, *, site_id: str, printer: str, stock: Stock) -> str:
    """The key of the print that left the sheet as it is, or ""."""
    row = session.get(OpenSheet, (site_id, printer, stock.name))
    return (row.printed if row else None) or ""


def next_free(stock: Stock, gone: frozenset[int]) -> int:
    """The cell after the last that is gone; the first of a new sheet when there is none."""
    after = max(gone, default=0) + 1
    return after if after <= stock.cells else 1


def remember(
    *,
    session: Session,
    site_id: str,
    printer: str,
    stock: Stock,
    before: Iterable[int],
    placed: Iterable[tuple[int, int]],
    printed: str = "",
) -> None:
    """After printing at `placed` (sheet, cell): what is gone of the last sheet, nothing of a full one.

    `before` were gone of the first sheet already; `printed` is the key of the print.
    """
    if stock.cells == 1:
        return
    last, gone = 1, set(before)
    for sheet, cell in placed:
        if sheet != last:
            last, gone = sheet, set()
        gone.add(cell)
    set_used(session=session, site_id=site_id, printer=printer, stock=stock, cells=gone, printed=printed)


def set_used(
    *,
    session: Session,
    site_id: str,
    printer: str,
    stock: Stock,
    cells: Iterable[int],
    printed: str = "",
) -> None:
    """These cells are gone, no others; nothing is gone of a full sheet, for a new one follows it."""
    gone = sorted(set(cells) & set(range(1, stock.cells + 1)))
    left = gone if len(gone) < stock.cells else []
    place = {"site_id": site_id, "printer": printer, "stock": stock.name}
    session.merge(OpenSheet(**place, cells=left, printed=printed or None))
