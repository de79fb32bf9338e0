"""A backup comes back whole, or says in a sentence why not; the ledger never forgets quietly."""

import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from random import Random

import pytest

from app import create_app
from app.core import backup, clock
from app.core.database import db, writing
from app.core.keys import server_key
from app.records import jws, witnesses
from tests.conftest import settings_in, signed_in
from tests.phones import Phone, claim, picture, publish


@pytest.fixture
def phone(app, as_worker, plant):
    return Phone(as_worker, plant, publish(app, plant)).enrol()


@pytest.fixture
def tar(tmp_path):
    return tmp_path / "plant.tar"


@pytest.fixture
def start():
    """The application on a folder, as a freshly started server."""
    apps = []

    def started(settings):
        apps.append(create_app(settings))
        return apps[-1]

    yield started
    for app in apps:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def run(app, *words: object):
    return app.test_cli_runner().invoke(args=[str(word) for word in words])


def states(answer) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [result["state"] for result in answer.json["results"]]


def show(client, head: str):
    """An empty push that shows a head, as a phone does."""
    body = {"device": "d", "sent_at": "", "seen_head": head, "records": []}
    answer = client.post("/api/v1/records", json=body)
    assert answer.status_code == 200, answer.text
    assert answer.json["results"] == []
    return answer


def everything(folder) -> dict[str, bytes]:
    paths = [
        path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-shm", "-wal"))
    ]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def test_a_backup_holds_every_file_and_comes_back_in_an_empty_folder(
    app, phone, tar, tmp_path, start, settings
):
    (settings.instance / "secret").write_text("s" * 40)
    photo, record = picture(), phone.record(evidence=[claim(picture())])
    assert states(phone.push(record)) == ["stored"]
    assert phone.put(photo).status_code == 200
    assert run(app, "backup", tar).exit_code == 0
    assert tar.stat().st_mode & 0o077 == 0
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    there = start(settings_in(folder))
    done = run(there, "restore", tar)
    assert done.exit_code == 0, done.output
    for name in ("secret", "server-key.pem"):
        assert (folder / name).read_bytes() == (settings.instance / name).read_bytes()
    client = signed_in(there, "wanda")
    (again,) = phone.told(record, client=client)
    assert (again["state"], again["complete"]) == ("already", True)
    assert run(there, "ledger", "verify").output.startswith("1 records hold")


