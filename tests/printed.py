"""A sheet of labels in memory, to be looked at."""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from app.labels.sheet import write_sheet
from app.labels.text import LabelText


def print_sheet(labels: Iterable[LabelText], **how: Any) -> bytes:
    """What write_sheet writes; `how` are its other arguments."""
    out = BytesIO()
    write_sheet(labels, out, **how)
    return out.getvalue()
