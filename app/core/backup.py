"""One file that holds a whole instance, and the way back.

The database is copied first, by SQLite's own online backup, then the files: whatever a row names is inside.
Hard links taken before and after the copy keep files that are removed meanwhile. The last member of the tar
lists every other one with its size and SHA-256: a tar that was cut or changed is known before anything moves.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from app.core.blobs import CHUNK, sync_folder
from app.core.whole import whole
from app.settings import Settings

DATABASE, LIST = "lineside.db", "list.json"
FOLDERS = {"blobs": "??/*", "evidence": "??/*", "uploads": "*"}
ALONE = ("secret", "server-key.pem")
NAME = re.compile(
    r"lineside\.db|list\.json|secret|server-key\.pem|(blobs|evidence)/[0-9a-f]{2}/[0-9a-f]{64}|uploads/[\w-]+"
)


ELSEWHERE = (
    "The database is not the SQLite file of the instance; nothing was done. Save it with its own tools first "
    "(pg_dump, or archived WAL), then copy the instance folder. To go back, stop the server, bring both back "
    "and run `flask restored`. See docs/operating.md."
)


class Damaged(Exception):
    """The file is no whole backup; nothing was changed."""


class InUse(Exception):
    """Something else has the database open, or makes a backup."""


def holds(settings: Settings) -> bool:
    """Whether everything is in the instance folder, the database too."""
    return settings.database_url == f"sqlite:///{settings.instance / DATABASE}"


def write(instance: Path, target: Path) -> int:
    """Write the backup whole or not at all; return the number of files in it. Others may go on writing."""
    pins = instance / ".backup"
    with _alone(instance), whole(target) as out:
        shutil.rmtree(pins, ignore_errors=True)
        try:
            _pin(instance, pins)
            _snapshot(instance / DATABASE, pins / DATABASE)
            _pin(instance, pins)
            return _pack(pins, out)
        finally:
            shutil.rmtree(pins, ignore_errors=True)


def unpack(source: Path, folder: Path) -> None:
    """Fill a new folder from a backup, on the disk; raise Damaged when a file does not fit its list."""
    shutil.rmtree(folder, ignore_errors=True)
    for name in FOLDERS:
        (folder / name).mkdir(parents=True)
    try:
        with tarfile.open(source, "r:") as tar:
            found = {member.name: _extract(tar, member, folder) for member in tar}
        said = json.loads((folder / LIST).read_text())["files"]
        found.pop(LIST)
        _check(folder / DATABASE)
    except (tarfile.TarError, OSError, EOFError, ValueError, KeyError, TypeError, sqlite3.Error) as error:
        raise Damaged(f"{source} is no whole backup ({error}).") from None
    if said != found or not {DATABASE, "server-key.pem"} <= set(found):
        raise Damaged(f"{source} is damaged: what is in it does not fit its own list.")
    (folder / LIST).unlink()


def swap(staging: Path, instance: Path, aside: Path) -> None:
    """Move what is there aside and what was unpacked in. While that goes on there is no database."""
    aside.mkdir(parents=True)
    names = [path.name for path in staging.iterdir()]
    for name in (DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", "views", *names):
        with suppress(FileNotFoundError):
            os.rename(instance / name, aside / name)
    for name in sorted(names, key=lambda name: name == DATABASE):
        os.rename(staging / name, instance / name)
        sync_folder(instance)
    staging.rmdir()


def claim(database: Path) -> None:
    """Fold the write-ahead log into a database nobody else has open; raise InUse when somebody has."""
    with closing(sqlite3.connect(database, timeout=1)) as raw:
        try:
            raw.execute("PRAGMA journal_mode = DELETE").fetchone()
        except sqlite3.OperationalError:
            raise InUse("Something has the database open. Stop the server first.") from None
        except sqlite3.DatabaseError:  # beyond reading: all the more reason to restore
            return


@contextmanager
def _alone(instance: Path) -> Iterator[None]:
    with (instance / ".backup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InUse("Another backup is being made.") from None
        yield


def _pin(instance: Path, pins: Path) -> None:
    paths = [path for folder, pattern in FOLDERS.items() for path in (instance / folder).glob(pattern)]
    for path in [*paths, *(instance / name for name in ALONE)]:
        pinned = pins / path.relative_to(instance)
        pinned.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError, FileNotFoundError):
            os.link(path, pinned)


def _snapshot(database: Path, copy: Path) -> None:
    with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    _check(copy)


def _check(database: Path) -> None:
    with closing(sqlite3.connect(database)) as raw:
        if raw.execute("PRAGMA quick_check").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("the database in it is damaged")


def _pack(folder: Path, out: IO[bytes]) -> int:
    listed: dict[str, Any] = {}
    with tarfile.open(fileobj=out, mode="w") as tar:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = path.relative_to(folder).as_posix()
            with path.open("rb") as source:
                listed[name] = _add(tar, name, source, os.fstat(source.fileno()).st_size)
        (folder / LIST).write_text(json.dumps({"lineside_backup": 1, "files": listed}))
        with (folder / LIST).open("rb") as source:
            _add(tar, LIST, source, os.fstat(source.fileno()).st_size)
    return len(listed)


def _add(tar: tarfile.TarFile, name: str, source: IO[bytes], size: int) -> list[Any]:
    member, hashing = tarfile.TarInfo(name), _Hashing(source)
    member.size, member.mode = size, 0o600
    tar.addfile(member, hashing)
    return [size, hashing.digest.hexdigest()]


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> list[Any]:
    source = tar.extractfile(member) if member.isreg() and NAME.fullmatch(member.name) else None
    if source is None:
        raise ValueError("it has a file that is none of ours")
    path, hashing = folder / member.name, _Hashing(source)
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        shutil.copyfileobj(hashing, out, CHUNK)
        out.flush()
        os.fsync(out.fileno())
    sync_folder(path.parent)
    return [path.stat().st_size, hashing.digest.hexdigest()]


class _Hashing:
    """A file that is hashed as it is read."""

    def __init__(self, source: IO[bytes]):
        self.source, self.digest = source, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.source.read(size)
        self.digest.update(data)
        return data
