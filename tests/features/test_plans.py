"""What a supervisor opens each day is read from indices, however many records there are."""

import pytest
from sqlalchemy import event

from app.core import clock
from app.core.database import db
from app.labels import health, walk
from app.places.listing import Wanted as Places
from app.records import completions, remarks
from app.records.filters import Wanted
from app.records.numbers import numbers
from tests.conftest import SQLITE
from tests.phones import answers

pytestmark = pytest.mark.parametrize(
    "database", [SQLITE], indirect=True
)  # the one that says its plan in words


@pytest.fixture
def plan(app, phone):
    """How the database answers what is asked inside, one line a step."""
    phone.push(phone.record(), phone.record(answers=answers(guard="no")), phone.record(version=9))

    def ask(work) -> list[str]:
        asked, steps = [], []
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2:4]))
            work(db.session())
            cursor = db.session.connection().connection.cursor()
            for statement, values in list(asked):
                steps += [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
        assert steps
        return steps

    return ask


def walked(session, site):
    return walk.walked(session, walk.wanted(session, {site}, Places(), "", clock.now()))


@pytest.mark.parametrize(
    "work", [walked, lambda session, site: health.labels(session, {site}, Places())], ids=["walk", "wear"]
)
def test_the_walk_and_the_wear_of_labels_are_read_from_indices_and_not_from_scans(plan, plant, work):
    steps = plan(lambda session: work(session, plant.site))
    assert any("label_seen" in step for step in steps), steps
    assert not [step for step in steps if step.startswith("SCAN") or "label_scan" in step], steps


@pytest.mark.parametrize(
    ("index", "work"),
    [
        ("ix_record_urgent", lambda session, site: completions.page(session, {site}, Wanted())),
        ("ix_record_filled", lambda session, site: completions.page(session, {site}, Wanted(), "1.99")),
        ("ix_record_filled", lambda session, site: completions.page(session, {site}, Wanted(), "0.99")),
        ("ix_record_urgent", lambda session, site: completions.to_review(session, {site})),
        ("ix_record_urgent", lambda session, site: remarks.held(session, {site})),
        (
            "COVERING INDEX ix_record_enrolment_id_counter_held",
            lambda session, _: numbers(session, ["x"]),
        ),
    ],
)
def test_lists_and_gaps_are_read_from_an_index_of_their_own(plan, plant, index, work):
    steps = plan(lambda session: work(session, plant.site))
    assert any(index in step for step in steps), steps
    assert not [step for step in steps if step.startswith("SCAN") and "record" in step], steps


def test_the_numbers_of_a_phone_that_used_one_twice_are_read_from_indices_too(plan, phone):
    phone.push(phone.record(counter=2), phone.record(counter=9))
    found = []
    steps = plan(lambda session: found.append(numbers(session, [phone.enrolment])))
    assert (found[0].gaps, found[0].forks) == ({phone.enrolment: [(4, 8)]}, {phone.enrolment: [(2, 2)]})
    read = [step for step in steps if step.split()[1:2] == ["record"]]
    assert sum("COVERING INDEX ix_record_enrolment_id_counter_held" in step for step in read) >= 2, steps
    assert not [step for step in read if step.startswith("SCAN")], steps
