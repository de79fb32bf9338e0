"""A supervisor's look at a record that needed attention."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "review",
        sa.Column("record_seq", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_review_person_id")),
        sa.ForeignKeyConstraint(["record_seq"], ["record.seq"], name=op.f("fk_review_record_seq")),
        sa.PrimaryKeyConstraint("record_seq", name=op.f("pk_review")),
    )


def downgrade():
    op.drop_table("review")
