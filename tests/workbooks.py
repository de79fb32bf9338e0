"""Spreadsheets as people bring them, good and bad, made in memory."""

import io
import zipfile

import openpyxl

HEADER = ["Tag", "Name", "Type", "Area", "Serial number", "Contact", "Status", "Hazards", "PPE"]
SAW = [
    "SA-1",
    "Saw 1",
    "Press",
    "Hall A / Line 1",
    "S1",
    "Line lead",
    "Active",
    "Sharp edges",
    "Eye protection",
]


def xlsx(rows: list[list], merge: str = "", hidden: list[list] | None = None) -> bytes:
    """A workbook whose sheet has these rows; `hidden` stands in a hidden sheet before it."""
    book = openpyxl.Workbook()
    sheet = book.active
    if hidden:
        for row in hidden:
            sheet.append(row)
        sheet.sheet_state = "hidden"
        sheet = book.create_sheet("List")
    for row in rows:
        sheet.append(row)
    if merge:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv(rows: list[list], mark: str = ",", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    """Plain CSV; a cell with the mark or a quotation mark in it is quoted."""
    return "".join(mark.join(_quoted(str(cell), mark) for cell in row) + end for row in rows).encode(encoding)


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip file of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return out.getvalue()


def repacked(book: bytes, part: str, data: bytes) -> bytes:
    """The same workbook with one part exchanged."""
    with zipfile.ZipFile(io.BytesIO(book)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    return packed({**parts, part: data})


def _quoted(cell: str, mark: str) -> str:
    return (
        '"' + cell.replace('"', '""') + '"' if any(one in cell for one in (mark, '"', "\n", "\r")) else cell
    )
