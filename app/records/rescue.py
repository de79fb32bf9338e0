"""A rescue file: what a phone could not send, saved by its owner and brought by anybody.

It goes in as a push does: who brings it is the courier, never the author, each record is judged by itself.
"""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from joserfc.jwk import ECKey
from pydantic import BaseModel, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.blobs import Blobs
from app.core.refusal import Refusal
from app.guides.models import Version
from app.people.models import Person
from app.records import actions, intake, queries
from app.records.bodies import Sha256
from app.records.models import Record

BATCH = 100


class NotARescueFile(Refusal):
    code, status, title = "not-a-rescue-file", 422, "Not a rescue file"


class Photo(BaseModel):
    sha256: Sha256
    content_type: str = ""
    base64: str


class File(BaseModel):
    """Members we do not know are left alone: a newer phone may say more."""

    version: Literal[1] = Field(alias="lineside-rescue")
    records: list[str] = Field(min_length=1, max_length=10_000)
    evidence: list[Photo] = []


@dataclass(frozen=True)
class Outcome:
    """What became of one record; `state` as in the answer to a push, `id` the name it is kept under.

    The last three say which it was.
    """

    state: str
    id: str | None
    held: str | None
    missing: int
    person: str | None = None
    guide: str | None = None
    finished_at: datetime | None = None


def opened(raw: bytes) -> File:
    """The file, or NotARescueFile saying what to do."""
    try:
        return File.model_validate_json(raw)
    except ValidationError:
        raise NotARescueFile(
            "Nothing was changed. Choose the file that a phone has saved. "
            "Its name begins with lineside-rescue."
        ) from None


def keep_photos(*, file: File, blobs: Blobs) -> list[tuple[Photo, int]]:
    """Make the photos durable; those that are damaged stay behind, and their records say so."""
    kept = []
    for photo in file.evidence:
        try:
            data = base64.b64decode(photo.base64, validate=True)
            size = actions.store_evidence(
                blobs=blobs, sha256=photo.sha256, content_type=photo.content_type, chunks=[data]
            )
        except (binascii.Error, ValueError, Refusal):
            continue
        kept.append((photo, size))
    return kept


def deliver(
    *,
    session: Session,
    who: Person,
    now: datetime,
    file: File,
    photos: list[tuple[Photo, int]],
    blobs: Blobs,
    key: ECKey,
) -> list[Outcome]:
    """Keep every record as a push would; one outcome each, in the order of the file."""
    results = []
    for start in range(0, len(file.records), BATCH):
        texts = file.records[start : start + BATCH]
        candidates = intake.prepare(session=session, who=who, now=now, texts=texts)
        results += intake.keep(session=session, who=who, now=now, candidates=candidates, key=key)
    for photo, size in photos:
        actions.note_evidence(
            session=session,
            blobs=blobs,
            sha256=photo.sha256,
            size=size,
            content_type=photo.content_type,
            now=now,
        )
    lacking = queries.missing(session, [result["seq"] for result in results if "seq" in result], blobs)
    told = _told(session, [result[name] for result in results if "id" in result for name in ("id", "sha256")])
    return [_outcome(result, lacking, told) for result in results]


def _outcome(result: dict[str, Any], lacking: dict[int, list[str]], told: dict[str, tuple]) -> Outcome:
    missing = len(lacking.get(result.get("seq", 0), []))
    name = result["sha256"] if result["sha256"] in told else result.get("id")  # see models.Record
    return Outcome(result["state"], name, result.get("held"), missing, *told.get(name or "", ()))


def _told(session: Session, ids: list[str]) -> dict[str, tuple]:
    """Who, what and when of records, by id."""
    found: dict[str, tuple] = {}
    version = (Version.guide_id == Record.guide_id) & (Version.number == Record.guide_version)
    wanted = (
        select(Record.id, Person.name, Version.title, Record.finished_at)
        .outerjoin(Person, Person.id == Record.person_id)
        .outerjoin(Version, version)
    )
    for start in range(0, len(ids), BATCH):
        for row in session.execute(wanted.where(Record.id.in_(ids[start : start + BATCH]))):
            found[row[0]] = tuple(row[1:])
    return found
