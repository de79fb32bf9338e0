"""The server is killed in the worst moments: what it acknowledged is there once, the rest is sent again."""

import os
import shutil
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from random import Random

import pytest

from tests.phones import claim, picture, sha256

LONG = bool(os.environ.get("LINESIDE_LONG"))


@pytest.mark.fault("S1")
def test_what_was_acknowledged_survives_a_kill_at_any_moment(works):
    chance, unsure = Random("kill"), []
    for _ in range(40 if LONG else 3):
        works.server.start()
        phone = works.phone()
        for records in unsure:
            assert works.push(phone, *records).status_code == 200
        unsure = []
        doomed = threading.Timer(chance.uniform(0.02, 0.4), works.server.kill)
        doomed.start()
        with suppress(OSError):
            while True:
                unsure = [[phone.record() for _ in range(chance.randint(1, 5))]]
                works.push(phone, *unsure[0])
        doomed.join()
        works.nothing_lost()
    assert len(works.kept) > 3


@pytest.mark.fault("S5")
def test_a_wal_that_ends_anywhere_leaves_a_clean_beginning(works, tmp_path):
    """What a power cut leaves of the log: its first bytes, up to any one."""
    works.server.start()
    phone = works.phone()
    for _ in range(12):
        works.push(phone, phone.record())
    works.server.kill()
    database, wal = (works.server.instance / f"lineside.db{end}" for end in ("", "-wal"))
    with closing(sqlite3.connect(database)) as reader:  # the last to close would fold the log in
        rows = reader.execute("SELECT id, sha256 FROM record ORDER BY seq").fetchall()
        whole, log = database.read_bytes(), wal.read_bytes()
    assert len(log) > 100_000
    counts = []
    for length in [*range(0, len(log), 64 if LONG else 4096 * 5 + 72), len(log)]:
        (tmp_path / "cut.db").write_bytes(whole)
        (tmp_path / "cut.db-wal").write_bytes(log[:length])
        (tmp_path / "cut.db-shm").unlink(missing_ok=True)
        with closing(sqlite3.connect(tmp_path / "cut.db")) as cut:
            found = cut.execute("SELECT id, sha256 FROM record ORDER BY seq").fetchall()
            assert cut.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        assert found == rows[: len(found)]
        counts.append(len(found))
    assert counts == sorted(counts)
    assert counts[0] < counts[-1] == 12


@pytest.mark.fault("S7")
def test_a_kill_between_a_photos_file_and_its_row_costs_nothing(works):
    works.server.start()
    phone, photo = works.phone(), picture()
    works.push(phone, phone.record(evidence=[claim(photo)]))
    file = works.server.instance / "evidence" / sha256(photo)[:2] / sha256(photo)
    with closing(sqlite3.connect(works.server.instance / "lineside.db")) as holder:
        holder.execute("BEGIN IMMEDIATE")  # the file needs no lock, its row does
        with ThreadPoolExecutor() as pool:
            sent = pool.submit(phone.put, photo)
            until(file.exists)
            works.server.kill()
            assert isinstance(sent.exception(), OSError)
        holder.rollback()
    assert works.rows("SELECT sha256 FROM evidence") == []
    works.server.start()
    phone = works.phone()
    assert works.rows("SELECT sha256 FROM evidence") == []
    for _ in range(2):
        assert phone.put(photo).status_code == 200
    assert works.rows("SELECT sha256, bytes FROM evidence") == [(sha256(photo), len(photo))]
    assert file.read_bytes() == photo
    works.nothing_lost()


