"""A faulty network on loopback: it stands before a server and does to chosen requests what networks do.

    proxy.on("POST /api/v1/records", lose(), times=2)

A fault is a function of an Exchange. A request that no fault waits for passes as it is. Bodies and
answers are held whole: nothing here depends on speed.
"""

import contextlib
import http.client
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.browser import Server

OF_THE_LINE = {"connection", "transfer-encoding", "content-length", "keep-alive"}
EMPTY = (204, 304)


@dataclass
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass
class Exchange:
    """One request on its way, and the line it came on."""

    proxy: "Proxy"
    line: "Line"
    method: str
    path: str
    headers: list[tuple[str, str]]
    body: bytes

    @property
    def start(self) -> str:
        return f"{self.method} {self.path}"

    def forward(self) -> Answer:
        """What the server says to it; may be asked for more than once."""
        upstream = http.client.HTTPConnection("127.0.0.1", self.proxy.server.port)
        with contextlib.closing(upstream):
            upstream.putrequest(self.method, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self._upstream_headers():
                upstream.putheader(name, value)
            upstream.endheaders(self.body or None)
            answer = upstream.getresponse()
            return Answer(answer.status, answer.getheaders(), answer.read())

    def forward_part(self, count: int) -> None:
        """Send the server the first `count` bytes of head and body, then hang up."""
        lines = [f"{self.method} {self.path} HTTP/1.1", *(f"{n}: {v}" for n, v in self._upstream_headers())]
        whole = "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body
        with socket.create_connection(("127.0.0.1", self.proxy.server.port)) as upstream:
            upstream.sendall(whole[:count])

    def answer(self, answer: Answer, part: float = 1.0) -> None:
        """Answer on the line; with `part` the line breaks after that share of the body."""
        self.line.send_response_only(answer.status)
        for name, value in answer.headers:
            if name.lower() not in OF_THE_LINE:
                self.line.send_header(name, value)
        if self.method != "HEAD" and answer.status not in EMPTY:
            self.line.send_header("Content-Length", str(len(answer.body)))
        self.line.end_headers()
        if self.method != "HEAD":
            self.line.wfile.write(answer.body[: int(len(answer.body) * part)])
        if part < 1:
            self.drop()

    def drop(self, *, reset: bool = False) -> None:
        """The line is gone: closed in good order, or reset (RST)."""
        self.line.close_connection = True
        if reset:
            self.line.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _upstream_headers(self) -> list[tuple[str, str]]:
        passed = [(name, value) for name, value in self.headers if name.lower() not in OF_THE_LINE]
        length = [("Content-Length", str(len(self.body)))] if self.body else []
        return [*passed, *length, ("Connection", "close")]


Fault = Callable[[Exchange], None]


@dataclass
class Trap:
    """Waits for requests whose line starts so, `left` times (None: always); `hits` are those it caught."""

    start: str
    fault: Fault
    left: int | None
    when: Callable[[Exchange], bool]
    hits: list[str] = field(default_factory=list)

    def catches(self, exchange: Exchange) -> bool:
        return self.left != 0 and exchange.start.startswith(self.start) and self.when(exchange)


class Line(BaseHTTPRequestHandler):
    """One connection of a browser, kept open as long as faults leave it."""

    protocol_version = "HTTP/1.1"
    server: "Loopback"

    def handle_any(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = list(self.headers.items())
        self.server.proxy.carry(Exchange(self.server.proxy, self, self.command, self.path, headers, body))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = handle_any  # noqa: N815

    def log_message(self, *_: object) -> None:
        pass


class Loopback(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    proxy: "Proxy"

    def shutdown_request(self, request) -> None:
        """Close at once: a FIN in front would soften a reset."""
        self.close_request(request)

    def handle_error(self, *_: object) -> None:
        """A line that breaks is what this is for."""


class Proxy:
    """Takes the place of a server for a phone: it has a url and an instance folder."""

    def __init__(self, server: Server):
        self.server, self.instance = server, server.instance
        self.loopback = Loopback(("127.0.0.1", 0), Line)
        self.loopback.proxy = self
        self.url = f"http://127.0.0.1:{self.loopback.server_port}"
        self.traps: list[Trap] = []
        self.seen: list[Exchange] = []
        self.released = threading.Event()
        self.lock = threading.Lock()

    def start(self) -> "Proxy":
        threading.Thread(target=self.loopback.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def stop(self) -> None:
        self.released.set()
        self.loopback.shutdown()
        self.loopback.server_close()

    def on(
        self,
        start: str,
        fault: Fault,
        *,
        times: int | None = None,
        when: Callable[[Exchange], bool] = lambda _: True,
    ) -> Trap:
        """From now on `fault` happens to requests that start so; later traps go first."""
        trap = Trap(start, fault, times, when)
        with self.lock:
            self.traps.insert(0, trap)
        return trap

    def clear(self) -> None:
        """The network is well again; what hangs is let go."""
        with self.lock:
            self.traps = []
        self.released.set()
        self.released = threading.Event()

    def requests(self, start: str) -> list[Exchange]:
        """What came so far and starts so."""
        return [exchange for exchange in self.seen if exchange.start.startswith(start)]

    def carry(self, exchange: Exchange) -> None:
        with self.lock:
            self.seen.append(exchange)
            trap = next((trap for trap in self.traps if trap.catches(exchange)), None)
            if trap:
                trap.hits.append(exchange.start)
                trap.left = trap.left and trap.left - 1
        try:
            (trap.fault if trap else passing)(exchange)
        except OSError:  # the server is gone: so is the line
            exchange.drop()


def passing(exchange: Exchange) -> None:
    exchange.answer(exchange.forward())


def lose(*, reset: bool = False) -> Fault:
    """The server does its work; its answer never arrives."""

    def fault(exchange: Exchange) -> None:
        exchange.forward()
        exchange.drop(reset=reset)

    return fault


def halve(exchange: Exchange) -> None:
    """Half of the answer arrives, then the line breaks."""
    exchange.answer(exchange.forward(), part=0.5)


def slow(seconds: float) -> Fault:
    """Every answer takes so long."""

    def fault(exchange: Exchange) -> None:
        time.sleep(seconds)
        passing(exchange)

    return fault


def hang(exchange: Exchange) -> None:
    """Nothing arrives, there or here, until the network is well again."""
    exchange.proxy.released.wait()
    exchange.drop()


def dead(exchange: Exchange) -> None:
    """The line takes everything and leads nowhere."""
    exchange.drop()


def cut(count: int) -> Fault:
    """The server gets the first `count` bytes of the request."""

    def fault(exchange: Exchange) -> None:
        exchange.forward_part(count)
        exchange.drop()

    return fault


def instead(status: int, body: str = "", content_type: str = "text/html", **headers: str) -> Fault:
    """Somebody else answers; the server hears nothing. Header names have _ for -."""
    said = [("Content-Type", content_type), *((name.replace("_", "-"), v) for name, v in headers.items())]

    def fault(exchange: Exchange) -> None:
        exchange.answer(Answer(status, said, body.encode()))

    return fault


def repeat(times: int) -> Fault:
    """The request arrives so many times; the last answer comes back."""

    def fault(exchange: Exchange) -> None:
        answers = [exchange.forward() for _ in range(times)]
        exchange.answer(answers[-1])

    return fault
