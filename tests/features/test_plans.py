"""What a supervisor opens each day is read from indices, however many records there are."""

import pytest
from sqlalchemy import event

from app.core.database import db
from app.records import completions, phones, remarks
from app.records.filters import Wanted
from tests.phones import answers


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
            lambda session, _: phones.gaps(session, ["x"]),
        ),
    ],
)
def test_lists_and_gaps_are_read_from_an_index_of_their_own(plan, plant, index, work):
    steps = plan(lambda session: work(session, plant.site))
    assert any(index in step for step in steps), steps
    assert not [step for step in steps if step.startswith("SCAN") and "record" in step], steps
