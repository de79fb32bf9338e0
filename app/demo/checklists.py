"""The demo's checklists: (title, where it belongs, summary, items)."""

from typing import Any

Item = dict[str, Any]


def _items(*items: Item) -> list[Item]:
    """Number the items; the ids are what answers refer to."""
    return [{"id": f"item{number:02}", **item} for number, item in enumerate(items, start=1)]


def tick(text: str, **more: Any) -> Item:
    """Done, or not yet."""
    return {"kind": "tick", "text": text, **more}


def check(text: str, **more: Any) -> Item:
    """Pass, flag or fail; a fail asks for a note."""
    return {"kind": "pass_fail", "text": text, "note_on_fail": True, **more}


def ask(text: str, fails_on: str = "no", **more: Any) -> Item:
    """Yes, no or n.a.; the answer that fails asks for a note."""
    return {"kind": "yes_no", "text": text, "fails_on": fails_on, "note_on_fail": True, **more}


CHECKLISTS: list[tuple[str, str, str, list[Item]]] = [
    (
        "Lock out the press",
        "type:press",
        "Before any hand goes between the dies. Your lock, your key.",
        _items(
            tick("Tell everyone who works at this press"),
            tick("Stop the press with the normal stop, ram down"),
            tick("Turn the main isolator off"),
            tick("Hang your own lock and tag on the isolator"),
            {"kind": "photo", "text": "Photo of your lock on the isolator"},
            tick("Release the hydraulic pressure"),
            {
                "kind": "number",
                "text": "Pressure on the gauge",
                "help": "Wait until it stands still.",
                "unit": "bar",
                "min": 0,
                "max": 1,
                "note_on_fail": True,
            },
            ask("Press the start button: does anything move?", fails_on="yes", photo_on_fail=True),
            {"kind": "text", "text": "Anything the next shift must know", "required": False},
        ),
    ),
    (
        "Forklift check before use",
        "type:forklift",
        "Every shift, before the first lift. A failed item parks the truck.",
        _items(
            check("Forks and mast: no cracks, no bends", photo_on_fail=True),
            check("Chains: evenly tight, greased"),
            check("Tyres: no cuts, no missing rubber"),
            ask("Any leak under the truck?", fails_on="yes", photo_on_fail=True),
            {
                "kind": "choice",
                "text": "Battery or gas level",
                "choices": ["Full", "Half", "Too low for the shift"],
                "failing_choices": ["Too low for the shift"],
            },
            check("Brakes hold on a slow roll"),
            check("Steering has no play"),
            check("Horn, lights and beeper"),
            ask("Seat belt clicks and locks?"),
            {"kind": "number", "text": "Hour meter", "unit": "h", "min": 0},
        ),
    ),
    (
        "Conveyor guards before start",
        "type:conveyor",
        "Walk once round the belt with the power off.",
        _items(
            ask("All guards in place and bolted?", photo_on_fail=True),
            check("Emergency pull cord tight and reset"),
            check("Nip points at both ends covered"),
            ask("Loose sleeves, gloves or tools near the belt?", fails_on="yes"),
            check("Start warning sounds before the belt moves"),
        ),
    ),
    (
        "Pallet wrapper at start of shift",
        "type:wrapper",
        "Two minutes before the first pallet.",
        _items(
            ask("Light curtain stops the arm when you break it?", photo_on_fail=True),
            check("Turntable level and free of film"),
            {
                "kind": "number",
                "text": "Film tension setting",
                "unit": "%",
                "min": 20,
                "max": 60,
                "note_on_fail": True,
            },
            tick("Film knife is back in its holder"),
            {"kind": "photo", "text": "Photo of the first wrapped pallet", "required": False},
        ),
    ),
    (
        "Ladder before you climb",
        "site",
        "Any ladder, anywhere in the plant.",
        _items(
            check("Stiles and rungs: straight, whole, clean", photo_on_fail=True),
            check("Feet: rubber on all of them"),
            ask("Standing on firm, level, dry ground?"),
            tick("One out for every four up"),
            ask("Would a platform be safer for this job?", fails_on="yes"),
        ),
    ),
    (
        "Eyewash and spill kit",
        "area:Press shop",
        "Once a week, at the start of the early shift.",
        _items(
            check("Eyewash runs clear within ten seconds"),
            ask("Way to the eyewash free, nothing stored in front?", photo_on_fail=True),
            {
                "kind": "choice",
                "text": "Spill kit",
                "choices": ["Sealed", "Opened, complete", "Something missing"],
                "failing_choices": ["Something missing"],
                "note_on_fail": True,
            },
        ),
    ),
]

# Whom guides are meant for, by title; those that are not here are for everybody.
TRADES = {
    "Lock out the press": ["Electrician"],
    "How to lock out the press": ["Electrician"],
    "Forklift check before use": ["Operator"],
    "Walk round the forklift": ["Operator"],
    "Pallet wrapper at start of shift": ["Operator"],
    "Threading the pallet wrapper": ["Operator"],
}

# Drawn clips by slug (see clips.py): title and where each belongs.
CLIPS: dict[str, tuple[str, str]] = {
    "press-lockout": ("How to lock out the press", "type:press"),
    "forklift-check": ("Walk round the forklift", "type:forklift"),
    "conveyor-guard": ("Why the conveyor guard stays on", "type:conveyor"),
    "chemical-splash": ("Chemical in the eye: fifteen minutes of water", "area:Press shop"),
    "ladder-contact": ("Three points of contact", "site"),
    "pallet-wrapper": ("Threading the pallet wrapper", "type:wrapper"),
}
