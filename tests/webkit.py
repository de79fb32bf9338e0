"""WebKitGTK, the nearest thing to Safari on an iPhone: one page at a time; its profile outlives a kill."""

import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from tests.browser import ROOT, Server

PYTHON = "/usr/bin/python3"  # PyGObject belongs to the system's own Python
SHELL = ROOT / "tests" / "webkit_shell.py"
NEEDED = "import gi; gi.require_version('Gtk', '3.0'); gi.require_version('WebKit2', '4.1')"

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
    probe = [PYTHON, "-c", NEEDED]
    if not Path(PYTHON).exists() or subprocess.run(probe, capture_output=True).returncode:
        return "WebKitGTK tests need PyGObject for it (Debian: apt install python3-gi gir1.2-webkit2-4.1)"
    return None


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
    """One profile; every `run` is a new process that ends by SIGKILL, with all that WebKit started for it."""

    def __init__(self, display: Display, server: Server, profile: Path):
        self.display, self.server, self.profile = display, server, profile

    def run(self, path: str, script: str):
        """Open the page, run the body of an async function on it, kill the app; the function's result."""
        command = [PYTHON, str(SHELL), str(self.profile), self.server.url + path, HANDS + script, "--kill"]
        environment = {**os.environ, "DISPLAY": self.display.name, "GDK_BACKEND": "x11", "NO_AT_BRIDGE": "1"}
        shell = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,  # so that its helpers are known by it
        )
        try:
            out, trouble = shell.communicate(timeout=120)
        finally:
            _kill_session(shell.pid)
        assert shell.returncode == -signal.SIGKILL, f"ended by itself: {out}{trouble}"
        assert not out.startswith("ERROR"), out
        return json.loads(out)


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
