"""What a power cut leaves of the write-ahead log, cut at every few bytes: a clean beginning, always."""

import os
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from app.records.ledger import START
from tests.chaos.site import Line, opened

COMMITS = 40
ROWS = "SELECT seq, id, sha256, previous, hash FROM record ORDER BY seq"


@dataclass
class Log:
    """A database and its log, and how long the log was when each acknowledgement left the server."""

    database: bytes
    wal: bytes
    rows: list[tuple]
    acknowledged: list[int]


def campaign(*, step: int, commits: int = COMMITS) -> Line:
    log = written(commits)
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # the cut is by hand; no disk is asked
    missing = unclean = cuts = 0
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        for length in [*range(0, len(log.wal), step), len(log.wal)]:
            found, sound = reopened(Path(folder) / "cut.db", log, length)
            promised = sum(end <= length for end in log.acknowledged)
            missing += len(found) < promised
            unclean += not sound or found != log.rows[: len(found)] or not chained(found)
            cuts += 1
    return Line("log cut", {"cuts": cuts, "commits": commits}, {"lost": missing, "not clean": unclean})


def written(commits: int) -> Log:
    with opened() as works:
        works.server.start()
        phone = works.phone()
        database, wal = (works.server.instance / f"lineside.db{end}" for end in ("", "-wal"))
        with closing(sqlite3.connect(database)) as reader:  # the last to close would fold the log in
            acknowledged = []
            for _ in range(commits):
                assert works.push(phone, phone.record()).status_code == 200
                acknowledged.append(wal.stat().st_size)
            works.server.kill()
            rows = reader.execute(ROWS).fetchall()
            assert len(rows) == commits
            return Log(database.read_bytes(), wal.read_bytes(), rows, acknowledged)


def reopened(path: Path, log: Log, length: int) -> tuple[list[tuple], bool]:
    """The rows that are left, and whether the database is sound."""
    path.write_bytes(log.database)
    path.with_name("cut.db-wal").write_bytes(log.wal[:length])
    path.with_name("cut.db-shm").unlink(missing_ok=True)
    with closing(sqlite3.connect(path)) as left:
        return left.execute(ROWS).fetchall(), left.execute("PRAGMA quick_check").fetchone() == ("ok",)


def chained(rows: list[tuple]) -> bool:
    """Whether each link names the one before it; the whole ledger was verified when it was written."""
    before = [START, *(row[-1] for row in rows)]
    return all(row[3] == previous for row, previous in zip(rows, before, strict=False))
