"""Hundreds of labels: counted whole, shown a page at a time, filtered, and printed all at once."""

import runpy
from datetime import timedelta

import pytest
from sqlalchemy import delete, select, text

from app.core import clock
from app.core.database import db, writing
from app.core.paging import SIZE
from app.labels import actions, print_job, seen
from app.labels.models import Label, Scan, Seen
from app.places.models import Equipment
from tests.browser import ROOT
from tests.features.test_sheets import opened

COUNT, LABELLED = 700, 650
WALK, WEAR, JOB, SHEET = (f"/console/labels/{page}" for page in ("walk", "health", "job", "sheet"))


@pytest.fixture
def pumps(app, plant) -> list[str]:
    """Ids of 700 pumps on the line, by name; the last 50 have no label."""
    with app.app_context(), writing():
        session = db.session()
        facts = {"site_id": plant.site, "area_id": plant.line, "type_id": plant.press_type}
        rows = [Equipment(**facts, name=f"Pump {n:03}", tag=f"PU-{n:03}") for n in range(COUNT)]
        session.add_all(rows)
        session.flush()
        actions.new_labels(session=session, equipment=rows[:LABELLED], now=clock.now())
        ids = [row.id for row in rows]
        session.commit()
    return ids


@pytest.fixture
def scanned(app, plant):
    """Note scans of the labels of these pieces, the same of each."""

    def note(ids: list[str], *scans: tuple[str, str | None, str, int | None]) -> None:
        with app.app_context(), writing():
            session, now = db.session(), clock.now()
            labels = session.scalars(select(Label).where(Label.equipment_id.in_(ids)))
            for label in list(labels):
                for number, (does, at, by, ms) in enumerate(scans):
                    row = Scan(record_id=f"{label.code}-{number}", site_id=plant.site, label=label.code)
                    row.does, row.equipment_id = does, at or label.equipment_id
                    row.person_id, row.opened_by, row.decode_ms = plant.worker, by, ms
                    row.scanned_at = now - timedelta(seconds=100 - number)
                    session.add(row)
                    seen.note(session, row)
            session.commit()

    return note


SEEN_RIGHT = ("verify", None, "camera", 300)
OPENED = ("open", None, "camera", 400)
TYPED = ("open", None, "typed", None)


def test_a_walk_counts_everything_and_shows_a_page_of_it(as_supervisor, plant, pumps, scanned):
    scanned(pumps[:20], SEEN_RIGHT)
    scanned(pumps[20:23], ("verify", plant.truck, "camera", 300))
    first = as_supervisor.get(WALK).text
    assert "20 right, 3 elsewhere, 628 not scanned since then, 51 without a label" in first
    assert "1 to 100 of 702" in first
    assert first.index("Pump 020") < first.index("Pump 023")  # what is elsewhere comes first
    assert "Pump 000" not in first
    last = as_supervisor.get(f"{WALK}?page=8").text
    assert "701 to 702 of 702" in last
    assert "Pump 019" in last


def test_the_missing_of_a_walk_go_on_the_next_sheet_however_many(app, as_supervisor, plant, pumps, scanned):
    scanned(pumps[:20], SEEN_RIGHT)
    asked = {"all_of": "walk", "area": plant.line, "stock": "L7160"}
    page = as_supervisor.get(JOB, query_string=asked).text
    assert "Print 681 labels" in page  # 680 pumps and the press
    assert "and 677 more" in page
    printed = as_supervisor.post(SHEET, data=asked)
    with opened(printed.data) as document:
        assert len(document) == 33  # 32 full sheets of 21, and 9
    with app.app_context():
        bound = db.session.scalars(select(Label.equipment_id).where(Label.state == "bound")).all()
    assert set(pumps) <= set(bound)
    assert len(bound) == len(set(bound))


def test_a_walk_is_narrowed_by_words_area_and_what_was_found(as_supervisor, plant, pumps, scanned):
    scanned(pumps[:20], SEEN_RIGHT)
    page = as_supervisor.get(f"{WALK}?search=pu-01").text
    assert "10 right, 0 elsewhere, 0 not scanned since then, 0 without" in page
    page = as_supervisor.get(f"{WALK}?state=none").text
    assert "1 to 51 of 51" in page
    assert "Pump 699" in page
    assert "Pump 100" not in page
    page = as_supervisor.get(f"{WALK}?area={plant.line}").text
    assert (
        "20 right, 0 elsewhere, 631 not scanned since then, 50 without" in page
    )  # not the truck in the hall


