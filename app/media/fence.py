"""Hide network and files from a program with bubblewrap, where that is installed and allowed."""

import functools
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/fonts")


def fenced(argv: Sequence[str], *, reads: Sequence[Path], writes: Sequence[Path]) -> list[str]:
    """`argv` so that it sees only the system's libraries, `reads`, and may change only `writes`.

    Paths keep their names inside. Without a working bubblewrap `argv` is returned as it is: the limits,
    the pinned demuxer and the protocol list still stand, and `is_fencing()` says so.
    """
    if not is_fencing():
        return list(argv)
    return [*_wall(reads, writes), *argv]


@functools.cache
def is_fencing() -> bool:
    """Whether bubblewrap is installed and may make namespaces, which containers often forbid."""
    if not shutil.which("bwrap"):
        return False
    trial = [*_wall([], []), "/usr/bin/env", "true"]
    try:
        return subprocess.run(trial, capture_output=True, timeout=10, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _wall(reads: Sequence[Path], writes: Sequence[Path]) -> list[str]:
    wall = [str(shutil.which("bwrap")), "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    wall += ["--setenv", "LANG", "C.UTF-8", "--setenv", "MALLOC_ARENA_MAX", "2"]
    wall += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108 - a place inside the fence
    for place in _system():
        wall += ["--ro-bind-try", place, place]
    for path in reads:
        wall += ["--ro-bind", str(path), str(path)]
    for path in writes:
        wall += ["--bind", str(path), str(path)]
    return wall


def _system() -> list[str]:
    """What any program needs to start; the interpreter may live outside /usr."""
    return [*_SYSTEM, sys.base_prefix, sys.prefix]
