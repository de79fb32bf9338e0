"""Work that outlives a request. The table is the truth: a killed worker loses nothing.

A job is claimed with a lease and a fresh fencing token; every write carries the token, so a worker
that lost its lease cannot finish what another has taken over. See docs/decisions/0002-jobs.md.
"""

import contextlib
import json
import logging
import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Index, select, update
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


@dataclass(frozen=True)
class Claim:
    """A job that is ours while the token is."""

    id: str
    token: str
    kind: str
    payload: dict[str, Any]
    attempts: int


class LostLease(Exception):
    """Another worker has this job now; whatever was done here is dropped."""


def work(kind: str, *, failed: Failed) -> Callable[[Work], Work]:
    """Register how a kind of job is done, and what to write when it has failed for good."""

    def register(function: Work) -> Work:
        _kinds[kind] = (function, failed)
        return function

    return register


def enqueue(
    session: Session, kind: str, payload: dict[str, Any], *, now: datetime, wait: timedelta = timedelta(0)
) -> str:
    job = Job(kind=kind, payload=json.dumps(payload), due=now + wait)
    session.add(job)
    session.flush()
    return job.id


def enqueue_once(session: Session, kind: str, *, now: datetime, wait: timedelta) -> None:
    """A job without payload, unless one of its kind waits or runs already. Under the write lock."""
    job = session.get(Job, kind)
    if job is None:
        session.add(Job(id=kind, kind=kind, payload="{}", due=now + wait))
    elif job.state not in ("queued", "running"):
        job.state, job.attempts, job.progress, job.message, job.due = "queued", 0, 0.0, "", now + wait
    session.flush()


def run_forever(stop: threading.Event, pause: float = 0.5) -> None:
    """Do jobs, one at a time, until told to stop."""
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
    claim = _claim(clock.now())
    if claim is None:
        return False
    function, failed = _kinds[claim.kind]
    try:
        with _heartbeat(claim):
            function(db.session(), claim.payload, lambda part: _note(claim, progress=part))
            _end(claim, "done", progress=1.0)
    except LostLease:
        db.session.rollback()
    except Exception as error:
        db.session.rollback()
        log.exception("job %s (%s), attempt %s", claim.id, claim.kind, claim.attempts)
        _retry_or_fail(claim, failed, str(error))
    return True


def longest_wait(session: Session, now: datetime) -> float:
    """Seconds that the oldest due job has waited; 0 when none waits."""
    oldest = session.scalar(select(Job.due).where(Job.state == "queued").order_by(Job.due).limit(1))
    return max(0.0, (now - oldest).total_seconds()) if oldest else 0.0


def _claim(now: datetime) -> Claim | None:
    """Take the job that is due the longest: queued, or running under a lease that ran out."""
    session, token = db.session(), secrets.token_hex(8)
    waiting = select(Job.id).where(Job.state.in_(("queued", "running")), Job.due <= now)
    idle = session.scalar(waiting.limit(1)) is None
    session.rollback()
    if idle:  # found by reading: asking twice a second must not take the write lock
        return None
    first = waiting.order_by(Job.due, Job.id).limit(1).scalar_subquery()
    taken = {"state": "running", "token": token, "due": now + LEASE, "attempts": Job.attempts + 1}
    with writing():
        job = session.scalars(update(Job).where(Job.id == first).values(**taken).returning(Job)).first()
        claim = Claim(job.id, token, job.kind, json.loads(job.payload), job.attempts) if job else None
        session.commit()
    return claim


@contextlib.contextmanager
def _heartbeat(claim: Claim) -> Iterator[None]:
    """Extend the lease from a thread of its own while the work goes on."""
    stop = threading.Event()

    def beat() -> None:
        while not stop.wait(LEASE.total_seconds() / 3):
            with contextlib.suppress(Exception):  # a missed beat is made good by the next
                _note(claim, due=clock.now() + LEASE)

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


def _note(claim: Claim, **values: Any) -> None:
    """Write to a job on a connection of its own; raise LostLease if it is no longer ours."""
    with writing(), db.engine.begin() as connection:
        _write(connection, claim, values)


def _end(claim: Claim, state: str, **values: Any) -> None:
    """Commit what the work wrote and the job's new state together, or neither."""
    with writing():
        _write(db.session(), claim, {"state": state, **values})
        db.session.commit()


def _write(to: Session | Connection, claim: Claim, values: dict[str, Any]) -> None:
    mine = update(Job).where(Job.id == claim.id, Job.token == claim.token, Job.state == "running")
    if to.execute(mine.values(**values).returning(Job.id)).first() is None:
        raise LostLease(claim.id)


def _retry_or_fail(claim: Claim, failed: Failed, message: str) -> None:
    """Again after 2, 4 and 8 seconds; after the last attempt `failed` writes what that means."""
    with contextlib.suppress(LostLease), writing():
        if claim.attempts < ATTEMPTS:
            later = clock.now() + timedelta(seconds=2**claim.attempts)
            return _end(claim, "queued", due=later, message=message)
        failed(db.session(), claim.payload, message)
        return _end(claim, "failed", message=message)
    db.session.rollback()
    return None
