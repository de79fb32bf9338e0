"""A PostgreSQL of the tests' own: on a socket in a folder nobody else reads, gone when the tests end.

It keeps its data in memory where there is room, so that it may sync every commit, as Lineside demands, at no
cost. PostgreSQL does not run as root: then it runs as `postgres`, or as `nobody`.
"""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

OWNER = "lineside"
NAME = "lineside-pg-"
ROOM = 2 * 1024**3
LEFT_S = 600  # a folder without a running server that is older was left by tests that were killed
INITDB = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--wal-segsize=1")
SMALL = {
    "listen_addresses": "",
    "shared_buffers": "32MB",
    "max_wal_size": "64MB",
    "min_wal_size": "8MB",
    "max_connections": "120",
    "log_min_messages": "fatal",
}


def programs() -> Path | None:
    """The folder of `postgres` and `initdb`: the newest of Debian's, or what the path has; None without."""
    of_debian = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    found = [*sorted(of_debian, key=lambda path: int(path.parts[4])), *filter(None, [_on_path()])]
    return found[-1].parent if found else None


def _on_path() -> Path | None:
    found = shutil.which("postgres")
    return Path(found).resolve() if found else None


class Cluster:
    """One server with many databases. `template` holds what the migrations make, once it was made."""

    def __init__(self, programs: Path):
        self.programs = programs
        _sweep(Path(_roomy()))
        self.folder = Path(tempfile.mkdtemp(prefix=NAME, dir=_roomy()))
        self.count = 0
        self._as = _somebody()
        if self._as:
            shutil.chown(self.folder, self._as["user"], self._as["group"])
        self._run("initdb", "-D", str(self.folder / "data"), "-U", OWNER, *INITDB)
        self.process = self._start()

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://{OWNER}@/{database}?host={self.folder}"

    def connect(self, database: str = "postgres") -> psycopg.Connection:
        """A connection behind the application's back, each statement for itself."""
        return psycopg.connect(host=str(self.folder), user=OWNER, dbname=database, autocommit=True)

    def make(self, template: str = "template1", name: str = "") -> str:
        """A new database and its name."""
        self.count += 1
        name = name or f"test_{self.count}"
        with self.connect() as raw:
            raw.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return name

    def drop(self, name: str) -> None:
        with self.connect() as raw:
            raw.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    def dump(self, name: str, file: Path) -> Path:
        """A database as `pg_dump` saves it."""
        file.write_bytes(self._run("pg_dump", *self._at(name), "--format=custom"))
        return file

    def restore(self, file: Path, name: str) -> None:
        """Fill a new database as `pg_restore` does."""
        self._run("pg_restore", *self._at(name), "--exit-on-error", stdin=file.read_bytes())

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)  # fast: clients are sent away
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder)

    def _start(self) -> subprocess.Popen:
        options = [part for name, value in SMALL.items() for part in ("-c", f"{name}={value}")]
        command = [*_dies_with_us(), str(self.programs / "postgres"), "-D", str(self.folder / "data")]
        with (self.folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*command, "-k", str(self.folder), *options], stdout=log, stderr=log, cwd="/", **self._as
            )
        deadline = time.monotonic() + 60
        while not self._answers():
            assert process.poll() is None, (self.folder / "log").read_text()
            assert time.monotonic() < deadline, "PostgreSQL does not answer"
            time.sleep(0.05)
        return process

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _at(self, name: str) -> tuple[str, ...]:
        return ("--host", str(self.folder), "--username", OWNER, "--dbname", name)

    def _run(self, name: str, *arguments: str, stdin: bytes = b"") -> bytes:
        command = [str(self.programs / name), *arguments]
        done = subprocess.run(command, input=stdin, capture_output=True, cwd="/", **self._as)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout


@contextmanager
def running(programs: Path) -> Iterator[Cluster]:
    cluster = Cluster(programs)
    try:
        yield cluster
    finally:
        cluster.stop()


def _roomy() -> str:
    """Memory, where there is enough of it; else the usual place for temporary files."""
    memory = "/dev/shm"
    roomy = os.path.isdir(memory) and shutil.disk_usage(memory).free > ROOM
    return memory if roomy else tempfile.gettempdir()


def _sweep(place: Path) -> None:
    for folder in place.glob(f"{NAME}*"):
        left = folder.stat().st_mtime < time.time() - LEFT_S
        if left and os.access(folder, os.W_OK) and not (folder / "data" / "postmaster.pid").exists():
            shutil.rmtree(folder, ignore_errors=True)


def _somebody() -> dict:
    """Whom to be instead of root."""
    if os.getuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    entry = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _dies_with_us() -> list[str]:
    """However the tests end, Linux tells the server to."""
    return ["setpriv", "--pdeathsig", "INT"] if shutil.which("setpriv") else []
