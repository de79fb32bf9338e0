"""On PostgreSQL: one writer at a time, readers of one moment, and nothing that may forget."""

import threading
import time

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from app import create_app
from app.core import postgresql
from app.core.changes import Change, mark
from app.core.database import db, next_value, writing
from app.sync import queries
from tests.conftest import POSTGRESQL, on, signed_in

pytestmark = pytest.mark.parametrize("database", [POSTGRESQL], indirect=True)


def at_once(*works) -> None:
    """Run all in threads of their own; the first failure is raised."""
    failures: list[BaseException] = []

    def run(work):
        try:
            work()
        except BaseException as failure:
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    if failures:
        raise failures[0]


@pytest.mark.fault("S5")
def test_every_connection_waits_for_the_disk_whatever_the_database_says(app, behind):
    name = behind.execute("SELECT current_database()").fetchone()[0]
    behind.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')
    with app.app_context():
        db.engine.dispose()
        assert db.session.scalar(text("SHOW synchronous_commit")) == "on"


@pytest.mark.fault("S5")
def test_the_server_does_not_start_on_a_postgresql_that_may_forget(app, cluster):
    with cluster.connect() as raw:
        _set(raw, "fsync", "off")
        try:
            with app.app_context(), pytest.raises(RuntimeError, match="fsync=on: records would not be safe"):
                db.session.scalar(text("SELECT 1"))
        finally:
            _set(raw, "fsync", "on")


def _set(raw, name: str, value: str) -> None:
    raw.execute(f"ALTER SYSTEM SET {name} = {value}")
    raw.execute("SELECT pg_reload_conf()")
    deadline = time.monotonic() + 20
    while raw.execute(f"SHOW {name}").fetchone()[0] != value:
        assert time.monotonic() < deadline, f"{name} stays"
        time.sleep(0.05)


def test_who_reads_sees_one_moment_and_writes_nothing(app, plant):
    def others_write():
        with app.app_context(), writing():
            mark(db.session(), "site", plant.site, site_id=plant.site)
            db.session.commit()

    with app.app_context():
        before = queries.newest(db.session())
        at_once(others_write)
        assert queries.newest(db.session()) == before
        with pytest.raises(DBAPIError, match="read-only transaction"):
            next_value(db.session(), "change")
        db.session.rollback()
        assert queries.newest(db.session()) == before + 1


def test_writers_follow_each_other_from_their_first_statement(app):
    """The second sees what the first wrote, though it looked before the first had committed."""
    inside, seen = threading.Event(), []

    def first():
        with app.app_context(), writing():
            next_value(db.session(), "test", 7)
            inside.set()
            time.sleep(0.5)
            db.session.commit()

    def second():
        assert inside.wait(30)
        with app.app_context(), writing():
            seen.append(db.session.scalar(text("SELECT value FROM counter WHERE name = 'test'")))

    at_once(first, second)
    assert seen == [7]


def test_a_follower_misses_no_change_of_writers_that_run_at_once(app, plant):
    """What stands behind every pull: a number is seen only when every smaller one is."""
    writers, each, ended, missed = 4, 25, threading.Event(), []

    def write(name):
        def work():
            for number in range(each):
                with app.app_context(), writing():
                    mark(db.session(), "area", f"{name}-{number}", site_id=plant.site)
                    db.session.execute(text("SELECT pg_sleep(0.002)"))
                    db.session.commit()

        return work

    def follow():
        at, last = 0, False
        while not last:
            last = ended.is_set()
            with app.app_context():
                newest = queries.newest(db.session())
                found = db.session.scalars(db.select(Change.rev).where(Change.rev > at)).all()
                missed.extend(set(range(at + 1, newest + 1)) - set(found) if at else [])
                at = newest

    follower = threading.Thread(target=follow)
    follower.start()
    at_once(*(write(name) for name in "abcd"[:writers]))
    ended.set()
    follower.join(60)
    assert missed == []
    with app.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM change WHERE type = 'area'")) >= writers * each


