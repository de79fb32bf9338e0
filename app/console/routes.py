"""The frame and the home of the supervisor and admin pages."""

from typing import Any

from flask import Blueprint, current_app, request, url_for
from flask_login import current_user

from app.core.access import ACCESS

blueprint = Blueprint("console", __name__)

PLACES = (
    ("console.home", "Overview", "home"),
    ("records.completions", "Completions", "checks"),
    ("labels.index", "Equipment & labels", "label"),
    ("media.library", "Clips", "clip"),
    ("guides.index", "Guides", "checklist"),
)


@blueprint.app_context_processor
def frame() -> dict[str, Any]:
    return {"console_navigation": navigation}


def navigation() -> list[dict[str, Any]]:
    """The places of the console that this person may open."""
    return [
        {
            "url": url_for(endpoint),
            "name": name,
            "icon": icon,
            "here": request.blueprint == endpoint.split(".")[0],
        }
        for endpoint, name, icon in PLACES
        if endpoint in current_app.view_functions and current_user.sites_as(ACCESS[endpoint].value)
    ]


@blueprint.get("/console/")
def home():
    from flask import render_template

    return render_template("console/home.html")
