"""The time zone of a site, whose midnight ends its days. Sites that are there get the server's, when it has one."""

import sqlalchemy as sa
from alembic import op
from flask import current_app

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column("site", sa.Column("zone", sa.String(), nullable=False, server_default=""))
    said = sa.table("site", sa.column("zone"))
    op.execute(said.update().values(zone=current_app.config["LINESIDE"].zone))


def downgrade():
    op.drop_column("site", "zone")
