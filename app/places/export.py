"""Equipment as a table that an import takes back: the same columns, and no cell that runs as a formula."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from app.core import cells
from app.places.history import signs
from app.places.importing.columns import FIELDS
from app.places.models import Equipment
from app.places.rules import STATUSES

WIDTHS = {"name": 32, "equipment_type": 28, "area": 40, "hazards": 32, "ppe": 32}


def csv(rows: Iterable[Equipment], paths: dict[str, str]) -> Iterator[str]:
    """CSV in parts; `paths` names each area by its id."""
    return cells.written(FIELDS.values(), (line(row, paths) for row in rows))


def xlsx(rows: Iterable[Equipment], paths: dict[str, str]) -> bytes:
    """A workbook of one sheet; every cell is text, whatever it begins with."""
    from openpyxl import Workbook  # a tenth of a second, which no start should wait for

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Equipment")
    sheet.freeze_panes = "A2"
    for letter, name in zip("ABCDEFGHI", FIELDS, strict=True):
        sheet.column_dimensions[letter].width = WIDTHS.get(name, 18)
    sheet.append(_cells(sheet, FIELDS.values(), bold=True))
    for row in rows:
        sheet.append(_cells(sheet, line(row, paths)))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def line(row: Equipment, paths: dict[str, str]) -> list[str]:
    """The facts in the order of FIELDS, as an import reads them."""
    where = [row.tag, row.name, row.type.name, paths[row.area_id]]
    return [*where, row.serial, row.contact, STATUSES[row.status], signs(row.hazards), signs(row.ppe)]


def _cells(sheet: Any, values: Iterable[str], *, bold: bool = False) -> list[Any]:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    found = [WriteOnlyCell(sheet, value=cells.safe(value)) for value in values]
    for cell in found:
        cell.data_type = "s"
        if bold:
            cell.font = Font(bold=True)
    return found
