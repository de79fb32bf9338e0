"""Types and sites in the console, for admins."""

from typing import Any
from zoneinfo import available_timezones

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for

from app.core.database import db
from app.core.refusal import Refusal
from app.places import forms, pages, queries, rules, types
from app.places.models import Equipment, EquipmentType

blueprint = Blueprint("types", __name__)


@blueprint.get("/types/")
def index():
    """Every type of the person's sites, and how much equipment is of it."""
    counts = queries.counts(db.session(), Equipment.type_id, g.sites)
    return render_template("places/types.html", choices=pages.choices(), counts=counts)


@blueprint.get("/types/new")
def new():
    return _form(forms.blank_type(), {}, site=request.args.get("site", ""))


@blueprint.post("/types/")
def create():
    """A new type; or the form again, with what lacks."""
    site = queries.site(db.session(), request.form.get("site", ""), g.sites)
    typed, errors = _typed()
    return _save(typed, errors, None, site.id, types.add, site_id=site.id)


@blueprint.get("/types/<type_id>")
def edit(type_id: str):
    row = queries.equipment_type(db.session(), type_id, g.sites)
    return _form(forms.filled_type(row), {}, row)


@blueprint.post("/types/<type_id>")
def save(type_id: str):
    """Set its facts; or the form again, with what lacks."""
    row = queries.equipment_type(db.session(), type_id, g.sites, lock=True)
    typed, errors = _typed()
    return _save(typed, errors, row, row.site_id, types.change, type=row)


@blueprint.post("/types/<type_id>/removal")
def remove(type_id: str):
    """Delete it when no equipment is of it."""
    row = queries.equipment_type(db.session(), type_id, g.sites, lock=True)
    try:
        types.remove(**pages.by_whom(), type=row)
    except Refusal as refusal:
        return _form(forms.filled_type(row), {}, row, refusal=refusal), refusal.status
    return redirect(url_for(".index"), 303)


@blueprint.get("/sites")
def sites():
    """The sites of the person, and how much equipment each has."""
    return _sites()


@blueprint.post("/sites")
def create_site():
    """A new site; its maker is its admin."""
    return _save_site("new", types.add_site)


@blueprint.post("/sites/<site_id>")
def save_site(site_id: str):
    """Its name and its time zone."""
    return _save_site(site_id, types.change_site, site=queries.site(db.session(), site_id, g.sites))


def _typed() -> tuple[dict[str, Any], dict[str, str]]:
    typed = forms.typed_type(request.form)
    return typed, forms.wrong_type(typed)


def _save(
    typed: dict[str, Any],
    errors: dict[str, str],
    row: EquipmentType | None,
    site: str,
    action: Any,
    **more: Any,
):
    try:
        if not errors:
            action(**pages.by_whom(), facts=typed, **more)
    except rules.NameTaken as refusal:
        errors["name"] = str(refusal)
    if errors:
        return _form(typed, errors, row, site=site), 422
    return redirect(url_for(".index"), 303)


def _form(
    typed: dict[str, Any],
    errors: dict[str, str],
    row: EquipmentType | None = None,
    site: str = "",
    refusal: Refusal | None = None,
) -> str:
    return render_template(
        "places/type.html",
        typed=typed,
        errors=errors,
        row=row,
        site=site,
        refusal=refusal,
        icons=rules.ICONS,
        sites=queries.sites(db.session(), g.sites),
    )


def _save_site(opened: str, action: Any, **facts: Any):
    typed = {name: rules.plain(request.form.get(name, "")) for name in ("name", "zone")}
    wrong = forms.wrong_site(typed["name"])
    if not wrong:
        try:
            action(**pages.by_whom(), **facts, **typed)
        except rules.NameTaken as refusal:
            wrong["name"] = str(refusal)
        except rules.NoZone as refusal:
            wrong["zone"] = str(refusal)
    if wrong:
        return _sites(opened, typed, wrong), 422
    return redirect(url_for(".sites"), 303)


def _sites(
    opened: str = "", typed: dict[str, str] | None = None, errors: dict[str, str] | None = None
) -> str:
    session = db.session()
    return render_template(
        "places/sites.html",
        sites=queries.sites(session, g.sites),
        counts=queries.counts(session, Equipment.site_id, g.sites),
        opened=opened,
        typed=typed or {},
        errors=errors or {},
        zones=sorted(available_timezones()),
        usual=current_app.config["LINESIDE"].zone,
    )
