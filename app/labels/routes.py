"""Choosing equipment and printing its labels."""

from typing import Any

from flask import Blueprint, Response, current_app, g, render_template, request
from flask_login import current_user

from app.core import clock
from app.core.database import db
from app.labels import code_routes, forms, further_routes, orders, queries, rules, settings_routes
from app.labels.catalogue import STOCKS
from app.labels.commands import labels_group
from app.labels.sheet import print_sheet
from app.places import queries as places

blueprint = Blueprint("labels", __name__, url_prefix="/console/labels", cli_group=None)
blueprint.cli.add_command(labels_group)
blueprint.register_blueprint(code_routes.blueprint)
blueprint.register_blueprint(settings_routes.blueprint)
blueprint.register_blueprint(further_routes.blueprint)


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
    stock, session = STOCKS[typed["stock"]], db.session()
    rows = [places.equipment(session, equipment_id, g.sites) for equipment_id in typed["equipment"]]
    host = queries.host_of(session, orders.site_of(rows), current_app.config["LINESIDE"].base_url)
    texts = orders.labels_of(session=session, equipment=rows, now=clock.now(), who=current_user)
    pdf = print_sheet(texts, stock=stock, host=host, start_cell=int(typed["start_cell"]))
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