@pytest.mark.fault("S9")
def test_records_after_the_backup_are_refilled_once_and_the_lost_head_is_explained(
    app, phone, tar, start, settings, tmp_path
):
    kept = [phone.record() for _ in range(5)]
    first = phone.push(*kept[:2]).json["head"]
    assert run(app, "backup", tar).exit_code == 0
    newest = phone.push(*kept[2:]).json["head"]
    cursor = phone.client.get("/api/v1/sync").json["cursor"]
    done = run(app, "restore", tar, "--replace")
    assert done.exit_code == 0, done.output
    there = start(settings)
    client = signed_in(there, "wanda")
    pulled = client.get(f"/api/v1/sync?since={cursor}")
    assert (pulled.status_code, pulled.json["reset"]) == (200, True)
    show(client, first), show(client, newest)
    assert states(phone.push(*kept, client=client)) == ["already"] * 2 + ["stored"] * 3
    assert states(phone.push(*kept, client=client)) == ["already"] * 5
    verified = run(there, "ledger", "verify")
    assert verified.exit_code == 0, verified.output
    assert "Head 5 was lost when a backup was restored" in verified.output
    assert "5 records hold" in verified.output
    assert run(there, "ledger", "export", tmp_path / "out").exit_code == 0
    script = [sys.executable, "docs/verify_ledger.py", tmp_path / "out", "--head", newest, "--head", first]
    checked = subprocess.run(script, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout
    assert "Note: head: number 5 was lost" in checked.stdout


@pytest.mark.fault("S9")
def test_a_lost_disk_is_explained_when_a_phone_brings_a_head(app, phone, tar, start, tmp_path):
    phone.push(phone.record())
    run(app, "backup", tar)
    newest = phone.push(phone.record()).json["head"]
    folder = tmp_path / "new"
    folder.mkdir()
    there = start(settings_in(folder))
    assert run(there, "restore", tar).exit_code == 0
    assert "Head" not in run(there, "ledger", "verify").output
    for _ in range(2):
        show(signed_in(there, "wanda"), newest)
    verified = run(there, "ledger", "verify")
    assert (verified.exit_code, verified.output.count("Head 2 was lost")) == (0, 1)


def test_what_was_witnessed_before_a_backup_is_there_once_after_it_comes_back(
    app, phone, tar, start, settings
):
    before, after = (signed_head(app, seq=seq, hash="cd" * 32, epoch="0000000b") for seq in (8, 9))
    show(phone.client, before)
    assert run(app, "backup", tar).exit_code == 0
    show(phone.client, after)
    done = run(app, "restore", tar, "--replace")
    assert done.exit_code == 0, done.output
    said = run(start(settings), "ledger", "verify").output
    assert [said.count(f"Head {seq} of") for seq in (8, 9)] == [1, 1]


def test_a_head_may_be_named_at_the_restore(app, phone, tar, start, tmp_path):
    run(app, "backup", tar)
    newest = phone.push(phone.record()).json["head"]
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    there = start(settings_in(tmp_path / "one"))
    assert run(there, "restore", tar, "--seen-head", newest).exit_code == 0
    run(there, "ledger", "export", tmp_path / "out")
    lines = [json.loads(line) for line in (tmp_path / "out").read_text().splitlines()]
    assert len([line for line in lines if "recovery" in line]) == 1
    script = [sys.executable, "docs/verify_ledger.py", tmp_path / "out", "--head", newest]
    assert subprocess.run(script, capture_output=True).returncode == 0
    forged = newest[:-8] + "AAAAAAAA"
    refused = run(start(settings_in(tmp_path / "two")), "restore", tar, "--seen-head", forged)
    assert (refused.exit_code, "Nothing was changed" in refused.output) == (1, True)


@pytest.mark.fault("S9")
def test_a_copy_put_back_without_restore_is_told_loudly(app, phone, settings, tmp_path, start):
    phone.push(phone.record())
    with closing(sqlite3.connect(settings.instance / "lineside.db")) as live:
        with closing(sqlite3.connect(tmp_path / "copy")) as copy:
            live.backup(copy)
        newest = phone.push(phone.record()).json["head"]
        with closing(sqlite3.connect(tmp_path / "copy")) as copy:
            copy.backup(live)
    with app.app_context():
        db.engine.dispose()
    show(phone.client, newest)
    verified = run(app, "ledger", "verify")
    assert verified.exit_code == 1
    assert "Head 2" in verified.output
    assert "NOT in this ledger" in verified.output


def test_a_head_of_the_empty_ledger_is_reproduced_and_another_zero_is_not(app, phone):
    empty = phone.push().json["head"]
    phone.push(phone.record())
    show(phone.client, empty)
    assert run(app, "ledger", "verify").exit_code == 0
    show(phone.client, signed_head(app, seq=0, hash="ab" * 32, epoch="0000000a"))
    assert "Head 0" in run(app, "ledger", "verify").output


def test_a_restore_explains_no_head_of_another_epoch_nor_one_its_backup_had(app, phone):
    said = {"epoch": "0000000c", "ended": ["0000000a"], "seq": 5, "hash": "ab" * 32}
    with app.app_context(), writing():
        entry = said | witnesses.lost([], [])
        witnesses.sign(session=db.session(), key=server_key(), now=clock.now(), said=entry)
        db.session.commit()
    for seq, epoch in ((9, "0000000b"), (5, "0000000a"), (6, "0000000a")):
        show(phone.client, signed_head(app, seq=seq, hash="cd" * 32, epoch=epoch))
    said = run(app, "ledger", "verify").output
    assert [f"Head {seq} of" in said for seq in (9, 5, 6)] == [True, True, False]
    assert "Head 6 was lost when a backup was restored" in said


def signed_head(app, **said) -> str:
    with app.app_context():
        return jws.sign(said | {"at": "2026-01-15T08:30:00Z"}, server_key(), "lineside-head+jws")


def test_a_head_of_somebody_else_is_no_alarm(app, phone):
    header, payload, _ = phone.push(phone.record()).json["head"].split(".")
    for head in ("", "nonsense", f"{header}.{payload}.{'A' * 86}", phone.record()):
        show(phone.client, head)
    assert run(app, "ledger", "verify").exit_code == 0


def test_a_damaged_backup_is_refused_and_nothing_changes(app, phone, tar, settings):
    phone.push(phone.record())
    run(app, "backup", tar)
    phone.push(phone.record())
    good, chance = tar.read_bytes(), Random("damage")
    with app.app_context():
        db.engine.dispose()
    before = everything(settings.instance)
    damages = [good[: chance.randrange(len(good) - 20_000)] for _ in range(8)] + [b"", b"no tar at all"]
    for _ in range(12):
        at = good.index(b"SQLite format 3") + chance.randrange(100_000)
        damages.append(good[:at] + bytes([good[at] ^ 1 << chance.randrange(8)]) + good[at + 1 :])
    for damage in damages:
        tar.write_bytes(damage)
        refused = run(app, "restore", tar, "--replace")
        assert refused.exit_code == 1
        assert "Nothing was changed" in refused.output
    now = everything(settings.instance)
    assert {name: now[name] for name in before} == before
    assert run(app, "ledger", "verify").output.startswith("2 records hold")


def test_a_plant_is_not_overwritten_unasked_nor_under_a_running_server(app, phone, tar, settings):
    run(app, "backup", tar)
    assert "--replace moves it aside" in run(app, "restore", tar).output
    with closing(sqlite3.connect(settings.instance / "lineside.db")) as server:
        server.execute("SELECT count(*) FROM record").fetchone()
        refused = run(app, "restore", tar, "--replace")
    assert (refused.exit_code, "Stop the server first" in refused.output) == (1, True)


def test_a_backup_that_fails_leaves_the_one_before(app, phone, tar, monkeypatch):
    run(app, "backup", tar)
    good = tar.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "_pack", full)
    assert run(app, "backup", tar).exit_code == 1
    assert tar.read_bytes() == good
    assert [path.name for path in tar.parent.glob(".plant*")] == []


def test_a_file_removed_while_the_backup_runs_is_still_inside(app, phone, tar, settings, monkeypatch):
    photo = picture()
    phone.push(phone.record(evidence=[claim(photo)]))
    name = phone.put(photo).json["sha256"]
    real = backup._snapshot

    def and_then_removed(database, copy):
        real(database, copy)
        (settings.instance / "evidence" / name[:2] / name).unlink()

    monkeypatch.setattr(backup, "_snapshot", and_then_removed)
    assert run(app, "backup", tar).exit_code == 0
    backup.unpack(tar, settings.instance / "out")
    assert (settings.instance / "out" / "evidence" / name[:2] / name).read_bytes() == photo
