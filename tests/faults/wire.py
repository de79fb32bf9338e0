"""Speaks to a real server process over a socket, in the words of Flask's test client."""

import http.client
import json
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from tests.browser import Server
from tests.factories import PASSWORD


@dataclass(frozen=True)
class Said:
    """An answer; `text` and `json` read it."""

    status_code: int
    headers: http.client.HTTPMessage
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.data)


class Wire:
    """One signed-in person; every request is a connection of its own. A line that breaks is an OSError."""

    def __init__(self, server: Server, handle: str = "wanda"):
        self.server, self.cookie = server, ""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self.send(
            "POST", "/sign-in", urlencode({"handle": handle, "password": PASSWORD}).encode(), form
        )
        assert answer.status_code == 303, answer.text
        self.cookie = "; ".join(
            cookie.split(";")[0] for cookie in answer.headers.get_all("Set-Cookie") or [] if cookie
        )

    def get(self, path: str) -> Said:
        return self.send("GET", path)

    def post(self, path: str, *, json: Any = None, data: bytes = b"", headers: dict | None = None) -> Said:
        return self.send("POST", path, *_body(json, data, headers))

    def put(self, path: str, *, data: bytes, headers: dict | None = None) -> Said:
        return self.send("PUT", path, data, headers)

    def send(self, method: str, path: str, data: bytes = b"", headers: dict | None = None) -> Said:
        line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            line.request(method, path, data or None, self._headers(headers))
            answer = line.getresponse()
            return Said(answer.status, answer.headers, answer.read())
        except http.client.HTTPException as broken:
            raise ConnectionError(str(broken)) from broken
        finally:
            line.close()

    def bytes_of(self, method: str, path: str, data: bytes, headers: dict | None = None) -> bytes:
        """The request as it goes over the line."""
        given = {"Host": "127.0.0.1", **self._headers(headers), "Content-Length": str(len(data))}
        lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in given.items())]
        return "\r\n".join([*lines, "", ""]).encode() + data

    def line(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.server.port), timeout=60)

    def say(self, whole: bytes) -> bytes:
        """Send just these bytes, then nothing more, and read until the server hangs up."""
        with self.line() as line:
            line.sendall(whole)
            line.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: line.recv(65536), b""))

    def _headers(self, more: dict | None) -> dict[str, str]:
        return {"Sec-Fetch-Site": "same-origin", "Cookie": self.cookie, "Connection": "close", **(more or {})}


def _body(value: Any, data: bytes, headers: dict | None) -> tuple[bytes, dict]:
    if value is None:
        return data, headers or {}
    return json.dumps(value).encode(), {"Content-Type": "application/json", **(headers or {})}
