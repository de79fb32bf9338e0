"""A print job: what is asked for on the page, found in the database and ready to be printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from itertools import islice
from typing import IO, Any

from sqlalchemy.orm import Session

from app.core.refusal import NotAllowed
from app.labels import forms, orders, own_stock, printed, printers, queries, selection, used_cells
from app.labels.composing import compose, missing
from app.labels.face import Face, Wish
from app.labels.press import Fit
from app.labels.sheet import NothingToPrint, places, write_sheet
from app.labels.stock import Stock
from app.labels.svg import svg
from app.labels.text import LabelText
from app.labels.verdict import Verdict, judge
from app.labels.zpl import suits, write_zpl
from app.people.models import Person

SAMPLE = "K7M4QXZ"
"""The code in a preview of a label that is not made yet."""
SHOWN = 4
"""Of many pieces of equipment so many are named on the page."""


@dataclass(frozen=True)
class PrintJob:
    """`equipment` gets labels, or `blanks` are labels without any.

    `used` are cells of the first sheet that are gone; `sites` are those of who prints.
    """

    site_id: str
    sites: set[str]
    host: str
    stock: Stock
    stocks: Mapping[str, Stock]
    printer_id: str
    exactly: Fit
    equipment: Sequence[selection.Named]
    blanks: int
    start_cell: int
    used: frozenset[int]
    wish: Wish
    distance: float
    surface: str
    zpl: bool

    @property
    def count(self) -> int:
        return len(self.equipment) or self.blanks

    @property
    def zebra(self) -> bool:
        """Whether it may be sent to a Zebra."""
        return suits(self.stock)

    @property
    def ids(self) -> list[str]:
        """Of the equipment, in the order in which it is printed."""
        return [one.id for one in self.equipment]

    @property
    def shown(self) -> Sequence[selection.Named]:
        """The first few, to be named."""
        return self.equipment[:SHOWN]


def prepared(
    *,
    session: Session,
    sites: set[str],
    now: datetime,
    typed: Mapping[str, Any],
    base_url: str,
    before: printed.Printed | None = None,
) -> PrintJob:
    """From the fields of forms.job, on the cells of `before` where it was printed already.

    Raises NotFound outside the sites, NotAllowed and SitesDiffer.
    """
    equipment = selection.named(session, sites, forms.selection(typed), now)
    site_id = before.site_id if before else _site(typed, equipment, sites)
    if site_id not in sites:
        raise NotAllowed("Choose one of your sites.")
    printer = printers.printer(session, typed["printer"], sites) if typed["printer"] else None
    stocks = own_stock.stocks(session, {site_id})
    stock = printers.fitted(stocks.get(typed["stock"]) or next(iter(stocks.values())), printer)
    printer_id = printer.id if printer else ""
    gone = used_cells.used(session, site_id=site_id, printer=printer_id, stock=stock)
    gone = frozenset(before.used) if before else gone
    start = before.start_cell if before else _count(typed["start_cell"])
    return PrintJob(
        site_id=site_id,
        sites=sites,
        host=queries.host_of(session, site_id, base_url),
        stock=stock,
        stocks=stocks,
        printer_id=printer_id,
        exactly=printers.fit(printer),
        equipment=equipment,
        blanks=0 if typed["all_of"] else _count(typed["blank"]),
        start_cell=start or used_cells.next_free(stock, gone),
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
    if job.equipment:
        [row] = selection.whole(session, job.ids[:1], job.sites)
        label = queries.current(session, [row.id]).get(row.id)
        text = orders.text_of(row, label.code if label else SAMPLE)
    return svg(compose(text, face), job.stock.label)


def lost(job: PrintJob) -> list[tuple[selection.Named, str]]:
    """Equipment with characters that no font has."""
    letters = {letter for one in job.equipment for words in one.letters for letter in words}
    if not missing(LabelText(SAMPLE, "".join(sorted(letters)))):
        return []
    found = ((one, missing(LabelText(SAMPLE, *one.letters))) for one in job.equipment)
    return [(one, characters) for one, characters in found if characters]


def once(
    *,
    session: Session,
    who: Person,
    now: datetime,
    sites: set[str],
    typed: Mapping[str, Any],
    base_url: str,
) -> tuple[PrintJob, list[LabelText]]:
    """The job and its labels; of a form that was sent before the same again, and nothing more is taken.

    Raises StockElsewhere where the page would show another stock than was sent, and what prepared and
    taken raise.
    """
    key = printed.key(who, typed)
    before = session.get(printed.Printed, key)
    job = prepared(session=session, sites=sites, now=now, typed=typed, base_url=base_url, before=before)
    if typed["stock"] not in job.stocks:
        raise own_stock.StockElsewhere(typed["stock"])
    if before:
        return job, printed.texts(before)
    texts = taken(session=session, who=who, now=now, job=job, key=key)
    if key:
        _keep(session, who, now, job, key, texts)
    return job, texts


def last(session: Session, who: Person, job: PrintJob) -> printed.Printed | None:
    """The print that left the sheet as it is, where it was theirs: it can be taken back."""
    key = used_cells.last(session, site_id=job.site_id, printer=job.printer_id, stock=job.stock)
    row = session.get(printed.Printed, key)
    return row if row and row.person_id == who.id else None


def take_back(*, session: Session, who: Person, job: PrintJob) -> None:
    """Their last print on this sheet did not come out: its cells are there again. Its labels stay."""
    row = last(session, who, job)
    if row is None:
        return
    used_cells.set_used(
        session=session,
        site_id=job.site_id,
        printer=job.printer_id,
        stock=job.stock,
        cells={*row.used, *range(1, row.start_cell)},
    )
    session.delete(row)


def taken(
    *, session: Session, who: Person | None, now: datetime, job: PrintJob, key: str = ""
) -> list[LabelText]:
    """Its labels, new where there are none; the cells they take of the sheet are remembered under `key`.

    Raises NothingToPrint, NotARoll, OtherDots and face_for's before anything is made.
    """
    if not job.count:
        raise NothingToPrint()
    write([LabelText(SAMPLE)], job, BytesIO())  # what cannot be printed makes no label
    if not job.zpl:
        _remember(session, job, key)
    if not job.equipment:
        return orders.blanks(session=session, site_id=job.site_id, count=job.blanks, now=now)
    rows = selection.whole(session, job.ids, job.sites)
    return orders.labels_of(session=session, equipment=rows, now=now, who=who)


def write(texts: Iterable[LabelText], job: PrintJob, out: IO[bytes]) -> None:
    """Print into `out`; ten thousand take their time, and the database is not asked."""
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
        exactly=job.exactly,
    )


def _site(typed: Mapping[str, Any], equipment: Sequence[selection.Named], sites: set[str]) -> str:
    return orders.site_of(equipment) if equipment else typed["site"] or min(sites)


def _keep(
    session: Session, who: Person, now: datetime, job: PrintJob, key: str, texts: Sequence[LabelText]
) -> None:
    printed.keep(
        session=session,
        who=who,
        now=now,
        key=key,
        site_id=job.site_id,
        start_cell=job.start_cell,
        used=job.used,
        blanks=0 if job.equipment else job.blanks,
        texts=texts,
    )


def _remember(session: Session, job: PrintJob, key: str) -> None:
    used_cells.remember(
        session=session,
        site_id=job.site_id,
        printer=job.printer_id,
        stock=job.stock,
        before={*job.used, *range(1, job.start_cell)},  # one starts at the first that is still on the sheet
        placed=islice(places(job.stock, job.start_cell, job.used), job.count),
        printed=key,
    )


def _count(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= 4 else 0
