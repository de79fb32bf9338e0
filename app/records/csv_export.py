"""Completions as CSV for a spreadsheet: UTF-8 with a byte order mark, and no cell that runs as a formula."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from app.core.clock import stamp
from app.records.played import played
from app.records.reading import Line, Reading
from app.records.rules import HELD

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # OWASP, CSV injection
SHARED = ("Number", "Finished (UTC)", "Person", "Guide", "Version", "Equipment", "Tag", "Area")
OUTCOME = ("Opened by", "Failed", "Flagged", "Played (s)", "Length (s)", "Held")
LAST = ("Reviewed (UTC)", "Reviewed by", "Record", "Corrects", "Corrected by")
COMPLETIONS = (*SHARED, *OUTCOME, "Received (UTC)", "Phone time", *LAST)
ANSWERS = (*SHARED, "Item", "Answer", "Unit", "Outcome", "Note", "Photos", *LAST)

Read = Callable[[Any], Reading]


def completions(rows: Iterable[Any], read: Read) -> Iterator[str]:
    """One line a completion."""
    yield from _written(
        COMPLETIONS, ([*_shared(row), *_completion(row, read(row)), *_last(row)] for row in rows)
    )


def answers(rows: Iterable[Any], read: Read) -> Iterator[str]:
    """One line an item of each completion."""
    yield from _written(
        ANSWERS,
        ([*_shared(row), *_answer(line), *_last(row)] for row in rows for line in read(row).lines),
    )


def cell(value: Any) -> Any:
    """A text that a spreadsheet takes as text; numbers stay numbers."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def _shared(row: Any) -> list[Any]:
    where = (row.guide, row.guide_version, row.equipment, row.tag, row.area)
    return [row.seq, stamp(row.finished_at), row.person, *where]


def _completion(row: Any, reading: Reading) -> list[Any]:
    held = HELD.get(row.held, row.held) if row.held else ""
    play = played(row)
    clip = (play.seconds, play.length) if play else ("", "")
    return [reading.opened, row.failed, row.flagged, *clip, held, stamp(row.received_at), reading.times.wall]


def _answer(line: Line) -> list[Any]:
    """A number stands alone in its cell, its unit beside it."""
    number = isinstance(line.value, int | float) and line.kind == "number"
    answer = line.value if number else line.answer
    return [line.text, answer, line.unit, line.outcome, line.note, len(line.photos)]


def _last(row: Any) -> list[Any]:
    return [
        stamp(row.reviewed_at) if row.reviewed_at else "",
        row.reviewer,
        row.id,
        row.corrects,
        row.corrected_by,
    ]


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
