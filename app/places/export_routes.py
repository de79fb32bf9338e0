"""The list of equipment as a file: what the filter shows, all pages of it."""

from datetime import UTC

from flask import Blueprint, Response, g, request

from app.core import clock, days
from app.core.database import db, streamed
from app.places import export, listing, queries, tree

blueprint = Blueprint("exports", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@blueprint.get("/equipment.csv")
def csv():
    text = export.csv(_rows(), _paths())
    return _named(Response(streamed(text), mimetype="text/csv"), "csv")


@blueprint.get("/equipment.xlsx")
def xlsx():
    return _named(Response(export.xlsx(_rows(), _paths()), mimetype=XLSX), "xlsx")


def _rows():
    return listing.everything(db.session(), g.sites, listing.wanted(request.args))


def _paths() -> dict[str, str]:
    return tree.paths(queries.areas(db.session(), g.sites))


def _named(answer: Response, ending: str) -> Response:
    today = days.today(clock.now(), queries.zone(db.session(), g.sites) or UTC)
    name = f"equipment-{today}.{ending}"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
