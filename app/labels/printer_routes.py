"""The console's pages of printers: the list, the test sheet, what it showed."""

from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, url_for

from app.core import clock
from app.core.database import db
from app.core.refusal import NotAllowed
from app.labels import forms, printers
from app.labels.ruler_sheet import ruler_sheet
from app.places import queries as places

blueprint = Blueprint("printers", __name__)


@blueprint.get("/printers")
def index():
    """All printers, and a form for another."""
    return _list({"name": "", "dpi": None}, {})


@blueprint.post("/printers")
def create():
    """A new printer; or the form again, with what is wrong."""
    typed, errors = forms.printer(request.form)
    site_id = request.form.get("site") or min(g.sites)
    if site_id not in g.sites:
        raise NotAllowed("Choose one of your sites.")
    if not errors and printers.named(db.session(), typed["name"], {site_id}):
        errors["name"] = "There is a printer of this name. Choose another."
    if errors:
        return _list(typed, errors), 422
    made = printers.add(session=db.session(), site_id=site_id, **typed)
    return redirect(url_for(".show", printer_id=made.id), 303)


@blueprint.get("/printers/<printer_id>")
def show(printer_id: str):
    """One printer: its test sheet, what was measured."""
    return _show(printers.printer(db.session(), printer_id, g.sites), {}, {})


@blueprint.get("/printers/<printer_id>/test-sheet.pdf")
def test_sheet(printer_id: str):
    """Crosses and rulers on `paper`."""
    printer = printers.printer(db.session(), printer_id, g.sites)
    page = forms.PAPERS.get(request.args.get("paper", ""), forms.PAPERS["A4"])
    return Response(ruler_sheet(page=page, printer=printer.name), mimetype="application/pdf")


@blueprint.post("/printers/<printer_id>")
def measure(printer_id: str):
    """Keep what the test sheet showed; or the form again, with what is wrong."""
    printer = printers.printer(db.session(), printer_id, g.sites)
    page = forms.PAPERS.get(request.form.get("paper", ""), forms.PAPERS["A4"])
    seen, errors = forms.measured(request.form)
    if seen is None:
        return _show(printer, dict(request.form), errors), 422
    try:
        printers.measure(session=db.session(), now=clock.now(), printer=printer, page=page, seen=seen)
    except printers.NotDrift as refusal:
        return _show(printer, dict(request.form), {"all": str(refusal)}), refusal.status
    return redirect(url_for(".show", printer_id=printer.id), 303)


@blueprint.post("/printers/<printer_id>/removal")
def remove(printer_id: str):
    """Forget a printer."""
    printers.remove(session=db.session(), printer=printers.printer(db.session(), printer_id, g.sites))
    return redirect(url_for(".index"), 303)


def _list(typed: dict[str, Any], errors: dict[str, str]) -> str:
    return render_template(
        "labels/printers.html",
        printers=printers.printers(db.session(), g.sites),
        sites=places.sites(db.session(), g.sites),
        resolutions=printers.RESOLUTIONS,
        typed=typed,
        errors=errors,
    )


def _show(printer: printers.Printer, typed: dict[str, Any], errors: dict[str, str]) -> str:
    return render_template(
        "labels/printer.html",
        printer=printer,
        inset=printers.INSET,
        papers=forms.PAPERS,
        typed=typed,
        errors=errors,
    )
