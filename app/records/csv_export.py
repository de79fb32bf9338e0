"""Completions as CSV for a spreadsheet: UTF-8 with a byte order mark, and no cell that runs as a formula."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from app.core.cells import written
from app.core.clock import stamp
from app.records.played import played
from app.records.reading import Line, Reading
from app.records.rules import HELD

SHARED = ("Number", "Finished (UTC)", "Person", "Guide", "Version", "Equipment", "Tag", "Area")
OUTCOME = ("Opened by", "Failed", "Flagged", "Played (s)", "Length (s)", "Held")
LAST = ("Reviewed (UTC)", "Reviewed by", "Record", "Corrects", "Corrected by")
COMPLETIONS = (*SHARED, *OUTCOME, "Received (UTC)", "Phone time", *LAST)
ANSWERS = (*SHARED, "Item", "Answer", "Unit", "Outcome", "Note", "Photos", *LAST)

Read = Callable[[Any], Reading]


def completions(rows: Iterable[Any], read: Read) -> Iterator[str]:
    """One line a completion."""
    yield from written(
        COMPLETIONS, ([*_shared(row), *_completion(row, read(row)), *_last(row)] for row in rows)
    )


def answers(rows: Iterable[Any], read: Read) -> Iterator[str]:
    """One line an item of each completion."""
    yield from written(
        ANSWERS,
        ([*_shared(row), *_answer(line), *_last(row)] for row in rows for line in read(row).lines),
    )


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
