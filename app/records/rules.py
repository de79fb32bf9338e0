"""What a record must fit to be taken at its word, and what it counts for. Nothing here refuses a record."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from app.core.refusal import Refusal
from app.guides.rules import outcome

ABSURD = timedelta(days=3653)  # ten years off: not a wrong clock but a wrong number
SKEW = timedelta(minutes=10)

HELD = {
    "unknown-enrolment": "No phone is enrolled under the name on this record.",
    "bad-signature": "The signature does not fit this phone's key. Someone else may have written this.",
    "other-person": "The record names another person than the phone's key belongs to.",
    "revoked": "This person or phone was no longer allowed when the record arrived.",
    "unknown-version": "The checklist or clip is not one that was published here.",
    "impossible-time": "The phone's clock said something impossible.",
    "unreadable": "Some answers are not of the kind that their items ask for.",
}
UNKNOWN = "unknown-enrolment"
UNPROVEN = (UNKNOWN, "bad-signature")  # nobody can say who wrote these bytes: their words prove nothing
WORDS = {"yes_no": ("yes", "no", "na"), "pass_fail": ("pass", "flag", "fail")}


class NotARecord(Refusal):
    """These bytes are no record; the refusal of one item, never of the push."""

    code, status, title = "not-a-record", 422, "Not a record"


class WrongType(Refusal):
    code, status, title = "wrong-type", 415, "Not a kind of file we keep"


class UnnamedEvidence(Refusal):
    code, status, title = "unnamed-evidence", 507, "No record names these photos yet"


def held(
    *, enrolled: bool, signed: bool, own: bool, allowed: bool, known: bool, possible: bool, readable: bool
) -> str | None:
    """The first reason why a supervisor must look, a key of HELD; None when all is well.

    enrolled: the enrolment is ours; signed: by its key; own: of the person it names; allowed: nothing
    revoked; known: version and hash were published; possible: see `finished`; readable: see `fits`.
    """
    checks = {
        "unknown-enrolment": enrolled,
        "bad-signature": signed,
        "other-person": own,
        "revoked": allowed,
        "unknown-version": known,
        "impossible-time": possible,
        "unreadable": readable,
    }
    return next((reason for reason, good in checks.items() if not good), None)


def finished(wall: str, offset_ms: float | None, received: datetime) -> tuple[datetime, bool]:
    """When Finish was tapped, by the server's clock as the phone last knew it, and whether that is possible.

    A time after receipt becomes the receipt; so does an impossible one (unreadable, or ten years off).
    """
    try:
        told = datetime.fromisoformat(wall)
        moment = told.replace(tzinfo=told.tzinfo or UTC).astimezone(UTC)
        moment += timedelta(milliseconds=offset_ms or 0)
        if abs(received - moment) > ABSURD:
            return received, False
    except (ValueError, OverflowError):
        return received, False
    return min(moment, received), True


def fast_by(wall: str, offset_ms: float | None, received: datetime) -> timedelta:
    """How far the phone's clock ran ahead of the receipt; zero within SKEW. Only ever a note to a reader."""
    try:
        told = datetime.fromisoformat(wall)
        ahead = told.replace(tzinfo=told.tzinfo or UTC) + timedelta(milliseconds=offset_ms or 0) - received
    except (ValueError, OverflowError):
        return timedelta(0)
    return ahead if ahead > SKEW else timedelta(0)


def fits(item: Mapping[str, Any], value: Any) -> bool:
    """Whether a value is of its item's kind. None always is: it means "not done"."""
    kind = item["kind"]
    if value is None:
        return True
    if kind == "tick":
        return isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    if kind == "photo":
        return False
    if not isinstance(value, str):
        return False
    return value in WORDS.get(kind, item["choices"] if kind == "choice" else (value,))


def judged(items: Sequence[dict[str, Any]], answers: Sequence[dict[str, Any]]) -> list[str]:
    """The outcome of every item in order: pass, flag, fail, blank, or misfit for a value of another kind."""
    given = {answer["item"]: answer for answer in answers}
    return [_judged(item, given.get(item["id"])) for item in items]


def _judged(item: dict[str, Any], answer: dict[str, Any] | None) -> str:
    return outcome(item, answer) if fits(item, (answer or {}).get("value")) else "misfit"
