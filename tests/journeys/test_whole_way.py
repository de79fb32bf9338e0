"""From printed label to confirmed record: every person, every step, the server really stopped."""

import subprocess
from pathlib import Path

import imageio_ffmpeg
import pytest
from playwright.sync_api import expect

from tests.camera import empty_scene, film, picture_of

CHECK = "Guarding check of the day"


@pytest.fixture
def phone_video(tmp_path) -> Path:
    """Twelve seconds as a phone held upright films them: rotated, with sound."""
    path = tmp_path / "VID_20260101.mp4"
    lying = tmp_path / "lying.mp4"
    ffmpeg = imageio_ffmpeg.get_ffmpeg_exe()
    draw = ["-f", "lavfi", "-i", "testsrc=size=1280x720:rate=30", "-f", "lavfi", "-i", "sine=frequency=440"]
    code = ["-t", "12", "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    subprocess.run([ffmpeg, "-loglevel", "error", *draw, *code, str(lying)], check=True)
    turn = ["-display_rotation", "90", "-i", str(lying), "-c", "copy"]
    subprocess.run([ffmpeg, "-loglevel", "error", *turn, str(path)], check=True)
    return path


@pytest.fixture
def picture(tmp_path) -> Path:
    path = tmp_path / "photo.jpg"
    empty_scene().resize((2400, 1500)).save(path, quality=92)
    return path


@pytest.mark.fault("N1")
def test_the_whole_way(working_server, make_desk, make_phone, tmp_path, phone_video, picture):
    server = working_server
    admin = make_desk(server, "admin")
    make_clip(admin, phone_video)
    make_checklist(admin)
    supervisor = make_desk(server, "supervisor")
    pdf = supervisor.print_labels("Press 3")

    phone = make_phone(server, "phone", *film(picture_of(pdf), tmp_path / "camera.mjpeg"))
    phone.ready("operator1")
    phone.check_policy()
    server.stop()

    scan_and_watch(phone)
    begin_checklist(phone)
    phone.kill()
    finish_checklist(phone, picture)
    phone.await_states("Saved on this phone", "Saved on this phone")
    phone.check_policy()

    server.start()
    phone.await_states("Confirmed", "Confirmed")

    see_completion(supervisor)


def make_clip(admin, video: Path) -> None:
    card = admin.upload(video)
    expect(card.get_by_text("on the phone")).to_be_visible(timeout=90_000)
    admin.check()
    card.get_by_role("link", name=video.name).click()
    admin.button("Nobody speaks in this clip").click()
    admin.page.get_by_label("Title").fill("Set the side guard")
    admin.button("Make clip guide").click()
    attach_and_publish(admin, "Press 3")


def make_checklist(admin) -> None:
    admin.go("/console/guides")
    admin.page.get_by_text("New checklist").click()
    admin.page.get_by_label("Title").fill(CHECK)
    admin.button("Write checklist").click()
    add_item(admin, "Pass / flag / fail", "Side guard", note=True, photo=True)
    add_item(admin, "Number", "Gap at the guard", lowest="0", highest="6", unit="mm")
    add_item(admin, "Tick", "Tool box closed")
    admin.check()
    attach_and_publish(admin, "Hydraulic press")


def add_item(admin, kind: str, text: str, *, note=False, photo=False, lowest="", highest="", unit="") -> None:
    page = admin.page
    page.get_by_role("link", name="Add item").click()
    form = page.get_by_role("form", name="New item")
    form.get_by_text(kind, exact=True).click()
    form.get_by_role("textbox", name="Text").fill(text)
    if unit:
        form.get_by_label("Lowest that passes").fill(lowest)
        form.get_by_label("Highest that passes").fill(highest)
        form.get_by_label("Unit").fill(unit)
    for wanted, label in ((note, "Ask for a note on fail"), (photo, "Ask for a photo on fail")):
        if wanted:
            form.get_by_label(label).check()
    form.get_by_role("button", name="Add item").click()
    expect(page.locator("ol.items").get_by_text(text)).to_be_visible()


def attach_and_publish(admin, place: str) -> None:
    page = admin.page
    page.get_by_label("Find equipment, type, area or site").fill(place)
    page.get_by_role("button", name=f"Attach to {place}").click()
    expect(page.get_by_role("button", name=f"Detach from {place}")).to_be_visible()
    page.get_by_role("button", name="Publish").first.click()
    expect(page.get_by_text("on phones now")).to_be_visible()


def scan_and_watch(phone) -> None:
    phone.go("/#/scan")
    expect(phone.heading("Press 3")).to_be_visible()
    phone.accessible()
    phone.open_guide("Set the side guard")
    expect(phone.button("Watched: done")).to_be_disabled()
    phone.page.get_by_role("button", name="Play").click()
    phone.until("document.querySelector('video')?.currentTime > 1")
    size = "(({videoWidth, videoHeight}) => [videoWidth, videoHeight])(document.querySelector('video'))"
    width, height = phone.page.evaluate(size)
    assert width < height, "a clip filmed upright stands upright"
    phone.button("Watched: done").click(timeout=60_000)  # when most of it was played
    phone.says("Saved on this phone")


def begin_checklist(phone) -> None:
    phone.go("/#/scan")
    expect(phone.heading("Press 3")).to_be_visible()
    phone.open_guide(CHECK)
    phone.answer("Side guard", "Fail")
    phone.item("Side guard").get_by_label("What is wrong?").fill("bolt missing")
    phone.number("Gap at the guard", "9,5")
    phone.says("1 of 3")


def finish_checklist(phone, picture: Path) -> None:
    phone.go("/")
    phone.page.get_by_role("link", name=CHECK).click()
    phone.says("1 of 3")
    expect(phone.item("Side guard").get_by_label("What is wrong?")).to_have_value("bolt missing")
    phone.button("Finish").click()
    phone.says("Item 1 is not done: Side guard")
    phone.photograph("Side guard", picture)
    phone.answer("Tool box closed", "Done")
    phone.finish()
    phone.says("2 items failed")
    phone.accessible()


def see_completion(supervisor) -> None:
    supervisor.go("/console/completions")
    rows = supervisor.page.locator("table.completions tbody tr")
    expect(rows.first).to_contain_text(CHECK)
    expect(rows.first).to_contain_text("2 failed")
    expect(rows.nth(1)).to_contain_text("Watched")
    supervisor.check()
    csv = supervisor.context.request.get(
        f"{supervisor.server.url}/console/completions.csv?rows=answers"
    ).text()
    assert "bolt missing" in csv
    assert "9.5" in csv
    rows.first.get_by_role("link", name=CHECK).click()
    supervisor.page.get_by_alt_text("Photo 1").wait_for()
    assert supervisor.page.evaluate("document.querySelector('.evidence img').decode().then(() => true)")
    expect(supervisor.page.get_by_text("bolt missing")).to_be_visible()
    expect(supervisor.page.get_by_text("Complete")).to_be_visible()
    supervisor.check()
