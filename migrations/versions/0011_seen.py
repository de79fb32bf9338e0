"""What the scans of each label come to, so that the walk and the wear of ten thousand labels are read at once."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

WHAT_THERE_IS = """
INSERT INTO label_seen (label, scans, typed, decode_ms, last_at)
SELECT label, count(*), sum(CASE WHEN opened_by = 'typed' THEN 1 ELSE 0 END), avg(decode_ms), max(scanned_at)
FROM (SELECT label, opened_by, decode_ms, scanned_at,
      row_number() OVER (PARTITION BY label ORDER BY scanned_at DESC) AS place FROM label_scan) AS newest
WHERE place <= 20 GROUP BY label
"""
WHERE_THEY_STICK = """
UPDATE label_seen SET {column} = (SELECT {value} FROM label_scan
WHERE label_scan.label = label_seen.label AND does IN ('verify', 'bind', 'replace')
ORDER BY scanned_at DESC, record_id DESC LIMIT 1)
"""


def upgrade():
    op.create_table(
        "label_seen",
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("typed", sa.Integer(), nullable=False),
        sa.Column("decode_ms", sa.Double(), nullable=True),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("place_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["place_id"], ["equipment.id"], name=op.f("fk_label_seen_place_id")),
        sa.PrimaryKeyConstraint("label", name=op.f("pk_label_seen")),
    )
    op.create_index(op.f("ix_label_seen_place_id"), "label_seen", ["place_id"])
    op.execute(WHAT_THERE_IS)
    op.execute(WHERE_THEY_STICK.format(column="placed_at", value="scanned_at"))
    op.execute(WHERE_THEY_STICK.format(column="place_id", value="equipment_id"))


def downgrade():
    op.drop_table("label_seen")
