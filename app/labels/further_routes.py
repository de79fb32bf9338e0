"""The console's page of the further codes of one piece of equipment."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_login import current_user

from app.core import clock
from app.core.database import db
from app.core.refusal import Refusal
from app.labels import further, queries, rules
from app.places import queries as places
from app.places.models import Equipment

blueprint = Blueprint("further", __name__)


@blueprint.get("/further/<equipment_id>")
def show(equipment_id: str):
    """Its labels, and the other codes that mean it."""
    return _page(places.equipment(db.session(), equipment_id, g.sites))


@blueprint.post("/further/<equipment_id>")
def add(equipment_id: str):
    """Bind another code, or show the page again with the reason beside the field."""
    equipment = places.unmerged(places.equipment(db.session(), equipment_id, g.sites))
    text = request.form.get("text", "")
    try:
        further.add(**_by_whom(), equipment=equipment, text=text)
    except (rules.NoFurtherCode, rules.LabelHasIt, rules.CodeTaken) as refusal:
        return _page(equipment, text, refusal), refusal.status
    return redirect(url_for(".show", equipment_id=equipment.id), 303)


@blueprint.post("/further/<equipment_id>/removal")
def remove(equipment_id: str):
    """Take a code off."""
    equipment = places.equipment(db.session(), equipment_id, g.sites)
    further.remove(**_by_whom(), equipment=equipment, text=request.form.get("text", ""))
    return redirect(url_for(".show", equipment_id=equipment.id), 303)


def _page(equipment: Equipment, text: str = "", refusal: Refusal | None = None) -> str:
    session = db.session()
    return render_template(
        "labels/further.html",
        equipment=equipment,
        codes=further.of(session, equipment),
        history=further.history(session, equipment),
        labels=queries.current(session, [equipment.id]),
        text=text,
        refusal=refusal,
    )


def _by_whom():
    return {"session": db.session(), "who": current_user._get_current_object(), "now": clock.now()}
