"""The register in the console: the list of equipment, and the page of each."""

from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for

from app.core import paging
from app.core.database import db
from app.core.refusal import NotFound, Refusal
from app.places import (
    actions,
    area_routes,
    beside,
    export_routes,
    forms,
    import_routes,
    listing,
    moving,
    pages,
    photo_routes,
    queries,
    rules,
    type_routes,
)
from app.places.models import Equipment

blueprint = Blueprint("places", __name__, url_prefix="/console/equipment")
for part in (area_routes, type_routes, import_routes, export_routes, photo_routes):
    blueprint.register_blueprint(part.blueprint)


@blueprint.app_context_processor
def reading() -> dict[str, Any]:
    """What templates ask about places."""
    return {"signs_of": rules.SIGNS, "statuses": rules.STATUSES}


@blueprint.get("/")
def index():
    """Equipment by name, a page at a time; the filter stands in the address."""
    return _list(listing.wanted(request.args))


@blueprint.post("/changes")
def change_all():
    """Change the ticked ones, or all that fit the filter; or the list again, with the reason."""
    filter = listing.wanted(request.form)
    try:
        count = actions.change_all(**pages.by_whom(), equipment=_chosen(filter), wanted=_wanted())
    except Refusal as refusal:
        return _list(filter, refusal=refusal), refusal.status
    asked: dict[str, Any] = filter.asked()
    return redirect(url_for(".index", changed=count, **asked), 303)


@blueprint.get("/new")
def new():
    """The form for new equipment; `?area=` and `?type=` are chosen already."""
    chosen = {name: request.args.get(name, "") for name in ("area", "type")}
    return pages.form({**forms.blank(), **chosen}, {})


@blueprint.post("/")
def create():
    """New equipment; or the form again, with what lacks."""
    typed, row = forms.typed(request.form), None
    errors = forms.wrong(typed)
    try:
        place = pages.placed(typed, errors)
        if not errors:
            row = actions.register(**pages.by_whom(), **place, facts=forms.facts(typed))
    except rules.TagTaken as refusal:
        errors["tag"] = str(refusal)
    except rules.OtherSite as refusal:
        errors["type"] = str(refusal)
    if row is None:
        return pages.form(typed, errors), 422
    return redirect(url_for(".show", equipment_id=row.id), 303)


@blueprint.get("/<equipment_id>")
def show(equipment_id: str):
    """One piece of equipment: facts, labels, guides, history."""
    return pages.piece(queries.equipment(db.session(), equipment_id, g.sites))


@blueprint.get("/<equipment_id>/edit")
def edit(equipment_id: str):
    """The form with its facts."""
    row = queries.unmerged(queries.equipment(db.session(), equipment_id, g.sites))
    return pages.form(forms.filled(row), {}, row)


@blueprint.post("/<equipment_id>")
def save(equipment_id: str):
    """Set its facts; or the form again, with what lacks."""
    row = _held(equipment_id)
    typed = forms.typed(request.form)
    errors = forms.wrong(typed)
    try:
        place = pages.placed(typed, errors)
        if not errors:
            actions.change(**pages.by_whom(), equipment=row, **place, facts=forms.facts(typed))
    except rules.TagTaken as refusal:
        errors["tag"] = str(refusal)
    except rules.OtherSite as refusal:
        errors["area"] = str(refusal)
    return (pages.form(typed, errors, row), 422) if errors else pages.back(row)


@blueprint.post("/<equipment_id>/status")
def set_status(equipment_id: str):
    """Active, out of service or retired."""
    row = _held(equipment_id)
    status = request.form.get("status", "")
    if status not in rules.STATUSES:
        raise NotFound("There is no such status. Go back and use the buttons.")
    actions.set_status(**pages.by_whom(), equipment=row, status=status)
    return pages.back(row)


@blueprint.post("/<equipment_id>/place")
def move(equipment_id: str):
    """Into an area, of another site too; or the page again, with the reason."""
    row = _held(equipment_id)
    area = queries.area(db.session(), request.form.get("area", ""), g.sites)
    return _try(row, moving.move, equipment=row, area=area)


@blueprint.post("/<equipment_id>/merger")
def merge(equipment_id: str):
    """It turns out to be the one of this tag: its labels lead there from now on."""
    row = _held(equipment_id)
    tag = request.form.get("tag", "")
    survivor = queries.by_tag(db.session(), row.site_id, tag)
    if survivor is None:
        refusal = NotFound(
            f"No equipment of this site has the tag “{rules.plain(tag)[:40]}”. Nothing was changed."
        )
        return pages.piece(row, refusal=refusal), 422
    warned = request.form.get("retired") == survivor.tag
    return _try(row, moving.merge, loser=row, survivor=survivor, even_retired=warned)


def _list(filter: listing.Wanted, refusal: Refusal | None = None) -> str:
    session = db.session()
    page = listing.page(session, g.sites, filter, paging.number(request.args))
    return render_template(
        "places/index.html",
        page=page,
        wanted=filter,
        labels=beside.notes(session, "labels", [row.id for row in page.rows]),
        label_states=listing.LABELS,
        choices=pages.choices(),
        typed=request.form,
        refusal=refusal,
        changed=request.args.get("changed", ""),
    )


def _held(equipment_id: str) -> Equipment:
    return queries.unmerged(queries.equipment(db.session(), equipment_id, g.sites, lock=True))


def _chosen(filter: listing.Wanted) -> list[Equipment]:
    if "all" in request.form:
        return list(listing.everything(db.session(), g.sites, filter))
    return queries.many(db.session(), request.form.getlist("equipment"), g.sites)


def _wanted() -> dict[str, Any]:
    """What the form asks to set, by the names of actions.change_all; fields left alone are not in it."""
    form, session = request.form, db.session()
    wanted: dict[str, Any] = {}
    if form.get("set_area"):
        wanted["area"] = queries.area(session, form["set_area"], g.sites)
    if form.get("set_type"):
        wanted["type"] = queries.equipment_type(session, form["set_type"], g.sites)
    if form.get("set_status") in rules.STATUSES:
        wanted["status"] = form["set_status"]
    for name, known in (("hazards", rules.HAZARDS), ("ppe", rules.PPE)):
        signs = [id for id in form.getlist(f"add_{name}") if id in known]
        wanted |= {name: signs} if signs else {}
    return wanted


def _try(row: Equipment, action: Any, **facts: Any):
    """Do one change, or show the page again with the reason."""
    try:
        action(**pages.by_whom(), **facts)
    except Refusal as refusal:
        return pages.piece(row, refusal=refusal), refusal.status
    return pages.back(row)
