"""What an admin decides for the labels of a site: the host in their QR codes, and who may bind them."""

from typing import Any

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for

from app.core.database import db
from app.core.refusal import NotFound
from app.labels import rules, site_actions
from app.places import queries as places
from app.places.models import Site

blueprint = Blueprint("settings", __name__)


@blueprint.get("/settings")
def show():
    """One form a site."""
    return _page({})


@blueprint.post("/settings")
def save():
    """Change one site, or show the form again with what is wrong beside its field."""
    typed = {name: request.form.get(name, "").strip() for name in ("site", "host", "binders")}
    site = _site(typed["site"])
    try:
        site_actions.settle(session=db.session(), site=site, host=typed["host"], binders=typed["binders"])
    except rules.WrongHost as refusal:
        return _page({site.id: {**typed, "error": str(refusal)}}), refusal.status
    return redirect(url_for(".show", saved=site.id), 303)


def _site(site_id: str) -> Site:
    found = places.sites(db.session(), {site_id} & g.sites)
    if not found:
        raise NotFound("Choose one of your sites. Nothing was changed.")
    return found[0]


def _page(typed: dict[str, dict[str, Any]]) -> str:
    return render_template(
        "labels/settings.html",
        sites=places.sites(db.session(), g.sites),
        typed=typed,
        saved=request.args.get("saved", ""),
        own_host=current_app.config["LINESIDE"].base_url,
        binders=rules.BINDERS,
    )
