"""Completions and counters are read from indices: what was filled, what was ever urgent, whose number is here."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

PARTS = {
    "ix_record_filled": "kind IN ('completion', 'correction')",
    "ix_record_urgent": "(failed > 0 OR held IS NOT NULL OR corrects IS NOT NULL)",
}


def upgrade():
    for name, part in PARTS.items():
        where = {"sqlite_where": sa.text(part), "postgresql_where": sa.text(part)}
        op.create_index(name, "record", ["site_id", "seq"], **where)
    op.create_index(
        op.f("ix_record_enrolment_id_counter_held"), "record", ["enrolment_id", "counter", "held"]
    )
    op.drop_index(op.f("ix_record_enrolment_id_counter"), "record")
    op.drop_index(op.f("ix_record_site_id_kind_seq"), "record")


def downgrade():
    op.create_index(op.f("ix_record_site_id_kind_seq"), "record", ["site_id", "kind", "seq"])
    op.create_index(op.f("ix_record_enrolment_id_counter"), "record", ["enrolment_id", "counter"])
    op.drop_index(op.f("ix_record_enrolment_id_counter_held"), "record")
    for name in PARTS:
        op.drop_index(name, "record")
