"""A phone for tests: it enrols, fills the press check, signs with joserfc and pushes like the real one."""

import base64
import gzip
import hashlib
import io
import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey
from PIL import Image

from app.core.changes import mark
from app.core.database import db, writing
from app.core.ids import new_id
from app.guides.bodies import BODIES
from app.guides.models import Attachment, Guide, Version
from app.guides.rules import canonical_hash

NOW = datetime(2026, 1, 15, 8, 30, tzinfo=UTC)
LOWER = bytes.fromhex(
    "7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8"
)  # half of P-256's order
DROPPED = object()
NO_GUIDE = dict.fromkeys(("guide", "version", "version_hash", "answers", "started"), DROPPED)
PASSING = {"lock": True, "guard": "yes", "horn": "pass", "pressure": 6.0, "photo": None}


@dataclass(frozen=True)
class Published:
    """Ids of a guide that phones have."""

    id: str
    number: int
    hash: str


@dataclass
class Phone:
    """One person's enrolment; `client` is signed in as that person."""

    client: Any
    plant: Any
    guide: Published
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    device: str = field(default_factory=lambda: str(uuid.uuid4()))
    enrolment: str = ""
    person: str = ""
    counter: int = 0
    previous: str | None = None

    def enrol(self) -> "Phone":
        public = {name: self.key.as_dict(private=False)[name] for name in ("kty", "crv", "x", "y")}
        wanted = {"device": self.device, "device_name": "Test phone", "public_key": public}
        answer = self.client.post("/api/v1/enrolments", json=wanted).json
        self.enrolment, self.person = answer["enrolment"], answer["person"]["id"]
        return self

    def payload(self, **changes: Any) -> dict[str, Any]:
        """A press check in which all is well, as wire.md has it; `changes` replace members."""
        self.counter += 1
        made = {
            "v": 1,
            "id": new_id(),
            "kind": "completion",
            "person": self.person,
            "enrolment": self.enrolment,
            "device": self.device,
            "counter": self.counter,
            "previous": self.previous,
            "time": wall(datetime.now(UTC)),
            "started": datetime.now(UTC).isoformat(),
            "site": self.plant.site,
            "equipment": self.plant.press,
            "label": self.plant.label,
            "opened_by": "camera",
            "guide": self.guide.id,
            "version": self.guide.number,
            "version_hash": self.guide.hash,
            "answers": answers(),
            "evidence": [],
        }
        return {name: value for name, value in (made | changes).items() if value is not DROPPED}

    def record(self, key: ECKey | None = None, header: dict[str, Any] | None = None, **changes: Any) -> str:
        """A signed record; `key` forges the signature, `header` replaces members of the header."""
        text = sign(self.payload(**changes), key or self.key, self.enrolment, header)
        self.previous = hashlib.sha256(text.encode()).hexdigest()
        return text

    def scan(self, does: str, label: str, **members: Any) -> str:
        """A signed scan record; `members` as in wire.md."""
        said = {"kind": "scan", "does": does, "label": label, "equipment": None, "decode_ms": 180}
        return self.record(**NO_GUIDE, **(said | members))

    def push(self, *records: str, client: Any = None, packed: bool = False):
        body = {"device": self.device, "sent_at": "2026-01-15T08:30:00Z", "seen_head": None}
        body["records"] = list(records)
        if not packed:
            return (client or self.client).post("/api/v1/records", json=body)
        data = gzip.compress(json.dumps(body).encode())
        headers = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
        return (client or self.client).post("/api/v1/records", data=data, headers=headers)

    def told(self, *records: str, client: Any = None) -> list[dict[str, Any]]:
        """What became of each, as `results`, and the hash of its bytes."""
        heard = results(self.push(*records, client=client))
        return [
            result | {"sha256": sha256(text.encode())} for text, result in zip(records, heard, strict=True)
        ]

    def put(self, picture: bytes, content_type: str = "image/jpeg", name: str = ""):
        headers = {"Content-Type": content_type}
        return self.client.put(f"/api/v1/evidence/{name or sha256(picture)}", data=picture, headers=headers)


def results(answer: Any) -> list[dict[str, Any]]:
    """What a push was answered, each result with the text of its receipt."""
    assert answer.status_code == 200, answer.text
    receipts = answer.json["receipts"]
    told = answer.json["results"]
    return [one | {"receipt": receipts[one["receipt"]]} if "receipt" in one else one for one in told]


def sign(payload: dict[str, Any], key: ECKey, kid: str, header: dict[str, Any] | None = None) -> str:
    """As a phone does, with the lower of the two possible s: joserfc draws a new one at each try."""
    members = {"alg": "ES256", "kid": kid, "typ": "lineside-record+jws"} | (header or {})
    while True:
        text = jws.serialize_compact(members, json.dumps(payload).encode(), key)
        signature = base64.urlsafe_b64decode(text.rsplit(".", 1)[1] + "==")
        if len(signature) != 64 or signature[32:] <= LOWER:  # another `alg` has another length
            return text


def wall(moment: datetime) -> dict[str, Any]:
    return {
        "wall": moment.isoformat(),
        "monotonic_ms": 81234.5,
        "boot": "b1",
        "offset_ms": 40,
        "offset_age_ms": 9000,
    }


def answers(**changes: Any) -> list[dict[str, Any]]:
    """Passing answers to the press check; a change is a value, or a whole answer."""
    given = PASSING | changes
    wide = {item: value if isinstance(value, dict) else {"value": value} for item, value in given.items()}
    return [{"item": item, "note": "", "photos": []} | answer for item, answer in wide.items()]


def picture(colour: str = "red", size: tuple[int, int] = (64, 48), **saving: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG", **saving)
    return out.getvalue()


def claim(data: bytes, content_type: str = "image/jpeg") -> dict[str, Any]:
    return {"sha256": sha256(data), "content_type": content_type, "bytes": len(data)}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def publish(
    app, plant, title: str = "Press check", *, target: str | None = None, site: str | None = None
) -> Published:
    """A published checklist with one item of each kind that can fail, attached to the press."""
    items = [
        {"id": "lock", "kind": "tick", "text": "Own lock hung on the isolator"},
        {"id": "guard", "kind": "yes_no", "text": "Is the guard closed?", "note_on_fail": True},
        {"id": "horn", "kind": "pass_fail", "text": "Horn"},
        {"id": "pressure", "kind": "number", "text": "Air pressure", "unit": "bar", "min": 5.5, "max": 6.5},
        {"id": "photo", "kind": "photo", "text": "Photo of the isolator", "required": False},
    ]
    body = BODIES["checklist"].model_validate({"summary": "Before each shift", "items": items}).model_dump()
    with app.app_context(), writing():
        session = db.session()
        guide = Guide(
            site_id=site or plant.site, kind="checklist", title=title, draft=body, published=1, edited_at=NOW
        )
        guide.attachments = [Attachment(target="equipment", target_id=target or plant.press)]
        session.add(guide)
        session.flush()
        version = Version(guide_id=guide.id, number=1, title=title, body=body, hash=canonical_hash(body))
        version.published_by, version.published_at = plant.admin, NOW
        session.add(version)
        mark(session, "guide", guide.id, site_id=guide.site_id)
        published = Published(guide.id, 1, version.hash)
        session.commit()
    return published
