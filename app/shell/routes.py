"""The worker app's page, its manifest and service worker, the landing page of a label, health."""

import shutil

from flask import Blueprint, Response, current_app, jsonify, render_template, send_from_directory
from sqlalchemy import text

from app.core import assets, clock, jobs
from app.core.database import db
from app.labels import queries as labels
from app.labels import rules as codes
from app.places import queries as places
from app.settings import ROOT

blueprint = Blueprint("shell", __name__)


@blueprint.get("/")
def app():
    """The same bytes for everybody: phones keep this page."""
    response = Response(render_template("shell/app.html", decoder=_url("decoder.js"), build=_build()))
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/offline")
def offline():
    """Kept by every phone, and shown in place of a page that only the server has."""
    return render_template("shell/offline.html")


@blueprint.get("/q/<path:code>")
@blueprint.get("/Q/<path:code>")
def label(code: str):
    """What a phone camera finds behind a label when the app is not there yet."""
    try:
        found = labels.by_code(db.session(), codes.parse(code))
        problem = None if found else "The code is well formed, but no label of this plant has it."
    except codes.CodeRefused as refused:
        found, problem = None, str(refused)
    equipment = None
    if found and found.equipment_id:
        equipment = places.equipment(db.session(), found.equipment_id, {found.site_id})
    page = render_template(
        "shell/label.html", label=found, equipment=equipment, problem=problem, pretty=codes.pretty
    )
    return page, 200 if found else 404


@blueprint.get("/manifest.webmanifest")
def manifest():
    icons = [
        ("icon-192.png", 192, "any"),
        ("icon-512.png", 512, "any"),
        ("icon-maskable-512.png", 512, "maskable"),
    ]
    return Response(
        render_template("shell/manifest.json", icons=icons),
        mimetype="application/manifest+json",
        headers={"Cache-Control": "no-cache"},
    )


@blueprint.get("/sw.js")
def service_worker():
    response = send_from_directory(ROOT / "static" / "built", "sw.js", mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/robots.txt")
def robots():
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")


@blueprint.get("/healthz")
def health():
    """200 while the parts work, 503 when one does not; for load balancers and people."""
    settings = current_app.config["LINESIDE"]
    free = shutil.disk_usage(settings.instance).free
    waited = jobs.longest_wait(db.session(), clock.now())
    parts = {
        "database": "ok" if db.session.execute(text("SELECT 1")).scalar() == 1 else "failed",
        "jobs": "ok" if waited < 120 else f"the oldest job has waited {int(waited)} s",
        "storage": "ok" if free > 200 * 1024**2 else f"only {free // 1024**2} MB left",
    }
    fine = all(state == "ok" for state in parts.values())
    return jsonify(version=current_app.config["VERSION"], **parts), 200 if fine else 503


def _build() -> str:
    """What the account page shows: the version, and the hash of the client."""
    return f"{current_app.config['VERSION']} ({_url('main.js').split('.')[1]})"


def _url(entry: str) -> str:
    return assets.built_url(current_app, entry)
