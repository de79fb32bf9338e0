"""Real browsers for tests: a server that can be stopped, a Chromium that can be starved and killed."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",  # any outside name fails
]
PATIENCE_S = 60
VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation',
  (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""


def chromium() -> str | None:
    """The browser's path; None lets Playwright use its own."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """Lineside on 127.0.0.1. stop() is the only real way to be offline; start() reuses the port."""

    def __init__(self, instance: Path, *, jobs: bool = False):
        self.instance, self.port, self.jobs = instance, free_port(), jobs
        self.workers = 1
        self.root = ROOT  # the tree it runs from: another one is another build
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = instance / "server.log"
        self.processes: list[subprocess.Popen] = []

    def start(self) -> "Server":
        environment = {**os.environ, "LINESIDE_INSTANCE": str(self.instance), "LINESIDE_BASE_URL": self.url}
        web = [
            "gunicorn",
            "wsgi:app",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--workers",
            str(self.workers),
            "--threads",
            "32",
        ]
        web += [
            "--worker-class",
            "gthread",
            "--no-control-socket",
            "--access-logfile",
            "-",
            "--graceful-timeout",
            "1",
        ]
        commands = [web, *([["flask", "--app", "wsgi", "jobs", "work"]] if self.jobs else [])]
        with self.log.open("ab") as out:
            for command in commands:
                self.processes.append(
                    subprocess.Popen(
                        [sys.executable, "-m", *command],
                        stdout=out,
                        stderr=out,
                        env=environment,
                        cwd=self.root,
                    )
                )
        self._wait()
        return self

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def requests(self, start: str) -> int:
        """How many requests whose line starts so (`POST /api/v1/records`) the server has answered."""
        return sum(f'"{start}' in line for line in self.log.read_text().splitlines())

    def await_line(self, *pieces: str) -> None:
        """Wait for a line of the log with all `pieces`: it comes a moment after the answer has gone out."""
        end = time.monotonic() + PATIENCE_S
        while not any(all(piece in line for piece in pieces) for line in self.log.read_text().splitlines()):
            assert time.monotonic() < end, pieces
            time.sleep(0.05)

    def _end(self, number: int) -> None:
        for process in self.processes:
            children = _children(process.pid)
            process.send_signal(number)
            if number == signal.SIGKILL:
                for child in children:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(child, signal.SIGKILL)
        for process in self.processes:
            process.wait(PATIENCE_S)
        self.processes = []

    def _wait(self) -> None:
        for _ in range(300):
            try:
                urllib.request.urlopen(self.url + "/healthz", timeout=2).close()
                return
            except urllib.error.HTTPError as unwell:  # it is there, on a full disk say
                unwell.close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(self.log.read_text())


def phone(playwright: Playwright, name: str = "Pixel 7") -> dict:
    return {key: value for key, value in playwright.devices[name].items() if key != "default_browser_type"}


def launch(playwright: Playwright, profile: Path, *more: str, **options) -> BrowserContext:
    """A phone whose profile survives a kill. CSP violations are collected in window.violations."""
    context = playwright.chromium.launch_persistent_context(
        str(profile),
        executable_path=chromium(),
        args=[*ARGS, *more],
        headless=True,
        **{**phone(playwright), **options},
    )
    context.add_init_script(VIOLATIONS)
    return context


def go_offline(context: BrowserContext, page: Page) -> None:
    """The offline switch; toggled after the worker is attached, else the worker's requests leak through."""
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    context.set_offline(False)
    context.set_offline(True)


def kill_browser(profile: Path) -> None:
    """SIGKILL to the browser of this profile, and only to that."""
    for pid, command in _processes():
        if f"--user-data-dir={profile}" in command and "--type=" not in command:
            os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(f"--user-data-dir={profile}" in c for _, c in _processes()):
        time.sleep(0.1)


def keep_cookies(context: BrowserContext) -> None:
    """Make Chromium write its cookies to disk now: it does so every 30 s, or after 512 changes."""
    expires = time.time() + 60
    fillers = [
        {"name": "x", "value": "x", "domain": f"filler{number}.invalid", "path": "/", "expires": expires}
        for number in range(600)
    ]
    context.add_cookies(fillers)


def quota(page: Page, size: int | None) -> None:
    """Limit this origin's storage (bytes); None lifts the limit."""
    cdp = page.context.new_cdp_session(page)
    origin = page.evaluate("location.origin")
    cdp.send("Storage.overrideQuotaForOrigin", {"origin": origin, **({"quotaSize": size} if size else {})})


AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text


def axe(page: Page) -> list[str]:
    """Accessibility violations of the page as it stands, one line each."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE() + ";0")
    found = page.evaluate("axe.run()")["violations"]
    return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]


def _processes() -> list[tuple[int, str]]:
    listing = subprocess.run(["ps", "-eo", "pid,args"], capture_output=True, text=True, check=True).stdout
    return [(int(line.split()[0]), line) for line in listing.splitlines()[1:]]


def _children(pid: int) -> list[int]:
    listing = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
    rows = (line.split() for line in listing.splitlines()[1:])
    return [int(child) for child, parent in rows if int(parent) == pid]


def descendants(pid: int) -> list[int]:
    """The processes below one."""
    children = _children(pid)
    return children + [below for child in children for below in descendants(child)]


def read_demo(instance: Path) -> dict:
    return json.loads((instance / "demo.json").read_text())
