"""Pushing and pulling against a real server, beside what SQLite itself can do in the same run."""

import gzip
import hashlib
import http.client
import json
import os
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from joserfc.jwk import ECKey

from app import create_app
from app.core.changes import mark
from app.core.database import db, writing
from app.records import jws
from app.settings import ROOT, Settings
from tests.factories import PASSWORD, Plant, make_plant
from tests.phones import Published, answers, publish, wall

BATCH, TOTAL, ROUNDS = 50, 1000, 5
POUCHDB = (
    1.60  # s for 1,000 documents, PouchDB 9 to pouchdb-server 4.2 on 2 cores; measured apart from this run
)


def run() -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        app, plant, guide = _plant(Path(folder))
        with _serving(Path(folder)) as port:
            phone = _Phone(port, plant, guide)
            rates, raw, thousand, posted = [], [], [], 0
            for turn in range(ROUNDS):
                bodies = phone.batches()
                rates.append(TOTAL / _timed(lambda bodies=bodies: [phone.push(body) for body in bodies]))
                raw.append(TOTAL / _timed(_raw_inserts(Path(folder) / f"raw-{turn}.db", phone.last)))
                large = phone.batches(100)
                posted = sum(map(len, large))
                thousand.append(_timed(lambda large=large: [phone.push(body) for body in large]))
            nothing, change = _pulls(app, plant, phone)
    ours, sqlite, seconds = map(statistics.median, (rates, raw, thousand))
    return [
        _row(
            "push, batches of 50",
            ours,
            "records/s",
            "raw SQLite",
            ours / sqlite,
            "≥ 0.25×",
            ours >= sqlite / 4,
        ),
        _row("push of 1,000", seconds, "s", "PouchDB 1.60 s", POUCHDB / seconds, "≤ 0.5 s", seconds <= 0.5),
        _row(
            "push of 1,000, body",
            posted / 1000,
            "KB",
            "PouchDB 584 KB",
            584_000 / posted,
            "≤ 900 KB",
            posted <= 9e5,
        ),
        _row("pull, nothing new", nothing, "B", "", None, "≤ 300 B", nothing <= 300),
        _row("pull, one change", change, "B", "PouchDB 1,900 B", 1900 / change, "≤ 1,024 B", change <= 1024),
    ]


def _row(
    metric: str, value: float, unit: str, against: str, ratio: float | None, limit: str, ok: bool
) -> dict:
    names = ("metric", "value", "unit", "against", "ratio", "limit", "ok")
    return dict(zip(names, (metric, value, unit, against, ratio, limit, ok), strict=True))


def _plant(folder: Path) -> tuple[Any, Plant, Published]:
    settings = Settings(folder, "s" * 48, f"sqlite:///{folder / 'lineside.db'}", "http://127.0.0.1")
    (folder / "secret").write_text(settings.secret)
    app = create_app(settings)
    with app.app_context():
        upgrade()
    with app.app_context(), writing():
        plant = make_plant(db.session())
        db.session.commit()
    return app, plant, publish(app, plant)


