"""Any file that somebody may choose, to a table of texts; or the named reason why not."""

from dataclasses import dataclass
from typing import IO

from app.places.importing import delimited, rules, workbook

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OTHERS = {
    b"%PDF": "PDF",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"{\\rtf": "text document",
    b"<!DO": "web page",
    b"<htm": "web page",
    b"<?xm": "XML file",
    b"\x1f\x8b": "packed file",
    b"PK\x05\x06": "packed file with nothing in it",
    b"7z\xbc\xaf": "packed file",
    b"Rar!": "packed file",
}
Line = tuple[int, list[str]]


@dataclass(frozen=True)
class Table:
    """The names of the columns, and each row that is not empty with its number in the file."""

    header: list[str]
    lines: list[Line]


def read(file: IO[bytes]) -> Table:
    """The table in a CSV or XLSX file, known by its bytes, never by its name; raise ImportRefused."""
    size = file.seek(0, 2)
    file.seek(0)
    if size > rules.LARGEST:
        raise rules.FileTooLarge(
            f"It has {size / 1e6:.0f} MB; {rules.LARGEST // 1024**2} MB are taken. "
            "Take out pictures and other sheets, or split it. Nothing was changed."
        )
    start = file.read(8)
    file.seek(0)
    if start.startswith(ZIP):
        return _table(workbook.lines(file))
    if start.startswith(OLE):
        raise rules.OldExcel(
            "Open it in Excel, take off its password, and save it as .xlsx. Nothing was changed."
        )
    for mark, kind in OTHERS.items():
        if start.startswith(mark):
            raise rules.WrongKind(f"This is a {kind}. Save the table as .xlsx or CSV and choose that.")
    return _table(delimited.lines(file.read()))


def _table(lines: list[Line]) -> Table:
    cleaned = [(number, [cell.strip() for cell in cells]) for number, cells in lines]
    full = [(number, cells) for number, cells in cleaned if any(cells)]
    if not full:
        raise rules.Empty("There is no row in it. Save the table again, with a row that names the columns.")
    (_, header), rows = full[0], full[1:]
    width = max(len(cells) for _, cells in full)
    if width > rules.MOST_COLUMNS:
        raise rules.TooManyColumns(
            f"It has {width} columns; {rules.MOST_COLUMNS} are read. Delete those not needed."
        )
    if len(rows) > rules.MOST_ROWS:
        raise too_many_rows()
    return Table(_padded(header, width), [(number, _padded(cells, width)) for number, cells in rows])


def too_many_rows() -> rules.TooManyRows:
    return rules.TooManyRows(
        f"At most {rules.MOST_ROWS:,} rows are read at once. Split the file, area by area."
    )


def _padded(cells: list[str], width: int) -> list[str]:
    return cells + [""] * (width - len(cells))
