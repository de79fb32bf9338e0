"""Evidence as a browser may see it: never the bytes that arrived, always drawn anew without metadata."""

import os
import tempfile
from pathlib import Path

from app.core.blobs import Blobs
from app.core.pictures import drawn, write_jpeg
from app.core.refusal import NotFound

SIZES = {"small": 320, "full": 1600}  # longest side in pixels


def view(blobs: Blobs, folder: Path, sha256: str, size: str) -> Path:
    """A JPEG of the evidence in `folder`, made at the first look; NotFound or NotAPicture."""
    made = folder / f"{sha256}-{size}.jpg"
    if not made.exists():
        if not blobs.has(sha256):
            raise NotFound("This photo has not arrived yet.")
        folder.mkdir(parents=True, exist_ok=True)
        _draw(blobs.path(sha256), made, SIZES[size])
    return made


def _draw(source: Path, made: Path, longest: int) -> None:
    with tempfile.NamedTemporaryFile(dir=made.parent, suffix=".tmp", delete=False) as out:
        try:
            write_jpeg(drawn(source, longest), out)
            os.replace(out.name, made)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise
