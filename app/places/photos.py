"""The photo of a piece of equipment: never the bytes that arrived, always drawn anew."""

import io

from app.core.blobs import Blobs
from app.core.pictures import drawn, write_jpeg
from app.core.refusal import TooLarge

LONGEST = 1280  # pixels
LARGEST = 12 * 1024 * 1024


def keep(blobs: Blobs, picture: bytes) -> str:
    """Draw it anew and keep it; return its SHA-256. Raise TooLarge or NotAPicture."""
    if len(picture) > LARGEST:
        raise TooLarge(f"A photo may have {LARGEST // 1024**2} MB. Take it with fewer pixels.")
    out = io.BytesIO()
    write_jpeg(drawn(io.BytesIO(picture), LONGEST), out)
    return blobs.put([out.getvalue()])[0]
