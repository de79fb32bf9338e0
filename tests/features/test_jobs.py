"""Background work: a killed worker loses nothing, and nobody finishes what another took over."""

import json
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from app.core import clock, jobs
from app.core.database import Counter, db, writing

pytestmark = pytest.mark.databases

KIND = "test.count"


@pytest.fixture(autouse=True)
def kinds(monkeypatch):
    """A kind that counts how often it was done, one that always fails, and what failing for good writes."""

    def add(name: str) -> None:
        with writing():
            db.session.merge(Counter(name=name, value=count(name) + 1))
            db.session.flush()

    def broken(session, payload, progress):
        raise RuntimeError("the tool is missing")

    failed = lambda session, payload, message: add("failed")  # noqa: E731
    monkeypatch.setitem(jobs._kinds, KIND, (lambda session, payload, progress: add("done"), failed))
    monkeypatch.setitem(jobs._kinds, "test.broken", (broken, failed))


def count(name: str) -> int:
    row = db.session.get(Counter, name)
    return row.value if row else 0


def jump(monkeypatch, by: timedelta) -> None:
    later = clock.now() + by
    monkeypatch.setattr(clock, "now", lambda: later)


def enqueue(kind: str = KIND) -> str:
    with writing():
        job_id = jobs.enqueue(db.session(), kind, {"what": "ever"}, now=clock.now())
        db.session.commit()
    return job_id


def test_a_job_is_done_once_and_leaves_its_work_behind(app):
    with app.app_context():
        job_id = enqueue()
        assert jobs.run_all() == 1
        assert jobs.run_all() == 0
        job = db.session.get(jobs.Job, job_id)
        assert (job.state, job.progress, count("done")) == ("done", 1.0, 1)


def test_a_job_whose_worker_died_is_taken_over_when_the_lease_runs_out(app, monkeypatch):
    with app.app_context():
        enqueue()
        assert jobs._claim(clock.now()) is not None, "a worker takes it and dies"
        assert jobs.run_all() == 0, "not before the lease is over"
        jump(monkeypatch, jobs.LEASE + timedelta(seconds=5))
        assert jobs.run_all() == 1
        assert count("done") == 1


def test_a_worker_that_lost_its_lease_cannot_finish(app):
    with app.app_context():
        job_id = enqueue()
        slow = jobs._claim(clock.now())
        later = clock.now() + jobs.LEASE + timedelta(seconds=5)
        taker = jobs._claim(later)
        assert slow.token != taker.token
        with pytest.raises(jobs.LostLease):
            jobs._end(slow, "done")
        db.session.rollback()
        assert db.session.get(jobs.Job, job_id).state == "running"


def test_a_broken_job_is_tried_four_times_then_fails_with_its_message(app, monkeypatch):
    with app.app_context():
        job_id = enqueue("test.broken")
        for _ in range(jobs.ATTEMPTS):
            assert jobs.run_all() == 1
            jump(monkeypatch, timedelta(minutes=1))
        assert jobs.run_all() == 0
        job = db.session.get(jobs.Job, job_id)
        assert (job.state, job.message, count("failed")) == ("failed", "the tool is missing", 1)


SLOW_WORKER = """
import json, sys, time
from app import create_app
from app.core import jobs
from app.settings import Settings
from pathlib import Path
facts = json.loads(sys.argv[1])
def slow(session, payload, progress):
    Path(facts["instance"], "begun").touch()
    time.sleep(60)
jobs._kinds["test.count"] = (slow, None)
app = create_app(Settings(Path(facts["instance"]), "s" * 40, facts["database"]))
with app.app_context():
    jobs.run_one()
"""


def test_a_job_of_a_killed_process_is_done_by_the_next(app, settings, monkeypatch):
    with app.app_context():
        enqueue()
        facts = json.dumps({"instance": str(settings.instance), "database": settings.database_url})
        worker = subprocess.Popen([sys.executable, "-c", SLOW_WORKER, facts])
        end = time.monotonic() + 60
        while not (settings.instance / "begun").exists():
            assert time.monotonic() < end
            time.sleep(0.05)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        jump(monkeypatch, jobs.LEASE + timedelta(seconds=5))
        assert jobs.run_all() == 1
        assert count("done") == 1