@pytest.mark.fault("S8")
def test_a_photo_half_written_when_the_server_died_is_never_taken_for_whole(works):
    works.server.start()
    phone, photo = works.phone(), picture(size=(2000, 1500), quality=95)
    record = phone.record(evidence=[claim(photo)])
    works.push(phone, record)
    head = {"Content-Type": "image/jpeg"}
    request = phone.client.bytes_of("PUT", f"/api/v1/evidence/{sha256(photo)}", photo, head)
    folder = works.server.instance / "evidence"
    with phone.client.line() as line:
        line.sendall(request[: len(request) - 100])
        until(lambda: list(folder.glob("tmp*")))
        works.server.kill()
    [half] = folder.glob("tmp*")
    works.server.start()
    assert half.exists(), "a file so young may be one that is being written"
    phone = works.phone()
    (result,) = phone.told(record)
    assert (result["state"], result["complete"], result["missing"]) == ("already", False, [sha256(photo)])
    assert phone.put(photo).status_code == 200
    assert phone.told(record)[0]["complete"]
    assert (folder / sha256(photo)[:2] / sha256(photo)).read_bytes() == photo
    works.server.stop()
    os.utime(half, (0, 0))
    works.server.start()
    assert [path.name for path in folder.rglob("*") if path.is_file()] == [sha256(photo)]


@pytest.mark.fault("S8")
def test_without_a_place_for_photos_records_arrive_and_wait_for_theirs(works):
    works.server.start()
    phone, photo = works.phone(), picture()
    folder = works.server.instance / "evidence"
    away(folder)
    record = phone.record(evidence=[claim(photo)])
    (result,) = works.push(phone, record).json["results"]
    assert (result["state"], result["complete"], result["missing"]) == ("stored", False, [sha256(photo)])
    refused = phone.put(photo)
    assert (refused.status_code, refused.json["code"]) == (503, "storage-away")
    assert int(refused.headers["Retry-After"]) > 0
    assert "Your phone keeps its records and photos" in refused.json["detail"]
    assert works.rows("SELECT sha256 FROM evidence") == []
    assert not phone.told(record)[0]["complete"]
    back(folder)
    assert phone.put(photo).status_code == 200
    assert phone.told(record)[0]["complete"]
    works.nothing_lost()


@pytest.mark.fault("S6")
def test_a_database_held_by_another_process_is_waited_for_then_503(works):
    works.server.start()
    phone = works.phone()
    assert phone.client.get("/api/v1/sync").status_code == 200  # the first one ever writes the epoch
    late, early = [phone.record() for _ in range(3)], [phone.record() for _ in range(3)]
    with (
        closing(sqlite3.connect(works.server.instance / "lineside.db")) as holder,
        ThreadPoolExecutor() as pool,
    ):
        holder.execute("BEGIN IMMEDIATE")
        first = pool.submit(works.push, phone, *early)
        time.sleep(8)  # the second begins to wait when the first is half through
        second = pool.submit(works.push, phone, *late)
        assert phone.client.get("/api/v1/sync").status_code == 200
        busy = first.result()
        assert not second.done()
        holder.rollback()
        assert second.result().status_code == 200
    assert (busy.status_code, busy.json["code"]) == (503, "busy")
    assert int(busy.headers["Retry-After"]) > 0
    assert len(works.rows()) == len(late)
    assert works.push(phone, *early).status_code == 200
    assert len(works.rows()) == 6
    works.nothing_lost()


@pytest.mark.fault("S11")
def test_fifty_couriers_of_one_record_at_two_workers_get_one_receipt(works):
    works.server.workers = 2
    works.server.start()
    phone = works.phone()
    record, gate = phone.record(evidence=[claim(picture())]), threading.Barrier(50)

    def carry(_):
        gate.wait(60)
        return phone.told(record)[0]

    with ThreadPoolExecutor(50) as pool:
        results = list(pool.map(carry, range(50)))
    assert sorted(result["state"] for result in results) == ["already"] * 49 + ["stored"]
    assert len({result["receipt"] for result in results}) == 1
    assert len(works.rows()) == 1


def until(condition) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def away(folder: Path) -> None:
    """What stands there now is no folder, as when a disk is gone (root may write wherever it likes)."""
    shutil.move(folder, folder.with_suffix(".away"))
    folder.touch()


def back(folder: Path) -> None:
    folder.unlink()
    shutil.move(folder.with_suffix(".away"), folder)
