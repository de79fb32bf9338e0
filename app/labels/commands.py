"""`flask labels`: printing without the console."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.database import ahead, db
from app.core.refusal import Refusal
from app.core.whole import whole
from app.labels import orders, own_stock, print_job, printers, queries, selection, used_cells
from app.labels.composing import missing
from app.labels.face import Wish
from app.labels.stock import Stock
from app.labels.text import LabelText
from app.places import queries as places_queries
from app.places.models import Equipment, Site
from app.places.rules import folded

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
@click.option("--start-cell", type=int, help="First label of a half-used sheet. Else the first that is left.")
@click.option("--printer", "printer_name", default="", help="A printer whose drift is made up for.")
@click.option("-o", "--output", "file", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.argument("more_tags", nargs=-1)
def print_labels(
    stock_name: str,
    tags: tuple[str, ...],
    area: str,
    blank: int,
    site: str,
    start_cell: int | None,
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
        with whole(file) as out:
            with ahead(session):
                rows = _equipment(session, chosen, (*tags, *more_tags), area)
                job = _job(session, chosen, rows, stock_name, printer_name, blank, start_cell, file)
                texts = print_job.taken(session=session, who=None, now=clock.now(), job=job)
            print_job.write(texts, job, out)
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from None
    _tell_missing(texts)
    click.echo(f"{len(texts)} label{'s' * (len(texts) != 1)} on {job.stock.title} in {file}.")


def _job(
    session: Session,
    sites: set[str],
    rows: list[Equipment],
    stock_name: str,
    printer_name: str,
    blank: int,
    start_cell: int | None,
    file: Path,
) -> print_job.PrintJob:
    site_id = orders.site_of(rows) if rows else _only(sites)
    printer = _printer(session, printer_name, site_id) if printer_name else None
    stock, printer_id = _stock(session, stock_name, site_id), printer.id if printer else ""
    stock = printers.fitted(stock, printer)
    gone = used_cells.used(session, site_id=site_id, printer=printer_id, stock=stock)
    return print_job.PrintJob(
        site_id=site_id,
        sites=sites,
        host=queries.host_of(session, site_id, current_app.config["LINESIDE"].base_url),
        stock=stock,
        stocks={},
        printer_id=printer_id,
        exactly=printers.fit(printer),
        equipment=[selection.name(row) for row in rows],
        blanks=blank,
        start_cell=used_cells.next_free(stock, gone) if start_cell is None else start_cell,
        used=gone if start_cell is None else frozenset(),
        wish=Wish(),
        distance=0,
        surface="",
        zpl=file.suffix.lower() == ".zpl",
    )


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
    found = [[row for row in everything if folded(row.tag) == folded(tag)] for tag in tags]
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
