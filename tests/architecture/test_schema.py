"""The models are what the migrations make."""

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.core.database import Base, db

pytestmark = pytest.mark.databases


def differences(connection, metadata) -> list:
    return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)


def test_models_equal_migrations(app):
    with app.app_context(), db.engine.connect() as connection:
        assert differences(connection, Base.metadata) == []


def test_this_guard_can_fail(app):
    drifted = sa.MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.tables.values():
        table.to_metadata(drifted)
    drifted.tables["person"].append_column(sa.Column("shoe_size", sa.Integer))
    with app.app_context(), db.engine.connect() as connection:
        [(verb, _, table, column)] = differences(connection, drifted)
    assert (verb, table, column.name) == ("add_column", "person", "shoe_size")
