"""Run a program on hostile input: no network, few files, little memory, and an end in any case."""

import os
import selectors
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from app.media.fence import fenced

MEMORY_BYTES = 4 * 1024**3
FILE_BYTES = 2 * 1024**3
OPEN_FILES = 64
_LAUNCHER = Path(__file__).with_name("launcher.py")
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}
_LONGEST_LINE = 1 << 20
_DYING_S = 5.0  # longer than the kernel needs to end what was killed

Watcher = Callable[[str], object]


class ToolMissing(RuntimeError):
    """A program we need is not here: our fault, not the file's. Try the job again when it is put right."""


@dataclass(frozen=True)
class Outcome:
    """How a limited program ended. `code` is negative for a signal; `killed_by` names our clock."""

    code: int
    stderr_tail: str
    killed_by: Literal["wall", "stall"] | None = None

    @property
    def well(self) -> bool:
        return self.code == 0 and self.killed_by is None


def run_limited(
    argv: Sequence[str],
    *,
    wall_s: float,
    stall_s: float,
    reads: Sequence[Path] = (),
    writes: Sequence[Path] = (),
    on_line: Watcher | None = None,
    on_complaint: Watcher | None = None,
) -> Outcome:
    """Run `argv` (an absolute path first) within limits and behind a fence; return when it has ended.

    `on_line` gets each line of its output, `on_complaint` each line of its error output. It stalls when for
    `stall_s` seconds `on_line` returned nothing true (without `on_line`: when nothing was printed).
    An error raised by a watcher ends the program and is passed on, which is how a caller cancels.
    """
    process = subprocess.Popen(
        _limited(fenced(argv, reads=reads, writes=writes), cpu_s=int(wall_s * 4) + 1),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_ENVIRONMENT,
        cwd="/",
        start_new_session=True,
    )
    try:
        return _watch(process, wall_s, stall_s, on_line, on_complaint)
    finally:
        _end(process)


def _limited(argv: list[str], *, cpu_s: int) -> list[str]:
    limits = [str(number) for number in (MEMORY_BYTES, cpu_s, FILE_BYTES, OPEN_FILES)]
    return [sys.executable, "-I", "-S", str(_LAUNCHER), *limits, *argv]


def _watch(
    process: subprocess.Popen[bytes],
    wall_s: float,
    stall_s: float,
    on_line: Watcher | None,
    on_complaint: Watcher | None,
) -> Outcome:
    started = alive = time.monotonic()
    tail: deque[str] = deque(maxlen=40)
    for source, line in _lines(process):
        now = time.monotonic()
        if source == "out" and (on_line is None or on_line(line)):
            alive = now
        if source == "err":
            tail.append(line[:500])
            if on_complaint:
                on_complaint(line)
        if now - started > wall_s:
            return Outcome(_end(process), "\n".join(tail), "wall")
        if now - alive > stall_s:
            return Outcome(_end(process), "\n".join(tail), "stall")
    return _last_wait(process, wall_s - (time.monotonic() - started), "\n".join(tail))


def _last_wait(process: subprocess.Popen[bytes], left_s: float, tail: str) -> Outcome:
    """A program may close its outputs and run on."""
    try:
        return Outcome(process.wait(timeout=max(left_s, 1)), tail)
    except subprocess.TimeoutExpired:
        return Outcome(_end(process), tail, "wall")


def _lines(process: subprocess.Popen[bytes]) -> Iterator[tuple[str, str]]:
    """("out" or "err", line) as they come, and ("tick", "") at least every quarter second, until both end."""
    with selectors.DefaultSelector() as selector:
        for pipe, name in ((process.stdout, "out"), (process.stderr, "err")):
            assert pipe is not None
            selector.register(pipe, selectors.EVENT_READ, name)
        rest = {"out": b"", "err": b""}
        while selector.get_map():
            yield "tick", ""
            for key, _ in selector.select(timeout=0.25):
                chunk = os.read(key.fd, 65536)
                if not chunk:
                    selector.unregister(key.fileobj)
                *whole, rest[key.data] = (rest[key.data] + (chunk or b"\n")).split(b"\n")
                rest[key.data] = rest[key.data][-_LONGEST_LINE:]
                yield from ((key.data, line.decode("utf-8", "replace")) for line in whole if line)


def _end(process: subprocess.Popen[bytes]) -> int:
    """Kill whatever still runs in the group, close the pipes, return the exit code."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    pipes = [pipe for pipe in (process.stdout, process.stderr) if pipe and not pipe.closed]
    _await_silence(pipes)
    for pipe in pipes:
        pipe.close()
    return process.wait()


def _await_silence(pipes: Sequence[IO[bytes]]) -> None:
    """What is behind the fence dies a moment after it; it has when nobody holds its outputs any more."""
    deadline = time.monotonic() + _DYING_S
    with selectors.DefaultSelector() as selector:
        for pipe in pipes:
            selector.register(pipe, selectors.EVENT_READ)
        while selector.get_map() and (left := deadline - time.monotonic()) > 0:
            for key, _ in selector.select(timeout=left):
                if not os.read(key.fd, 65536):
                    selector.unregister(key.fileobj)
