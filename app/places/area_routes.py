"""The tree of areas in the console."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for

from app.core.database import db
from app.core.refusal import Refusal
from app.places import areas, pages, queries
from app.places.forms import wrong_area
from app.places.models import Area, Equipment
from app.places.rules import plain

blueprint = Blueprint("areas", __name__, url_prefix="/areas")


@blueprint.get("/")
def index():
    """Every area of the person's sites, below the one it is in."""
    return _page()


@blueprint.post("/")
def create():
    """A new area, in another or outermost."""
    session, around = db.session(), request.form.get("parent", "")
    site = queries.site(session, request.form.get("site", ""), g.sites)
    parent = queries.area(session, around, {site.id}) if around else None
    return _named("new", areas.add, site_id=site.id, parent=parent)


@blueprint.post("/<area_id>/name")
def rename(area_id: str):
    """Call it something else."""
    return _named(area_id, areas.rename, area=_held(area_id))


@blueprint.post("/<area_id>/place")
def move(area_id: str):
    """Into another area of its site, or outermost."""
    area, around = _held(area_id), request.form.get("parent", "")
    parent = queries.area(db.session(), around, g.sites) if around else None
    return _try(area_id, areas.move, area=area, parent=parent)


@blueprint.post("/<area_id>/removal")
def remove(area_id: str):
    """Delete it when nothing is in it."""
    return _try(area_id, areas.remove, area=_held(area_id))


def _held(area_id: str) -> Area:
    return queries.area(db.session(), area_id, g.sites, lock=True)


def _named(opened: str, action: Any, **facts: Any):
    name = plain(request.form.get("name", ""))
    wrong = wrong_area(name)
    if wrong:
        return _page(opened, wrong, name), 422
    return _try(opened, action, **facts, name=name)


def _try(opened: str, action: Any, **facts: Any):
    """Do one change, or show the tree again with the reason where it was asked for."""
    try:
        action(**pages.by_whom(), **facts)
    except Refusal as refusal:
        return _page(opened, str(refusal), plain(request.form.get("name", ""))), refusal.status
    return redirect(url_for(".index"), 303)


def _page(opened: str = "", error: str = "", name: str = "") -> str:
    session = db.session()
    return render_template(
        "places/areas.html",
        choices=pages.choices(),
        counts=queries.counts(session, Equipment.area_id, g.sites),
        opened=opened,
        error=error,
        name=name,
    )
