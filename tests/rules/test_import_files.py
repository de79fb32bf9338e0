"""Any file that somebody may choose: a table as it was meant, or a refusal with a name, and nothing else."""

import contextlib
import io
import zipfile

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

from app.core.cells import FORMULA, original, safe
from app.places.importing import delimited, rules
from app.places.importing.table import read
from tests.workbooks import HEADER, SAW, csv, packed, repacked, xlsx

ROWS = [["Tag", "Name"], ["PR-1", "Presse à vis"], ["PR-2", "Säge"]]
SHEET = "xl/worksheets/sheet1.xml"
SPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def table(data: bytes) -> list[list[str]]:
    found = read(io.BytesIO(data))
    return [found.header, *(cells for _, cells in found.lines)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_every_usual_encoding_and_delimiter_reads_the_same(encoding, mark):
    assert table(csv(ROWS, mark, encoding)) == ROWS


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_as_on_any_system(end):
    assert table(csv(ROWS, end=end)) == ROWS


def test_a_delimiter_inside_quotes_does_not_count():
    rows = [["Tag", "Name"], ["PR-1", "Press; left, near, the, door"], ["PR-2", 'Press "2"']]
    for mark in ",;":
        assert table(csv(rows, mark)) == rows


def test_excels_own_first_line_names_the_delimiter():
    assert table(b"sep=;\r\nTag;Name, long\r\nPR-1;Press\r\n") == [["Tag", "Name, long"], ["PR-1", "Press"]]


def test_rows_are_numbered_as_the_file_numbers_them_and_empty_ones_left_out():
    found = read(io.BytesIO(b'\n\nTag,Name\n\nPR-1,"two\nlines"\n,,\nPR-2,x\n'))
    assert (found.header, [number for number, _ in found.lines]) == (["Tag", "Name"], [5, 7])
    book = read(io.BytesIO(xlsx([[], ["Tag"], [], ["PR-1"]])))
    assert (book.header, book.lines) == (["Tag"], [(4, ["PR-1"])])


def test_a_workbook_reads_as_it_looks():
    book = xlsx([["Tag", "Serial", "On"], [12, 12.5, True], ["0012", 3.0, None]])
    assert table(book) == [["Tag", "Serial", "On"], ["12", "12.5", "yes"], ["0012", "3", ""]]


def test_a_formula_of_several_cells_reads_as_a_formula_too():
    book = openpyxl.load_workbook(io.BytesIO(xlsx(ROWS)))
    book.active["B2"] = ArrayFormula("B2:B3", "=A2:A3")
    book.active["B3"] = DataTableFormula("B3:B3", r1="A2")
    out = io.BytesIO()
    book.save(out)
    assert [row[1] for row in table(out.getvalue())] == ["Name", "=", "="]


def test_the_first_sheet_that_is_shown_and_has_rows_is_read():
    assert table(xlsx(ROWS, hidden=[["Secret"], ["x"]])) == ROWS


def billion_laughs() -> bytes:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]>'
    text += (
        f'<worksheet {SPACE}><sheetData><row r="1"><c t="str"><v>&l9;</v></c></row></sheetData></worksheet>'
    )
    return repacked(xlsx(ROWS), SHEET, text.encode())


def far_row() -> bytes:
    row = '<row r="99999999999"><c t="str"><v>x</v></c></row>'
    far = f"<worksheet {SPACE}><sheetData>{row}</sheetData></worksheet>"
    return repacked(xlsx(ROWS), SHEET, far.encode())


def bomb() -> bytes:
    return repacked(xlsx(ROWS), SHEET, b" " * (64 * 1024**2))


def locked() -> bytes:
    data = bytearray(packed({"[Content_Types].xml": b"spreadsheetml", SHEET: b"x"}))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


