"""The database is opened safely or not at all, and an upgrade that was killed is completed by the next."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from flask_migrate import upgrade
from sqlalchemy import create_engine

from app import create_app
from app.core import database
from app.core.database import db
from app.settings import ROOT
from tests.conftest import settings_in

LONG = bool(os.environ.get("LINESIDE_LONG"))


@pytest.mark.fault("S15")
def test_an_upgrade_killed_after_any_statement_is_completed_by_the_next(tmp_path):
    step = "1" if LONG else "17"
    command = [sys.executable, "-m", "tests.faults.upgrading", str(tmp_path), step]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    whole = schema(tmp_path / "whole")
    killed = sorted(
        (path for path in tmp_path.iterdir() if path.name.isdigit()), key=lambda path: int(path.name)
    )
    assert len(killed) > 3
    unfinished = 0
    for folder in killed:
        unfinished += schema(folder) != whole
        with create_app(settings_in(folder)).app_context():
            upgrade()
            db.engine.dispose()
        assert schema(folder) == whole, f"killed after statement {folder.name}"
    assert unfinished > 3, "the kills came too late"


@pytest.mark.fault("S5")
def test_the_server_does_not_start_on_a_database_that_may_forget(tmp_path):
    class Forgetful(sqlite3.Connection):
        """Built with another default, and deaf to the wish."""

        def execute(self, statement, *more):
            wish = "PRAGMA synchronous=FULL"
            return super().execute("PRAGMA synchronous=NORMAL" if statement == wish else statement, *more)

    engine = create_engine(f"sqlite:///{tmp_path / 'x.db'}", connect_args={"factory": Forgetful})
    database._prepare_sqlite(engine)
    with pytest.raises(RuntimeError, match="synchronous=FULL"):
        engine.connect()
    engine.dispose()


@pytest.mark.fault("S5")
def test_every_connection_of_the_server_syncs_every_commit(app):
    with app.app_context(), db.engine.connect() as connection:
        asked = ("journal_mode", "synchronous", "foreign_keys")
        said = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]
    assert said == ["wal", 2, 1]


def schema(folder: Path) -> list[tuple]:
    """Everything that is defined, and the version that says so; the database is sound.

    A table that was made anew names its constraints in any order.
    """
    with closing(sqlite3.connect(folder / "lineside.db")) as there:
        assert there.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        defined = there.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()
        versions = ("alembic_version",) in there.execute("SELECT name FROM sqlite_master").fetchall()
        defined = [
            (kind, name, sorted(line.strip(", \t") for line in (sql or "").split("\n")))
            for kind, name, sql in defined
        ]
        return defined + (there.execute("SELECT * FROM alembic_version").fetchall() if versions else [])
