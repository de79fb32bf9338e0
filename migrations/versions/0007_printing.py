"""Printers with their drift, stock that a site describes itself, sheets that are half used."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "printer",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("dpi", sa.Integer(), nullable=True),
        sa.Column("scale_x", sa.Double(), nullable=False),
        sa.Column("scale_y", sa.Double(), nullable=False),
        sa.Column("offset_x", sa.Double(), nullable=False),
        sa.Column("offset_y", sa.Double(), nullable=False),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_printer_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printer")),
        sa.UniqueConstraint("site_id", "name", name=op.f("uq_printer_site_id_name")),
    )
    op.create_table(
        "own_stock",
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("page_width", sa.Double(), nullable=False),
        sa.Column("page_height", sa.Double(), nullable=False),
        sa.Column("columns", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("width", sa.Double(), nullable=False),
        sa.Column("height", sa.Double(), nullable=False),
        sa.Column("margin_left", sa.Double(), nullable=False),
        sa.Column("margin_top", sa.Double(), nullable=False),
        sa.Column("gap_x", sa.Double(), nullable=False),
        sa.Column("gap_y", sa.Double(), nullable=False),
        sa.Column("dpi", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_own_stock_site_id")),
        sa.PrimaryKeyConstraint("site_id", "name", name=op.f("pk_own_stock")),
    )
    op.create_table(
        "open_sheet",
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("printer", sa.String(), nullable=False),
        sa.Column("stock", sa.String(), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_open_sheet_site_id")),
        sa.PrimaryKeyConstraint("site_id", "printer", "stock", name=op.f("pk_open_sheet")),
    )


def downgrade():
    for table in ("open_sheet", "own_stock", "printer"):
        op.drop_table(table)
