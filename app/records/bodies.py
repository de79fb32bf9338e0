"""What a record says. Members we do not know are left alone: a newer phone may say more."""

from contextlib import suppress
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.core.api import Shape

Id = Annotated[str, Field(pattern="^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
Name = Annotated[str, Field(pattern="^[0-9A-Za-z_-]{1,64}$")]
Sha256 = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Code = Annotated[str, Field(pattern="^[ -~]{1,64}$")]
LARGEST = 2**31 - 1
SCAN = "scan"


class Part(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class Times(Part):
    """Device times; see wire.md. `wall` may be any text: what it is worth is judged, not refused."""

    wall: str = Field(max_length=64)
    monotonic_ms: float | None = None
    boot: str | None = None
    offset_ms: float | None = None
    offset_age_ms: float | None = None


class Identity(Part):
    """What bytes must say to be a record at all."""

    id: Id
    kind: Annotated[str, Field(pattern="^[a-z_]{1,32}$")]
    person: Name
    enrolment: Name
    device: Name
    counter: int = Field(ge=1, le=LARGEST)
    time: Times


class Answer(Part):
    item: str
    value: Any = None
    note: str = ""
    photos: list[Sha256] = []


class Claim(Part):
    sha256: Sha256
    content_type: str = Field("", max_length=100, pattern="^[a-z0-9.+/-]*$")
    bytes: int = Field(0, ge=0, le=LARGEST)


class Completion(Part):
    """The rest of a completion or correction; what does not fit is kept and held."""

    v: int = Field(ge=1, le=1)
    started: str | None = None
    site: Name | None = None
    equipment: Name | None = None
    label: str | None = None
    opened_by: str = ""
    guide: Name | None = None
    version: int | None = Field(None, ge=1, le=LARGEST)
    version_hash: str | None = None
    answers: list[Answer] = []
    watched_s: float | None = None
    corrects: Id | None = None
    reason: str = Field("", max_length=2000)
    evidence: list[Claim] = []


class Scan(Completion):
    """A label that was scanned, and what the scan does; see wire.md."""

    does: Literal["open", "bind", "verify", "replace"]
    label: Code
    replaces: Code | None = None
    moved_from: Name | None = None
    opened_by: str = Field("", pattern="^[a-z]{0,16}$")
    decode_ms: int | None = Field(None, ge=0, le=LARGEST)


def said(payload: dict[str, Any]) -> Completion | None:
    """The rest of a record by its kind; None when it does not fit."""
    try:
        return (Scan if payload.get("kind") == SCAN else Completion).model_validate(payload)
    except ValidationError:
        return None


def claimed(payload: dict[str, Any]) -> list[dict[str, Any]]:
    """The manifest as far as it can be read, each hash once: no photo is lost to a neighbour's fault."""
    listed = payload.get("evidence")
    claims: dict[str, dict[str, Any]] = {}
    for entry in listed if isinstance(listed, list) else []:
        with suppress(ValidationError):
            claim = Claim.model_validate(entry)
            claims.setdefault(claim.sha256, claim.model_dump())
    return list(claims.values())


class Status(Shape):
    """What a phone says of itself: records that stay on it after this request, storage trouble."""

    waiting: int = Field(0, ge=0, le=LARGEST)
    attention: int = Field(0, ge=0, le=LARGEST)
    storage: str = Field("", max_length=32, pattern="^[a-z-]*$")


class Push(Shape):
    """One load of the outbox, or an empty one that only reports. `seen_head` is its newest head."""

    device: str = Field(max_length=64)
    sent_at: str = Field(max_length=64)
    seen_head: str | None = Field(None, max_length=2000)
    records: list[str]
    status: Status | None = None
