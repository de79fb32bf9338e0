"""Lighthouse, mobile, slow 4G: the sign-in page, and the worker's home signed out and signed in."""

import http.client
import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.parse
from contextlib import closing
from pathlib import Path
from statistics import median

from tests.browser import ARGS, Server, chromium, read_demo
from tests.demo import demo_in

TIMES = 3
LIMITS = {"performance": 95, "accessibility": 100, "best-practices": 100}
PROGRAM = Path(__file__).parent / "node_modules" / ".bin" / "lighthouse"


def run() -> list[dict]:
    with tempfile.TemporaryDirectory() as folder:
        demo = demo_in(Path(os.environ.get("LINESIDE_TEST_DEMO") or folder))
        server = Server(Path(shutil.copytree(demo, Path(folder) / "instance"))).start()
        try:
            cookie = {"Cookie": signed_in(server)}
            pages = {
                "/sign-in": ("/sign-in", {}),
                "home, signed out": ("/", {}),
                "home, signed in": ("/", cookie),
            }
            return [
                row
                for name, (path, headers) in pages.items()
                for row in rows(name, server.url + path, headers)
            ]
        finally:
            server.stop()


def rows(name: str, url: str, headers: dict[str, str]) -> list[dict]:
    runs = [scores(url, headers) for _ in range(TIMES)]
    return [
        row(f"Lighthouse {name}: {kind}", median(run[kind] for run in runs), limit)
        for kind, limit in LIMITS.items()
    ]


def scores(url: str, headers: dict[str, str]) -> dict[str, float]:
    """0 to 100 by category. A report that names a runtime error counts for nothing and is raised."""
    flags = " ".join(["--headless=new", *(flag for flag in ARGS if " " not in flag)])
    command = [str(PROGRAM), url, "--quiet", "--no-enable-error-reporting", "--output=json"]
    command += [f"--chrome-flags={flags}", f"--only-categories={','.join(LIMITS)}"]
    command += [f"--extra-headers={json.dumps(headers)}"] if headers else []
    environment = {**os.environ, "PATH": f"{os.environ['PATH']}:{Path(sys.executable).parent}"}
    environment |= {"CHROME_PATH": browser} if (browser := chromium()) else {}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180, check=True)
    report = json.loads(done.stdout)
    if report.get("runtimeError"):
        raise RuntimeError(report["runtimeError"])
    return {kind: category["score"] * 100 for kind, category in report["categories"].items()}


def signed_in(server: Server) -> str:
    """The cookies of a worker, as a request header."""
    worker = next(person for person in read_demo(server.instance)["people"] if person["role"] == "worker")
    form = urllib.parse.urlencode({"handle": worker["handle"], "password": worker["password"]})
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
    with closing(http.client.HTTPConnection("127.0.0.1", server.port)) as line:
        line.request("POST", "/sign-in", form, headers)
        cookies = line.getresponse().headers.get_all("Set-Cookie") or []
    if not cookies:
        raise RuntimeError("the sign-in for the benchmark was refused")
    return "; ".join(cookie.split(";")[0] for cookie in cookies)


def row(metric: str, value: float, limit: float) -> dict:
    said = {"metric": metric, "value": value, "unit": "of 100", "against": "", "ratio": None}
    return {**said, "limit": f"at least {limit}" if limit < 100 else "100", "ok": value >= limit}
