"""Records judged again once their phone is known, and whose number a conflict has."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "recognition",
        sa.Column("record_seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("held", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["record_seq"], ["record.seq"], name=op.f("fk_recognition_record_seq")),
        sa.PrimaryKeyConstraint("record_seq", name=op.f("pk_recognition")),
    )
    op.create_index(op.f("ix_recognition_record_id"), "recognition", ["record_id"])
    for statement in _frozen(op.get_bind().dialect.name):
        op.execute(statement)
    op.add_column("conflict", sa.Column("enrolment_id", sa.String(), nullable=True))
    op.add_column("conflict", sa.Column("counter", sa.Integer(), nullable=True))
    op.create_index(op.f("ix_conflict_enrolment_id_counter"), "conflict", ["enrolment_id", "counter"])


def downgrade():
    op.drop_index(op.f("ix_conflict_enrolment_id_counter"), "conflict")
    op.drop_column("conflict", "counter")
    op.drop_column("conflict", "enrolment_id")
    op.drop_table("recognition")


def _frozen(dialect):
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER recognition_no_{verb} BEFORE {verb} ON recognition "
            f"BEGIN SELECT RAISE(ABORT, 'recognition is append-only'); END"
            for verb in ("update", "delete")
        ]
    return [
        "CREATE TRIGGER recognition_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON recognition "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    ]
