"""The worker app's page, its manifest and service worker, the landing page of a label, health."""

import shutil
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, request, send_from_directory
from sqlalchemy import text

from app.core import assets, clock, jobs
from app.core.database import apart, db
from app.guides import public
from app.labels import looks
from app.labels import queries as labels
from app.labels import rules as codes
from app.labels.models import Label
from app.media import serving
from app.places import queries as places
from app.settings import ROOT

blueprint = Blueprint("shell", __name__)

# In place of the service worker: it goes, and takes nothing along. See docs/decisions/0004-service-worker.md.
NO_WORKER = """self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.registration.unregister()));
self.addEventListener("message", (event) => event.ports[0]?.postMessage(false));
"""


@blueprint.get("/")
def app():
    """The same bytes for everybody: phones keep this page."""
    late = {"later": _url("later.js"), "later_style": _url("later.css"), "decoder": _url("decoder.js")}
    response = Response(render_template("shell/app.html", **late, build=_build()))
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
    session, now, address = db.session(), clock.now(), request.remote_addr or ""
    looks.check(session=session, address=address, now=now)
    found, problem = _label(code)
    missed = found is None
    with apart(session):
        looks.count(session=session, address=address, now=now, missed=missed)
    page = render_template("shell/label.html", problem=problem, pretty=codes.pretty, **_behind(found))
    return page, 404 if missed else 200


@blueprint.get("/public/guides/<guide_id>")
def public_guide(guide_id: str):
    """A guide that the site made public, as it was published; `label` leads back."""
    guide, version = public.guide(db.session(), guide_id)
    label = codes.normalise(request.args.get("label", ""))[: codes.LENGTH]
    return render_template("shell/guide.html", guide=guide, version=version, label=label, pretty=codes.pretty)


@blueprint.get("/public/files/<sha256>")
def public_file(sha256: str):
    """A file of a public guide."""
    return serving.serve(public.file(db.session(), sha256), caching="no-cache")


def _label(code: str) -> tuple[Label | None, str]:
    """The label, or why there is none."""
    try:
        found = labels.by_code(db.session(), codes.parse(code))
    except codes.CodeRefused as refused:
        return None, str(refused)
    return found, "" if found else "The code is well formed, but no label of this plant has it."


def _behind(label: Label | None) -> dict[str, Any]:
    """What the page of a label shows: its equipment, and what the site made public of it."""
    if label is None or label.equipment_id is None:
        return {"label": label, "equipment": None, "guides": []}
    equipment = places.equipment(db.session(), label.equipment_id, {label.site_id})
    guides = public.guides_for(db.session(), equipment)
    return {"label": label, "equipment": equipment, "guides": guides}


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
    if current_app.config["LINESIDE"].worker:
        response = send_from_directory(ROOT / "static" / "built", "sw.js", mimetype="text/javascript")
    else:
        response = Response(NO_WORKER, mimetype="text/javascript")
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
