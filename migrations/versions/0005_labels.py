"""Every binding of a label, what scans said, clashes, further codes; a site's host and who may bind."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade():
    _bindings()
    _clashes()
    _scans()
    _further_codes()
    op.create_table(
        "label_looks",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_label_looks")),
    )
    with op.batch_alter_table("label") as table:
        table.add_column(sa.Column("replaced_by", sa.String(), nullable=True))
        table.create_foreign_key(op.f("fk_label_replaced_by"), "label", ["replaced_by"], ["code"])
    op.add_column("site", sa.Column("host", sa.String(), nullable=False, server_default=""))
    op.add_column("site", sa.Column("binders", sa.String(), nullable=False, server_default="supervisor"))
    op.add_column("guide", sa.Column("public", sa.Boolean(), nullable=False, server_default=sa.false()))
    _remember_bindings()


def _bindings():
    op.create_table(
        "label_binding",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("equipment_id", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=True),
        sa.Column("record_id", sa.String(), nullable=True),
        sa.Column("bound_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["label"], ["label.code"], name=op.f("fk_label_binding_label")),
        sa.ForeignKeyConstraint(
            ["equipment_id"], ["equipment.id"], name=op.f("fk_label_binding_equipment_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_label_binding_person_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_label_binding")),
    )
    op.create_index(op.f("ix_label_binding_label"), "label_binding", ["label"])
    op.create_index(op.f("ix_label_binding_equipment_id"), "label_binding", ["equipment_id"])


def _clashes():
    op.create_table(
        "label_clash",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("equipment_id", sa.String(), nullable=True),
        sa.Column("replaces", sa.String(), nullable=True),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("noticed_at", MOMENT, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("followed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_label_clash_site_id")),
        sa.ForeignKeyConstraint(["equipment_id"], ["equipment.id"], name=op.f("fk_label_clash_equipment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_label_clash_person_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["person.id"], name=op.f("fk_label_clash_settled_by")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_label_clash")),
    )
    op.create_index(op.f("ix_label_clash_site_id"), "label_clash", ["site_id"])
    op.create_index(op.f("ix_label_clash_label"), "label_clash", ["label"])


def _scans():
    op.create_table(
        "label_scan",
        sa.Column("record_id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("does", sa.String(), nullable=False),
        sa.Column("equipment_id", sa.String(), nullable=True),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("decode_ms", sa.Integer(), nullable=True),
        sa.Column("scanned_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_label_scan_site_id")),
        sa.ForeignKeyConstraint(["equipment_id"], ["equipment.id"], name=op.f("fk_label_scan_equipment_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_label_scan_person_id")),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_label_scan")),
    )
    op.create_index(op.f("ix_label_scan_label_scanned_at"), "label_scan", ["label", "scanned_at"])
    op.create_index(
        op.f("ix_label_scan_site_id_does_scanned_at"), "label_scan", ["site_id", "does", "scanned_at"]
    )


def _further_codes():
    op.create_table(
        "further_code",
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("equipment_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_further_code_site_id")),
        sa.ForeignKeyConstraint(
            ["equipment_id"], ["equipment.id"], name=op.f("fk_further_code_equipment_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_further_code_person_id")),
        sa.PrimaryKeyConstraint("site_id", "text", name=op.f("pk_further_code")),
    )
    op.create_index(op.f("ix_further_code_equipment_id"), "further_code", ["equipment_id"])


def _remember_bindings():
    """Labels that are there were bound when they were made."""
    op.execute(
        "INSERT INTO label_binding (label, equipment_id, how, bound_at, ended_at) "
        "SELECT code, equipment_id, 'made', made_at, retired_at FROM label WHERE equipment_id IS NOT NULL"
    )


def downgrade():
    for table in ("further_code", "label_scan", "label_clash", "label_binding", "label_looks"):
        op.drop_table(table)
    op.drop_column("guide", "public")
    op.drop_column("site", "binders")
    op.drop_column("site", "host")
    with op.batch_alter_table("label") as table:
        table.drop_constraint(op.f("fk_label_replaced_by"), type_="foreignkey")
        table.drop_column("replaced_by")
