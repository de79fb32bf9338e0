"""Completions as CSV for a spreadsheet: UTF-8 with a byte order mark, and no cell that runs as a formula."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from app.core.clock import stamp
from app.records.reading import Reading
from app.records.rules import HELD

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # OWASP, CSV injection
SHARED = ("Number", "Record", "Finished (UTC)", "Person", "Equipment", "Tag", "Area", "Guide", "Version")
COMPLETIONS = (*SHARED, "Opened by", "Failed", "Flagged", "Received (UTC)", "Phone time", "Held")
ANSWERS = (*SHARED, "Item", "Answer", "Outcome", "Note", "Photos")

Read = Callable[[Any], Reading]


def completions(rows: Iterable[Any], read: Read) -> Iterator[str]:
    """One line a completion."""
    yield from _written(COMPLETIONS, ([*_shared(row), *_completion(row, read(row))] for row in rows))


def answers(rows: Iterable[Any], read: Read) -> Iterator[str]:
    """One line an item of each completion."""
    yield from _written(
        ANSWERS,
        (
            [*_shared(row), line.text, line.answer, line.outcome, line.note, len(line.photos)]
            for row in rows
            for line in read(row).lines
        ),
    )


def cell(value: Any) -> Any:
    """A text that a spreadsheet takes as text; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _shared(row: Any) -> list[Any]:
    where = (row.person, row.equipment, row.tag, row.area, row.guide, row.guide_version)
    return [row.seq, row.id, stamp(row.finished_at), *where]


def _completion(row: Any, reading: Reading) -> list[Any]:
    held = HELD.get(row.held, row.held) if row.held else ""
    counts = (row.failed, row.flagged, stamp(row.received_at))
    return [reading.opened, *counts, reading.times.wall, held]


def _written(heading: Iterable[str], rows: Iterable[list[Any]]) -> Iterator[str]:
    out = io.StringIO()
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow(heading)
    for row in rows:
        writer.writerow([cell(value) for value in row])
        if out.tell() > 32_000:
            yield _taken(out)
    yield _taken(out)


def _taken(out: io.StringIO) -> str:
    text = out.getvalue().encode("utf-8", "replace").decode()
    out.seek(0)
    out.truncate()
    return text
