"""Put limits on this process, then become the given program. Run as a script, by path.

    python -I -S launcher.py AS_BYTES CPU_SECONDS FILE_BYTES FILES program argument…

Doing this after the fork in the server (`preexec_fn`) is unsafe with threads; `prlimit` exists on Linux only.
"""

import contextlib
import os
import resource
import sys


def main() -> None:
    memory, cpu, file_bytes, files = (int(number) for number in sys.argv[1:5])
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, cpu)
    _limit(resource.RLIMIT_FSIZE, file_bytes)
    _limit(resource.RLIMIT_NOFILE, files)
    _limit(resource.RLIMIT_AS, memory)
    os.nice(10)
    os.execv(sys.argv[5], sys.argv[5:])  # noqa: S606 - no shell is the point


def _limit(which: int, value: int) -> None:
    # macOS refuses some limits outright; the wall clock still holds there.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(which, (value, value))


if __name__ == "__main__":
    main()
