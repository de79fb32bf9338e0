"""Both databases refuse to change what arrived, each in its own words."""

from app.records.models import FROZEN, freeze_statements


def test_sqlite_has_a_trigger_for_each_table_and_verb():
    said = " ".join(freeze_statements("sqlite"))
    for table in FROZEN:
        for verb in ("update", "delete"):
            assert f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}" in said


def test_postgresql_has_one_for_each_table_that_holds_truncation_too():
    function, *triggers = freeze_statements("postgresql")
    assert "RAISE EXCEPTION" in function
    assert len(triggers) == len(FROZEN)
    for table, said in zip(FROZEN, triggers, strict=True):
        assert f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}" in said
        assert said.endswith("EXECUTE FUNCTION refuse_change()")