@pytest.mark.fault("S11")
def test_fifty_couriers_of_one_record_get_one_receipt(app, phone):
    record, results = phone.record(), []
    clients = [signed_in(app, handle) for handle in ("wanda", "will", "sam", "ada", "wanda")]

    def carry(client):
        def work():
            for _ in range(10):
                results.extend(phone.told(record, client=client))

        return work

    at_once(*(carry(client) for client in clients))
    assert sorted(result["state"] for result in results) == ["already"] * 49 + ["stored"]
    assert len({result["receipt"] for result in results}) == 1
    with app.app_context():
        assert db.session.scalar(text("SELECT count(*) FROM record")) == 1


@pytest.mark.fault("S6")
def test_a_lock_that_is_not_let_go_is_a_503_and_nothing_is_lost(settings, plant, phone, behind, monkeypatch):
    monkeypatch.setitem(postgresql.SESSION, "lock_timeout", "200ms")
    hurried = create_app(settings)
    client, record = signed_in(hurried, "wanda"), phone.record()
    behind.execute("SELECT pg_advisory_lock(%s)", (postgresql.WRITERS,))
    answer = phone.push(record, client=client)
    assert (answer.status_code, answer.json["code"]) == (503, "busy")
    assert int(answer.headers["Retry-After"]) > 0
    behind.execute("SELECT pg_advisory_unlock(%s)", (postgresql.WRITERS,))
    assert [result["state"] for result in phone.told(record, client=client)] == ["stored"]
    with hurried.app_context():
        db.engine.dispose()


def test_what_postgresql_cannot_keep_is_not_understood_rather_than_a_failure(as_admin, phone):
    asked = as_admin.get("/console/equipment/", query_string={"search": "a\0b"})
    assert asked.status_code == 422
    body = {"device": "\0", "sent_at": "2026-01-15T08:30:00Z", "seen_head": None, "records": []}
    answer = phone.client.post("/api/v1/records", json=body | {"status": {"waiting": 1}})
    assert (answer.status_code, answer.json["code"]) == (422, "malformed")


def test_backup_and_restore_say_what_to_use_instead(app, tmp_path):
    (tmp_path / "x.tar").write_bytes(b"")
    for words in (["backup", str(tmp_path / "y.tar")], ["restore", str(tmp_path / "x.tar")]):
        answer = app.test_cli_runner().invoke(args=words)
        assert answer.exit_code == 1
        assert "pg_dump" in answer.output
        assert "flask restored" in answer.output


@pytest.mark.fault("S9")
def test_a_dump_that_was_brought_back_begins_an_epoch_and_phones_refill_it(
    app, plant, phone, cluster, settings, tmp_path
):
    """By the database's own tools and `flask restored`; the lost head is explained when a phone shows it."""
    kept, lost = phone.record(), phone.record()
    phone.push(kept)
    start = phone.client.get("/api/v1/sync").json["cursor"]
    dump = cluster.dump(make_url(settings.database_url).database, tmp_path / "plant.dump")
    phone.push(lost)
    head = phone.push().json["head"]
    name = cluster.make(name="brought_back")
    cluster.restore(dump, name)
    back = create_app(on(cluster, name, settings.instance))
    run, client = back.test_cli_runner().invoke, signed_in(back, "wanda")
    assert run(args=["restored"]).exit_code == 0
    assert client.get("/api/v1/sync", query_string={"since": start}).json["reset"] is True
    body = {"device": phone.device, "sent_at": "", "seen_head": head, "records": [kept, lost]}
    again = client.post("/api/v1/records", json=body).json["results"]
    assert [result["state"] for result in again] == ["already", "stored"]
    said = run(args=["ledger", "verify"])
    assert (said.exit_code, "Head 2 was lost when a backup was restored" in said.output) == (0, True), (
        said.output
    )
    with back.app_context(), writing(), pytest.raises(DBAPIError, match="record is append-only"):
        db.session.execute(text("DELETE FROM record"))
    with back.app_context():
        db.engine.dispose()
    cluster.drop(name)
