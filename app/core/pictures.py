"""Pictures from outside as a browser may see them: always drawn anew, nothing of the file but its pixels."""

from pathlib import Path
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError

from app.core.refusal import Refusal

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 40_000_000


class NotAPicture(Refusal):
    code, status, title = "not-a-picture", 422, "This picture cannot be shown"


def drawn(source: Path | IO[bytes], longest: int) -> Image.Image:
    """The picture upright on white, its longest side at most `longest` pixels; or NotAPicture."""
    try:
        with Image.open(source, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise NotAPicture("This picture has too many pixels to be shown.")
            picture.draft("RGB", (longest, longest))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        raise NotAPicture("These bytes are not a JPEG, PNG or WebP picture that can be read.") from None
    upright.thumbnail((longest, longest))
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    return paper


def write_jpeg(picture: Image.Image, out: IO[bytes]) -> None:
    picture.save(out, "JPEG", quality=82, optimize=True)
