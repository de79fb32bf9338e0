"""The ledger's tools: verify names what does not hold; an export convinces people who have only a script."""

import json
import subprocess
import sys

import pytest
from sqlalchemy import text

from app.core.database import db
from app.records import heads, verification
from tests.conftest import POSTGRESQL, SQLITE
from tests.phones import answers

pytestmark = pytest.mark.databases


@pytest.fixture
def run(app):
    """`flask …` with these words."""
    return lambda *words: app.test_cli_runner().invoke(args=list(words))


@pytest.fixture
def four(phone):
    """Four records in two pushes; the third failed and the fourth is held for its signature."""
    records = [phone.record(), phone.record(), phone.record(answers=answers(guard="no"))]
    header, payload, _ = phone.record().split(".")
    forged = ".".join((header, payload, "A" * 86))
    states = [result["state"] for push in (records[:2], [records[2], forged]) for result in phone.told(*push)]
    assert states == ["stored", "stored", "stored", "held"]
    return phone


def test_a_ledger_with_failed_and_held_records_holds(run, four):
    answer = run("ledger", "verify")
    assert (answer.exit_code, answer.output.startswith("4 records hold")) == (0, True)


def test_a_number_that_came_twice_is_named_and_fails_nothing(run, phone):
    forks = [phone.record(), phone.record(counter=1)]
    phone.push(*forks, phone.record())
    answer = run("ledger", "verify")
    assert (answer.exit_code, "3 records hold" in answer.output) == (0, True)
    said = f"number 1 of enrolment {phone.enrolment} came in 2 different records"
    assert answer.output.count(said) == answer.output.count("Note:") == 1


def test_an_empty_ledger_holds(run):
    assert run("ledger", "verify").exit_code == 0


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE record SET jws = substr(jws, 2) WHERE seq = 2", 2),
        ("UPDATE record SET hash = 'xyz' WHERE seq = 2", 2),
        ("UPDATE record SET receipt_seq = 3 WHERE seq = 2", 2),
        ("UPDATE record SET receipt_seq = 7 WHERE seq = 2", 2),
        ("UPDATE receipt SET jws = substr(jws, 1, length(jws) - 4) || 'AAAA' WHERE seq = 1", 1),
        ("UPDATE receipt SET jws = (SELECT jws FROM receipt WHERE seq = 3) WHERE seq = 1", 1),
        ("UPDATE receipt SET jws = (SELECT jws FROM receipt WHERE seq = 1) WHERE seq = 3", 3),
        ("UPDATE record SET failed = 0 WHERE seq = 3", 3),
        ("UPDATE record SET received_at = '2020-01-01 00:00:00.000000' WHERE seq = 3", 3),
        ("UPDATE record SET finished_at = '2020-01-01 00:00:00.000000' WHERE seq = 3", 3),
        ("UPDATE record SET person_id = 'somebody' WHERE seq = 3", 3),
        ("UPDATE record SET counter = 9 WHERE seq = 3", 3),
        ("UPDATE record SET equipment_id = NULL WHERE seq = 3", 3),
        ("UPDATE record SET held = NULL WHERE seq = 4", 4),
        ("UPDATE record SET held = 'bad-signature' WHERE seq = 1", 1),
        ("DELETE FROM record WHERE seq = 4", 4),
        ("DELETE FROM record", 1),
    ],
)
def test_the_row_that_somebody_changed_is_named(run, four, tamper, change, named):
    tamper(change)
    answer = run("ledger", "verify")
    assert (answer.exit_code, f"Record {named}:" in answer.output) == (1, True), answer.output


@pytest.mark.parametrize(
    ("database", "change"),
    [
        (SQLITE, "record SET jws = CAST(x'ff00fe' AS TEXT)"),
        (SQLITE, "receipt SET jws = CAST(x'ff00fe' AS TEXT)"),
        (SQLITE, "record SET received_at = 'never'"),
        (POSTGRESQL, "record SET jws = E'a\\\\b\\\\001'"),
        (POSTGRESQL, "receipt SET jws = E'a\\\\b\\\\001'"),
        (POSTGRESQL, "record SET received_at = 'infinity'"),
        (POSTGRESQL, "record SET finished_at = '-infinity'"),
    ],
    indirect=["database"],
)
def test_what_only_one_database_can_hold_ends_no_reading(run, four, tamper, change):
    tamper(f"UPDATE {change} WHERE seq = 1")
    answer = run("ledger", "verify")
    assert (answer.exit_code, "Record 1:" in answer.output) == (1, True), answer.output


@pytest.mark.parametrize(
    ("database", "changed"),
    [
        (SQLITE, "json_set(public_key, '$.kid', 'x')"),
        (POSTGRESQL, '(public_key::jsonb || \'{"kid": "x"}\')::json'),
    ],
    indirect=["database"],
)
def test_a_key_with_a_name_is_the_same_key(run, four, tamper, changed):
    tamper(f"UPDATE enrolment SET public_key = {changed}")
    assert run("ledger", "verify").exit_code == 0


def test_a_receipt_that_is_spelt_another_way_is_named(run, four, tamper, app):
    """The last character carries four bits that decode to nothing."""
    with app.app_context():
        [receipt] = db.session.scalars(text("SELECT jws FROM receipt WHERE seq = 1"))
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = alphabet[alphabet.index(receipt[-1]) + 1]
    tamper(f"UPDATE receipt SET jws = '{receipt[:-1]}{other}' WHERE seq = 1")
    assert "Record 1: its receipt is not spelt as this server spells it." in run("ledger", "verify").output


