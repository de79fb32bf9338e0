"""What a push and a pull cost does not grow with what they carry, nor with the library."""

import gzip

import pytest
from sqlalchemy import event

from app.core.changes import mark
from app.core.database import db, writing
from tests.phones import publish

PACKED = {"Accept-Encoding": "gzip"}


@pytest.fixture
def statements(app):
    """Counts what the database is asked while some work is done."""

    def count(work) -> int:
        asked = []
        with app.app_context():
            engine = db.engine
        listen = (engine, "before_cursor_execute", lambda *facts: asked.append(facts[2]))
        event.listen(*listen)
        try:
            work()
        finally:
            event.remove(*listen)
        return len(asked)

    return count


def test_fifty_records_need_no_more_statements_than_one(phone, statements):
    phone.push(phone.record())
    one = [phone.record()]
    many = [phone.record() for _ in range(50)]
    assert statements(lambda: phone.push(*many)) == statements(lambda: phone.push(*one))


def test_a_pull_needs_as_many_statements_in_a_large_library(app, as_worker, plant, statements):
    guide = publish(app, plant)

    def changed() -> int:
        since = as_worker.get("/api/v1/sync").json["cursor"]
        with app.app_context(), writing():
            mark(db.session(), "guide", guide.id, site_id=plant.site)
            db.session.commit()
        return statements(lambda: as_worker.get("/api/v1/sync", query_string={"since": since}))

    few = changed()
    for number in range(20):
        publish(app, plant, f"Check {number}")
    assert changed() == few


def test_the_answer_to_a_push_travels_packed_only_where_the_phone_takes_it(phone):
    records = [phone.record() for _ in range(10)]
    plain = phone.push(*records)
    body = {"device": phone.device, "sent_at": "2026-01-15T08:30:00Z", "seen_head": None, "records": records}
    packed = phone.client.post("/api/v1/records", json=body, headers=PACKED)
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data).count(b'"already"') == len(records)
    assert len(packed.data) < 0.6 * len(plain.data)
