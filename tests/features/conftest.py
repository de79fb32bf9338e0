"""A published checklist, a phone that has it, a label that is on nothing yet, and a tampering hand."""

import pytest

from app.core.database import db, writing
from app.labels import actions
from tests.conftest import POSTGRESQL, SQLITE
from tests.factories import NOW
from tests.phones import Phone, Published, publish

UNGUARDED = {
    SQLITE: [
        f"DROP TRIGGER IF EXISTS {name}"
        for name in ("record_no_update", "record_no_delete", "receipt_no_update")
    ],
    POSTGRESQL: ["SET LOCAL session_replication_role = replica"],  # no trigger, no foreign key
}


@pytest.fixture
def guide(app, plant) -> Published:
    return publish(app, plant)


@pytest.fixture
def phone(as_worker, plant, guide) -> Phone:
    return Phone(as_worker, plant, guide).enrol()


@pytest.fixture
def blank(app, plant) -> str:
    """The code of a label that is on nothing yet."""
    with app.app_context(), writing():
        [label] = actions.blank(session=db.session(), site_id=plant.site, count=1, now=NOW)
        code = label.code
        db.session.commit()
    return code


@pytest.fixture
def tamper(app, database):
    """SQL past the application, by somebody who may put the triggers out of the way."""

    def change(*statements: str) -> None:
        with app.app_context(), writing(), db.engine.begin() as raw:
            for statement in (*UNGUARDED[database], *statements):
                raw.exec_driver_sql(statement)

    return change
