"""A published checklist, and a worker's phone that has it."""

import pytest

from tests.phones import Phone, Published, publish


@pytest.fixture
def guide(app, plant) -> Published:
    return publish(app, plant)


@pytest.fixture
def phone(as_worker, plant, guide) -> Phone:
    return Phone(as_worker, plant, guide).enrol()