REFUSED = {
    "nothing": (b"", rules.Empty),
    "only empty lines": (b"\r\n,,\r\n", rules.Empty),
    "an empty workbook": (xlsx([]), rules.Empty),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, rules.WrongKind),
    "a PDF": (b"%PDF-1.7 ...", rules.WrongKind),
    "a page of the web": (b"<!DOCTYPE html><table></table>", rules.WrongKind),
    "zeros": (b"abc\0\0\0\0defg", rules.WrongKind),
    "a zip of something else": (packed({"photo.jpg": b"x"}), rules.WrongKind),
    "a text document": (packed({"[Content_Types].xml": b"wordprocessingml"}), rules.WrongKind),
    "an old or locked Excel file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, rules.OldExcel),
    "a locked part": (locked(), rules.OldExcel),
    "half a workbook": (xlsx(ROWS)[:-200], rules.Broken),
    "a workbook without its sheet": (packed({"[Content_Types].xml": b"spreadsheetml"}), rules.Broken),
    "XML that is none": (repacked(xlsx(ROWS), SHEET, b"<worksheet"), rules.Broken),
    "a billion laughs": (billion_laughs(), rules.Broken),
    "a row far below the last": (far_row(), rules.Empty),
    "a zip bomb": (bomb(), rules.Swollen),
    "a thousand parts": (packed({f"part{n}": b"" for n in range(1000)}), rules.Swollen),
    "merged cells": (xlsx([HEADER, SAW, SAW], merge="D2:D3"), rules.MergedCells),
    "no letters": (b"Tag,Name\nPR-1,\x81\x8d\x9d\n", rules.UnknownLetters),
    "half a letter": ("Tag".encode("utf-16") + b"x", rules.UnknownLetters),
    "an open quotation mark": (b'Tag,Name\nPR-1,"Press\nPR-2,Saw\n', rules.BrokenQuotes),
    "a long cell": (b"Tag,Name\nPR-1," + b"x" * 2001, rules.TooLongCell),
    "a long cell of a workbook": (xlsx([["Tag"], ["x" * 2001]]), rules.TooLongCell),
    "too many columns": (csv([["x"] * 61]), rules.TooManyColumns),
    "too many columns of a workbook": (xlsx([["x"] * 300]), rules.TooManyColumns),
    "too many rows": (b"Tag\n" + b"x\n" * 20_001, rules.TooManyRows),
    "50 MB": (b"Tag,Name\n" + b"PR-1,Press\n" * 4_600_000, rules.FileTooLarge),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_table_is_refused_by_name(name):
    data, refusal = REFUSED[name]
    with pytest.raises(rules.ImportRefused) as refused:
        read(io.BytesIO(data))
    assert type(refused.value) is refusal
    assert str(refused.value) != refusal.title, "the sentence says what to do"


def test_each_refusal_has_a_code_of_its_own():
    codes = [one.code for one in rules.ImportRefused.__subclasses__()]
    assert len(codes) == len(set(codes)) > 8
    assert {one for _, one in REFUSED.values()} == set(rules.ImportRefused.__subclasses__())


@given(st.binary(max_size=300))
@example(b"PK\x03\x04")
@example(b"\xff\xfe\x00")
@example(b'"')
def test_any_bytes_are_a_table_or_a_named_refusal(data):
    try:
        found = read(io.BytesIO(data))
    except rules.ImportRefused:
        return
    assert all(len(cells) == len(found.header) for _, cells in found.lines)


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=8))
def test_a_workbook_with_any_bytes_changed_is_a_table_or_a_named_refusal(place, bytes_there):
    book = bytearray(BOOK)
    at = place % len(book)
    book[at : at + len(bytes_there)] = bytes_there
    with contextlib.suppress(rules.ImportRefused):
        read(io.BytesIO(bytes(book)))


BOOK = xlsx([HEADER, SAW])
CELL = st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=20).map(str.strip)


@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=5))
def test_what_a_spreadsheet_writes_as_csv_is_what_is_read(rows):
    width = max(map(len, rows))
    rows = [["Tag", *"abcd"[: width - 1]], *(row + [""] * (width - len(row)) for row in rows)]
    whole = [row for row in rows if any(row)]
    for mark in ",;":
        assert table(csv(rows, mark, "utf-8-sig")) == whole


@given(st.text(max_size=12))
@example("=1+1")
@example("'=1+1")
@example("''")
@example("-")
def test_a_safe_cell_never_begins_a_formula_and_comes_back_as_it_was(text):
    assert not safe(text).startswith(FORMULA)
    assert original(safe(text)) == text


def test_a_number_needs_no_guard():
    assert safe(-5) == -5


def test_a_delimiter_is_found_even_when_the_first_line_has_a_comma_in_it():
    assert delimited.delimiter("Tag;Name, as on the machine;Area\nPR-1;Press;Hall\n") == ";"


def test_a_bomb_is_refused_before_it_is_unpacked():
    data = bomb()
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        assert file.getinfo(SHEET).file_size == 64 * 1024**2
    assert len(data) < 200_000
