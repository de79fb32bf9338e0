"""The register: facts and history of equipment, imports, and a change row for each site a thing was at."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade():
    for name, start in (("serial", ""), ("contact", ""), ("status", "active")):
        op.add_column("equipment", sa.Column(name, sa.String(), nullable=False, server_default=start))
    op.add_column("equipment", sa.Column("photo", sa.String(), nullable=True))
    op.execute(  # other tables name this one: SQLite could not make it anew to add a constraint
        "ALTER TABLE equipment ADD COLUMN merged_into VARCHAR "
        "CONSTRAINT fk_equipment_merged_into REFERENCES equipment (id)"
    )
    op.create_index(op.f("ix_equipment_site_id_name"), "equipment", ["site_id", "name"])
    op.create_table(
        "equipment_history",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("equipment_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["equipment_id"], ["equipment.id"], name=op.f("fk_equipment_history_equipment_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_equipment_history_person_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_equipment_history")),
    )
    op.create_index(op.f("ix_equipment_history_equipment_id"), "equipment_history", ["equipment_id"])
    op.create_table(
        "equipment_import",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("site_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_equipment_import_person_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_equipment_import_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equipment_import")),
    )
    op.create_index(op.f("ix_equipment_import_site_id"), "equipment_import", ["site_id"])
    _key_of_changes("type", "id", "site_id")


def downgrade():
    _key_of_changes("type", "id")
    op.drop_table("equipment_import")
    op.drop_table("equipment_history")
    op.drop_index(op.f("ix_equipment_site_id_name"), "equipment")
    for name in ("merged_into", "photo", "status", "contact", "serial"):
        op.drop_column("equipment", name)


def _key_of_changes(*columns):
    with op.batch_alter_table("change") as table:
        table.drop_constraint(op.f("pk_change"), type_="primary")
        table.create_primary_key(op.f("pk_change"), list(columns))
