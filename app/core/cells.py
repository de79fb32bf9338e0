"""Texts in the cells of a spreadsheet: nothing that leaves runs as a formula, and comes back as it was.

What could begin a formula gets an apostrophe in front (OWASP, CSV injection), and so does what begins with
an apostrophe: only then can `original` take away exactly what `safe` put there.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
GUARDED = (*FORMULA, "'")


def safe(value: Any) -> Any:
    """A text that a spreadsheet takes as text; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(GUARDED) else value


def original(text: str) -> str:
    """The text that `safe` was given; a text that it never made stays as it is."""
    return text[1:] if text.startswith("'") and text[1:].startswith(GUARDED) else text


def written(heading: Iterable[str], rows: Iterable[Iterable[Any]]) -> Iterator[str]:
    """CSV for a spreadsheet, in parts as it is made: a byte order mark (it is sent as UTF-8), safe cells."""
    out = io.StringIO()
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow(heading)
    for row in rows:
        writer.writerow([safe(value) for value in row])
        if out.tell() > 32_000:
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> str:
    text = out.getvalue().encode("utf-8", "replace").decode()
    out.seek(0)
    out.truncate()
    return text
