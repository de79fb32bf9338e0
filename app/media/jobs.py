"""Background work on media: render what arrived, discard what nobody names any more."""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.core.database import writing
from app.core.jobs import Progress, enqueue, work
from app.core.storage import blobs, folder
from app.media import queries, transcode
from app.media.arrivals import Arrival
from app.media.models import Medium, Rendition
from app.media.probe import probe
from app.media.rules import MediumRefused, check_bytes

EVERY_S = 0.5  # progress is a write, and SQLite has one writer


class BlobGone(RuntimeError):
    """A file was discarded while we named it; the next attempt writes it again."""


def _failed(session: Session, payload: dict[str, Any], message: str) -> None:
    _refuse(
        session,
        payload,
        "The server could not prepare this video. Upload it again; if that fails too, tell us.",
    )


@work("media.render", failed=_failed)
def render(session: Session, payload: dict[str, Any], progress: Progress) -> None:
    """Turn an upload into renditions, or say why not. A refusal is a result: it is not tried again."""
    medium = session.get(Medium, payload["medium"])
    wanted = medium is not None and medium.state == "processing"
    session.rollback()  # the slow work holds no transaction
    if not wanted:
        return
    try:
        film = _make(Arrival(folder("uploads"), payload["upload"]).path, progress)
    except MediumRefused as refusal:
        with writing():
            _refuse(session, payload, str(refusal))
        return
    with writing():
        _keep(session, payload, film)


@dataclass(frozen=True)
class Film:
    """What came out of a video: columns of its renditions, whose bytes are kept already."""

    files: list[dict[str, Any]]
    duration_s: float
    has_sound: bool


def _make(source: Path, progress: Progress) -> Film:
    check_bytes(source.stat().st_size)
    workplace = folder("rendering") / source.name
    shutil.rmtree(workplace, ignore_errors=True)  # of an attempt that was killed
    workplace.mkdir()
    try:
        found = probe(source)
        made = transcode.transcode(source, workplace, probe=found, on_progress=_Sparing(progress))
        files = [_stored(rendition) for rendition in made]
    finally:
        shutil.rmtree(workplace, ignore_errors=True)
    return Film(files, max(rendition.duration_s for rendition in made), found.has_audio)


def _stored(made: transcode.Rendition) -> dict[str, Any]:
    sha256, size = blobs().put_file(made.path)
    return {
        "kind": made.kind,
        "sha256": sha256,
        "bytes": size,
        "content_type": made.content_type,
        "width": made.width,
        "height": made.height,
    }


def _keep(session: Session, payload: dict[str, Any], film: Film) -> None:
    medium = session.get(Medium, payload["medium"])
    if medium is None:
        return
    medium.state, medium.duration_s = "ready", film.duration_s
    medium.speech = film.has_sound  # without sound nobody speaks; with it, the admin says so
    medium.renditions.extend(Rendition(**file) for file in film.files)
    session.flush()
    if not all(blobs().has(file["sha256"]) for file in film.files):
        raise BlobGone
    _forget_upload(session, payload)


def _refuse(session: Session, payload: dict[str, Any], reason: str) -> None:
    medium = session.get(Medium, payload["medium"])
    if medium is not None:
        medium.state, medium.reason = "refused", reason
    _forget_upload(session, payload)


def _forget_upload(session: Session, payload: dict[str, Any]) -> None:
    """The bytes go in a job of their own: only when this is committed."""
    enqueue(session, "media.discard", {"uploads": [payload["upload"]], "blobs": []}, now=clock.now())


@work("media.discard", failed=lambda session, payload, message: None)
def discard(session: Session, payload: dict[str, Any], progress: Progress) -> None:
    """Delete arrived bytes, and blobs that no rendition names."""
    for upload_id in payload["uploads"]:
        Arrival(folder("uploads"), upload_id).drop()
    with writing():  # held against a render that is about to name one of them
        for sha256 in queries.orphans(session, payload["blobs"]):
            blobs().delete(sha256)


class _Sparing:
    """Passes progress on, but at most twice a second."""

    def __init__(self, tell: Progress):
        self.tell, self.last = tell, 0.0

    def __call__(self, share: float) -> None:
        if time.monotonic() - self.last >= EVERY_S:
            self.last = time.monotonic()
            self.tell(share)
