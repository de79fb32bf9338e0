"""What holds for places: what equipment may be, how long its facts may get, and the refusals."""

import re

from app.core.refusal import Refusal

ACTIVE, OUT_OF_SERVICE, RETIRED = "active", "out_of_service", "retired"
STATUSES = {ACTIVE: "Active", OUT_OF_SERVICE: "Out of service", RETIRED: "Retired"}
MOST = {"name": 120, "tag": 40, "serial": 80, "contact": 120, "area": 80, "type": 120}  # characters
UNSEEN = re.compile("[\0-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069\ufeff]")
BETWEEN = " / "  # stands between the areas of a path: Hall A / Line 1

HAZARDS = {
    "hazard-general": "Danger",
    "hazard-electric": "Electricity",
    "hazard-hot": "Hot surface",
    "hazard-crush": "Crushing",
    "hazard-entangle": "Catches hair and clothes",
    "hazard-corrosive": "Corrosive",
    "hazard-forklift": "Forklifts",
    "hazard-fall": "Fall from height",
    "hazard-slip": "Slippery",
    "hazard-cut": "Sharp edges",
    "no-reach": "Do not reach in",
    "no-start": "Do not switch on",
    "no-entry": "No entry",
    "no-riders": "No riders",
}
PPE = {
    "ppe-eyes": "Eye protection",
    "ppe-ears": "Ear protection",
    "ppe-gloves": "Gloves",
    "ppe-shoes": "Safety shoes",
    "ppe-helmet": "Helmet",
    "ppe-vest": "High-visibility vest",
    "ppe-faceshield": "Face shield",
    "ppe-apron": "Apron",
    "ppe-mask": "Mask",
    "ppe-harness": "Harness",
    "ppe-lock": "Lock it off",
}
SIGNS = {**HAZARDS, **PPE}  # as static/src/text/en.js says them to workers
ICONS = {
    "type-generic": "Other",
    "type-press": "Press",
    "type-forklift": "Forklift",
    "type-conveyor": "Conveyor",
    "type-wrapper": "Wrapper",
    "type-ladder": "Ladder",
    "type-chemical": "Chemicals",
    "type-mixer": "Mixer",
}


class TagTaken(Refusal):
    code, status, title = "tag-taken", 409, "This tag is taken"


class NameTaken(Refusal):
    code, status, title = "name-taken", 409, "This name is taken"


class NoZone(Refusal):
    code, status, title = "no-zone", 422, "No time zone"


class NotEmpty(Refusal):
    code, status, title = "not-empty", 409, "Not empty"


class InsideItself(Refusal):
    code, status, title = "inside-itself", 409, "Not into itself"


class OtherSite(Refusal):
    code, status, title = "other-site", 409, "Another site"


class NothingChosen(Refusal):
    code, status, title = "nothing-chosen", 422, "Nothing chosen"


class Merged(Refusal):
    """What was merged stays as it was: a change would bring it back to the phones."""

    code, status, title = "equipment-merged", 409, "Merged"


class IntoRetired(Refusal):
    """A merge that would lead labels in use to what is retired, the one of `tag`; it is asked for twice."""

    code, status, title = "into-retired", 409, "The other one is retired"

    def __init__(self, name: str, tag: str):
        self.tag = tag
        super().__init__(
            f"Who scans a label of this one would then read that {name} ({tag}) must not be used. "
            "Nothing was changed. If that is right, merge once more."
        )


def plain(text: str) -> str:
    """One line, spaces made single, without the signs that turn the direction of what follows."""
    return " ".join(UNSEEN.sub(" ", TURNING.sub("", text)).split())


def folded(text: str) -> str:
    """A name or tag as it is compared: capitals and spaces do not tell two apart."""
    return " ".join(text.split()).casefold()


def path_parts(text: str) -> list[str]:
    """The areas that a path names, outermost first: "Hall A / Line 1" or "Hall A > Line 1"."""
    for mark in (">", "›", "»"):
        text = text.replace(mark, BETWEEN)
    return [part for part in (" ".join(one.split()) for one in f" {text} ".split(BETWEEN)) if part]
