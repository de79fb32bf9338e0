"""The library of clips, one clip, and the files phones fetch."""

from flask import Blueprint, current_app, g, redirect, render_template, request, url_for
from flask_login import current_user

from app.core import clock, storage
from app.core.database import db
from app.media import actions, jobs, pages, queries, serving, tus
from app.media.languages import LANGUAGES
from app.media.rules import CaptionsRefused
from app.places import queries as places

blueprint = Blueprint("media", __name__)
blueprint.register_blueprint(tus.blueprint)
KINDS_OF_JOBS = (jobs.render, jobs.discard)  # importing them registers them


@blueprint.app_context_processor
def reading():
    """What templates ask about a medium."""
    return {
        "newest_rendition": queries.rendition,
        "captions_of": queries.captions,
        "spoken_in": pages.languages_of,
        "phone_bytes": queries.phone_bytes,
        "heard": queries.heard,
        "languages": LANGUAGES,
    }


@blueprint.get("/console/media")
def library():
    """Every clip, newest first, and the place to drop more."""
    media = queries.media(db.session(), g.sites)
    return render_template(
        "media/library.html",
        media=media,
        jobs=queries.progress(db.session(), media),
        sites=places.sites(db.session(), g.sites),
        max_upload=current_app.config["LINESIDE"].max_upload,
    )


@blueprint.get("/console/media/<medium_id>")
def show(medium_id: str):
    """One clip: player, captions, guides that show it."""
    return pages.clip(queries.medium(db.session(), medium_id, g.sites))


@blueprint.get("/console/media/<medium_id>/progress")
def progress(medium_id: str):
    """The card of one medium; it asks again while the medium is being processed."""
    medium = queries.medium(db.session(), medium_id, g.sites)
    return render_template("media/card.html", medium=medium, jobs=queries.progress(db.session(), [medium]))


@blueprint.post("/console/media/<medium_id>/captions")
def captions(medium_id: str):
    """Add captions, or show the page again with the reason beside the file."""
    medium = queries.medium(db.session(), medium_id, g.sites)
    file, language = request.files.get("file"), _language(request.form.get("language"))
    try:
        actions.add_captions(
            session=db.session(),
            who=current_user,
            now=clock.now(),
            medium=medium,
            content=file.read() if file else b"",
            filename=(file.filename if file else None) or "",
            language=language,
            blobs=storage.blobs(),
        )
    except CaptionsRefused as refusal:
        return pages.clip(medium, refusal=refusal, language=language), refusal.status
    return redirect(url_for(".show", medium_id=medium_id), 303)


@blueprint.post("/console/media/<medium_id>/speech")
def speech(medium_id: str):
    """Say whether anybody speaks in the clip."""
    medium = queries.medium(db.session(), medium_id, g.sites)
    spoken = request.form.get("speech") != "no"
    actions.say_speech(session=db.session(), who=current_user, now=clock.now(), medium=medium, speech=spoken)
    return redirect(url_for(".show", medium_id=medium_id), 303)


@blueprint.post("/console/media/<medium_id>/removal")
def remove(medium_id: str):
    """Delete a clip that no guide shows."""
    medium = queries.medium(db.session(), medium_id, g.sites)
    actions.remove(session=db.session(), who=current_user, now=clock.now(), medium=medium)
    return redirect(url_for(".library"), 303)


@blueprint.get("/media/<sha256>")
def serve(sha256: str):
    """A rendition, for people of its site."""
    return serving.serve(queries.served(db.session(), sha256, g.sites))


def _language(tag: str | None) -> str:
    return tag if tag in LANGUAGES else "en"
