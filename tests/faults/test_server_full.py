"""No room at the server: nothing is half there, reading goes on, and it recovers by itself."""

import os
import resource
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.browser import Server, descendants
from tests.phones import claim, picture, sha256

LONG = bool(os.environ.get("LINESIDE_LONG"))
STEP = 4096
needs_prlimit = pytest.mark.skipif(
    not hasattr(resource, "prlimit"), reason="only Linux limits a running process"
)


@pytest.fixture
def small_disk(works, tmp_path):
    """The plant on a disk of 2 MB; `ballast` is what somebody will tidy away."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], capture_output=True)
    if mounted.returncode:
        pytest.skip(
            "a small disk can only be mounted by root; files that may not grow are tested all the same"
        )
    shutil.copytree(works.server.instance, disk, dirs_exist_ok=True)
    (disk / "ballast").write_bytes(bytes(400_000))
    works.server = Server(disk)
    works.server.log = tmp_path / "server.log"
    works.server.start()
    yield disk
    works.server.kill()
    subprocess.run(["umount", "--lazy", disk], check=True)  # a killed worker may still be on its way out


@pytest.fixture
def running(works, tmp_path):
    works.server.log = tmp_path / "server.log"
    works.server.start()
    return works


def limit(server: Server, size: int | None) -> None:
    """From now on no file may grow beyond `size` bytes."""
    for web in server.processes:
        for pid in (web.pid, *descendants(web.pid)):
            most = resource.RLIM_INFINITY if size is None else size
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def fill(works, phone) -> None:
    """Push until there is no room; what was acknowledged is there, no more and no less, and can be read."""
    for _ in range(400):
        refused = works.push(phone, *[phone.record() for _ in range(3)])
        if refused.status_code != 200:
            break
    assert_full(refused)
    assert len(works.kept) == len(works.rows()) > 0
    for path in ("/", "/api/v1/sync", "/api/v1/me"):
        assert phone.client.get(path).status_code == 200
    assert_full(phone.put(os.urandom(2_000_000)))


def assert_full(answer) -> None:
    assert (answer.status_code, answer.json["code"]) == (507, "storage-full")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.fault("S2")
def test_a_full_disk_is_said_and_left_behind_by_itself(works, small_disk):
    phone = works.phone()
    fill(works, phone)
    (small_disk / "ballast").unlink()
    assert works.push(phone, phone.record()).status_code == 200
    assert len(works.kept) == len(works.rows())
    works.nothing_lost()


@needs_prlimit
@pytest.mark.fault("S3")
def test_files_that_may_not_grow_are_a_full_disk(running):
    phone = running.phone()
    running.push(phone, phone.record())
    limit(running.server, log_of(running).stat().st_size + 20 * STEP)
    fill(running, phone)
    limit(running.server, None)
    assert running.push(phone, phone.record()).status_code == 200
    assert len(running.kept) == len(running.rows())
    running.nothing_lost()


@needs_prlimit
@pytest.mark.fault("S4")
def test_no_receipt_without_a_durable_row_whichever_write_fails(running):
    phone, photo = running.phone(), picture()
    running.push(phone, phone.record())
    sizes, seen = range(log_of(running).stat().st_size - STEP, 10**9, STEP // 4 if LONG else STEP), []
    for size in sizes:
        limit(running.server, size)
        answer = running.push(phone, phone.record(evidence=[claim(photo)]), phone.record())
        seen.append(answer.status_code)
        assert len(running.kept) == len(running.rows())
        if answer.status_code == 200:
            break
        assert_full(answer)
    assert len(seen) > 5, "nothing failed"
    running.nothing_lost()


@needs_prlimit
@pytest.mark.fault("S4")
def test_no_half_photo_whichever_write_fails(running):
    phone, photo = running.phone(), os.urandom(60_000)
    folder = running.server.instance / "evidence"
    for size in range(0, len(photo), STEP // 4 if LONG else STEP):
        limit(running.server, size)
        assert_full(phone.put(photo))
        assert [path for path in folder.rglob("*") if path.is_file()] == []
    limit(running.server, None)
    assert running.rows("SELECT sha256 FROM evidence") == []
    assert phone.put(photo).status_code == 200
    assert (folder / sha256(photo)[:2] / sha256(photo)).read_bytes() == photo


def log_of(works) -> Path:
    return works.server.instance / "lineside.db-wal"
