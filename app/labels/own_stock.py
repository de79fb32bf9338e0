"""Stock that a site describes itself, with its full geometry."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.database import Base
from app.core.refusal import NotFound, Refusal
from app.labels.catalogue import STOCKS
from app.labels.stock import Stock

NUMBERS = (
    "page_width",
    "page_height",
    "columns",
    "rows",
    "width",
    "height",
    "margin_left",
    "margin_top",
    "gap_x",
    "gap_y",
)


class StockElsewhere(Refusal):
    """Labels of one site on stock that another site describes."""

    code, status, title = "stock-elsewhere", 422, "Choose a stock of this site"

    def __init__(self, name: str):
        super().__init__(
            f"The site of these labels has no stock called {name}. Choose one in the list. "
            "Nothing was printed."
        )


class OwnStock(Base):
    """Millimetres as in Stock; `kind` is sheet or roll, `dpi` that of a roll's printer."""

    __tablename__ = "own_stock"
    site_id: Mapped[str] = mapped_column(ForeignKey("site.id"), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    page_width: Mapped[float]
    page_height: Mapped[float]
    columns: Mapped[int]
    rows: Mapped[int]
    width: Mapped[float]
    height: Mapped[float]
    margin_left: Mapped[float]
    margin_top: Mapped[float]
    gap_x: Mapped[float]
    gap_y: Mapped[float]
    dpi: Mapped[int | None]

    def stock(self) -> Stock:
        cells = f"{self.columns * self.rows} labels of " if self.kind == "sheet" else ""
        return Stock(
            name=self.name,
            title=f"{self.name}, own, {cells}{self.width:g} × {self.height:g} mm",
            kind="roll" if self.kind == "roll" else "sheet",
            page=(self.page_width, self.page_height),
            columns=self.columns,
            rows=self.rows,
            label=(self.width, self.height),
            margin_left=self.margin_left,
            margin_top=self.margin_top,
            gap_x=self.gap_x,
            gap_y=self.gap_y,
            dpi=self.dpi,
        )


def stocks(session: Session, sites: set[str]) -> dict[str, Stock]:
    """The makers' stocks and those of the sites, by name."""
    return {**STOCKS, **{row.name: row.stock() for row in own(session, sites)}}


def own(session: Session, sites: set[str]) -> list[OwnStock]:
    """By name."""
    return list(session.scalars(select(OwnStock).where(OwnStock.site_id.in_(sites)).order_by(OwnStock.name)))


def save(*, session: Session, site_id: str, facts: dict[str, Any]) -> OwnStock:
    """Keep a stock; one of the same name is described anew. `facts` are the columns of OwnStock."""
    row = session.get(OwnStock, (site_id, facts["name"])) or OwnStock(site_id=site_id, name=facts["name"])
    for key, value in facts.items():
        setattr(row, key, value)
    session.add(row)
    session.flush()
    return row


def remove(*, session: Session, site_id: str, name: str) -> None:
    """Forget a stock; NotFound where the site has none of this name."""
    row = session.get(OwnStock, (site_id, name))
    if row is None:
        raise NotFound("There is no such stock at this site. It may have been removed.")
    session.delete(row)
