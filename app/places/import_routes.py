"""Importing equipment: choose a file, match its columns, look at the dry run, carry it out."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_login import current_user

from app.core import clock
from app.core.database import db, slow_body, unlocked
from app.core.refusal import Refusal
from app.places import pages, queries
from app.places.importing import actions, columns, rules
from app.places.importing.plan import shown
from app.places.importing.table import Table, read
from app.places.models import Import

blueprint = Blueprint("imports", __name__, url_prefix="/import")

LARGEST_BODY = 128 * 1024**2  # read to its end, so that a file that is too large is told so
MOST_SHOWN = 200


@blueprint.get("/")
def index():
    """Where a file is chosen."""
    return _chooser()


@blueprint.post("/")
@slow_body
def create():
    """Read a file and go on to its columns; or say by name why it is not taken."""
    request.max_content_length = LARGEST_BODY
    session, who, sites = db.session(), current_user._get_current_object(), g.sites
    table, refused = None, None
    with unlocked(session):
        site_id, name = request.form.get("site", ""), ""
        try:
            name, table = _table()
        except rules.ImportRefused as refusal:
            refused = refusal
    if refused or table is None:
        return _chooser(refused, site_id), refused.status if refused else 422
    site = queries.site(session, site_id, sites)
    row = actions.keep(session=session, who=who, now=clock.now(), site_id=site.id, filename=name, table=table)
    return redirect(url_for(".show", import_id=row.id), 303)


@blueprint.get("/<import_id>")
def show(import_id: str):
    """What carrying it out would do, with the columns as the address says, or as they are called."""
    return _page(actions.kept(db.session(), import_id, g.sites))


@blueprint.post("/<import_id>/rows")
def carry_out(import_id: str):
    """Make and change everything; or the dry run again, with the reason."""
    row = actions.kept(db.session(), import_id, g.sites, lock=True)
    try:
        actions.carry_out(
            **pages.by_whom(), row=row, chosen=_columns(row), make=_make(), seen=request.form.get("seen", "")
        )
    except Refusal as refusal:
        return _page(row, refusal), refusal.status
    return redirect(url_for(".show", import_id=row.id), 303)


def _table() -> tuple[str, Table]:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise rules.Empty("Choose a file first.")
    with upload.stream as stream:
        return upload.filename, read(stream)


def _columns(row: Import) -> dict[str, int]:
    """Those somebody chose; before that, those whose names are known."""
    said = request.values
    if not any(name in said for name in columns.FIELDS):
        return columns.matched(row.header)
    return columns.chosen(said, len(row.header))


def _make() -> bool:
    return request.values.get("make", "yes") == "yes"


def _chooser(refusal: Refusal | None = None, site: str = "") -> str:
    return render_template(
        "places/import.html",
        sites=queries.sites(db.session(), g.sites),
        site=site,
        fields=columns.FIELDS,
        needed=columns.NEEDED,
        limits=rules,
        refusal=refusal,
    )


def _page(row: Import, refusal: Refusal | None = None) -> str:
    chosen = _columns(row)
    found = None if row.done_at else actions.dry_run(db.session(), row, chosen, make=_make())
    facts: dict[str, Any] = {"fields": columns.FIELDS, "needed": columns.NEEDED, "most": MOST_SHOWN}
    return render_template(
        "places/dry_run.html",
        row=row,
        chosen=chosen,
        make=_make(),
        plan=found,
        shown=shown,
        refusal=refusal,
        faulty=len({one.row for one in found.problems}) if found else 0,
        **facts,
    )
