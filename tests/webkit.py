"""WebKitGTK, the nearest thing to Safari on an iPhone: one page at a time; its profile outlives a kill."""

import json
import os
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest

from tests.browser import ROOT, Server
from tests.faults.proxy import Proxy

PYTHON = "/usr/bin/python3"  # PyGObject belongs to the system's own Python
SHELL = ROOT / "tests" / "webkit_shell.py"
IMPORTS = "import gi; gi.require_version('Gtk', '3.0'); gi.require_version('WebKit2', '4.1')"

# What a finger can do. Every script of `run` may use these.
HANDS = """
const seen = () => document.body.innerText.replace(/\\s+/g, ' ').slice(0, 400);
const until = async (test, what = String(test)) => {
  for (const end = Date.now() + 30000; Date.now() < end; await new Promise((next) => setTimeout(next, 50))) {
    const found = await test();
    if (found) return found;
  }
  throw new Error(`never: ${what}. On screen: ${seen()}`);
};
const named = (selector, name) => [...document.querySelectorAll(selector)].find(
  (one) => (one.getAttribute('aria-label') ?? one.textContent).replace(/\\s+/g, ' ').trim().startsWith(name));
const tap = async (name) => (await until(() => named('main a, main button', name), `tap ${name}`)).click();
const says = (text) => until(() => document.body.innerText.includes(text), text);
const heading = (text) => until(() => named('h1, h2', text), `heading ${text}`);
const answer = async (item, words) => {
  const question = await until(() => named('main .item h2', item), item);
  const labels = [...question.closest('.item').querySelectorAll('label.answer')];
  labels.find((one) => one.textContent.trim() === words).querySelector('input').click();
};
const states = () => [...document.querySelectorAll('main .list .chip')].map((one) => one.textContent.trim());
"""


def missing() -> str | None:
    """Why WebKitGTK cannot run here, as one line; None where it can."""
    if not shutil.which("Xvfb"):
        return "WebKitGTK tests need Xvfb (Debian: apt install xvfb)"
    probe = [PYTHON, "-c", IMPORTS]
    if not Path(PYTHON).exists() or subprocess.run(probe, capture_output=True).returncode:
        return "WebKitGTK tests need PyGObject for it (Debian: apt install python3-gi gir1.2-webkit2-4.1)"
    return None


REASON = missing()
NEEDED = [
    pytest.mark.webkit,
    pytest.mark.xdist_group("webkit"),  # one at a time: it is heavy
    pytest.mark.skipif(bool(REASON), reason=REASON or ""),
]
LONG = bool(os.environ.get("LINESIDE_LONG"))
IN_THE_LONG_RUN = [*NEEDED, pytest.mark.skipif(not LONG, reason="two minutes of WebKit: `make test-long`")]


class Display:
    """A screen nobody looks at. The X server picks its own free number: two never meet."""

    def __enter__(self) -> "Display":
        command = ["Xvfb", "-displayfd", "1", "-screen", "0", "800x900x24", "-nolisten", "tcp"]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self.process.stdout
        self.name = f":{self.process.stdout.readline().strip()}"
        return self

    def __exit__(self, *_) -> None:
        self.process.terminate()
        self.process.wait(60)
        self.process.stdout.close()  # type: ignore[union-attr]


class WebKitPhone:
    """One profile; every `open` is a new process; it ends by SIGKILL, with all its helpers."""

    def __init__(self, display: Display, server: Server | Proxy, profile: Path):
        self.display, self.server, self.profile = display, server, profile

    def run(self, path: str, script: str):
        """Open the page, run the body of an async function on it, kill the app; the function's result."""
        with self.open() as app:
            app.go(path)
            return app.run(script)

    def another(self, name: str) -> "WebKitPhone":
        """A phone that has nothing yet, beside this one."""
        return WebKitPhone(self.display, self.server, self.profile.with_name(name))

    def open(self, room: int | None = None) -> "App":
        """`room`: how many bytes the site may store."""
        return App(self, room)


class App:
    """WebKit at work, in up to a few tabs; leaving it is a kill."""

    def __init__(self, phone: WebKitPhone, room: int | None):
        self.url = phone.server.url
        environment = {**os.environ, "DISPLAY": phone.display.name, "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1"}
        self.shell = subprocess.Popen(
            [PYTHON, str(SHELL), str(phone.profile), *([str(room)] if room else [])],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # so that its helpers are known by it
        )

    def __enter__(self) -> "App":
        return self

    def __exit__(self, *_) -> None:
        _kill_session(self.shell.pid)
        self.shell.communicate(timeout=60)

    def go(self, path: str, tab: int = 0) -> "App":
        """Load the page, in a new tab where `tab` is the next free number."""
        self._ask({"go": self.url + path, "tab": tab})
        return self

    def run(self, script: str, tab: int = 0):
        """The result of the body of an async function, which has HANDS."""
        return self._ask({"run": HANDS + script, "tab": tab})

    def always(self, script: str) -> None:
        """Runs first in every page that is loaded from now on, in place of what did so before."""
        self._ask({"always": script})

    def clear(self) -> None:
        """A person clears what the site has stored; cookies and local storage stay."""
        self._ask({"clear": True})

    def pages(self) -> list[int]:
        """The processes that pages run in."""
        return [pid for pid in _of_session(self.shell.pid) if _command(pid).startswith("WebKitWebProc")]

    def _ask(self, command: dict):
        assert self.shell.stdin
        assert self.shell.stdout
        watch = threading.Timer(120, self.shell.kill)
        watch.start()
        try:
            self.shell.stdin.write(json.dumps(command) + "\n")
            self.shell.stdin.flush()
            line = self.shell.stdout.readline()
        finally:
            watch.cancel()
        assert line, f"WebKit is gone: {self.shell.communicate(timeout=60)[1]}"
        answer = json.loads(line)
        assert "failed" not in answer, answer["failed"]
        return answer["done"]


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text()


def _kill_session(leader: int) -> None:
    """SIGKILL whatever is left of it, and wait until it is gone: the next one opens the same files."""
    deadline = time.monotonic() + 10
    while left := _of_session(leader):
        assert time.monotonic() < deadline, f"still there: {left}"
        for pid in left:
            subprocess.run(["kill", "-KILL", str(pid)], capture_output=True)
        time.sleep(0.05)


def _of_session(leader: int) -> list[int]:
    listing = subprocess.run(["ps", "-eo", "pid,sess,stat"], capture_output=True, text=True, check=True)
    rows = (line.split() for line in listing.stdout.splitlines()[1:])
    return [int(pid) for pid, leads, state in rows if leads == str(leader) and not state.startswith("Z")]
