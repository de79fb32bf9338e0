"""The frame and the home of the supervisor and admin pages."""

from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask_login import current_user

from app.console import queries
from app.core import clock
from app.core.access import ACCESS
from app.core.database import db
from app.places import queries as places

blueprint = Blueprint("console", __name__)

PLACES = (  # endpoint, name, name where there is little room, icon
    ("console.home", "Overview", "Overview", "home"),
    ("records.completions", "Completions", "Done", "checks"),
    ("records.phones.index", "Phones", "Phones", "phone"),
    ("places.index", "Equipment", "Equipment", "list"),
    ("labels.index", "Labels", "Labels", "label"),
    ("media.library", "Clips", "Clips", "clip"),
    ("guides.index", "Guides", "Guides", "checklist"),
)


@blueprint.app_context_processor
def frame() -> dict[str, Any]:
    return {"console_navigation": navigation}


def navigation() -> list[dict[str, Any]]:
    """The places of the console that this person may open."""
    rooms = {_room(endpoint) for endpoint, *_ in PLACES}
    here = next((room for room in request.blueprints if room in rooms), "")
    return [
        {
            "url": url_for(endpoint),
            "name": name,
            "short": short,
            "icon": icon,
            "here": _room(endpoint) == here,
        }
        for endpoint, name, short, icon in PLACES
        if current_user.sites_as(ACCESS[endpoint].value)
    ]


def _room(endpoint: str) -> str:
    return endpoint.rpartition(".")[0]


@blueprint.get("/console/")
def home():
    """What waits for this person, and what their sites have."""
    admin_sites = current_user.sites_as("admin")
    return render_template(
        "console/home.html",
        work=queries.work(db.session(), g.sites, admin_sites),
        strange=queries.strange_heads(db.session()),
        facts=queries.facts(db.session(), g.sites, clock.now()),
        sites=places.sites(db.session(), g.sites),
        is_admin=bool(admin_sites),
    )
