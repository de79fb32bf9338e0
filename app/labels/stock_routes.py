"""The console's page of stock: what can be bought, and what a site describes itself."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for

from app.core.database import db
from app.core.refusal import NotAllowed
from app.labels import forms, own_stock
from app.labels.catalogue import STOCKS
from app.labels.printers import RESOLUTIONS
from app.places import queries as places

blueprint = Blueprint("stock", __name__)
KEPT = ("site_id", "name", "kind", "dpi")


@blueprint.get("/stock")
def index():
    """The list, and a form for stock of one's own; `name` and `site` open one that is there."""
    row = db.session.get(own_stock.OwnStock, (_site(request.args), request.args.get("name", "")))
    facts = {key: getattr(row, key) for key in (*KEPT, *own_stock.NUMBERS)} if row else {}
    return _page(facts, {})


@blueprint.post("/stock")
def save():
    """Keep stock of one's own; or the form again, with what is wrong."""
    facts, errors = forms.own_stock(request.form)
    site_id = _site(request.form)
    if errors:
        return _page(dict(request.form), errors), 422
    own_stock.save(session=db.session(), site_id=site_id, facts=facts)
    return redirect(url_for(".index"), 303)


@blueprint.post("/stock/removal")
def remove():
    """Forget stock of one's own."""
    own_stock.remove(session=db.session(), site_id=_site(request.form), name=request.form.get("name", ""))
    return redirect(url_for(".index"), 303)


def _site(said: Mapping[str, str]) -> str:
    """Whose stock: two sites may call theirs the same."""
    site_id = said.get("site") or min(g.sites)
    if site_id not in g.sites:
        raise NotAllowed("Choose one of your sites.")
    return site_id


def _page(typed: dict[str, Any], errors: dict[str, str]) -> str:
    return render_template(
        "labels/stock.html",
        bought=STOCKS.values(),
        own=own_stock.own(db.session(), g.sites),
        sites=places.sites(db.session(), g.sites),
        resolutions=RESOLUTIONS,
        typed=typed,
        errors=errors,
    )
