"""Choosing equipment, setting up a print job, printing it."""

import tempfile
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import quote

from flask import Blueprint, Response, current_app, g, render_template, request
from flask_login import current_user

from app.core import clock, paging
from app.core.database import ahead, db, slow_body
from app.core.ids import new_id
from app.core.refusal import Refusal
from app.labels import (
    code_routes,
    forms,
    further_routes,
    own_stock,
    print_job,
    printer_routes,
    printers,
    queries,
    settings_routes,
    stock_routes,
    used_cells,
    verdict,
)
from app.labels.commands import labels_group
from app.people.models import Person
from app.places import listing, pages
from app.places import queries as places

blueprint = Blueprint("labels", __name__, url_prefix="/console/labels", cli_group=None)
blueprint.cli.add_command(labels_group)
blueprint.register_blueprint(printer_routes.blueprint)
blueprint.register_blueprint(stock_routes.blueprint)
blueprint.register_blueprint(code_routes.blueprint)
blueprint.register_blueprint(settings_routes.blueprint)
blueprint.register_blueprint(further_routes.blueprint)

MOST_IN_MEMORY = 8 * 1024 * 1024
TYPES = {"pdf": "application/pdf", "zpl": "application/x-zpl"}
LEVELS = {"M": "M, at least", "Q": "Q, at least", "H": "H, the strongest"}


@blueprint.get("/")
def index():
    """Equipment to print labels for, a page at a time; the filter stands in the address."""
    session, wanted = db.session(), listing.wanted(request.args)
    page = listing.page(session, g.sites, wanted, paging.number(request.args))
    return render_template(
        "labels/index.html",
        page=page,
        wanted=wanted,
        labels=queries.current(session, [row.id for row in page.rows]),
        label_states=listing.LABELS,
        choices=pages.choices(),
    )


@blueprint.route("/job", methods=["GET", "POST"])
def job():
    """A print job as it is set up: preview, sheet, verdict. Nothing is made yet."""
    return _page(forms.job(request.values))


@blueprint.get("/preview.svg")
def preview():
    """One label as it will be printed."""
    made = _job(forms.job(request.args))
    face = print_job.verdict(made).face
    if face is None:
        return Response(status=204)
    return Response(print_job.preview(db.session(), made, face), mimetype="image/svg+xml")


@blueprint.post("/sheet")
@slow_body
def sheet():
    """The PDF or ZPL, the same for a form sent twice; equipment without a label gets one.

    Or the page again, with what is wrong.
    """
    typed = forms.job(request.form)
    errors = forms.wrong(typed, own_stock.stocks(db.session(), g.sites))
    if errors:
        return _page(typed, errors), 422
    try:
        with ahead(db.session()):
            made, texts = print_job.once(**_facts(), who=_who(), typed=typed)
    except Refusal as refusal:
        return _page(typed, refusal=refusal), refusal.status
    out = tempfile.SpooledTemporaryFile(MOST_IN_MEMORY)  # noqa: SIM115 (the response ends it)
    print_job.write(texts, made, out)
    return _sent(out, typed["format"], made)


@blueprint.post("/sheets")
def new_sheet():
    """There is a new sheet in the printer: none of its labels is gone."""
    typed = forms.job(request.form)
    made = _job(typed)
    used_cells.set_used(
        session=db.session(), site_id=made.site_id, printer=made.printer_id, stock=made.stock, cells=()
    )
    return _page({**typed, "start_cell": ""})


@blueprint.post("/misprints")
def misprint():
    """The last print on this sheet was not printed: its labels on the sheet are there still."""
    typed = forms.job(request.form)
    print_job.take_back(session=db.session(), who=_who(), job=_job(typed))
    return _page({**typed, "start_cell": ""})


def _sent(out: IO[bytes], kind: str, made: print_job.PrintJob) -> Response:
    """The printed file, closed once it is sent."""
    place = "attachment" if made.zpl else "inline"
    name = quote(f"lineside-labels-{made.stock.name}.{kind}")
    headers = {"Content-Disposition": f"{place}; filename*=UTF-8''{name}", "Content-Length": str(out.tell())}
    out.seek(0)
    return Response(_pieces(out), mimetype=TYPES[kind], headers=headers)


def _pieces(out: IO[bytes]) -> Iterator[bytes]:
    with out:
        while piece := out.read(64 * 1024):
            yield piece


def _page(typed: dict[str, Any], errors: dict[str, str] | None = None, refusal: Refusal | None = None) -> str:
    session, made = db.session(), _job(typed)
    return render_template(
        "labels/job.html",
        job=made,
        token=new_id(),
        last=print_job.last(session, _who(), made),
        typed=typed,
        errors=errors or {},
        refusal=refusal,
        verdict=print_job.verdict(made),
        farthest=verdict.farthest,
        across=verdict.PIXELS_ACROSS,
        lost=print_job.lost(made),
        printers=printers.printers(session, g.sites),
        sites=places.sites(session, g.sites),
        layouts=forms.CHOICES,
        levels=LEVELS,
        distances=verdict.DISTANCES,
        surfaces=verdict.SURFACES,
        preview={name: typed[name] for name in ("stock", "layout", "level", "distance", "printer", "site")},
    )


def _job(typed: dict[str, Any]) -> print_job.PrintJob:
    return print_job.prepared(**_facts(), typed=typed)


def _facts() -> dict[str, Any]:
    base_url = current_app.config["LINESIDE"].base_url
    return {"session": db.session(), "sites": g.sites, "now": clock.now(), "base_url": base_url}


def _who() -> Person:
    return current_user._get_current_object()
