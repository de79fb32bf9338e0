"""Stock that a site describes itself."""

import pytest

from app.core.database import db
from app.labels.models import Label
from tests.features.test_print_job import JOB, SHEET, STOCK, beside, codes

OWN = {
    "name": "Our tags",
    "kind": "sheet",
    "width": "80",
    "height": "40,5",
    "page_width": "210",
    "page_height": "297",
    "columns": "2",
    "rows": "6",
    "margin_left": "20",
    "margin_top": "20",
    "gap_x": "5",
    "gap_y": "2",
}


def test_own_stock_is_saved_chosen_changed_and_removed(plant, as_supervisor):
    assert as_supervisor.post(STOCK, data=OWN).status_code == 303
    page = as_supervisor.post(JOB, data={"equipment": plant.press, "stock": "Our tags"}).text
    assert "Our tags, own, 12 labels of 80 × 40.5 mm" in page
    assert page.count('name="start_cell"') == 12
    assert codes(as_supervisor.post(SHEET, data={"equipment": plant.press, "stock": "Our tags"}).data)
    as_supervisor.post(STOCK, data={**OWN, "rows": "5"})
    assert 'value="40.5"' in as_supervisor.get(f"{STOCK}?name=Our tags").text
    page = as_supervisor.get(STOCK).text
    assert "own, 10 labels" in page
    assert 'data-confirm="Remove the stock Our tags?"' in page
    as_supervisor.post(f"{STOCK}/removal", data={"name": "Our tags"})
    assert "own, 10 labels" not in as_supervisor.get(STOCK).text


def test_two_sites_may_call_theirs_the_same_and_each_is_changed_and_removed_alone(plant, both, as_supervisor):
    sites = (plant.site, plant.other_site)
    for site, rows in zip(sites, ("6", "5"), strict=True):
        as_supervisor.post(STOCK, data={**OWN, "site": site, "rows": rows})
    for site, rows in zip(sites, ("6", "5"), strict=True):
        page = as_supervisor.get(STOCK, query_string={"name": "Our tags", "site": site}).text
        assert f'name="rows" inputmode="decimal" autocomplete="off" value="{rows}"' in page
        assert f'<option value="{site}" selected>' in page
    as_supervisor.post(f"{STOCK}/removal", data={"name": "Our tags", "site": plant.other_site})
    page = as_supervisor.get(STOCK).text
    assert ("own, 12 labels" in page, "own, 10 labels" in page) == (True, False)


def test_stock_of_another_site_is_not_there(plant, as_supervisor, as_stranger):
    as_supervisor.post(STOCK, data=OWN)
    removal = {"name": "Our tags", "site": plant.site}
    assert as_stranger.post(f"{STOCK}/removal", data=removal).status_code == 403
    assert "Our tags" not in as_stranger.get(STOCK).text
    assert "own, 12 labels" in as_supervisor.get(STOCK).text


def test_stock_of_another_of_ones_sites_is_refused_and_prints_nothing(app, plant, both, as_supervisor):
    as_supervisor.post(STOCK, data={**OWN, "site": plant.other_site})
    for order in ({"equipment": plant.truck}, {"blank": "3", "site": plant.site}):
        refused = as_supervisor.post(SHEET, data={**order, "stock": "Our tags"})
        assert refused.status_code == 422
        assert "The site of these labels has no stock called Our tags." in refused.text
    with app.app_context():
        assert db.session.query(Label).filter_by(equipment_id=plant.truck).count() == 0
        assert db.session.query(Label).filter_by(state="unbound").count() == 0
    there = as_supervisor.post(SHEET, data={"equipment": plant.other_equipment, "stock": "Our tags"})
    assert there.mimetype == "application/pdf"


def test_own_rolls_need_a_width_and_a_height(plant, as_supervisor):
    roll = {"name": "Wrap", "kind": "roll", "width": "90", "height": "30", "dpi": "300"}
    assert as_supervisor.post(STOCK, data=roll).status_code == 303
    page = as_supervisor.post(JOB, data={"equipment": plant.press, "stock": "Wrap"}).text
    assert "dots of the printer" in page


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"name": ""}, "name", "Give it a name"),
        ({"name": "L7160"}, "name", "A maker&#39;s stock has this name"),
        ({"columns": "3"}, "width", "The labels reach 270.0 mm across a page of 210 mm."),
        ({"rows": "7"}, "height", "The labels reach 315.5 mm down a page of 297 mm."),
        ({"width": "9"}, "width", "No QR code fits on less than 10 mm."),
        ({"rows": "1.5"}, "rows", "Write a whole number"),
        ({"gap_x": "wide"}, "gap_x", "Write millimetres"),
        ({"width": "nan"}, "width", "Write millimetres"),
        ({"height": "1e9"}, "height", "Write millimetres"),
    ],
)
def test_stock_that_cannot_be_is_refused_with_what_was_typed(plant, as_supervisor, change, field, says):
    refused = as_supervisor.post(STOCK, data={**OWN, **change})
    assert refused.status_code == 422
    assert beside(refused.text, field).startswith(says)
    assert 'value="40,5"' in refused.text or "height" in change
