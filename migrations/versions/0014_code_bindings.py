"""The history of bindings takes in further codes: GS1 assets and barcodes that were there already."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

THOSE_THAT_ARE = """
INSERT INTO label_binding (label, equipment_id, how, person_id, bound_at)
SELECT text, equipment_id, 'console', person_id, added_at FROM further_code
"""


def upgrade():
    with op.batch_alter_table("label_binding") as table:
        table.drop_constraint(op.f("fk_label_binding_label"), type_="foreignkey")
    op.execute(THOSE_THAT_ARE)


def downgrade():
    op.execute("DELETE FROM label_binding WHERE label NOT IN (SELECT code FROM label)")
    with op.batch_alter_table("label_binding") as table:
        table.create_foreign_key(op.f("fk_label_binding_label"), "label", ["label"], ["code"])
