"""Choosing equipment and printing its labels."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, current_app, g, render_template, request

from app.core import clock
from app.core.database import db
from app.labels import actions, code_routes, forms, queries, rules, settings_routes
from app.labels.sheet import print_sheet
from app.labels.stock import STOCKS
from app.labels.text import LabelText
from app.places import queries as places

blueprint = Blueprint("labels", __name__, url_prefix="/console/labels")
blueprint.register_blueprint(code_routes.blueprint)
blueprint.register_blueprint(settings_routes.blueprint)


@blueprint.get("/")
def index():
    """Equipment to print labels for; `search` and `area` narrow the list."""
    return _page(forms.blank(), {})


@blueprint.post("/sheet")
def sheet():
    """The PDF for the ticked equipment, which gets labels where it has none; or the form with what lacks."""
    typed = forms.typed(request.form)
    errors = forms.wrong(typed)
    if errors:
        return _page(typed, errors), 422
    stock = STOCKS[typed["stock"]]
    host = current_app.config["LINESIDE"].base_url
    pdf = print_sheet(_texts(typed["equipment"]), stock=stock, host=host, start_cell=int(typed["start_cell"]))
    name = f"lineside-labels-{stock.name}.pdf"
    return Response(
        pdf, mimetype="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}"'}
    )


def _page(typed: dict[str, Any], errors: dict[str, str]) -> str:
    session = db.session()
    chosen = {"search": request.values.get("search", ""), "area_id": request.values.get("area", "")}
    equipment = places.equipment_list(session, g.sites, **chosen)
    return render_template(
        "labels/index.html",
        equipment=equipment,
        labels=queries.current(session, [row.id for row in equipment]),
        areas=places.areas(session, g.sites),
        chosen=chosen,
        typed=typed,
        errors=errors,
        stocks=STOCKS.values(),
        pretty=rules.pretty,
    )


def _texts(equipment_ids: list[str]) -> Iterator[LabelText]:
    session = db.session()
    for equipment_id in equipment_ids:
        row = places.equipment(session, equipment_id, g.sites)
        label = actions.label_for(session=session, equipment=row, now=clock.now())
        yield LabelText(code=label.code, name=row.name, tag=row.tag, area=row.area.name)
