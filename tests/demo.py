"""The demo plant for browser tests: made once for all test processes, copied for each test."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.browser import ROOT


def demo_in(shared: Path) -> Path:
    """The folder of a loaded demo plant below `shared`; the first test process makes it, the others wait."""
    shared.mkdir(parents=True, exist_ok=True)
    folder = shared / f"demo-plant-{_schema()}"
    with (shared / "demo-plant.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "loaded").exists():
            shutil.rmtree(folder, ignore_errors=True)
            _make(folder)
            (folder / "loaded").touch()
    return folder


def _schema() -> str:
    """The newest migration: a plant that was kept is of no use after another one."""
    return max(path.stem for path in (ROOT / "migrations" / "versions").glob("*.py"))


def _make(folder: Path) -> None:
    environment = {**os.environ, "LINESIDE_INSTANCE": str(folder)}
    for command in (["app/settings.py"], ["-m", "flask", "--app", "wsgi", "demo", "--only-load"]):
        subprocess.run([sys.executable, *command], cwd=ROOT, env=environment, check=True, capture_output=True)
