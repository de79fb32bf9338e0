"""`python -m tests.faults.upgrading FOLDER STEP`: upgrade new databases, each killed one statement later.

Below FOLDER it leaves a folder for every STEP-th statement, named by its number, and one named `whole`
that was not disturbed. Children are forked from here: starting Python takes longer than upgrading.
"""

import os
import signal
import sys
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import Engine, event

from app import create_app
from tests.conftest import settings_in


def main(folder: Path, step: int) -> None:
    run(folder / "whole", None)
    at = 1
    while run(folder / str(at), at):
        at += step


def run(folder: Path, at: int | None) -> bool:
    """Upgrade in a child; whether it was killed, after the `at`-th statement."""
    folder.mkdir()
    child = os.fork()
    if child == 0:
        try:
            _upgrade(folder, at)
        finally:
            os._exit(1)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def _upgrade(folder: Path, at: int | None) -> None:
    done = 0

    @event.listens_for(Engine, "after_cursor_execute")
    def executed(*_: object) -> None:
        nonlocal done
        done += 1
        if done == at:
            os.kill(os.getpid(), signal.SIGKILL)

    with create_app(settings_in(folder)).app_context():
        upgrade()
    os._exit(0)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
