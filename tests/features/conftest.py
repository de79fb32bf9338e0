"""A published checklist, a worker's phone that has it, and a label that is on nothing yet."""

import pytest

from app.core.database import db, writing
from app.labels import actions
from tests.factories import NOW
from tests.phones import Phone, Published, publish


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
