"""Starting and stopping on one machine: quick, quiet, and nothing is left running."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from app.demo import notes
from tests.browser import ROOT, free_port

SLOW = ("app.demo.load", "openpyxl")  # drawing clips; reading and writing workbooks


@pytest.fixture
def environment(settings) -> dict[str, str]:
    """What a command needs to work on this test's own instance."""
    own = {
        "INSTANCE": str(settings.instance),
        "SECRET": settings.secret,
        "DATABASE_URL": settings.database_url,
    }
    return os.environ | {f"LINESIDE_{name}": value for name, value in own.items()}


def answers(port: int) -> bool:
    """Whether pages come from here."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


def belongings(instance: Path) -> list[str]:
    """Commands that run on this instance, read from what each process was started with."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(instance).encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
    return found


def test_a_start_does_not_wait_for_what_only_drawing_needs(environment):
    script = f"import sys, wsgi; print([name for name in {SLOW} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True)
    assert done.stdout.decode().strip() == "[]", done.stderr.decode()


def test_the_notes_of_the_demo_are_written_when_they_say_something_new_and_only_then(tmp_path):
    said = {"base_url": "http://127.0.0.1:8000", "people": [], "labels": {}}
    notes.write(tmp_path, said)
    first = notes.path_in(tmp_path).stat()
    notes.write(tmp_path, dict(said))
    assert notes.path_in(tmp_path).stat() == first
    notes.write(tmp_path, {**said, "base_url": "http://127.0.0.1:9000"})
    assert notes.read(tmp_path)["base_url"] == "http://127.0.0.1:9000"
    assert notes.path_in(tmp_path).stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="processes are read from /proc")
def test_ctrl_c_ends_everything_it_started_and_is_no_error(settings, environment):
    port = free_port()
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "serve", "--port", str(port)]
    serving = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE)
    try:
        deadline = time.monotonic() + 60
        while not (answers(port) and any("jobs work" in one for one in belongings(settings.instance))):
            assert time.monotonic() < deadline, "no pages, or no job worker"
            time.sleep(0.1)
    finally:
        serving.send_signal(signal.SIGINT)
        said = serving.communicate(timeout=30)[1].decode()
    assert serving.returncode == 0, said
    assert belongings(settings.instance) == []
    assert "Traceback" not in said
