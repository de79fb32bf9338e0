"""When a label of its equipment was last printed: how it was read before says nothing any more."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("label", sa.Column("printed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade():
    op.drop_column("label", "printed_at")
