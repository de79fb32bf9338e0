"""Alembic's entry: the models' metadata, the app's engine."""

from alembic import context
from flask import current_app

from app.core.database import Moment, db, writing


def plain(kind, item, _context):
    """Migrations name SQL types only, so that they outlive the code."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def run() -> None:
    with writing(), db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            transaction_per_migration=True,
            render_item=plain,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
