"""A form that is sent twice prints once, and a print that did not come out is taken back."""

import re
from datetime import timedelta

import pytest

from app.core.database import db, writing
from app.labels.models import Label
from app.labels.printed import KEPT, Printed
from app.places.models import Equipment
from tests.features.test_print_job import JOB, SHEET, codes, gone, start

MISPRINTS, NEW_SHEETS = "/console/labels/misprints", "/console/labels/sheets"
NOT_PRINTED = "It was not printed"


def token(page: str) -> str:
    return re.search(r'name="token" value="([^"]+)"', page)[1]


@pytest.fixture
def shown(as_supervisor):
    """Show a print job; give the form as its page sends it."""

    def shown(**order) -> dict:
        page = as_supervisor.post(JOB, data=order).text
        return {**order, "token": token(page)}

    return shown


def unbound(app) -> int:
    with app.app_context():
        return db.session.query(Label).filter_by(state="unbound").count()


def rename(app, equipment_id: str, name: str) -> None:
    with app.app_context(), writing():
        db.session.get_one(Equipment, equipment_id).name = name
        db.session.commit()


def test_a_form_sent_twice_gives_the_same_bytes_and_takes_no_more_of_the_sheet(
    app, plant, as_supervisor, shown
):
    form = shown(equipment=[plant.press, plant.truck], stock="L7160")
    once = as_supervisor.post(SHEET, data=form)
    rename(app, plant.press, "Press that was renamed")
    again = as_supervisor.post(SHEET, data=form)
    assert (again.status_code, again.data) == (200, once.data)
    assert gone(as_supervisor.post(JOB, data=form).text) == [1, 2]


@pytest.mark.parametrize("stock", ["L7160", "62x29"])
def test_blanks_sent_twice_are_the_same_codes(app, as_supervisor, shown, stock):
    form = shown(blank="3", stock=stock)
    first, second = (as_supervisor.post(SHEET, data=form).data for _ in range(2))
    assert first == second
    assert len(set(codes(second))) == unbound(app) == 3


def test_what_a_print_itself_took_out_of_its_choice_is_printed_again(plant, as_supervisor, shown):
    form = shown(all_of="list", label="without", stock="L7160")
    first, second = (as_supervisor.post(SHEET, data=form) for _ in range(2))
    assert (second.status_code, second.data) == (200, first.data)


def test_a_changed_form_and_a_page_shown_anew_print_more(app, plant, as_supervisor, shown):
    form = shown(blank="2", stock="L7160")
    for one in (form, {**form, "blank": "3"}, shown(blank="2", stock="L7160")):
        as_supervisor.post(SHEET, data=one)
    assert unbound(app) == 7
    assert start(as_supervisor.post(JOB, data=form).text) == 8


def test_another_person_with_the_same_form_prints_their_own(plant, as_supervisor, as_admin, shown):
    form = shown(blank="2", stock="L7160")
    sheets = [codes(one.post(SHEET, data=form).data) for one in (as_supervisor, as_admin)]
    assert len({*sheets[0], *sheets[1]}) == 4


def test_a_print_that_is_long_past_is_forgotten(app, plant, as_supervisor, shown):
    as_supervisor.post(SHEET, data=shown(blank="2", stock="L7160"))
    with app.app_context(), writing():
        db.session.query(Printed).one().printed_at -= KEPT + timedelta(days=1)
        db.session.commit()
    as_supervisor.post(SHEET, data=shown(blank="3", stock="L7160"))
    with app.app_context():
        assert [row.blanks for row in db.session.query(Printed)] == [3]


@pytest.mark.parametrize(
    ("first", "count", "left"),
    [("3", 4, [1, 2]), ("", 8, []), ("7", 5, [1, 2, 3, 4, 5, 6])],
    ids=["in the middle", "all of a sheet", "over two sheets"],
)
def test_what_was_not_printed_gives_exactly_its_cells_back(as_supervisor, shown, plant, first, count, left):
    form = shown(blank=str(count), stock="L7165", start_cell=first)
    as_supervisor.post(SHEET, data=form)
    page = as_supervisor.post(JOB, data=form).text
    assert NOT_PRINTED in page
    assert "the next print makes new ones" in page
    back = as_supervisor.post(MISPRINTS, data=form).text
    assert (gone(back), start(back)) == (left, len(left) + 1)
    assert NOT_PRINTED not in back


def test_only_the_last_print_is_taken_back_and_only_once(plant, as_supervisor, shown):
    order = {"equipment": [plant.press], "stock": "L7160"}
    for _ in range(3):
        as_supervisor.post(SHEET, data=shown(**order))
    pages = [as_supervisor.post(MISPRINTS, data=order).text for _ in range(2)]
    assert [gone(page) for page in pages] == [[1, 2], [1, 2]]


def test_the_last_print_of_somebody_else_is_theirs(plant, as_supervisor, as_admin, shown):
    order = {"equipment": [plant.press], "stock": "L7160"}
    as_supervisor.post(SHEET, data=shown(**order))
    assert NOT_PRINTED not in as_admin.post(JOB, data=order).text
    assert gone(as_admin.post(MISPRINTS, data=order).text) == [1]
    as_admin.post(SHEET, data={**order, "token": token(as_admin.post(JOB, data=order).text)})
    assert NOT_PRINTED not in as_supervisor.post(JOB, data=order).text
    assert gone(as_supervisor.post(MISPRINTS, data=order).text) == [1, 2]


def test_a_new_sheet_settles_the_last_print(plant, as_supervisor, shown):
    form = shown(equipment=[plant.press], stock="L7160")
    as_supervisor.post(SHEET, data=form)
    assert NOT_PRINTED not in as_supervisor.post(NEW_SHEETS, data=form).text
    assert gone(as_supervisor.post(MISPRINTS, data=form).text) == []


def test_what_the_command_printed_meanwhile_is_not_taken_back(app, plant, as_supervisor, shown, tmp_path):
    form = shown(equipment=[plant.press], stock="L7160")
    as_supervisor.post(SHEET, data=form)
    order = ("--stock", "L7160", "--equipment", "PR-002", "--site", "Test plant")
    made = app.test_cli_runner().invoke(args=["labels", "print", *order, "-o", str(tmp_path / "one.pdf")])
    assert made.exit_code == 0, made.output
    assert gone(as_supervisor.post(MISPRINTS, data=form).text) == [1, 2]
