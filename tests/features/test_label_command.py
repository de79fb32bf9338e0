"""`flask labels`: the same printing from the command line."""

import pytest

from app.core.database import db, writing
from app.labels import printers, rules
from app.labels.models import Label
from app.labels.used_cells import OpenSheet
from tests.factories import NOW
from tests.features.test_sheets import decoded, opened, rendered


@pytest.fixture
def run(app, plant, tmp_path):
    """Run `flask labels print` into a file; return the result and the file."""

    def run(*words: str, file: str = "labels.pdf", ok: bool = True):
        path = tmp_path / file
        result = app.test_cli_runner().invoke(args=["labels", "print", *words, "-o", str(path)])
        assert (result.exit_code == 0) is ok, result.output
        return result, path

    return run


def codes(path, dpi: int = 203) -> list[str]:
    return [text[-7:] for text in decoded(rendered(path.read_bytes(), dpi))]


def test_the_stocks_are_listed_by_name(app, plant):
    lines = app.test_cli_runner().invoke(args=["labels", "stock"]).output.splitlines()
    names = [line.split()[0] for line in lines]
    assert names[:6] == ["L7160", "L7163", "L7162", "L7165", "L4778", "L7651"]
    assert {"5160", "5163", "22806", "62x29", "57x32", "50x25", "24mm", "4x6"} <= set(names)


def test_equipment_is_printed_by_tag_with_the_label_it_has(run, plant):
    _, path = run("--stock", "L7160", "--equipment", "PR-002", "FL-007", "--site", "Test plant")
    printed = codes(path)
    assert len(printed) == 2
    assert plant.label in printed
    _, again = run("--stock", "62x29", "--equipment", "FL-007", "--site", "Test plant", file="again.pdf")
    assert set(codes(again)) == set(printed) - {plant.label}


def test_an_area_means_those_in_it_too(run, plant):
    _, path = run("--stock", "5160", "--area", "Hall A", "--start-cell", "4")
    assert len(codes(path)) == 2


def test_it_goes_on_where_the_last_print_ended_unless_it_is_told_where_to_start(app, run, plant):
    def gone() -> list[int]:
        with app.app_context():
            return db.session.get_one(OpenSheet, (plant.site, "", "L7160")).cells

    order = ("--stock", "L7160", "--equipment", "pr-002", "--site", "Test plant")
    for start, cells in (("3", [1, 2, 3]), ("", [1, 2, 3, 4]), ("1", [1])):
        run(*order, *(["--start-cell", start] if start else []))
        assert gone() == cells


def test_blanks_are_new_unbound_labels(app, run, plant):
    _, path = run("--stock", "L7651", "--blank", "5", "--site", "Test plant")
    with app.app_context():
        for code in codes(path):
            assert db.session.get_one(Label, code).state == "unbound"
            assert rules.parse(code) == code


def test_zpl_is_written_for_rolls_only(run, plant):
    _, path = run("--stock", "50x25", "--area", "Hall A", file="labels.zpl")
    assert path.read_text().count("^XA") == 2
    refused, path = run("--stock", "L7160", "--area", "Hall A", file="sheet.zpl", ok=False)
    assert "not for a label printer" in refused.output
    assert not path.exists()
    refused, path = run("--stock", "24mm", "--area", "Hall A", file="tape.zpl", ok=False)
    assert "Zebra printers have 203, 300 or 600" in refused.output
    assert not path.exists()


def test_a_printer_is_made_up_for(app, run, plant):
    with app.app_context(), writing():
        printer = printers.add(session=db.session(), site_id=plant.site, name="Office", dpi=None)
        seen = printers.Measured(left=22, top=20, across=170, down=257)
        printers.measure(session=db.session(), now=NOW, printer=printer, page=(210, 297), seen=seen)
        db.session.commit()
    order = ("--stock", "L7160", "--equipment", "PR-002", "--site", "Test plant")
    _, moved = run(*order, "--printer", "Office")
    _, exact = run(*order, file="exact.pdf")
    with opened(moved.read_bytes()) as one, opened(exact.read_bytes()) as two:
        left, right = (document[0].get_textpage().get_charbox(0)[0] for document in (one, two))
    assert right - left == pytest.approx(2 / 25.4 * 72, abs=0.01)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "one of --equipment, --area or --blank"),
        (("--blank", "3", "--area", "Hall A"), "one of --equipment, --area or --blank"),
        (("--equipment", "PR-002"), "at several sites"),
        (("--equipment", "PR-9"), "PR-9 is not there"),
        (("--area", "Nowhere"), "no area called Nowhere"),
        (("--blank", "3"), "say which with --site"),
        (("--area", "Hall A", "--printer", "Gone"), "no printer called Gone"),
        (("--area", "Hall A", "--start-cell", "22"), "from 1 to 21"),
        (("--area", "Hall A", "--site", "Moon"), "no site called Moon"),
    ],
)
def test_what_cannot_be_printed_is_said_and_writes_no_file(run, plant, words, says):
    refused, path = run("--stock", "L7160", *words, ok=False)
    assert says in refused.output
    assert not path.exists()


def test_an_unknown_stock_is_said(run, plant):
    refused, _ = run("--stock", "A4", "--area", "Hall A", ok=False)
    assert "flask labels stock" in refused.output


def test_a_character_that_no_font_has_is_said(app, run, plant):
    with app.app_context(), writing():
        from app.places.models import Equipment

        db.session.get_one(Equipment, plant.press).name = "Press ☃ 𓀀"
        db.session.commit()
    result, _ = run("--stock", "L7160", "--equipment", "PR-002", "--site", "Test plant")
    assert "no font has" in result.output
    assert "𓀀" in result.output
