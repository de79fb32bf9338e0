"""Guides name the trades they are meant for."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "guide_trade",
        sa.Column("guide_id", sa.String(), nullable=False),
        sa.Column("trade_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["guide_id"], ["guide.id"], name=op.f("fk_guide_trade_guide_id")),
        sa.ForeignKeyConstraint(["trade_id"], ["trade.id"], name=op.f("fk_guide_trade_trade_id")),
        sa.PrimaryKeyConstraint("guide_id", "trade_id", name=op.f("pk_guide_trade")),
    )


def downgrade():
    op.drop_table("guide_trade")
