"""Lists that are read from the database while they are sent."""

import pytest

from app.core.database import db

pytestmark = pytest.mark.databases
FILES = (
    "/console/completions.csv",
    "/console/completions.csv?rows=answers",
    "/console/equipment/equipment.csv",
)


@pytest.mark.parametrize("file", FILES)
def test_a_list_gives_its_connection_back_when_it_was_sent_and_when_nobody_reads_on(
    app, phone, as_supervisor, file
):
    phone.push(phone.record())
    assert len(as_supervisor.get(file).data) > 100
    as_supervisor.get(file).close()
    as_supervisor.head(file)
    with app.app_context():
        assert db.engine.pool.checkedout() == 0
