"""CSV as it really comes: UTF-8 with or without a mark, UTF-16, Windows-1252; commas, semicolons, tabs."""

import codecs
import csv
import io

from app.places.importing import rules

DELIMITERS = ",;\t|"
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
SAMPLE = 10  # lines that are looked at to find the delimiter


def lines(data: bytes) -> list[tuple[int, list[str]]]:
    """Each row with its number, counted from 1 as a spreadsheet counts; raise ImportRefused."""
    text = decoded(data)
    if "\0" in text:
        raise rules.WrongKind("This is not a table of text. Save it as .xlsx or CSV and choose that.")
    text, mark = _told(text.replace("\r\n", "\n").replace("\r", "\n"))
    rows = csv.reader(io.StringIO(text), delimiter=mark or delimiter(text), strict=True)
    found: list[tuple[int, list[str]]] = []
    try:
        for number, cells in enumerate(rows, start=1):
            _check(cells, number)
            if any(cells):
                found.append((number, cells))
            if len(found) > rules.MOST_ROWS + 1:
                break
    except csv.Error:
        raise rules.BrokenQuotes(
            f"Line {rows.line_num}: a quotation mark opens a text and nothing closes it well. "
            "Save the table anew from the spreadsheet."
        ) from None
    return found


def decoded(data: bytes) -> str:
    """The text: by its mark, else UTF-16 when every other byte is 0, else UTF-8, else Windows-1252."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _read(data, encoding)
    for encoding, zeros in (("utf-16-le", data[1:200:2]), ("utf-16-be", data[:200:2])):
        if len(zeros) > 1 and len(data) % 2 == 0 and zeros.count(0) > len(zeros) * 0.7:
            return _read(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _read(data, "cp1252")


def delimiter(text: str) -> str:
    """What stands between cells: the mark that cuts most of the first lines into equally many cells."""
    sample = [line for line in text.split("\n", SAMPLE)[:SAMPLE] if line.strip()]
    return max(DELIMITERS, key=lambda mark: _fits(sample, mark))


def _fits(sample: list[str], mark: str) -> tuple[int, int]:
    """How many lines have as many cells as the first, and how many cells that is; nothing when only one."""
    try:
        counts = [len(cells) for cells in csv.reader(sample, delimiter=mark)]
    except csv.Error:
        return (0, 0)
    if not counts or counts[0] < 2:
        return (0, 0)
    return (sum(count == counts[0] for count in counts), counts[0])


def _told(text: str) -> tuple[str, str]:
    """Excel's own first line "sep=;", taken off, as no row of the table: the rest, and what it names."""
    first, _, rest = text.partition("\n")
    named = first.strip().strip('"').lower()
    if named.startswith("sep=") and len(named) == 5:
        return rest, named[4]
    return text, ""


def _read(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise rules.UnknownLetters(
            f"Byte {error.start + 1} is no letter in {encoding}. Save it as “CSV UTF-8” or .xlsx."
        ) from None


def _check(cells: list[str], number: int) -> None:
    if any(len(cell) > rules.LONGEST_CELL for cell in cells):
        raise rules.TooLongCell(
            f"Row {number}: a cell holds more than {rules.LONGEST_CELL:,} characters. "
            "A quotation mark may be missing there."
        )
