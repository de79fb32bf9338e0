"""From a page's fields to an item, with errors in plain words by field."""

import secrets
from typing import Any

from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from app.guides.bodies import Item

FAILABLE = ("yes_no", "pass_fail", "number", "choice")
KINDS = {
    "tick": ("Tick", "check"),
    "yes_no": ("Yes / no / n.a.", "checks"),
    "pass_fail": ("Pass / flag / fail", "flag"),
    "number": ("Number", "keypad"),
    "choice": ("Choice", "list"),
    "text": ("Text", "edit"),
    "photo": ("Photo", "camera"),
}
TITLE_MOST, SUMMARY_MOST, CHOICES_MOST = 120, 500, 20

_SENTENCES = {
    ("text", "string_too_short"): "Write what to do or to look at.",
    ("text", "string_too_long"): "Keep it to 300 characters; put the rest into the help.",
    ("help", "string_too_long"): "Keep the help to 500 characters.",
    ("unit", "string_too_long"): "Keep the unit to 20 characters, such as bar or °C.",
    ("min", "float_parsing"): "Write a number, such as 2.5, or leave it empty.",
    ("max", "float_parsing"): "Write a number, such as 2.5, or leave it empty.",
    ("min", "finite_number"): "Write a number, such as 2.5, or leave it empty.",
    ("max", "finite_number"): "Write a number, such as 2.5, or leave it empty.",
    ("choices", "string_too_long"): "Keep each answer to 300 characters.",
    ("choices", "too_long"): f"At most {CHOICES_MOST} answers.",
    ("kind", "literal_error"): "Choose how it is answered.",
}
_OF_THE_WHOLE = {
    "at least two answers": ("choices", "Give at least two answers to choose from."),
    "must be one of the choices": ("choices", "Mark only answers that are in the list."),
    "lower limit": ("max", "The upper limit must not be below the lower one."),
}


def blank_item(kind: str = "tick") -> dict[str, Any]:
    """What a new item's form starts with."""
    some = Item.model_validate({"id": "none", "kind": "tick", "text": "-"})
    return {**some.model_dump(), "id": "", "kind": kind, "text": ""}


def item_facts(form: MultiDict[str, str]) -> dict[str, Any]:
    """The fields as typed, shaped like an Item; only those that its kind has."""
    kind = form.get("kind", "")
    failable = kind in FAILABLE
    facts: dict[str, Any] = {
        **blank_item(kind),
        "id": form.get("id") or secrets.token_hex(4),
        "text": form.get("text", "").strip(),
        "help": form.get("help", "").strip(),
        "required": "required" in form,
        "note_on_fail": failable and "note_on_fail" in form,
        "photo_on_fail": failable and "photo_on_fail" in form,
    }
    if kind == "yes_no":
        facts["fails_on"] = form.get("fails_on", "no")
    if kind == "number":
        facts |= {
            "unit": form.get("unit", "").strip(),
            "min": _limit(form, "min"),
            "max": _limit(form, "max"),
        }
    if kind == "choice":
        facts |= _choices(form)
    return facts


def checked_item(facts: dict[str, Any]) -> tuple[Item | None, dict[str, str]]:
    """The item, or None and a sentence for each wrong field."""
    errors: dict[str, str] = {}
    if len(set(facts["choices"])) != len(facts["choices"]):
        errors["choices"] = "Two answers are the same."
    try:
        item = Item.model_validate(facts)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            field, sentence = _said(one)
            errors.setdefault(field, sentence)
    return (None if errors else item), errors


def described(form: MultiDict[str, str]) -> tuple[str, str, dict[str, str]]:
    """Title, summary, and a sentence for each wrong one."""
    title, summary = form.get("title", "").strip(), form.get("summary", "").strip()
    errors = {}
    if not title:
        errors["title"] = "Give it a title: what the worker will do."
    if len(title) > TITLE_MOST:
        errors["title"] = f"Keep the title to {TITLE_MOST} characters: it must fit a phone."
    if len(summary) > SUMMARY_MOST:
        errors["summary"] = f"Keep it to {SUMMARY_MOST} characters."
    return title, summary, errors


def _said(error: Any) -> tuple[str, str]:
    field = str(error["loc"][0]) if error["loc"] else ""
    for part, (whole_field, sentence) in _OF_THE_WHOLE.items():
        if not field and part in error["msg"]:
            return whole_field, sentence
    return field, _SENTENCES.get((field, error["type"]), f"{error['msg']}.")


def _limit(form: MultiDict[str, str], name: str) -> str | None:
    """A limit as typed; a comma is a point to many."""
    return form.get(name, "").strip().replace(",", ".") or None


def _choices(form: MultiDict[str, str]) -> dict[str, list[str]]:
    """Answers in their order, and those that fail; empty lines are none."""
    typed = [text.strip() for text in form.getlist("choice")]
    failing = set(form.getlist("failing"))
    return {
        "choices": [text for text in typed if text],
        "failing_choices": [text for index, text in enumerate(typed) if text and str(index) in failing],
    }
