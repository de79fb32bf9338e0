"""Choosing equipment and printing its labels."""

from flask import Blueprint, Response, current_app, g, render_template, request

from app.core import clock
from app.core.database import db
from app.core.refusal import Malformed
from app.labels import actions, queries, rules
from app.labels.sheet import LabelText, print_sheet
from app.labels.stock import STOCKS
from app.places import queries as places

blueprint = Blueprint("labels", __name__, url_prefix="/console/labels")


@blueprint.get("/")
def index():
    """Equipment to print labels for; `search` and `area` narrow the list."""
    session = db.session()
    chosen = {"search": request.args.get("search", ""), "area_id": request.args.get("area", "")}
    equipment = places.equipment_list(session, g.sites, **chosen)
    return render_template(
        "labels/index.html",
        equipment=equipment,
        labels=queries.current(session, [row.id for row in equipment]),
        areas=places.areas(session, g.sites),
        chosen=chosen,
        stocks=STOCKS.values(),
        pretty=rules.pretty,
    )


@blueprint.post("/sheet")
def sheet():
    """The PDF for the ticked equipment; equipment without a label gets one."""
    stock = STOCKS.get(request.form.get("stock", ""))
    if stock is None:
        raise Malformed("Choose one of the label stocks in the list.")
    if not request.form.getlist("equipment"):
        raise Malformed("Tick the equipment you want labels for, then print.")
    start = request.form.get("start_cell", 1, type=int)
    pdf = print_sheet(
        [_text(equipment_id) for equipment_id in request.form.getlist("equipment")],
        stock=stock,
        host=current_app.config["LINESIDE"].base_url,
        start_cell=start,
    )
    name = f"lineside-labels-{stock.name}.pdf"
    return Response(
        pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def _text(equipment_id: str) -> LabelText:
    session = db.session()
    equipment = places.equipment(session, equipment_id, g.sites)
    label = actions.label_for(session=session, equipment=equipment, now=clock.now())
    return LabelText(code=label.code, name=equipment.name, tag=equipment.tag, area=equipment.area.name)
