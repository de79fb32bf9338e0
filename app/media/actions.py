"""Changing media: what arrives, what is said about it, what goes."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.blobs import Blobs
from app.core.jobs import enqueue
from app.core.refusal import Refusal
from app.media import uses
from app.media.captions import to_webvtt
from app.media.models import Medium, Rendition, Upload
from app.people.models import Person

KEPT = timedelta(days=7)  # an unfinished upload; longer than any weekend


class StillNeeded(Refusal):
    code, status, title = "medium-needed", 409, "This clip is still needed"


class StillProcessing(Refusal):
    code, status, title = "medium-processing", 409, "This clip is being prepared"


def begin_upload(
    *, session: Session, who: Person, now: datetime, site_id: str, filename: str, length: int
) -> Upload:
    """An upload of `length` bytes that nobody has sent yet; old ones that were given up are forgotten."""
    _give_up_old(session, now)
    upload = Upload(person_id=who.id, site_id=site_id, filename=filename, length=length, started_at=now)
    session.add(upload)
    session.flush()
    return upload


def finish_upload(*, session: Session, who: Person, now: datetime, upload: Upload) -> Medium:
    """The medium of a whole upload, made once; rendering it is queued in the same transaction."""
    if upload.medium_id:
        return session.get_one(Medium, upload.medium_id)
    medium = Medium(
        site_id=upload.site_id,
        person_id=who.id,
        filename=upload.filename,
        source_bytes=upload.length,
        uploaded_at=now,
    )
    session.add(medium)
    session.flush()
    upload.medium_id = medium.id
    medium.job_id = enqueue(session, "media.render", {"medium": medium.id, "upload": upload.id}, now=now)
    return medium


def add_captions(
    *,
    session: Session,
    who: Person,
    now: datetime,
    medium: Medium,
    content: bytes,
    filename: str,
    language: str,
    blobs: Blobs,
) -> Rendition:
    """Keep captions as WebVTT; raise a CaptionsRefused. Newer captions of a language replace older ones."""
    sha256, size = blobs.put([to_webvtt(content, filename).encode()])
    row = Rendition(
        medium_id=medium.id,
        kind="captions",
        sha256=sha256,
        bytes=size,
        content_type="text/vtt; charset=utf-8",
        language=language,
    )
    medium.renditions.append(row)
    medium.speech = True
    session.flush()
    return row


def say_speech(*, session: Session, who: Person, now: datetime, medium: Medium, speech: bool) -> None:
    """Whether anybody speaks in the clip. Without speech it needs no captions."""
    medium.speech = speech
    session.flush()


def remove(*, session: Session, who: Person, now: datetime, medium: Medium) -> None:
    """Delete a medium that no guide needs, and its files once this is committed."""
    if medium.state == "processing":
        raise StillProcessing("Wait until it is ready, then delete it.")
    needed = uses.of(session, medium.id)
    if needed:
        titles = ", ".join(f"“{use.title}”" for use in needed[:3])
        raise StillNeeded(f"It is shown by {titles}. Change or delete that guide first.")
    uploads = list(session.scalars(select(Upload.id).where(Upload.medium_id == medium.id)))
    hashes = [rendition.sha256 for rendition in medium.renditions]
    session.execute(delete(Upload).where(Upload.medium_id == medium.id))
    session.delete(medium)
    enqueue(session, "media.discard", {"uploads": uploads, "blobs": hashes}, now=now)


def _give_up_old(session: Session, now: datetime) -> None:
    """Forget uploads that nobody has finished within KEPT."""
    wanted = select(Upload).where(Upload.medium_id.is_(None), Upload.started_at < now - KEPT)
    old = list(session.scalars(wanted))
    for upload in old:
        session.delete(upload)
    if old:
        enqueue(session, "media.discard", {"uploads": [one.id for one in old], "blobs": []}, now=now)
