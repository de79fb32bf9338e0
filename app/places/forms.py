"""What was typed about places, and what is wrong with it, in plain words by field."""

from typing import Any

from werkzeug.datastructures import MultiDict

from app.places.models import Equipment, EquipmentType
from app.places.rules import BETWEEN, HAZARDS, ICONS, MOST, PPE, STATUSES, plain

TEXTS = ("name", "tag", "serial", "contact")
LACKING = {
    "name": "Give it a name: what people call it.",
    "tag": "Give it a tag: the short name that stands on it.",
}


def blank() -> dict[str, Any]:
    """What the form for new equipment starts with."""
    return {**dict.fromkeys((*TEXTS, "area", "type"), ""), "status": "active", "hazards": [], "ppe": []}


def filled(row: Equipment) -> dict[str, Any]:
    """The form of equipment that is there."""
    facts = {name: getattr(row, name) for name in (*TEXTS, "status", "hazards", "ppe")}
    return {**facts, "area": row.area_id, "type": row.type_id}


def typed(form: MultiDict[str, str]) -> dict[str, Any]:
    """The fields as sent, spaces made single; signs that there are none of left out."""
    return {
        **{name: plain(form.get(name, "")) for name in TEXTS},
        "area": form.get("area", ""),
        "type": form.get("type", ""),
        "status": form.get("status", "active"),
        "hazards": [id for id in HAZARDS if id in form.getlist("hazards")],
        "ppe": [id for id in PPE if id in form.getlist("ppe")],
    }


def wrong(typed: dict[str, Any]) -> dict[str, str]:
    """A sentence for each field that cannot be saved; empty when all can."""
    errors = {name: sentence for name, sentence in LACKING.items() if not typed[name]}
    errors |= {name: too_long(name) for name in TEXTS if len(typed[name]) > MOST[name]}
    if typed["status"] not in STATUSES:
        errors["status"] = "Choose one of the list."
    return errors


def facts(typed: dict[str, Any]) -> dict[str, Any]:
    """What the form says of the equipment itself."""
    return {name: typed[name] for name in (*TEXTS, "status", "hazards", "ppe")}


def blank_type() -> dict[str, Any]:
    return {"name": "", "make": "", "model": "", "icon": "type-generic", "hazards": [], "ppe": []}


def filled_type(row: EquipmentType) -> dict[str, Any]:
    return {name: getattr(row, name) for name in blank_type()}


def typed_type(form: MultiDict[str, str]) -> dict[str, Any]:
    """The fields of a type as sent."""
    icon = form.get("icon", "")
    return {
        **{name: plain(form.get(name, "")) for name in ("name", "make", "model")},
        "icon": icon if icon in ICONS else "type-generic",
        "hazards": [id for id in HAZARDS if id in form.getlist("hazards")],
        "ppe": [id for id in PPE if id in form.getlist("ppe")],
    }


def wrong_type(typed: dict[str, Any]) -> dict[str, str]:
    """A sentence for each field of a type that cannot be saved."""
    errors = {name: too_long("type") for name in ("name", "make", "model") if len(typed[name]) > MOST["type"]}
    return (
        {"name": "Give it a name: make and model, or what it is."} | errors if not typed["name"] else errors
    )


def wrong_area(name: str) -> str:
    """What is wrong with the name of an area, or nothing."""
    if not name:
        return "Give it a name."
    if len(name) > MOST["area"]:
        return too_long("area")
    if BETWEEN in name or any(mark in name for mark in ">›»"):
        return "Leave out “ / ” and “>”: they stand between areas."
    return ""


def wrong_site(name: str) -> dict[str, str]:
    """What is wrong with the name of a site, by field."""
    if not name:
        return {"name": "Give it a name."}
    return {"name": too_long("area")} if len(name) > MOST["area"] else {}


def too_long(name: str) -> str:
    return f"Keep it to {MOST[name]} characters."
