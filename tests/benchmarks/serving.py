"""A plant behind gunicorn as in production, and phones that push to it and pull from it."""

import gzip
import json
import os
import secrets
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from flask_migrate import upgrade
from joserfc.jwk import ECKey

from app import create_app
from app.core.database import db, writing
from app.core.ids import new_id
from app.records import jws
from app.settings import ROOT, Settings
from tests.benchmarks.rows import Cost, timed
from tests.factories import PASSWORD, Plant, make_plant
from tests.phones import Published, answers, publish, wall

PACKED = {"Accept-Encoding": "gzip"}
WORKERS = ("--worker-class", "gthread", "--threads", "32", "--workers", "2")


@dataclass(frozen=True)
class Served:
    """`app` reaches the same database as the server on `port`."""

    app: Flask
    plant: Plant
    guide: Published
    port: int
    folder: Path


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    settings = Settings(folder, "s" * 48, f"sqlite:///{folder / 'lineside.db'}", "http://127.0.0.1")
    (folder / "secret").write_text(settings.secret)
    app = create_app(settings)
    with app.app_context():
        upgrade()
    with app.app_context(), writing():
        plant = make_plant(db.session())
        db.session.commit()
    guide = publish(app, plant)
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", *WORKERS]
    command += ["--no-control-socket", "--log-level", "warning"]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, "LINESIDE_INSTANCE": str(folder)}) as server:
        try:
            wait_for(port)
            yield Served(app, plant, guide, port, folder)
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    for _ in range(600):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the server did not start")


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def json(self) -> Any:
        packed = ("content-encoding", "gzip") in {(name.lower(), value) for name, value in self.headers}
        return json.loads(gzip.decompress(self.body) if packed else self.body)


class Line:
    """HTTP/1.1 over one kept connection. Counts requests, and bytes with their headers."""

    def __init__(self, port: int):
        self.port, self.asked, self.sent, self.received = port, 0, 0, 0
        self.link: socket.socket | None = None

    def ask(self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None) -> Answer:
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        if method != "GET":
            lines.append(f"Content-Length: {len(body)}")
        request = "\r\n".join([*lines, "", ""]).encode() + body
        try:
            answer = self._exchange(request)
        except ConnectionError:  # kept too long: the server hung up before it read anything
            self.link = None
            answer = self._exchange(request)
        self.asked += 1
        self.sent += len(request)
        return answer

    def _exchange(self, request: bytes) -> Answer:
        if self.link is None:
            self.link = socket.create_connection(("127.0.0.1", self.port), timeout=60)
            self.link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.link.sendall(request)
        head, rest = self._head()
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = [(name, value.strip()) for name, _, value in (line.partition(":") for line in lines)]
        length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
        while len(rest) < length:
            rest += self._more()
        self.received += len(head) + 4 + len(rest)
        return Answer(int(status.split()[1]), headers, rest)

    def _head(self) -> tuple[bytes, bytes]:
        data = b""
        while b"\r\n\r\n" not in data:
            data += self._more()
        head, _, rest = data.partition(b"\r\n\r\n")
        return head, rest

    def _more(self) -> bytes:
        assert self.link is not None
        data = self.link.recv(1 << 20)
        if not data:
            raise ConnectionError
        return data


@dataclass
class Phone:
    """An enrolled phone of the worker. What it pushes is signed beforehand: only the server is timed."""

    served: Served
    key: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256"))
    device: str = field(default_factory=lambda: str(uuid.uuid4()))

    def __post_init__(self) -> None:
        self.line, self.cursor = Line(self.served.port), ""
        self.headers = {"Sec-Fetch-Site": "same-origin"}
        form = f"handle=wanda&password={PASSWORD.replace(' ', '+')}".encode()
        answer = self._post("/sign-in", form, {"Content-Type": "application/x-www-form-urlencoded"})
        cookies = [value.split(";")[0] for name, value in answer.headers if name.lower() == "set-cookie"]
        self.headers["Cookie"] = "; ".join(cookies)
        public = {name: self.key.as_dict(private=False)[name] for name in ("kty", "crv", "x", "y")}
        wanted = {"device": self.device, "device_name": "Bench", "public_key": public}
        self.enrolment = self._post("/api/v1/enrolments", json.dumps(wanted).encode()).json["enrolment"]

    def push(self, body: bytes) -> Answer:
        return self._post("/api/v1/records", body, {"Content-Encoding": "gzip"})

    def pull(self) -> Answer:
        """The next page; the phone then stands behind it."""
        query = f"?since={self.cursor}" if self.cursor else ""
        answer = self.line.ask("GET", f"/api/v1/sync{query}", headers=self.headers | PACKED)
        if answer.status == 200:
            self.cursor = answer.json["cursor"]
        return answer

    def cost(self, work: Callable[[], object]) -> Cost:
        line = self.line
        before = (line.asked, line.sent + line.received, line.received)
        seconds = timed(work)
        after = (line.asked, line.sent + line.received, line.received)
        return Cost(seconds, *(now - then for now, then in zip(after, before, strict=True)))

    def _post(self, path: str, body: bytes, more: dict[str, str] | None = None) -> Answer:
        return self.line.ask(
            "POST", path, body, {"Content-Type": "application/json"} | self.headers | PACKED | (more or {})
        )

    def records(self, count: int) -> list[str]:
        return [
            jws.sign(self.payload(number), self.key, "lineside-record+jws", kid=self.enrolment)
            for number in range(1, count + 1)
        ]

    def loads(self, records: list[str], size: int) -> list[bytes]:
        """The records as gzip bodies of `size`."""
        said = {"device": self.device, "sent_at": "2026-01-15T08:30:00Z", "seen_head": None}
        parts = [records[start : start + size] for start in range(0, len(records), size)]
        return [gzip.compress(json.dumps({**said, "records": part}).encode(), 6) for part in parts]

    def payload(self, number: int) -> dict[str, Any]:
        plant, guide, now = self.served.plant, self.served.guide, datetime.now(UTC)
        return {
            "v": 1,
            "id": new_id(),
            "kind": "completion",
            "person": plant.worker,
            "enrolment": self.enrolment,
            "device": self.device,
            "counter": number,
            "previous": secrets.token_hex(32),
            "time": wall(now),
            "started": now.isoformat(),
            "site": plant.site,
            "equipment": plant.press,
            "label": plant.label,
            "opened_by": "camera",
            "guide": guide.id,
            "version": guide.number,
            "version_hash": guide.hash,
            "answers": answers(),
            "evidence": [],
        }
