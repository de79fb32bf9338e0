"""Work that outlives a request. The table is the truth: a killed worker loses nothing.

A job is claimed with a lease and a fresh fencing token; every write carries the token, so a worker
that lost its lease cannot finish what another has taken over. See docs/decisions/0002-jobs.md.
"""

import contextlib
import json
import logging
import secrets
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import Index, and_, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import clock
from app.core.database import Base, Moment, db, writing
from app.core.ids import new_id

LEASE = timedelta(seconds=30)
ATTEMPTS = 4
Progress = Callable[[float], None]
Work = Callable[[Session, dict[str, Any], Progress], None]
_kinds: dict[str, tuple[Work, "Failed"]] = {}
Failed = Callable[[Session, dict[str, Any], str], None]
log = logging.getLogger("lineside.jobs")


class Job(Base):
    """One piece of work. States: queued, running, done, failed. `progress` runs from 0 to 1."""

    __tablename__ = "job"
    id: Mapped[str] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    payload: Mapped[str]
    state: Mapped[str] = mapped_column(default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    token: Mapped[str | None]
    due: Mapped[datetime] = mapped_column(Moment)
    progress: Mapped[float] = mapped_column(default=0.0)
    message: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index(None, "state", "due"),)


class LostLease(Exception):
    """Another worker has this job now; whatever was done here is dropped."""


def work(kind: str, *, failed: Failed) -> Callable[[Work], Work]:
    """Register how a kind of job is done, and what to write when it has failed for good."""

    def register(function: Work) -> Work:
        _kinds[kind] = (function, failed)
        return function

    return register


def enqueue(session: Session, kind: str, payload: dict[str, Any], *, now: datetime) -> str:
    job = Job(kind=kind, payload=json.dumps(payload), due=now)
    session.add(job)
    session.flush()
    return job.id


def run_forever(app: Flask, stop: threading.Event, pause: float = 0.5) -> None:
    """Do jobs until told to stop; one at a time."""
    with app.app_context():
        while not stop.is_set():
            if not run_one():
                stop.wait(pause)


def run_all() -> int:
    """Do every waiting job in this thread; return how many."""
    count = 0
    while run_one():
        count += 1
    return count


def run_one() -> bool:
    """Claim one due job and do it; False when none is due."""
    with writing():
        claimed = _claim(clock.now())
    if claimed is None:
        return False
    job_id, token, kind, payload, attempts = claimed
    function, failed = _kinds[kind]
    stop = threading.Event()
    with _heartbeat(job_id, token, stop):
        try:
            function(db.session(), payload, lambda part: _note(job_id, token, progress=part))
            with writing():
                _finish(job_id, token, "done", "")
        except LostLease:
            db.session.rollback()
        except Exception as error:
            db.session.rollback()
            log.exception("job %s (%s), attempt %s", job_id, kind, attempts)
            with writing():
                _retry_or_fail(job_id, token, attempts, failed, payload, str(error))
    return True


def _claim(now: datetime):
    due = or_(and_(Job.state == "queued", Job.due <= now), and_(Job.state == "running", Job.due <= now))
    session = db.session
    job = session.scalars(select(Job).where(due).order_by(Job.due, Job.id).limit(1)).first()
    if job is None:
        session.rollback()
        return None
    token = secrets.token_hex(8)
    found = (job.id, token, job.kind, json.loads(job.payload), job.attempts + 1)
    claimed = session.execute(
        update(Job)
        .where(Job.id == job.id, Job.token.is_(job.token) if job.token is None else Job.token == job.token)
        .where(Job.state == job.state)
        .values(state="running", token=token, due=now + LEASE, attempts=Job.attempts + 1)
    ).rowcount
    session.commit()
    return found if claimed else None


@contextlib.contextmanager
def _heartbeat(job_id: str, token: str, stop: threading.Event):
    """Extend the lease from a thread of its own while the work goes on."""

    def beat() -> None:
        while not stop.wait(LEASE.total_seconds() / 3):
            with contextlib.suppress(Exception):
                _note(job_id, token, due=clock.now() + LEASE)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


def _note(job_id: str, token: str, **values: Any) -> None:
    """Write to a job on a connection of its own; raise LostLease if it is no longer ours."""
    with writing(), db.engine.begin() as connection:
        mine = update(Job).where(Job.id == job_id, Job.token == token, Job.state == "running")
        if not connection.execute(mine.values(**values)).rowcount:
            raise LostLease(job_id)


def _finish(job_id: str, token: str, state: str, message: str) -> None:
    """Commit the work and the job's end together, or neither."""
    done = {"state": state, "message": message, "progress": 1.0 if state == "done" else Job.progress}
    mine = update(Job).where(Job.id == job_id, Job.token == token, Job.state == "running")
    if not db.session.execute(mine.values(**done)).rowcount:
        raise LostLease(job_id)
    db.session.commit()


def _retry_or_fail(job_id, token, attempts, failed, payload, message) -> None:
    try:
        if attempts >= ATTEMPTS:
            failed(db.session(), payload, message)
            _finish(job_id, token, "failed", message)
        else:
            later = clock.now() + timedelta(seconds=2**attempts)
            mine = update(Job).where(Job.id == job_id, Job.token == token)
            db.session.execute(mine.values(state="queued", due=later, message=message))
            db.session.commit()
    except LostLease:
        db.session.rollback()


def heartbeat_age(session: Session, now: datetime) -> float:
    """Seconds that the oldest waiting job has waited; 0 when none waits."""
    oldest = session.scalar(select(Job.due).where(Job.state == "queued").order_by(Job.due).limit(1))
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0


def wait_idle(timeout: float = 60) -> bool:
    """For tools and tests: wait until nothing is queued or running."""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        busy = db.session.scalar(select(Job.id).where(Job.state.in_(["queued", "running"])).limit(1))
        db.session.rollback()
        if busy is None:
            return True
        time.sleep(0.1)
    return False
