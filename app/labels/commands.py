"""`flask labels`: printing without the console."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.database import db, writing
from app.core.refusal import Refusal
from app.core.whole import whole
from app.labels import orders, own_stock, printers, queries, used_cells
from app.labels.composing import missing
from app.labels.sheet import places, write_sheet
from app.labels.stock import Stock
from app.labels.text import LabelText
from app.labels.zpl import write_zpl
from app.places import queries as places_queries
from app.places.models import Equipment, Site

labels_group = AppGroup("labels", help="Printed labels.")


@labels_group.command("stock")
def stock_list() -> None:
    """List what can be printed on, by name."""
    for stock in own_stock.stocks(db.session(), _sites(db.session())).values():
        click.echo(f"{stock.name:14}{stock.title}")


@labels_group.command("print")
@click.option("--stock", "stock_name", required=True, help="A name of `flask labels stock`.")
@click.option("--equipment", "tags", multiple=True, metavar="TAG…", help="Equipment by tag.")
@click.option("--area", default="", help="All equipment of an area and of those in it.")
@click.option("--blank", default=0, type=click.IntRange(0, orders.MOST_BLANKS), help="New unbound labels.")
@click.option("--site", default="", help="Name of the site, where there are several.")
@click.option("--start-cell", default=1, show_default=True, help="First label of a half-used sheet.")
@click.option("--printer", "printer_name", default="", help="A printer whose drift is made up for.")
@click.option("-o", "--output", "file", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.argument("more_tags", nargs=-1)
def print_labels(
    stock_name: str,
    tags: tuple[str, ...],
    area: str,
    blank: int,
    site: str,
    start_cell: int,
    printer_name: str,
    file: Path,
    more_tags: tuple[str, ...],
) -> None:
    """Write labels to FILE.pdf, or FILE.zpl for a roll printer; equipment without a label gets one.

    --equipment takes one tag or several: --equipment PR-1 PR-2.
    """
    if bool(tags) + bool(area) + bool(blank) != 1 or (more_tags and not tags):
        raise click.UsageError("Say what to print: one of --equipment, --area or --blank.")
    session, chosen = db.session(), _sites(db.session(), site)
    try:
        with writing():
            rows = _equipment(session, chosen, (*tags, *more_tags), area)
            site_id = orders.site_of(rows) if rows else _only(chosen)
            stock, printer = _stock(session, stock_name, site_id), None
            if printer_name:
                printer = _printer(session, printer_name, site_id)
                stock = printers.fitted(stock, printer)
            texts = _texts(session, rows, site_id, blank)
            _write(texts, file, stock, _host(session, site_id), start_cell, printers.fit(printer))
            used_cells.remember(
                session=session,
                site_id=site_id,
                printer=printer.id if printer else "",
                stock=stock,
                placed=islice(places(stock, start_cell), len(texts)),
            )
            session.commit()
    except Refusal as refusal:
        session.rollback()
        raise click.ClickException(str(refusal)) from None
    _tell_missing(texts)
    click.echo(f"{len(texts)} label{'s' * (len(texts) != 1)} on {stock.title} in {file}.")


def _write(texts: list[LabelText], file: Path, stock: Stock, host: str, start_cell: int, exactly) -> None:
    with whole(file) as out:
        if file.suffix.lower() == ".zpl":
            for part in write_zpl(texts, stock=stock, host=host):
                out.write(part)
        else:
            write_sheet(texts, out, stock=stock, host=host, start_cell=start_cell, exactly=exactly)


def _texts(session: Session, rows: list[Equipment], site_id: str, blank: int) -> list[LabelText]:
    if blank:
        return orders.blanks(session=session, site_id=site_id, count=blank, now=clock.now())
    return orders.labels_of(session=session, equipment=rows, now=clock.now())


def _tell_missing(texts: Iterable[LabelText]) -> None:
    for text in texts:
        if lost := missing(text):
            click.echo(f"{text.tag}: no font has {' '.join(lost)}; “?” is printed instead.", err=True)


def _sites(session: Session, name: str = "") -> set[str]:
    """Ids of all sites, or of the one of this name."""
    wanted = select(Site.id).where(Site.name == name) if name else select(Site.id)
    found = set(session.scalars(wanted))
    if name and not found:
        raise click.ClickException(f"There is no site called {name}.")
    return found


def _only(sites: set[str]) -> str:
    if len(sites) != 1:
        raise click.ClickException("There are several sites: say which with --site.")
    return next(iter(sites))


def _equipment(session: Session, sites: set[str], tags: tuple[str, ...], area: str) -> list[Equipment]:
    """By tag in the order given, or of an area; a tag or an area that is not there is said."""
    if area:
        return _in_area(session, sites, area)
    if not tags:
        return []
    everything = places_queries.equipment_list(session, sites)
    found = [[row for row in everything if row.tag == tag] for tag in tags]
    for tag, rows in zip(tags, found, strict=True):
        if len(rows) != 1:
            many = "at several sites: say which with --site" if rows else "not there"
            raise click.ClickException(f"Equipment {tag} is {many}.")
    return [row for [row] in found]


def _in_area(session: Session, sites: set[str], name: str) -> list[Equipment]:
    areas = [area.id for area in places_queries.areas(session, sites) if area.name == name]
    if not areas:
        raise click.ClickException(f"There is no area called {name}.")
    found = [places_queries.equipment_list(session, sites, area_id=area) for area in areas]
    rows = list({row.id: row for rows in found for row in rows}.values())
    if not rows:
        raise click.ClickException(f"There is no equipment in {name}.")
    return rows


def _stock(session: Session, name: str, site_id: str) -> Stock:
    found = own_stock.stocks(session, {site_id}).get(name)
    if found is None:
        raise click.ClickException(f"There is no stock called {name}. `flask labels stock` lists them.")
    return found


def _printer(session: Session, name: str, site_id: str) -> printers.Printer:
    found = printers.named(session, name, {site_id})
    if found is None:
        raise click.ClickException(f"There is no printer called {name}. Add it in the console, under Labels.")
    return found


def _host(session: Session, site_id: str) -> str:
    return queries.host_of(session, site_id, current_app.config["LINESIDE"].base_url)
