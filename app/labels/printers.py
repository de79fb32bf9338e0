"""Printers and their drift: what a test sheet showed, and how sheets make up for it.

A drifting printer puts what should stand at p at offset + scale * p (mm from the paper's top left corner).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.database import Base, Moment
from app.core.ids import new_id
from app.core.refusal import NotFound, Refusal
from app.labels.press import EXACT, Fit
from app.labels.stock import Stock

INSET = 20.0
"""Distance of the test sheet's crosses from the edges of the paper, in mm."""

MOST_OFFSET = 15.0
SCALES = (0.95, 1.05)
"""What is more than this is a setting of the printer, not drift."""

RESOLUTIONS = (180, 203, 300, 600)


class Printer(Base):
    """A printer of a site. `dpi` is that of a roll printer, None for one that prints sheets."""

    __tablename__ = "printer"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"))
    name: Mapped[str]
    dpi: Mapped[int | None]
    scale_x: Mapped[float] = mapped_column(default=1.0)
    scale_y: Mapped[float] = mapped_column(default=1.0)
    offset_x: Mapped[float] = mapped_column(default=0.0)
    offset_y: Mapped[float] = mapped_column(default=0.0)
    measured_at: Mapped[datetime | None] = mapped_column(Moment)

    __table_args__ = (UniqueConstraint("site_id", "name"),)


@dataclass(frozen=True)
class Measured:
    """On a test sheet, in mm: from the paper's edges to the first cross, and between the crosses."""

    left: float
    top: float
    across: float
    down: float


class NotDrift(Refusal):
    """What was measured is too far off to be made up for."""

    code, status, title = "not-drift", 422, "Check the printer first"

    def __init__(self) -> None:
        super().__init__(
            "That is more than a printer drifts. Print the test sheet again at 100 %, “actual size”, "
            "on the paper it is for, and measure once more. Nothing was changed."
        )


def printers(session: Session, sites: set[str]) -> list[Printer]:
    """By name."""
    return list(session.scalars(select(Printer).where(Printer.site_id.in_(sites)).order_by(Printer.name)))


def printer(session: Session, printer_id: str, sites: set[str]) -> Printer:
    """One printer; NotFound outside the sites."""
    found = session.get(Printer, printer_id)
    if found is None or found.site_id not in sites:
        raise NotFound("There is no such printer at your sites.")
    return found


def named(session: Session, name: str, sites: set[str]) -> Printer | None:
    """The printer of this name at one of the sites."""
    return next((one for one in printers(session, sites) if one.name == name), None)


def add(*, session: Session, site_id: str, name: str, dpi: int | None) -> Printer:
    """A new printer, taken to be exact until it is measured."""
    row = Printer(site_id=site_id, name=name, dpi=dpi)
    session.add(row)
    session.flush()
    return row


def remove(*, session: Session, printer: Printer) -> None:
    session.delete(printer)


def measure(
    *, session: Session, now: datetime, printer: Printer, page: tuple[float, float], seen: Measured
) -> None:
    """Keep what a test sheet on `page` showed. Raises NotDrift."""
    scales = (seen.across / (page[0] - 2 * INSET), seen.down / (page[1] - 2 * INSET))
    offsets = (seen.left - scales[0] * INSET, seen.top - scales[1] * INSET)
    small = all(SCALES[0] <= scale <= SCALES[1] for scale in scales)
    if not small or any(abs(offset) > MOST_OFFSET for offset in offsets):
        raise NotDrift()
    printer.scale_x, printer.scale_y = scales
    printer.offset_x, printer.offset_y = offsets
    printer.measured_at = now


def fit(printer: Printer | None) -> Fit:
    """What undoes the drift."""
    if printer is None:
        return EXACT
    across, down = printer.scale_x, printer.scale_y
    return (1 / across, 1 / down, -printer.offset_x / across, -printer.offset_y / down)


def fitted(stock: Stock, printer: Printer | None) -> Stock:
    """The stock as this printer sees it: a roll printer has dots of its own."""
    if stock.kind != "roll" or printer is None or printer.dpi is None:
        return stock
    return replace(stock, dpi=printer.dpi)
