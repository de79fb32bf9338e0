"""A print job: what is asked for on the page, found in the database and ready to be printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import IO, Any

from sqlalchemy.orm import Session

from app.core.refusal import NotAllowed
from app.labels import forms, orders, own_stock, printers, queries, used_cells
from app.labels.composing import compose, missing
from app.labels.face import Face, Wish
from app.labels.sheet import NothingToPrint, places, write_sheet
from app.labels.stock import Stock
from app.labels.svg import svg
from app.labels.text import LabelText
from app.labels.verdict import Verdict, judge
from app.labels.zpl import write_zpl
from app.people.models import Person
from app.places import queries as places_queries
from app.places.models import Equipment

SAMPLE = "K7M4QXZ"
"""The code in a preview of a label that is not made yet."""


@dataclass(frozen=True)
class PrintJob:
    """`rows` are equipment, or `blanks` labels without. `used` are cells of the first sheet that are gone."""

    site_id: str
    host: str
    stock: Stock
    stocks: Mapping[str, Stock]
    printer: printers.Printer | None
    rows: Sequence[Equipment]
    blanks: int
    start_cell: int
    used: frozenset[int]
    wish: Wish
    distance: float
    surface: str
    zpl: bool

    @property
    def count(self) -> int:
        return len(self.rows) or self.blanks

    @property
    def printer_id(self) -> str:
        return self.printer.id if self.printer else ""


def prepared(*, session: Session, sites: set[str], typed: Mapping[str, Any], base_url: str) -> PrintJob:
    """From the fields of forms.job. Raises NotFound outside the sites, NotAllowed and SitesDiffer."""
    rows = [places_queries.equipment(session, one, sites) for one in typed["equipment"]]
    site_id = orders.site_of(rows) if rows else typed["site"] or min(sites)
    if site_id not in sites:
        raise NotAllowed("Choose one of your sites.")
    printer = printers.printer(session, typed["printer"], sites) if typed["printer"] else None
    stocks = own_stock.stocks(session, {site_id})
    stock = printers.fitted(stocks.get(typed["stock"]) or next(iter(stocks.values())), printer)
    gone = used_cells.used(session, site_id=site_id, printer=printer.id if printer else "", stock=stock)
    return PrintJob(
        site_id=site_id,
        host=queries.host_of(session, site_id, base_url),
        stock=stock,
        stocks=stocks,
        printer=printer,
        rows=rows,
        blanks=_count(typed["blank"]),
        start_cell=_count(typed["start_cell"]) or used_cells.next_free(stock, gone),
        used=gone,
        wish=forms.wish(typed),
        distance=float(typed["distance"]),
        surface=typed["surface"],
        zpl=typed["format"] == "zpl",
    )


def verdict(job: PrintJob) -> Verdict:
    """Whether its labels will be read."""
    return judge(
        stock=job.stock,
        host=job.host,
        wish=job.wish,
        distance=job.distance,
        surface=job.surface,
        stocks=job.stocks.values(),
    )


def preview(session: Session, job: PrintJob, face: Face) -> str:
    """Its first label as SVG; nothing is made."""
    text = LabelText(SAMPLE)
    if job.rows:
        label = queries.current(session, [job.rows[0].id]).get(job.rows[0].id)
        text = orders.text_of(job.rows[0], label.code if label else SAMPLE)
    return svg(compose(text, face), job.stock.label)


def lost(job: PrintJob) -> list[tuple[Equipment, str]]:
    """Equipment with characters that no font has."""
    found = ((row, missing(orders.text_of(row, SAMPLE))) for row in job.rows)
    return [(row, characters) for row, characters in found if characters]


def write(*, session: Session, who: Person, now: datetime, job: PrintJob, out: IO[bytes]) -> None:
    """Print into `out` and remember which cells are gone. Raises NothingToPrint, NotARoll, face_for's."""
    if not job.count:
        raise NothingToPrint()
    if job.rows:
        texts = orders.labels_of(session=session, equipment=job.rows, now=now, who=who)
    else:
        texts = orders.blanks(session=session, site_id=job.site_id, count=job.blanks, now=now)
    if job.zpl:
        out.writelines(write_zpl(texts, stock=job.stock, host=job.host, wish=job.wish))
        return
    write_sheet(
        texts,
        out,
        stock=job.stock,
        host=job.host,
        start_cell=job.start_cell,
        used=job.used,
        wish=job.wish,
        exactly=printers.fit(job.printer),
    )
    used_cells.remember(
        session=session,
        site_id=job.site_id,
        printer=job.printer_id,
        stock=job.stock,
        placed=islice(places(job.stock, job.start_cell, job.used), job.count),
    )


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= 4 else 0
