"""XLSX, read row by row and never trusted: what it unpacks to is counted before anything is unpacked."""

import datetime
import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any

from app.places.importing import rules

MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z0-9:$]{2,24})")
CHUNK = 256 * 1024
LAST_ROW = 1_048_576  # of any sheet
READ_AS_THEY_ARE = (str, int, float, datetime.date, datetime.time, datetime.timedelta)
FORMULA = "="  # what the reader makes a thing of its own: a formula of several cells
DAMAGED = "Open it in a spreadsheet, save it as a new .xlsx file, and choose that. Nothing was changed."


def lines(file: IO[bytes]) -> list[tuple[int, list[str]]]:
    """Each row of the first sheet that has any, with its number there; raise ImportRefused."""
    try:
        with zipfile.ZipFile(file) as packed:
            _check_size(packed)
            if "[Content_Types].xml" not in packed.namelist() or not _is_workbook(packed):
                raise rules.WrongKind(
                    "This is a packed file, but no .xlsx workbook. Save the table as .xlsx or CSV."
                )
            return _rows(file, packed)
    except rules.ImportRefused:
        raise
    except Exception:  # whatever a damaged file makes its readers say
        raise rules.Broken(DAMAGED) from None


def _check_size(packed: zipfile.ZipFile) -> None:
    """The directory of the file says how large each part becomes; no more than that is ever unpacked."""
    parts = packed.infolist()
    whole = sum(part.file_size for part in parts)
    thick = any(
        part.file_size > CHUNK and part.file_size > rules.RATIO * max(1, part.compress_size) for part in parts
    )
    if len(parts) > rules.PARTS or whole > rules.UNPACKED or thick:
        raise rules.Swollen(
            f"It would unpack to {whole / 1e6:,.0f} MB in {len(parts):,} parts. Copy the table into a new "
            "workbook, save that, and choose it. Nothing was changed."
        )
    if any(part.flag_bits & 0x1 for part in parts):
        raise rules.OldExcel("It has a password. Save it without one. Nothing was changed.")


def _is_workbook(packed: zipfile.ZipFile) -> bool:
    """By its own list of contents, not by its name; a workbook with macros is read too, its macros never."""
    return b"spreadsheetml" in packed.read("[Content_Types].xml")


def _rows(file: IO[bytes], packed: zipfile.ZipFile) -> list[tuple[int, list[str]]]:
    from openpyxl import load_workbook  # a tenth of a second, which no start should wait for

    book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    try:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            found = list(_filled(sheet))
            if found:
                _check_merged(packed, sheet._worksheet_path, sheet.title)
                return found
    finally:
        book.close()
    return []


def _filled(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows with anything in them; one column and some rows more than are taken, so that it shows."""
    sheet.reset_dimensions()  # what a file says of its own size is not believed
    count, rows = 0, sheet.iter_rows(max_row=LAST_ROW, max_col=rules.MOST_COLUMNS + 1, values_only=True)
    for number, cells in enumerate(rows, start=1):
        if cells.count(None) == len(cells):
            continue
        texts = [text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            _check_cells(texts, number)
            count += 1
            yield number, texts
        if count > rules.MOST_ROWS + 1:
            return


def text(value: Any) -> str:
    """A cell as it reads: whole numbers without a point, days as 2026-01-31, yes and no."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value) if isinstance(value, READ_AS_THEY_ARE) else FORMULA


def _check_cells(texts: list[str], number: int) -> None:
    if any(len(one) > rules.LONGEST_CELL for one in texts):
        raise rules.TooLongCell(f"Row {number}: a cell holds more than {rules.LONGEST_CELL:,} characters.")


def _check_merged(packed: zipfile.ZipFile, path: str, title: str) -> None:
    """Of merged cells only the first has a value: nobody could say what the others mean."""
    with packed.open(path.lstrip("/")) as part:
        rest = b""
        while chunk := part.read(CHUNK):
            found = MERGED.search(rest + chunk)
            if found:
                where = found[1].decode()
                raise rules.MergedCells(
                    f"Cells {where} of the sheet “{title}” are merged. Take the merging off, "
                    "write the value into each row, and choose the file again."
                )
            rest = chunk[-100:]
