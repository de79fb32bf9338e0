"""Who brought evidence: bytes that no record names count against a person's allowance."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("evidence") as table:
        table.add_column(sa.Column("person_id", sa.String(), nullable=True))
        table.create_foreign_key(op.f("fk_evidence_person_id"), "person", ["person_id"], ["id"])
        table.create_index(op.f("ix_evidence_person_id"), ["person_id"])
