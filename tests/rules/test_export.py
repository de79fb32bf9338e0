"""What leaves as a spreadsheet runs nowhere, and comes back as what it was."""

import io

from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.cells import FORMULA
from app.places import export
from app.places.importing.columns import FIELDS
from app.places.importing.dry_run import plan
from app.places.importing.plan import Facts, Known
from app.places.importing.table import read
from app.places.models import Area, Equipment, EquipmentType
from app.places.rules import HAZARDS, PPE, STATUSES, folded, path_parts, plain

LETTERS = st.sampled_from("=+-@'\",;|aB7 é№Ж漢\u200c")
TEXT = st.text(LETTERS, max_size=12).map(plain)
NAME = TEXT.filter(bool)
PLACE = NAME.filter(lambda text: path_parts(text) == [text])
COLUMNS = {name: place for place, name in enumerate(FIELDS)}


def a_piece(name, tag, serial, contact, status, hazards, ppe, type, area) -> Equipment:
    facts = {"serial": serial, "contact": contact, "status": status, "hazards": hazards, "ppe": ppe}
    placed = {"area": Area(id="a", name=area), "type": EquipmentType(id="t", name=type), "area_id": "a"}
    return Equipment(id="e", name=name, tag=tag, **facts, **placed)


PIECE = st.builds(
    a_piece,
    name=NAME,
    tag=NAME,
    serial=TEXT,
    contact=TEXT,
    status=st.sampled_from(list(STATUSES)),
    hazards=st.lists(st.sampled_from(list(HAZARDS)), unique=True, max_size=3),
    ppe=st.lists(st.sampled_from(list(PPE)), unique=True, max_size=3),
    type=NAME,
    area=PLACE,
)


def known(row: Equipment) -> Known:
    facts = {name: getattr(row, name, None) for name in FIELDS} | {"equipment_type": "t", "area": "a"}
    return Known(
        {folded(row.tag): Facts("e", facts)}, {(folded(row.area.name),): "a"}, {folded(row.type.name): "t"}
    )


def files(row: Equipment) -> list[bytes]:
    paths = {"a": row.area.name}
    return ["".join(export.csv([row], paths)).encode(), export.xlsx([row], paths)]


@settings(max_examples=80)
@given(PIECE)
def test_every_fact_comes_back_as_it_was_from_csv_and_from_xlsx(row):
    for file in files(row):
        found = read(io.BytesIO(file))
        back = plan(known(row), found.lines, COLUMNS, make=False)
        assert (back.same, back.changed, back.problems) == (1, {}, [])


@settings(max_examples=80)
@given(PIECE)
def test_no_cell_begins_as_a_formula_does(row):
    for file in files(row):
        found = read(io.BytesIO(file))
        assert not [cell for _, cells in found.lines for cell in cells if cell.startswith(FORMULA)]
