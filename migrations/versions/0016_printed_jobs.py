"""What was printed, for a form that is sent twice and for a print that did not come out."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "printed",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("start_cell", sa.Integer(), nullable=False),
        sa.Column("used", sa.JSON(), nullable=False),
        sa.Column("blanks", sa.Integer(), nullable=False),
        sa.Column("says", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_printed_site_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_printed_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed")),
    )
    op.add_column("open_sheet", sa.Column("printed", sa.String(), nullable=True))


def downgrade():
    op.drop_column("open_sheet", "printed")
    op.drop_table("printed")
