"""Uploads in a real browser: bad files are refused in words and leave nothing, a dead server is no end."""

import base64
import re
import sqlite3
import struct
import subprocess

import pytest
from playwright.sync_api import expect

from app.media.transcode import ffmpeg_path
from tests.films import film

PART = 6 * 1024 * 1024  # what the page sends at once
BIG = 15 * 1024 * 1024
HLS = b"#EXTM3U\n#EXT-X-VERSION:3\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
DROPPED = """(files) => {
  const carried = new DataTransfer();
  for (const [name, content] of files) {
    const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
    carried.items.add(new File([bytes], name, { type: "video/mp4" }));
  }
  return carried;
}"""
BAD = {
    "nothing.mp4": (b"", "This file is empty"),
    "notes.mp4": (b"Lock out the press. Then open the guard.\n" * 40, "not a video"),
    "cut.mp4": (None, "This video is cut off"),
    "list.mp4": (HLS, "This is a playlist"),
}


@pytest.fixture
def files(tmp_path):
    """Write a file that an admin may choose."""

    def write(name: str, content: bytes):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


@pytest.fixture
def video(files, tmp_path) -> bytes:
    """Eight seconds as phones write them: one index, at the front."""
    path = tmp_path / "whole.mp4"
    copy = [ffmpeg_path(), "-v", "error", "-i", files("drawn.mp4", film(seconds=8)), "-c", "copy"]
    subprocess.run([*map(str, copy), "-movflags", "+faststart", str(path)], check=True)
    return path.read_bytes()


def padded(content: bytes, size: int) -> bytes:
    """The same film, made large by a box that players skip (ISO/IEC 14496-12, 8.1.2)."""
    room = size - len(content)
    return content + struct.pack(">I4s", room, b"free") + bytes(room - 8)


def left_behind(server) -> set[str]:
    """Every file of uploads, renditions and work in progress."""
    folders = (server.instance / name for name in ("uploads", "blobs", "rendering"))
    return {path.name for folder in folders for path in folder.rglob("*") if path.is_file()}


def media(server) -> int:
    database = sqlite3.connect(f"file:{server.instance / 'lineside.db'}?mode=ro", uri=True)
    [(count,)] = database.execute("SELECT count(*) FROM medium")
    database.close()
    return count


def test_bad_files_say_why_and_leave_nothing(working_server, make_desk, files, video):
    before, rows = left_behind(working_server), media(working_server)
    admin = make_desk(working_server, "admin")
    for name, (content, reason) in BAD.items():
        admin.upload(files(name, video[: len(video) * 2 // 3] if content is None else content))
        row = admin.page.locator("#arriving li, #media li", has_text=name)
        expect(row.get_by_text(reason)).to_be_visible(timeout=60_000)
        expect(row.get_by_role("progressbar")).to_have_count(0)
        admin.check()
        row.get_by_role("button", name="Dismiss").click()
        expect(row).to_have_count(0)
    admin.go("/console/media")
    for name in BAD:
        expect(admin.page.get_by_text(name)).to_have_count(0)
    assert media(working_server) == rows
    admin.page.wait_for_timeout(1500)  # the job that discards bytes runs after the page answered
    assert left_behind(working_server) == before


def drop(page, *paths) -> None:
    """Let go of files over the page, as from a folder's window."""
    files = [[path.name, base64.b64encode(path.read_bytes()).decode()] for path in paths]
    carried = page.evaluate_handle(DROPPED, files)
    page.dispatch_event("[data-upload]", "drop", {"dataTransfer": carried})


def test_six_files_dropped_at_once_all_say_why_without_a_reload(working_server, make_desk, files):
    admin = make_desk(working_server, "admin")
    admin.go("/console/media")
    slow = {"offline": False, "latency": 400, "downloadThroughput": -1, "uploadThroughput": -1}
    admin.context.new_cdp_session(admin.page).send("Network.emulateNetworkConditions", slow)
    names = [f"walk {number}.mp4" for number in range(1, 7)]
    drop(admin.page, *(files(name, BAD["notes.mp4"][0]) for name in names))
    for name in names:
        card = admin.page.locator("#media li", has_text=name)
        expect(card.get_by_text("not a video")).to_be_visible(timeout=30_000)
    expect(admin.page.locator("#arriving li")).to_have_count(0)
    admin.check()


def test_an_upload_goes_on_by_itself_after_the_server_was_killed(working_server, make_desk, files, video):
    server = working_server
    admin = make_desk(server, "admin")
    long = files("long way.mp4", padded(video, BIG))
    died = []

    def kill_once(route):
        """The second part is on its way when the server dies."""
        offset = int(route.request.headers.get("upload-offset", -1))
        if route.request.method == "PATCH" and offset >= PART and not died:
            died.append(offset)
            server.kill()
        route.continue_()

    admin.context.route("**/console/media/uploads/**", kill_once)
    admin.go("/console/media")
    admin.page.locator("input[type=file]").set_input_files(long)
    row = admin.page.locator("#arriving li", has_text=long.name)
    expect(row.get_by_text("Nothing sent so far is lost")).to_be_visible()
    expect(row.get_by_role("progressbar")).to_have_attribute("value", re.compile(r"^[1-9]\d{5,}$"))
    assert died == [PART]
    server.start()

    card = admin.page.locator("li.medium", has_text=long.name)
    expect(card.get_by_role("progressbar").or_(card.get_by_text("on the phone")).first).to_be_visible()
    expect(card.get_by_text("on the phone")).to_be_visible(timeout=90_000)
    begun = [
        line for line in server.log.read_text().splitlines() if '"POST /console/media/uploads HTTP' in line
    ]
    assert len(begun) == 1, "it began anew instead of going on"
    card.get_by_role("link", name=long.name).click()
    expect(admin.page.locator("video")).to_be_visible()
