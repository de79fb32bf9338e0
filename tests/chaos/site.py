"""A plant behind a real server process, and the line that a campaign ends with."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask_migrate import upgrade

from app import create_app
from app.core.database import db, writing
from app.settings import make_secret
from tests.browser import Server
from tests.conftest import settings_in
from tests.factories import make_plant
from tests.faults.conftest import Works
from tests.phones import publish


@dataclass(frozen=True)
class Line:
    """What a campaign did and found; `bad` counts what must be 0."""

    campaign: str
    done: dict[str, int]
    bad: dict[str, int]

    @property
    def ok(self) -> bool:
        return not any(self.bad.values())

    def __str__(self) -> str:
        counts = ", ".join(f"{count:,} {what}" for what, count in {**self.done, **self.bad}.items())
        return f"{'ok  ' if self.ok else 'FAIL'} {self.campaign}: {counts}"


@contextmanager
def opened() -> Iterator[Works]:
    """A plant of its own on the disk; its server is not started."""
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        instance = Path(folder)
        make_secret(instance)
        app = create_app(settings_in(instance))
        with app.app_context():
            upgrade()
            with writing():
                plant = make_plant(db.session())
                db.session.commit()
        guide = publish(app, plant)
        _close(app)
        server = Server(instance)
        try:
            yield Works(server, plant, guide)
        finally:
            server.kill()


def broken(works: Works) -> int:
    """0 when `quick_check` and `flask ledger verify` find nothing; the server is down."""
    app = create_app(settings_in(works.server.instance))
    said = app.test_cli_runner().invoke(args=["ledger", "verify"])
    _close(app)
    if said.exit_code:
        print(said.output)
    return int(said.exit_code != 0 or works.rows("PRAGMA quick_check") != [("ok",)])


def _close(app) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
