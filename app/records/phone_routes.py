"""The console's page of phones, and a supervisor's word about a record."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_login import current_user

from app.core import clock
from app.core.database import db
from app.records import completions, phones, remarks, rescue_routes, rules

blueprint = Blueprint("phones", __name__)
blueprint.register_blueprint(rescue_routes.blueprint)


@blueprint.get("/console/phones/")
def index():
    session = db.session()
    return render_template(
        "records/phones.html",
        phones=phones.phones(session, g.sites),
        held=remarks.held(session, g.sites),
        conflicts=remarks.conflicts(session, g.sites),
        reasons=rules.HELD,
        now=clock.now(),
    )


@blueprint.post("/console/completions/<record_id>/remarks")
def remark(record_id: str):
    """Accept or annotate the record, or the other bytes under its id."""
    session = db.session()
    record, _ = completions.one(session, g.sites, record_id)
    remarks.remark(
        session=session,
        who=current_user._get_current_object(),
        now=clock.now(),
        record=record,
        sha256=request.form.get("sha256", ""),
        accepts=request.form.get("does") == "accept",
        note=request.form.get("note", ""),
    )
    return redirect(url_for("records.completion", record_id=record_id), 303)
