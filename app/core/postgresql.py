"""PostgreSQL held to what SQLite promises: a commit stays, one writer at a time, readers of one moment.

Whoever writes takes one lock of the whole application before its first statement and keeps it to the end, as
with SQLite's BEGIN IMMEDIATE: commit order is sequence order, and what was looked up still holds when it is
acted on. Whoever reads sees one snapshot and cannot write. See docs/decisions/0013-postgresql.md.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

if TYPE_CHECKING:
    from psycopg import Connection as Raw

WRITERS = 5_279_441_902_163_837_001  # our advisory lock: any number that nobody else uses in this database
DISK_FULL = "53100"
SESSION = {
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "lock_timeout": "15s",  # as SQLite's busy_timeout
    "idle_in_transaction_session_timeout": "10min",  # a web server that is gone must not keep the lock
}
NEEDED = {"fsync": "on", "full_page_writes": "on", "server_encoding": "UTF8"}


def prepare(engine: Engine, writing: Callable[[], bool]) -> None:
    """Every connection is checked when it is made; every transaction begins as a writer's or a reader's."""
    from psycopg import IsolationLevel  # here: a start on SQLite does not wait for it

    @event.listens_for(engine, "connect")
    def connected(raw: "Raw", _record):
        for name, value in SESSION.items():
            raw.execute("SELECT set_config(%s, %s, false)", (name, value))
        if _shown(raw, "synchronous_commit") == "off":
            raw.execute("SET synchronous_commit = on")
        for name, value in NEEDED.items():
            if _shown(raw, name) != value:
                raise RuntimeError(f"PostgreSQL does not have {name}={value}: records would not be safe.")
        raw.commit()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection):
        raw: Any = connection.connection.dbapi_connection
        writes = writing()
        raw.isolation_level = IsolationLevel.READ_COMMITTED if writes else IsolationLevel.REPEATABLE_READ
        raw.read_only = not writes
        if writes:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")


def is_its(error: OperationalError) -> bool:
    """Whether PostgreSQL, or the way to it, failed."""
    return hasattr(error.orig, "sqlstate")


def is_full(error: OperationalError) -> bool:
    return getattr(error.orig, "sqlstate", None) == DISK_FULL


def _shown(raw: "Raw", name: str) -> str:
    row = raw.execute("SELECT current_setting(%s)", (name,)).fetchone()
    return row[0] if row else ""