def test_the_list_to_print_from_is_paged_and_all_that_fits_prints_at_once(as_supervisor, plant, pumps):
    page = as_supervisor.get("/console/labels/").text
    assert page.count('name="equipment"') == SIZE
    assert "All 702 that fit the filter" in page
    bare = as_supervisor.get("/console/labels/?label=without&area=" + plant.line).text
    assert "1 to 50 of 50" in bare
    job = as_supervisor.get(f"{JOB}?all_of=list&label=without&area={plant.line}").text
    assert "Print 50 labels" in job
    assert f'name="area" value="{plant.line}"' in job  # carried along while the job is set up


def test_a_filter_that_nothing_fits_any_more_prints_nothing(as_supervisor, plant):
    assert "Nothing fits any more" in as_supervisor.get(f"{JOB}?all_of=list&search=nowhere").text
    answer = as_supervisor.post(SHEET, data={"all_of": "list", "search": "nowhere", "stock": "L7160"})
    assert answer.status_code == 422
    assert "Choose at least one label" in answer.text


def test_labels_that_wear_out_are_counted_whole_filtered_and_reprinted_at_once(
    as_supervisor, plant, pumps, scanned
):
    scanned(pumps[:120], OPENED, TYPED, TYPED)
    scanned(pumps[120:130], OPENED, OPENED, OPENED)
    page = as_supervisor.get(WEAR).text
    assert "These 120 labels are wearing out." in page
    assert "1 to 100 of 651" in page
    assert page.count("2 of 3 typed its code") == SIZE
    assert "Pump 120" not in page
    few = as_supervisor.get(f"{WEAR}?search=pu-00").text
    assert "These 10 labels are wearing out." in few
    assert "Print 120 labels" in as_supervisor.get(f"{JOB}?all_of=wear").text


def test_every_label_is_listed_on_some_page(as_supervisor, plant, pumps):
    assert "1 to 100 of 651" in as_supervisor.get("/console/labels/codes").text
    assert "601 to 651 of 651" in as_supervisor.get("/console/labels/codes?page=7").text


def test_new_labels_of_many_pieces_are_told_to_the_phones(as_worker, as_supervisor, plant, pumps):
    page = as_worker.get("/api/v1/sync").json
    while page["more"]:
        page = as_worker.get(f"/api/v1/sync?since={page['cursor']}").json
    as_supervisor.post(SHEET, data={"all_of": "list", "label": "without", "area": plant.line})
    told = as_worker.get(f"/api/v1/sync?since={page['cursor']}").json["changes"]
    assert {one["body"]["equipment"] for one in told if one["type"] == "label"} == set(pumps[LABELLED:])


def test_while_many_labels_are_drawn_others_may_write(as_supervisor, plant, others_may_write, monkeypatch):
    free, drawn = [], print_job.write

    def drawing(texts, job, out):
        free.append(others_may_write())
        drawn(texts, job, out)

    monkeypatch.setattr(print_job, "write", drawing)
    printed = as_supervisor.post(SHEET, data={"all_of": "list", "stock": "L7160"})
    assert printed.status_code == 200
    assert free == [False, True]  # one label is tried before anything is made, then all are drawn


def test_what_the_migration_reads_out_of_old_scans_is_what_each_new_scan_notes(app, plant, pumps, scanned):
    scanned(pumps[:3], OPENED, SEEN_RIGHT, TYPED, ("verify", plant.truck, "camera", 900), OPENED)
    scanned(pumps[3:4], *[OPENED] * 25, *[TYPED] * 2)
    [file] = (ROOT / "migrations" / "versions").glob("*_seen.py")
    migration = runpy.run_path(str(file))

    def kept() -> list[tuple]:
        columns = (Seen.label, Seen.scans, Seen.typed, Seen.decode_ms, Seen.last_at, Seen.placed_at)
        return list(db.session.execute(select(*columns, Seen.place_id).order_by(Seen.label)))

    with app.app_context(), writing():
        before = kept()
        db.session.execute(delete(Seen))
        db.session.execute(text(migration["WHAT_THERE_IS"]))
        for column, value in (("placed_at", "scanned_at"), ("place_id", "equipment_id")):
            db.session.execute(text(migration["WHERE_THEY_STICK"].format(column=column, value=value)))
        assert kept() == before
        db.session.rollback()
    assert len(before) == 4
