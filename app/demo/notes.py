"""instance/demo.json: the address, who can sign in, the codes of the labels."""

import json
import os
from pathlib import Path


def path_in(instance: Path) -> Path:
    """Where the notes of an instance are."""
    return instance / "demo.json"


def read(instance: Path) -> dict:
    """The notes: base_url, people, labels by tag."""
    return json.loads(path_in(instance).read_text())


def write(instance: Path, notes: dict) -> None:
    """Whole or not at all, and only what is new; the passwords are for the owner's eyes."""
    if path_in(instance).exists() and read(instance) == notes:
        return
    part = path_in(instance).with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
        json.dump(notes, out, indent=2)
    part.replace(path_in(instance))