@contextmanager
def _serving(folder: Path) -> Iterator[int]:
    """gunicorn as in production, on a free port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "wsgi:app",
        "--bind",
        f"127.0.0.1:{port}",
        "--worker-class",
        "gthread",
    ]
    command += ["--threads", "32", "--workers", "2", "--no-control-socket", "--log-level", "warning"]
    environment = {**os.environ, "LINESIDE_INSTANCE": str(folder)}
    with subprocess.Popen(command, cwd=ROOT, env=environment) as server:
        try:
            _wait(port)
            yield port
        finally:
            server.terminate()


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the server did not start")


class _Phone:
    """Signs completions beforehand and pushes them over one kept connection."""

    def __init__(self, port: int, plant: Plant, guide: Published):
        self.port, self.plant, self.guide, self.key = port, plant, guide, ECKey.generate_key("P-256")
        self.line = http.client.HTTPConnection("127.0.0.1", port)
        self.headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
        _, headers = self.ask("POST", "/sign-in", f"handle=wanda&password={PASSWORD.replace(' ', '+')}")
        self.headers["Cookie"] = "; ".join(v.split(";")[0] for k, v in headers if k == "Set-Cookie")
        self.headers["Content-Type"] = "application/json"
        self.device, self.last = str(uuid.uuid4()), []
        public = {name: self.key.as_dict(private=False)[name] for name in ("kty", "crv", "x", "y")}
        body = {"device": self.device, "device_name": "Bench", "public_key": public}
        self.enrolment = json.loads(self.ask("POST", "/api/v1/enrolments", json.dumps(body))[0])["enrolment"]

    def ask(self, method: str, path: str, body: Any = None, more: dict | None = None) -> tuple[bytes, list]:
        headers = {**self.headers, **(more or {})}
        try:
            self.line.request(method, path, body, headers)
            answer = self.line.getresponse()
        except ConnectionError:  # kept too long: the server hung up before it read anything
            self.line.close()
            self.line.request(method, path, body, headers)
            answer = self.line.getresponse()
        return answer.read(), answer.getheaders()

    def batches(self, size: int = BATCH) -> list[bytes]:
        """TOTAL fresh records as gzip bodies of `size`."""
        self.last = [self._record(number) for number in range(1, TOTAL + 1)]
        parts = [self.last[start : start + size] for start in range(0, TOTAL, size)]
        said = {"device": self.device, "sent_at": "2026-01-15T08:30:00Z", "seen_head": None}
        return [gzip.compress(json.dumps({**said, "records": part}).encode(), 6) for part in parts]

    def push(self, body: bytes) -> None:
        answer = json.loads(self.ask("POST", "/api/v1/records", body, {"Content-Encoding": "gzip"})[0])
        states = {(result["state"], result["held"]) for result in answer["results"]}
        assert states == {("stored", None)}, states

    def _record(self, number: int) -> str:
        payload = {
            "v": 1,
            "id": str(uuid.uuid4()),
            "kind": "completion",
            "person": self.plant.worker,
            "enrolment": self.enrolment,
            "device": self.device,
            "counter": number,
            "previous": "0" * 64,
            "time": wall(datetime.now(UTC)),
            "started": datetime.now(UTC).isoformat(),
            "site": self.plant.site,
            "equipment": self.plant.press,
            "label": self.plant.label,
            "opened_by": "camera",
            "guide": self.guide.id,
            "version": self.guide.number,
            "version_hash": self.guide.hash,
            "answers": answers(),
            "evidence": [],
        }
        return jws.sign(payload, self.key, "lineside-record+jws", kid=self.enrolment)


def _raw_inserts(path: Path, records: list[str]):
    """The same texts into a bare table with a unique id and a hash chain; FULL, one commit a batch."""

    def insert() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as raw:
            raw.execute("PRAGMA journal_mode=WAL")
            raw.execute("PRAGMA synchronous=FULL")
            raw.execute("CREATE TABLE record (seq INTEGER PRIMARY KEY, id TEXT UNIQUE, jws TEXT, hash BLOB)")
            chained = b""
            for start in range(0, TOTAL, BATCH):
                raw.execute("BEGIN IMMEDIATE")
                for seq, text in enumerate(records[start : start + BATCH], start + 1):
                    chained = hashlib.sha256(chained + text.encode()).digest()
                    raw.execute(
                        "INSERT INTO record VALUES (?, ?, ?, ?)", (seq, str(uuid.uuid4()), text, chained)
                    )
                raw.execute("COMMIT")

    return insert


def _pulls(app, plant: Plant, phone: _Phone) -> tuple[int, int]:
    """Bytes of an answer with nothing new and of one with one change, headers included."""
    cursor = json.loads(phone.ask("GET", "/api/v1/sync")[0])["cursor"]
    nothing = _bytes(phone, f"/api/v1/sync?since={cursor}")
    with app.app_context(), writing():
        mark(db.session(), "label", plant.label, site_id=plant.site)
        db.session.commit()
    return nothing, _bytes(phone, f"/api/v1/sync?since={cursor}")


def _bytes(phone: _Phone, path: str) -> int:
    """All that comes over the wire for one GET."""
    asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {phone.headers['Cookie']}\r\n"
    with socket.create_connection(("127.0.0.1", phone.port), timeout=10) as link:
        link.sendall(f"{asked}Accept-Encoding: gzip\r\nConnection: close\r\n\r\n".encode())
        return sum(map(len, iter(lambda: link.recv(65536), b"")))


def _timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
