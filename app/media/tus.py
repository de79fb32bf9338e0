"""Resumable uploads by tus 1.0 (https://tus.io/protocols/resumable-upload): core, creation,
creation-with-upload, termination. A phone film of 2 GB survives a lost network, a reload and our restart.
"""

import base64
import binascii

from flask import Blueprint, Response, current_app, g, jsonify, render_template, request, url_for
from flask_login import current_user

from app.core import clock
from app.core.database import db
from app.core.refusal import Malformed, NotAllowed, Refusal, TooLarge
from app.core.storage import folder
from app.media import actions, queries
from app.media.arrivals import Arrival, receive
from app.media.rules import TooManyBytes, check_bytes

VERSION = "1.0.0"
BODY = "application/offset+octet-stream"
LONGEST_NUMBER = 15  # digits: more bytes than any disk has

blueprint = Blueprint("uploads", __name__, url_prefix="/console/media/uploads")


class WrongVersion(Refusal):
    code, status, title = "tus-version", 412, "Another version of tus"


class WrongOffset(Refusal):
    code, status, title = "upload-offset", 409, "Not where this upload stands"


class WrongBody(Refusal):
    code, status, title = "upload-body", 415, "Not a part of a file"


class Unfinished(Refusal):
    code, status, title = "upload-unfinished", 409, "This file has not arrived whole"


@blueprint.before_request
def check_version() -> None:
    """Refuse another version of tus; our own page's POST for the card is none of tus."""
    if request.method not in ("OPTIONS", "GET") and request.endpoint != f"{request.blueprint}.medium":
        spoken = request.headers.get("Tus-Resumable")
        if spoken != VERSION:
            raise WrongVersion(f"This server speaks tus {VERSION}.")


@blueprint.after_request
def name_version(response: Response) -> Response:
    response.headers["Tus-Resumable"] = VERSION
    return response


@blueprint.errorhandler(Refusal)
def refuse(refusal: Refusal) -> Response:
    """Problem details, whose sentence the page shows beside the file."""
    response = jsonify(refusal.problem())
    response.status_code, response.mimetype = refusal.status, "application/problem+json"
    if isinstance(refusal, WrongVersion):
        response.headers["Tus-Version"] = VERSION
    return response


@blueprint.route("", methods=["OPTIONS"])
def options():
    """What this server can do, as tus names it."""
    told = {
        "Tus-Version": VERSION,
        "Tus-Extension": "creation,creation-with-upload,termination",
        "Tus-Max-Size": str(current_app.config["LINESIDE"].max_upload),
    }
    return Response(status=204, headers=told)


@blueprint.post("")
def create():
    """Begin an upload, with its first bytes if they came along."""
    length = number("Upload-Length")
    _check_length(length)
    facts = metadata(request.headers.get("Upload-Metadata", ""))
    site = facts.get("site") or (min(g.sites) if len(g.sites) == 1 else "")
    if site not in g.sites:
        raise NotAllowed("Choose one of your sites for this clip.")
    upload = actions.begin_upload(
        session=db.session(),
        who=current_user,
        now=clock.now(),
        site_id=site,
        filename=facts.get("filename", "")[:200] or "video",
        length=length,
    )
    arrival = Arrival(folder("uploads"), upload.id)
    arrival.begin()
    location = url_for(".state", upload_id=upload.id)
    offset = _receive(upload.id, length, arrival, at=0) if request.mimetype == BODY else 0
    return Response(status=201, headers={"Location": location, "Upload-Offset": str(offset)})


@blueprint.route("/<upload_id>", methods=["HEAD"])
def state(upload_id: str):
    """How many bytes have arrived."""
    upload = queries.upload(db.session(), upload_id, current_user.id)
    offset = upload.length if upload.medium_id else Arrival(folder("uploads"), upload.id).size
    return Response(status=200, headers={"Upload-Offset": str(offset), "Upload-Length": str(upload.length)})


@blueprint.patch("/<upload_id>")
def part(upload_id: str):
    """Append the body where the upload stands."""
    if request.mimetype != BODY:
        raise WrongBody(f"Send {BODY}.")
    upload = queries.upload(db.session(), upload_id, current_user.id, lock=True)
    offset = _receive(
        upload_id, upload.length, Arrival(folder("uploads"), upload_id), at=number("Upload-Offset")
    )
    return Response(status=204, headers={"Upload-Offset": str(offset)})


@blueprint.delete("/<upload_id>")
def drop(upload_id: str):
    """Give an unfinished upload up. A finished one is a medium, deleted on its own page."""
    upload = queries.upload(db.session(), upload_id, current_user.id, lock=True)
    if upload.medium_id:
        raise WrongOffset("This file has arrived; delete the clip instead.")
    db.session.delete(upload)
    Arrival(folder("uploads"), upload_id).drop()
    return Response(status=204)


@blueprint.post("/<upload_id>/medium")
def medium(upload_id: str):
    """The medium of a whole upload, as a card; asking again gives the same one."""
    upload = queries.upload(db.session(), upload_id, current_user.id, lock=True)
    if not upload.medium_id and Arrival(folder("uploads"), upload_id).size < upload.length:
        raise Unfinished("Send the rest of the file first.")
    made = actions.finish_upload(session=db.session(), who=current_user, now=clock.now(), upload=upload)
    return render_template("media/card.html", medium=made, jobs=queries.progress(db.session(), [made]))


def _receive(upload_id: str, length: int, arrival: Arrival, *, at: int) -> int:
    """Append the request's body at `at`, return the new offset; when the file is whole, make its medium."""
    db.session.commit()  # a slow phone must not hold the database's write lock while it sends
    offset = append(arrival, length, at)
    if offset == length:
        upload = queries.upload(db.session(), upload_id, current_user.id, lock=True)
        actions.finish_upload(session=db.session(), who=current_user, now=clock.now(), upload=upload)
    return offset


def append(arrival: Arrival, length: int, at: int) -> int:
    """Write the request's body at `at` of a file of `length`; return the new offset. Wants no lock held."""
    request.max_content_length = length - at  # not that of a form
    with arrival.alone() as out:
        if at != arrival.size:
            raise WrongOffset(f"{arrival.size} bytes are here.", offset=arrival.size)
        if (request.content_length or 0) > length - at:
            raise TooLarge("These are more bytes than the file has.")
        receive(request.stream, out, length - at)
        return arrival.size


def _check_length(length: int) -> None:
    """Refuse a file by its size before its first byte is sent."""
    try:
        check_bytes(length)
    except TooManyBytes as refusal:
        raise TooLarge(str(refusal)) from None
    most = current_app.config["LINESIDE"].max_upload
    if length > most:
        raise TooLarge(f"This file is larger than {most / 1e6:.0f} MB. Film in 1080p, or cut the video.")


def number(header: str) -> int:
    text = request.headers.get(header, "")
    if not text.isdecimal() or len(text) > LONGEST_NUMBER:
        raise Malformed(f"{header}: a whole number is needed.")
    return int(text)


def metadata(header: str) -> dict[str, str]:
    """tus metadata: comma-separated pairs of key and base64 value."""
    found = {}
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise Malformed("Upload-Metadata: values are base64 of UTF-8.") from None
    return found
