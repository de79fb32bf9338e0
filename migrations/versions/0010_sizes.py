"""Files beyond 2 GiB: PostgreSQL's plain integer ends there."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SIZES = (("upload", "length"), ("medium", "source_bytes"), ("rendition", "bytes"))


def upgrade():
    _hold(sa.BigInteger(), sa.Integer())


def downgrade():
    _hold(sa.Integer(), sa.BigInteger())


def _hold(kind, before):
    if op.get_bind().dialect.name == "sqlite":  # its integers have eight bytes anyway
        return
    for table, column in SIZES:
        op.alter_column(table, column, type_=kind, existing_type=before)
