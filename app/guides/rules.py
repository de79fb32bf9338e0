"""What an answer means. The phone decides the same: static/src/checklist/rules.js, held together by
tests/contract/checklist.json.

An item is a mapping as in bodies.Item; an answer is {"value", "note", "photos"}, or None.
"""

import hashlib
import json
from typing import Any

from app.core.refusal import Refusal

KINDS = ("tick", "yes_no", "pass_fail", "number", "choice", "text", "photo")


class NotReady(Refusal):
    code, status, title = "not-ready", 409, "Not ready to publish"


def outcome(item: dict[str, Any], answer: dict[str, Any] | None) -> str:
    """pass, flag, fail or blank. Blank is "not done", never a pass. "n.a." passes."""
    value = (answer or {}).get("value")
    if item["kind"] == "photo":
        return "pass" if (answer or {}).get("photos") else "blank"
    if value is None or value == "" or value is False:
        return "blank"
    if item["kind"] == "yes_no":
        return "fail" if value == item["fails_on"] else "pass"
    if item["kind"] == "pass_fail":
        return value
    if item["kind"] == "number":
        return "pass" if _within(item, value) else "fail"
    if item["kind"] == "choice":
        return "fail" if value in item["failing_choices"] else "pass"
    return "pass"


def missing(item: dict[str, Any], answer: dict[str, Any] | None) -> list[str]:
    """What still has to be given before Finish: any of "answer", "note", "photo"."""
    result = outcome(item, answer)
    if result == "blank":
        return ["answer"] if item["required"] else []
    if result != "fail":
        return []
    answer = answer or {}
    lacking = []
    if item["note_on_fail"] and not (answer.get("note") or "").strip():
        lacking.append("note")
    if item["photo_on_fail"] and not answer.get("photos"):
        lacking.append("photo")
    return lacking


def canonical_hash(value: Any) -> str:
    """SHA-256 (hex) of JSON with sorted keys and no spaces, as UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _within(item: dict[str, Any], value: float) -> bool:
    low, high = item["min"], item["max"]
    return (low is None or value >= low) and (high is None or value <= high)
