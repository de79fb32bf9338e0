"""Photos on their way: in one piece, or above 1 MB by tus 1.0, whose rules are those of app/media/tus.py.

The address of an upload says all about it, so that it needs no row: hash, length and kind.
"""

from collections.abc import Iterable

from flask import Blueprint, Response, current_app, jsonify, request, url_for
from flask_login import current_user

from app.core import clock
from app.core.api import describes
from app.core.blobs import CHUNK, WrongBytes
from app.core.database import db, slow_body, unlocked
from app.core.refusal import Malformed, NotFound, TooLarge
from app.core.storage import folder
from app.media import tus
from app.media.actions import KEPT
from app.media.arrivals import Arrival
from app.records import actions, jobs, rules
from app.records.models import Evidence

blueprint = Blueprint("photos", __name__, url_prefix="/api/v1/evidence")
KINDS_OF_JOBS = (jobs.forget, jobs.tidy)  # importing them registers them
KINDS = {kind.removeprefix("image/"): kind for kind in actions.PICTURES}


@blueprint.before_request
def check_version() -> None:
    if request.endpoint != f"{request.blueprint}.put":
        tus.check_version()


@blueprint.after_request
def name_version(response: Response) -> Response:
    return response if request.method == "PUT" else tus.name_version(response)


@blueprint.put("/<sha256>")
@describes(summary="Deliver a photo, named by the SHA-256 of its bytes")
@slow_body
def put(sha256: str):
    _check_name(sha256)
    chunks = iter(lambda: request.stream.read(CHUNK), b"")
    row = _keep(sha256, request.mimetype, request.content_length or 0, chunks)
    return jsonify(sha256=row.sha256, bytes=row.bytes)


@blueprint.post("")
@describes(summary="Begin a photo above 1 MB, or go on with it (tus 1.0, metadata sha256 and type)")
def begin():
    """Begun twice is the same upload; Upload-Offset says how much of it is here."""
    length, facts = tus.number("Upload-Length"), tus.metadata(request.headers.get("Upload-Metadata", ""))
    sha256, kind = facts.get("sha256", ""), facts.get("type", "").removeprefix("image/")
    _check_name(sha256)
    if kind not in KINDS:
        raise rules.WrongType("Evidence is a JPEG, PNG or WebP picture.")
    if not 0 < length <= actions.LARGEST_EVIDENCE:
        raise TooLarge(f"A picture may have {actions.LARGEST_EVIDENCE // 1024**2} MB.")
    actions.check_allowance(
        session=db.session(), who=current_user, sha256=sha256, size=length + _begun(sha256)
    )
    _give_up_old()
    arrival = _arrival(sha256, length)
    if not arrival.path.exists():
        arrival.begin()
    place = url_for(".state", sha256=sha256, length=length, kind=kind)
    return Response(status=201, headers={"Location": place, "Upload-Offset": str(_offset(sha256, length))})


@blueprint.route("/<sha256>/parts/<length>/<kind>", methods=["HEAD"])
def state(sha256: str, length: str, kind: str):
    _check_name(sha256)
    offset = {"Upload-Offset": str(_offset(sha256, _size(length))), "Upload-Length": length}
    return Response(status=200, headers={**offset, "Cache-Control": "no-store"})


@blueprint.patch("/<sha256>/parts/<length>/<kind>")
@slow_body
def part(sha256: str, length: str, kind: str):
    """Append; the last part makes it evidence. Bytes that do not fit the name begin anew."""
    _check_name(sha256)
    if request.mimetype != tus.BODY:
        raise tus.WrongBody(f"Send {tus.BODY}.")
    at, size = tus.number("Upload-Offset"), _size(length)
    arrival = _arrival(sha256, size)
    with unlocked(db.session()):
        offset = tus.append(arrival, size, at)
    if offset == size:
        try:
            with arrival.path.open("rb") as source:
                _keep(sha256, KINDS.get(kind, ""), size, iter(lambda: source.read(CHUNK), b""))
        except WrongBytes:
            arrival.drop()
            raise
        arrival.drop()
    return Response(status=204, headers={"Upload-Offset": str(offset)})


def _keep(sha256: str, kind: str, size: int, chunks: Iterable[bytes]) -> Evidence:
    """Make the bytes evidence. Asked twice: others came meanwhile, and only then do we have the lock."""
    session, who, blobs = db.session(), current_user._get_current_object(), current_app.extensions["evidence"]
    actions.check_allowance(session=session, who=who, sha256=sha256, size=size)
    with unlocked(session):
        size = actions.store_evidence(blobs=blobs, sha256=sha256, content_type=kind, chunks=chunks)
    try:
        actions.check_allowance(session=session, who=who, sha256=sha256, size=size)
    except rules.UnnamedEvidence:
        blobs.delete(sha256)
        raise
    return actions.note_evidence(
        session=session,
        blobs=blobs,
        who=who,
        sha256=sha256,
        size=size,
        content_type=kind,
        now=clock.now(),
    )


def _arrival(sha256: str, length: int) -> Arrival:
    """Each person's own: nobody writes into another's upload."""
    return Arrival(folder("photos"), f"{current_user.id}-{sha256}-{length}")


def _size(length: str) -> int:
    if not length.isdecimal() or len(length) > 8:
        raise NotFound("There is no such upload.")
    return int(length)


def _offset(sha256: str, length: int) -> int:
    whole = current_app.extensions["evidence"].has(sha256) and db.session.get(Evidence, sha256)
    return length if whole else _arrival(sha256, length).size


def _begun(sha256: str) -> int:
    """Bytes of this person's other unfinished uploads."""
    others = folder("photos").glob(f"{current_user.id}-*")
    return sum(path.stat().st_size for path in others if sha256 not in path.name)


def _give_up_old() -> None:
    """The phone keeps its bytes, and begins anew."""
    oldest = (clock.now() - KEPT).timestamp()
    for path in folder("photos").iterdir():
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _check_name(sha256: str) -> None:
    if len(sha256) != 64 or not set(sha256) <= set("0123456789abcdef"):
        if request.endpoint == f"{request.blueprint}.begin":
            raise Malformed("Upload-Metadata: sha256 has 64 hex characters.")
        raise NotFound("Evidence is named by 64 hex characters.")
