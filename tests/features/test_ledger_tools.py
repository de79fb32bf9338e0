"""The ledger's tools: verify names what does not hold."""

import sqlite3
from contextlib import closing

import pytest

from tests.phones import Phone, answers, publish


@pytest.fixture
def phone(app, as_worker, plant):
    return Phone(as_worker, plant, publish(app, plant)).enrol()


@pytest.fixture
def run(app):
    """`flask …` with these words."""
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


@pytest.fixture
def tamper(settings):
    """SQL behind the back of the application, with the triggers out of the way."""

    def change(*statements: str) -> None:
        with closing(sqlite3.connect(settings.instance / "lineside.db")) as raw, raw:
            for trigger in ("record_no_update", "record_no_delete"):
                raw.execute(f"DROP TRIGGER IF EXISTS {trigger}")
            for statement in statements:
                raw.execute(statement)

    return change


@pytest.fixture
def four(phone):
    """Four records; the third failed and the fourth is held for its signature."""
    records = [phone.record(), phone.record(), phone.record(answers=answers(guard="no"))]
    header, payload, _ = phone.record().split(".")
    forged = ".".join((header, payload, "A" * 86))
    states = [result["state"] for result in phone.push(*records, forged).json["results"]]
    assert states == ["stored", "stored", "stored", "held"]
    return phone


def test_a_ledger_with_failed_and_held_records_holds(run, four):
    answer = run("ledger", "verify")
    assert (answer.exit_code, answer.output.startswith("4 records hold")) == (0, True)


def test_an_empty_ledger_holds(run):
    assert run("ledger", "verify").exit_code == 0


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE record SET jws = substr(jws, 2) WHERE seq = 2", 2),
        ("UPDATE record SET jws = CAST(x'ff00fe' AS TEXT) WHERE seq = 2", 2),
        ("UPDATE record SET received_at = 'never' WHERE seq = 2", 2),
        ("UPDATE record SET hash = 'xyz' WHERE seq = 2", 2),
        ("UPDATE record SET receipt = (SELECT receipt FROM record WHERE seq = 1) WHERE seq = 2", 2),
        ("UPDATE record SET receipt = substr(receipt, 1, length(receipt) - 4) || 'AAAA' WHERE seq = 2", 2),
        ("UPDATE record SET failed = 0 WHERE seq = 3", 3),
        ("UPDATE record SET finished_at = '2020-01-01 00:00:00.000000' WHERE seq = 3", 3),
        ("UPDATE record SET person_id = 'somebody' WHERE seq = 3", 3),
        ("UPDATE record SET counter = 9 WHERE seq = 3", 3),
        ("UPDATE record SET equipment_id = NULL WHERE seq = 3", 3),
        ("UPDATE record SET held = NULL WHERE seq = 4", 4),
        ("UPDATE record SET held = 'bad-signature' WHERE seq = 1", 1),
        ("UPDATE enrolment SET public_key = json_set(public_key, '$.kid', 'x')", None),
        ("DELETE FROM record WHERE seq = 4", 4),
        ("DELETE FROM record", 1),
    ],
)
def test_the_row_that_somebody_changed_is_named(run, four, tamper, change, named):
    tamper(change)
    answer = run("ledger", "verify")
    assert answer.exit_code == (1 if named else 0)
    assert named is None or f"Record {named}:" in answer.output


def test_all_bad_rows_are_named_on_demand(run, four, tamper):
    tamper("UPDATE record SET failed = 5 WHERE seq IN (1, 3)", "UPDATE record SET hash = '0' WHERE seq = 2")
    first, every = run("ledger", "verify"), run("ledger", "verify", "--all")
    assert [line.split(":")[0] for line in first.output.splitlines()] == ["Record 1", "Error"]
    assert [line.split(":")[0] for line in every.output.splitlines()] == [
        "Record 1",
        "Record 2",
        "Record 3",
        "Error",
    ]
