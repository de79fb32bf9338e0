"""The photo of a piece of equipment."""

from flask import Blueprint, Response, g, request
from flask_login import current_user

from app.core import clock, storage
from app.core.database import db, slow_body, unlocked
from app.core.refusal import NotFound, Refusal
from app.places import actions, pages, photos, queries

blueprint = Blueprint("photos", __name__)


@blueprint.get("/<equipment_id>/photo")
def show(equipment_id: str):
    """Its photo, as it was drawn anew."""
    row = queries.equipment(db.session(), equipment_id, g.sites)
    if row.photo is None or not storage.blobs().has(row.photo):
        raise NotFound("There is no photo of this equipment.")
    answer = Response(storage.blobs().path(row.photo).read_bytes(), mimetype="image/jpeg")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@blueprint.post("/<equipment_id>/photo")
@slow_body
def save(equipment_id: str):
    """Show another photo, or none when no file came; or the page again, with the reason."""
    session, who, sites = db.session(), current_user._get_current_object(), g.sites
    queries.equipment(session, equipment_id, sites)
    refused: Refusal | None = None
    with unlocked(session):
        upload = request.files.get("photo")
        picture = upload.read() if upload else b""
        try:
            sha256 = photos.keep(storage.blobs(), picture) if picture else None
        except Refusal as refusal:
            refused = refusal
    row = queries.unmerged(queries.equipment(session, equipment_id, sites, lock=True))
    if refused:
        return pages.piece(row, refusal=refused), refused.status
    actions.set_photo(session=session, who=who, now=clock.now(), equipment=row, sha256=sha256)
    return pages.back(row)