def test_a_ledger_of_many_pages_is_read_to_its_end(run, four, tamper, monkeypatch):
    monkeypatch.setattr(verification, "PAGE", 2)
    assert run("ledger", "verify").exit_code == 0
    tamper("UPDATE record SET failed = 9 WHERE seq = 4")
    assert "Record 4:" in run("ledger", "verify").output


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


@pytest.fixture
def export(run, tmp_path):
    """The lines of a fresh export."""

    def lines() -> list[dict]:
        answer = run("ledger", "export", str(tmp_path / "ledger.jsonl"))
        assert answer.exit_code == 0, answer.output
        return [json.loads(line) for line in (tmp_path / "ledger.jsonl").read_text().splitlines()]

    return lines


@pytest.fixture
def check(tmp_path):
    """The stand-alone script, as printed, in a Python of its own that cannot see the application."""

    def run_script(lines: list[dict], *options: str) -> tuple[int, str]:
        file = tmp_path / "given.jsonl"
        file.write_text("".join(json.dumps(line) + "\n" for line in lines))
        command = [sys.executable, "-P", tmp_path / "verifier.py", file, *options]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
        return done.returncode, done.stdout + done.stderr

    return run_script


@pytest.fixture
def script(run, tmp_path):
    text = run("ledger", "verifier").output
    (tmp_path / "verifier.py").write_text(text)
    return text


def test_the_script_is_short_and_needs_only_cryptography(script):
    assert len(script.splitlines()) <= 150
    imported = {
        line.split()[1].split(".")[0] for line in script.splitlines() if line.startswith(("import", "from"))
    }
    assert imported - set(sys.stdlib_module_names) == {"cryptography"}


def test_an_export_holds_and_tells_what_nobody_can_prove(four, export, check, script):
    code, said = check(export())
    assert code == 0, said
    assert "Note: record 4: nobody can prove its author" in said
    assert "4 records, 0 faults, 1 notes" in said


def test_an_export_of_nothing_holds(export, check, script):
    assert check(export())[0] == 0


def test_a_gap_in_a_phones_counter_is_told(phone, export, check, script):
    phone.push(phone.record())
    phone.payload(), phone.payload()
    phone.push(phone.record(previous="0" * 64))
    code, said = check(export())
    assert code == 0
    assert f"Note: enrolment {phone.enrolment}: 2 to 3 have not arrived" in said


def test_an_export_must_extend_the_head_that_a_phone_kept(four, export, check, script, tmp_path):
    kept = four.push().json["head"]
    assert four.told(four.record())[0]["state"] == "stored"
    lines = export()
    assert check(lines, "--head", kept)[0] == 0
    (tmp_path / "head").write_text(f"{kept}\n")
    assert check(lines, "--head", "head")[0] == 0
    header, payload, _ = kept.split(".")
    code, said = check(lines, "--head", ".".join((header, payload, "A" * 86)))
    assert (code, "not signed by this ledger's server" in said) == (1, True)


def test_a_rolled_back_ledger_is_found_by_a_head_alone(four, run, tamper, export, check, script):
    kept = four.push().json["head"]
    tamper("DELETE FROM record WHERE seq > 2", "UPDATE counter SET value = 2 WHERE name = 'ledger'")
    assert run("ledger", "verify").exit_code == 0
    lines = export()
    assert check(lines)[0] == 0
    code, said = check(lines, "--head", kept)
    assert code == 1
    assert "number 4" in said


def test_the_servers_key_can_be_named(four, export, check, script):
    lines = export()
    name = check(lines)[1].split("Server key: ")[1].strip()
    assert check(lines, "--key", name)[0] == 0
    assert check(lines, "--key", name[::-1])[0] == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda links: links.pop(2), "record 3: number 2 should stand here"),
        (lambda links: links.reverse(), "number 1 should stand here"),
        (lambda links: links.pop(), "the export's own head"),
        (lambda links: links[2].update(jws=links[1]["jws"]), "record 2: its text does not fit its SHA-256"),
        (lambda links: links[3].update(receipt=links[0]["receipt"]), "record 3: the server did not sign"),
        (
            lambda links: links[0].update(receipt=links[0]["receipt"][:-8] + "AAAAAAAA"),
            "record 1: the server",
        ),
        (lambda links: links.pop(0), "record 1: the server did not sign"),
        (lambda links: links[2].update(id=links[1]["id"]), "record 2: its text has another id"),
        (lambda links: links[2].update(received_at="2026-01-01T00:00:00.000Z"), "record 2: its hash"),
        (lambda links: links[5].update(held=None), "record 4: its phone did not sign it"),
    ],
)
def test_the_script_names_what_somebody_changed(four, export, check, script, change, told):
    lines = export()
    first = next(place for place, line in enumerate(lines) if "receipt" in line)
    links = lines[first:]
    change(links)
    code, said = check(lines[:first] + links)
    assert code == 1
    assert told in said


def test_a_file_that_is_no_export_is_told_in_a_sentence(check, script):
    code, said = check([{"hello": "there"}])
    assert (code, said.startswith("Not a whole export")) == (2, True)


def test_a_new_epoch_takes_only_heads_of_this_server(four, run, app):
    def epoch() -> str:
        with app.app_context():
            return heads.epoch(db.session())

    kept, before = four.push().json["head"], epoch()
    header, payload, _ = kept.split(".")
    refused = run("restored", "--seen-head", ".".join((header, payload, "A" * 86)))
    assert (refused.exit_code, "Nothing was changed" in refused.output) == (1, True)
    assert epoch() == before
    assert run("restored", "--seen-head", kept).exit_code == 0
    assert epoch() != before
    assert run("ledger", "verify").exit_code == 0
