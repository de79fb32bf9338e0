"""The console's page where a rescue file is delivered."""

from flask import Blueprint, current_app, render_template, request
from flask_login import current_user

from app.core import clock
from app.core.database import db, slow_body, unlocked
from app.core.keys import server_key
from app.records import rescue, rules

blueprint = Blueprint("rescue", __name__)

LARGEST = 128 * 1024 * 1024


@blueprint.get("/console/rescue")
def page():
    return render_template("records/rescue.html", outcomes=None, refusal=None)


@blueprint.post("/console/rescue")
@slow_body
def deliver():
    request.max_content_length = LARGEST
    session, who = db.session(), current_user._get_current_object()
    blobs = current_app.extensions["evidence"]
    try:
        with unlocked(session):
            upload = request.files.get("file")
            file = rescue.opened(upload.read() if upload else b"")
            photos = rescue.keep_photos(file=file, blobs=blobs)
    except rescue.NotARescueFile as refusal:
        return render_template("records/rescue.html", outcomes=None, refusal=refusal), refusal.status
    outcomes = rescue.deliver(
        session=session,
        who=who,
        now=clock.now(),
        file=file,
        photos=photos,
        blobs=blobs,
        key=server_key(),
    )
    return render_template("records/rescue.html", outcomes=outcomes, refusal=None, reasons=rules.HELD)
