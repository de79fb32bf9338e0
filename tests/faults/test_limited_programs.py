"""A program that will not end, eats memory or reaches out is stopped; these hold whatever ffmpeg does."""

import socket
import sys
import time
from pathlib import Path

import pytest

from app.media.fence import is_fencing
from app.media.limits import run_limited


def python(code: str) -> list[str]:
    return [sys.executable, "-I", "-S", "-c", code]


def test_a_program_that_ends_tells_its_code_and_its_last_words():
    outcome = run_limited(
        python("import sys; sys.stderr.write('bad pixel\\n'); sys.exit(3)"), wall_s=10, stall_s=10
    )
    assert (outcome.code, outcome.stderr_tail, outcome.killed_by, outcome.well) == (
        3,
        "bad pixel",
        None,
        False,
    )


def test_lines_arrive_while_the_program_runs():
    seen = []
    run_limited(
        python("import time\nfor i in range(3): print(i, flush=True); time.sleep(0.3)"),
        wall_s=10,
        stall_s=10,
        on_line=lambda line: seen.append((line, time.monotonic())) or True,
    )
    assert [line for line, _ in seen] == ["0", "1", "2"]
    assert seen[2][1] - seen[0][1] > 0.3


def test_a_program_that_talks_for_ever_is_ended_by_the_wall_clock():
    started = time.monotonic()
    outcome = run_limited(python("while True: print('still here', flush=True)"), wall_s=1, stall_s=30)
    assert (outcome.killed_by, outcome.code) == ("wall", -9)
    assert time.monotonic() - started < 4


def test_a_program_that_falls_silent_is_ended_early():
    started = time.monotonic()
    outcome = run_limited(python("import time; time.sleep(60)"), wall_s=50, stall_s=1)
    assert outcome.killed_by == "stall"
    assert time.monotonic() - started < 4


def test_talk_without_progress_is_silence():
    code = "import time\nwhile True: print('out_time_us=0', flush=True); time.sleep(0.1)"
    assert run_limited(python(code), wall_s=50, stall_s=1, on_line=lambda line: False).killed_by == "stall"


def test_closing_its_outputs_does_not_let_a_program_run_on():
    code = "import os, time; os.close(1); os.close(2); time.sleep(60)"
    assert run_limited(python(code), wall_s=1, stall_s=30).killed_by == "wall"


def test_a_watcher_that_objects_ends_the_program(tmp_path):
    beats = tmp_path / "beats"
    code = (
        "import time\nprint('go', flush=True)\n"
        f"while True:\n    with open({str(beats)!r}, 'a') as file: file.write('.')\n    time.sleep(0.02)"
    )

    def object_to(line: str) -> None:
        raise KeyError(line)

    started = time.monotonic()
    with pytest.raises(KeyError, match="go"):
        run_limited(python(code), wall_s=50, stall_s=50, writes=[tmp_path], on_line=object_to)
    assert time.monotonic() - started < 5
    size = beats.stat().st_size if beats.exists() else 0
    time.sleep(0.3)
    assert (beats.stat().st_size if beats.exists() else 0) == size


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS does not limit memory")
def test_memory_has_an_end():
    outcome = run_limited(python("x = bytearray(6 * 1024**3)"), wall_s=20, stall_s=20)
    assert "MemoryError" in outcome.stderr_tail


def test_open_files_have_an_end(tmp_path):
    code = f"f = [open({str(tmp_path / 'x')!r}, 'w') for _ in range(100)]"
    assert (
        "Too many open files"
        in run_limited(python(code), wall_s=20, stall_s=20, writes=[tmp_path]).stderr_tail
    )


def test_the_secrets_of_the_server_are_not_handed_on(monkeypatch):
    monkeypatch.setenv("LINESIDE_SECRET", "hunter2")
    seen = []
    run_limited(python("import os; print(sorted(os.environ))"), wall_s=9, stall_s=9, on_line=seen.append)
    assert "PATH" in seen[0] or "LANG" in seen[0]
    assert "LINESIDE_SECRET" not in seen[0]


@pytest.mark.skipif(not is_fencing(), reason="no bubblewrap here; the limits above still stand")
def test_behind_the_fence_there_is_no_network_and_no_other_file(tmp_path):
    other = Path(tmp_path, "other.txt")
    other.write_text("not yours")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = (
            "import os, socket\n"
            f"print(os.path.exists({str(other)!r}), os.path.exists({__file__!r}))\n"
            f"print(socket.socket().connect_ex(('127.0.0.1', {port})))"
        )
        seen = []
        run_limited(python(code), wall_s=9, stall_s=9, on_line=lambda line: seen.append(line) or True)
    assert seen[0] == "False False"
    assert seen[1] != "0"
