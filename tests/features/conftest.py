"""A published checklist, a phone that has it, a label that is on nothing yet, and a tampering hand."""

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import make_url

from app.core import postgresql
from app.core.database import db, writing
from app.labels import actions
from app.people.models import Membership
from tests.conftest import POSTGRESQL, SQLITE
from tests.factories import NOW
from tests.phones import Phone, Published, publish

UNGUARDED = {
    SQLITE: [
        f"DROP TRIGGER IF EXISTS {name}"
        for name in ("record_no_update", "record_no_delete", "receipt_no_update")
    ],
    POSTGRESQL: ["SET session_replication_role = replica"],
}


@pytest.fixture
def guide(app, plant) -> Published:
    return publish(app, plant)


@pytest.fixture
def phone(as_worker, plant, guide) -> Phone:
    return Phone(as_worker, plant, guide).enrol()


@pytest.fixture
def desk_phone(as_supervisor, plant, guide) -> Phone:
    """A supervisor's phone."""
    return Phone(as_supervisor, plant, guide).enrol()


@pytest.fixture
def admin_phone(as_admin, plant, guide) -> Phone:
    """An admin's phone."""
    return Phone(as_admin, plant, guide).enrol()


@pytest.fixture
def blank(app, plant) -> str:
    """The code of a label that is on nothing yet."""
    with app.app_context(), writing():
        [label] = actions.blank(session=db.session(), site_id=plant.site, count=1, now=NOW)
        code = label.code
        db.session.commit()
    return code


@pytest.fixture
def behind(settings, database, request):
    """A connection past the application; each statement stands for itself."""
    if database == SQLITE:
        raw = sqlite3.connect(settings.instance / "lineside.db", isolation_level=None)
    else:
        raw = request.getfixturevalue("cluster").connect(make_url(settings.database_url).database)
    with closing(raw):
        yield raw


@pytest.fixture
def tamper(behind, database):
    """SQL by somebody who may put triggers and foreign keys out of the way."""

    def change(*statements: str) -> None:
        for statement in (*UNGUARDED[database], *statements):
            behind.execute(statement)

    return change


@pytest.fixture
def both(app, plant):
    """Sam is a supervisor of the other plant, too."""
    with app.app_context(), writing():
        db.session.add(Membership(person_id=plant.supervisor, site_id=plant.other_site, role="supervisor"))
        db.session.commit()


@pytest.fixture
def others_may_write(behind, database):
    """Ask whether another writer could begin at this moment."""

    def in_sqlite() -> bool:
        behind.execute("PRAGMA busy_timeout = 0")
        try:
            behind.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        behind.execute("ROLLBACK")
        return True

    def in_postgresql() -> bool:
        return behind.execute(f"SELECT pg_try_advisory_xact_lock({postgresql.WRITERS})").fetchone()[0]

    return in_sqlite if database == SQLITE else in_postgresql
