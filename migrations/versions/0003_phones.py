"""What phones report of themselves, what supervisors say about records, and which record corrects which."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "contact",
        sa.Column("device_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("contacted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("skew_s", sa.Integer(), nullable=True),
        sa.Column("waiting", sa.Integer(), nullable=True),
        sa.Column("attention", sa.Integer(), nullable=True),
        sa.Column("storage", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_contact_person_id")),
        sa.PrimaryKeyConstraint("device_id", "person_id", name=op.f("pk_contact")),
    )
    op.create_table(
        "remark",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepts", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_remark_person_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_remark")),
    )
    op.create_index(op.f("ix_remark_record_id"), "remark", ["record_id"])
    for statement in _frozen(op.get_bind().dialect.name):
        op.execute(statement)
    op.add_column("record", sa.Column("corrects", sa.String(), nullable=True))
    op.create_index(op.f("ix_record_corrects"), "record", ["corrects"])


def downgrade():
    op.drop_index(op.f("ix_record_corrects"), "record")
    op.drop_column("record", "corrects")
    op.drop_table("remark")
    op.drop_table("contact")


def _frozen(dialect):
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER remark_no_{verb} BEFORE {verb} ON remark "
            f"BEGIN SELECT RAISE(ABORT, 'remark is append-only'); END"
            for verb in ("update", "delete")
        ]
    return [
        "CREATE TRIGGER remark_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON remark "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    ]
