"""One record, read against the version it was filled on: every item with its answer, outcome and photos."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy.orm import Session

from app.guides.models import Version
from app.records import jws, played, rules
from app.records.bodies import Answer, Times

OPENED = {
    "camera": "label scanned",
    "photo": "label read from a photo",
    "typed": "code typed",
    "list": "chosen from the list",
    "link": "label opened as a link",
    "scanner": "label read by a hand scanner",
    "nfc": "tag held to the phone",
}
SPOKEN = {
    "yes": "Yes",
    "no": "No",
    "na": "Not applicable",
    "pass": "Pass",
    "flag": "Flag",
    "fail": "Fail",
    True: "Done",
}
_ANSWERS = TypeAdapter(list[Answer])


@dataclass(frozen=True)
class Line:
    """One item and what was answered; `outcome` as in rules.judged, `limits` and `unit` for numbers."""

    item: str
    text: str
    kind: str
    outcome: str
    answer: str
    note: str
    photos: tuple[str, ...]
    limits: str = ""
    value: Any = None
    unit: str = ""


@dataclass(frozen=True)
class Reading:
    """What a record says, as far as it can be read. `fast_by` is how far its clock ran ahead."""

    payload: dict[str, Any]
    times: Times
    lines: list[Line]
    fast_by: timedelta

    @property
    def id(self) -> str:
        """What it says its id is; whether it has that name here is another question, see models.Record."""
        return _text(self.payload.get("id"))

    @property
    def opened(self) -> str:
        return OPENED.get(_text(self.payload.get("opened_by")), "not said")

    @property
    def phone_time(self) -> str:
        """The phone's wall clock with its own offset, to the second; as it came where it is no time."""
        try:
            return datetime.fromisoformat(self.times.wall).isoformat(" ", "seconds")
        except ValueError:
            return self.times.wall

    @property
    def label(self) -> str:
        return _text(self.payload.get("label"))

    @property
    def reason(self) -> str:
        """Why a correction was made."""
        said = self.payload.get("reason")
        return said[:2000] if isinstance(said, str) else ""

    @property
    def watched_s(self) -> float | None:
        return played.seconds(self.payload.get("watched_s"))


def read(
    session: Session, text: str, received_at: datetime, guide: str | None, number: int | None
) -> Reading:
    """A stored JWS, its answers beside the items of its version."""
    payload = jws.parse(text).payload
    times = Times.model_validate(payload["time"])
    version = session.get(Version, (guide, number)) if guide and number else None
    items = version.body.get("items", []) if version else []
    ahead = rules.fast_by(times.wall, times.offset_ms, received_at)
    return Reading(payload, times, lines(items, payload.get("answers")), ahead)


def lines(items: list[dict[str, Any]], said: Any) -> list[Line]:
    """Every item in the author's order, then answers to items that the version does not have."""
    try:
        answers = {answer.item: answer.model_dump() for answer in _ANSWERS.validate_python(said or [])}
    except ValidationError:
        return [] if said is None else [_strange("", said)]
    outcomes = rules.judged(items, list(answers.values()))
    known = [
        _line(item, answers.pop(item["id"], None), outcome)
        for item, outcome in zip(items, outcomes, strict=True)
    ]
    return known + [_strange(item, answer["value"]) for item, answer in answers.items()]


def _line(item: dict[str, Any], answer: dict[str, Any] | None, outcome: str) -> Line:
    answer = answer or {"value": None, "note": "", "photos": []}
    return Line(
        item=item["id"],
        text=item["text"],
        kind=item["kind"],
        outcome=outcome,
        answer=_spoken(item, answer["value"]),
        note=answer["note"],
        photos=tuple(answer["photos"]),
        limits=_limits(item),
        value=answer["value"],
        unit=item["unit"] if item["kind"] == "number" else "",
    )


def _strange(item: str, value: Any) -> Line:
    return Line(
        item, f"An item that this version does not have ({item})", "text", "misfit", _raw(value), "", ()
    )


def _spoken(item: dict[str, Any], value: Any) -> str:
    """A value in words."""
    if value is None or value == "" or value is False:
        return ""
    if item["kind"] == "number" and isinstance(value, int | float):
        return f"{value:g} {item['unit']}".strip()
    if item["kind"] in ("tick", "yes_no", "pass_fail") and isinstance(value, str | bool):
        return SPOKEN.get(value, _raw(value))
    return value if isinstance(value, str) else _raw(value)


def _limits(item: dict[str, Any]) -> str:
    low, high, unit = item["min"], item["max"], item["unit"]
    if item["kind"] != "number" or (low is None and high is None):
        return ""
    if low is None or high is None:
        return f"at least {low:g} {unit}".strip() if high is None else f"at most {high:g} {unit}".strip()
    return f"{low:g} to {high:g} {unit}".strip()


def _raw(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True)[:500]


def _text(value: Any) -> str:
    return value[:100] if isinstance(value, str) else ""
