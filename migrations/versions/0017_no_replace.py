"""SQLite's REPLACE deletes without asking the triggers on DELETE: what would take a row's place is refused."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

# Every key of a table that only grows. A rowid that is no column is one, too: REPLACE goes by it as well.
KEYS = {
    "receipt": (("seq",),),
    "record": (("seq",), ("id",)),
    "evidence_claim": (("rowid",), ("record_seq", "sha256")),
    "conflict": (("rowid",), ("record_id", "sha256")),
    "recovery": (("rowid",), ("sha256",)),
    "witness": (("rowid",), ("seq", "hash")),
    "remark": (("number",),),
    "recognition": (("record_seq",),),
}


def upgrade():
    if _sqlite():  # PostgreSQL has no REPLACE; its ON CONFLICT DO UPDATE is an UPDATE to a trigger
        for table in KEYS:
            op.execute(
                f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {_taken(table)} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def downgrade():
    if _sqlite():
        for table in KEYS:
            op.execute(f"DROP TRIGGER {table}_no_replace")


def _sqlite():
    return op.get_bind().dialect.name == "sqlite"


def _taken(table):
    """One look-up a key: a single one with OR between them could become a scan."""
    alike = (" AND ".join(f"{name} = NEW.{name}" for name in key) for key in KEYS[table])
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {one})" for one in alike)  # noqa: S608
