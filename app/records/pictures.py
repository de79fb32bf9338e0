"""Evidence as a browser may see it: never the bytes that arrived, always drawn anew without metadata."""

import os
import tempfile
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from app.core.blobs import Blobs
from app.core.refusal import NotFound
from app.records.rules import NotAPicture

SIZES = {"small": 320, "full": 1600}  # longest side in pixels
FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000


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
            _opened(source, longest).save(out, "JPEG", quality=82, optimize=True)
            os.replace(out.name, made)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise


def _opened(source: Path, longest: int) -> Image.Image:
    """The picture, upright, shrunk, on white; nothing of the file but its pixels."""
    try:
        with Image.open(source, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture("This picture has too many pixels to be shown.")
            picture.draft("RGB", (longest, longest))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        raise NotAPicture("These bytes are kept as they arrived, but they are not a picture.") from None
    upright.thumbnail((longest, longest))
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    return paper
