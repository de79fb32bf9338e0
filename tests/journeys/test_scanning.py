"""Whatever is held before the camera, or typed: the right machine, or a clear sentence."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import read_demo
from tests.camera import empty_scene, film, qr_picture
from tests.hard_set import Hard, hard_set

MACHINE = "Press 1"
TAG = "PR-01"
FOREIGN = "https://evil.example/win?prize=1"
CAMERA = "--use-fake-ui-for-media-stream"
KEYS = "[...document.querySelectorAll('.keys button')].map((key) => key.getBoundingClientRect().toJSON())"

# What a hand scanner does: every key at once, to whatever has the focus.
BURST = """(text) => {
  for (const key of [...text, 'Enter']) {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true });
    const pressed = document.activeElement.dispatchEvent(event);
    if (key === 'Enter' && pressed) document.activeElement.click();
  }
}"""
# A browser with Web NFC: what is written is kept, `hold` is a tag held to the phone.
NFC = """
window.written = [];
window.NDEFReader = class {
  async scan() {
    const data = (url) => new DataView(new TextEncoder().encode(url).buffer);
    window.hold = (url) => this.onreading({ message: { records: [{ recordType: 'url', data: data(url) }] } });
  }
  async write({ records }) { window.written.push(records[0].data); }
};"""
# A camera with gifts; what it was asked for is kept.
GIFTED = """
window.asked = [], window.opened = 0;
MediaStreamTrack.prototype.getCapabilities = () => ({ torch: true, zoom: { min: 1, max: 8 } });
MediaStreamTrack.prototype.applyConstraints = async ({ advanced }) => void window.asked.push(...advanced);
const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = (wish) => (window.opened++, open(wish));
navigator.vibrate = () => (window.buzzed = true);"""

SECOND_SCRIPT = """new Promise((here) => (function look() {
  customElements.get('lineside-scan-more') ? here(true) : setTimeout(look, 50);
})())"""


@pytest.fixture
def code(demo) -> str:
    return read_demo(demo)["labels"][TAG]


def wrong_last(code: str) -> str:
    return code[:-1] + ("A" if code[-1] != "A" else "B")


def test_a_typed_code_opens_its_machine_with_the_server_stopped(server, make_phone, code):
    phone = make_phone(server).ready()
    server.stop()
    phone.type_code(f"{code[:3].lower()} {code[3:]}")
    expect(phone.heading(MACHINE)).to_be_visible()
    phone.says(TAG)
    phone.accessible()


@pytest.mark.fault("N1")
def test_a_code_opens_its_machine_with_the_network_switched_off(server, make_phone, code):
    phone = make_phone(server).ready()
    phone.offline()
    phone.open_code(code)
    expect(phone.heading(MACHINE)).to_be_visible()


@pytest.mark.fault("N1")
def test_a_label_link_opens_cold_after_the_browser_was_killed(server, make_phone, code):
    phone = make_phone(server).ready()
    server.stop()
    phone.kill()
    for path in (f"/q/{code}", f"/Q/{code}"):
        phone.go(path)
        expect(phone.heading(MACHINE)).to_be_visible()


def test_a_wrong_code_says_which_character_does_not_fit(server, make_phone, code):
    phone = make_phone(server).ready()
    wrong = wrong_last(code)
    phone.open_code(wrong)
    phone.says(f"Character 7, {wrong[-1]}, does not fit")
    phone.accessible()
    phone.type_code(code[:2] + "U")
    phone.says("Character 3, U, is never on a label")
    phone.accessible()


def test_a_wrong_code_in_an_address_says_so_too(server, make_phone, code):
    phone = make_phone(server).ready()
    wrong = wrong_last(code)
    phone.go(f"/q/{wrong}")
    phone.says(f"Character 7, {wrong[-1]}, does not fit")


def test_a_label_opened_by_nobody_asks_for_the_sign_in_and_comes_back(server, make_phone, code):
    phone = make_phone(server)
    phone.go(f"/q/{code}")
    phone.page.get_by_role("link", name="Open in Lineside").click()
    phone.says("This phone knows no labels yet")
    expect(phone.page.get_by_role("link", name="Load this phone")).to_have_count(0)
    phone.page.get_by_role("link", name="Sign in").click()
    phone.say_who("operator1")
    expect(phone.heading(MACHINE)).to_be_visible()


def test_without_a_camera_the_whole_pad_fits_a_small_screen(server, make_phone):
    phone = make_phone(server, viewport={"width": 360, "height": 640}).ready()
    phone.go("/#/scan")
    expect(phone.button("Delete")).to_be_visible()
    keys = phone.page.evaluate(KEYS)
    above = phone.page.get_by_role("navigation", name="Main").bounding_box()["y"]
    assert len(keys) == 34
    assert all(key["bottom"] <= above and key["width"] >= 48 and key["height"] >= 48 for key in keys)


def test_a_good_code_that_no_label_has_says_what_to_do(server, make_phone):
    phone = make_phone(server).ready()
    phone.open_code("0000000")
    phone.says("Label 000-0000 is not known on this phone")
    phone.accessible()


def test_a_retired_label_asks_to_be_reported(server, make_phone, code):
    retire(server, code)
    phone = make_phone(server).ready()
    phone.open_code(code)
    phone.says("was taken out of use")
    phone.accessible()


def test_a_foreign_qr_is_shown_as_text_and_never_opened(server, make_phone, tmp_path):
    phone = make_phone(server, "phone", *film(qr_picture(FOREIGN), tmp_path / "camera.mjpeg")).ready()
    phone.go("/#/scan")
    phone.says("This is not a Lineside label")
    phone.says(FOREIGN)
    assert phone.page.locator("a[href*='evil']").count() == 0
    assert phone.page.url.startswith(server.url)
    phone.accessible()


@pytest.mark.fault("C20")
def test_a_refused_camera_falls_to_the_typed_code_and_says_how_to_allow_it(server, make_phone, code):
    phone = make_phone(
        server, "phone", "--use-fake-ui-for-media-stream=deny", "--use-fake-device-for-media-stream"
    )
    phone.ready()
    phone.go("/#/scan")
    phone.says("The camera is not allowed")
    phone.tap_code(code)
    expect(phone.heading(MACHINE)).to_be_visible()


@pytest.mark.fault("C20")
def test_a_phone_without_a_camera_falls_to_the_typed_code(server, make_phone):
    phone = make_phone(server, "phone", "--use-fake-ui-for-media-stream").ready()
    phone.go("/#/scan")
    phone.says("shows no camera")
    expect(phone.button("Clear")).to_be_visible()
    phone.accessible()


@pytest.mark.fault("C20")
def test_a_photo_of_the_code_is_read_where_the_camera_is_not(server, make_phone, code, tmp_path):
    photo = tmp_path / "label.jpg"
    scene = empty_scene().resize((1600, 1000))
    scene.paste(qr_picture(f"HTTPS://OLD-HOST.EXAMPLE/Q/{code}"), (700, 300))
    scene.save(photo)
    phone = make_phone(server, "phone", "--use-fake-ui-for-media-stream").ready()
    phone.go("/#/scan")
    phone.page.locator("input[type=file]").set_input_files(photo)
    expect(phone.heading(MACHINE)).to_be_visible()


def test_a_photo_of_an_engraved_label_is_read_though_it_is_white_on_black(server, make_phone, tmp_path):
    hard = next(hard for hard in hard_set() if hard.kind == "inverse" and hard.strength == 0.5)
    phone = make_phone(server, "phone", CAMERA).ready()
    phone.go("/#/scan")
    phone.page.locator("input[type=file]").set_input_files(photo_of(hard, tmp_path))
    phone.says(f"Label {hard.code[:3]}-{hard.code[3:]} is not known on this phone")


def test_a_camera_is_opened_once_and_gives_zoom_and_torch(server, make_phone, tmp_path):
    phone = make_phone(server, "phone", *film(qr_picture(FOREIGN), tmp_path / "camera.mjpeg"))
    phone.context.add_init_script(GIFTED)
    phone.sign_in()
    phone.page.evaluate(SECOND_SCRIPT)
    for _ in range(2):
        phone.page.evaluate("location.hash = '#/scan'")
        phone.says("This is not a Lineside label")
        phone.page.evaluate("location.hash = '#/'")
    assert phone.page.evaluate("opened") == 1
    assert phone.page.evaluate("asked").count({"zoom": 2}) == 1
    assert phone.page.evaluate("buzzed")


def test_zoom_and_torch_are_offered_where_the_camera_has_them(server, make_phone, tmp_path):
    phone = make_phone(server, "phone", *film(empty_scene(), tmp_path / "camera.mjpeg"))
    phone.context.add_init_script(GIFTED)
    phone.ready()
    phone.page.evaluate("location.hash = '#/scan'")
    phone.button("Zoom, now 2×").click()
    expect(phone.button("Zoom, now 4×")).to_be_visible()
    phone.button("Torch").click()
    expect(phone.button("Torch")).to_have_attribute("aria-pressed", "true")
    assert {"torch": True} in phone.page.evaluate("asked")
    phone.accessible()


def test_a_hand_scanner_opens_the_machine_from_any_screen_and_presses_nothing(server, make_phone, code):
    phone = make_phone(server).ready()
    server.stop()
    phone.page.evaluate("location.hash = '#/records'")
    phone.page.get_by_role("link", name="Equipment").focus()
    phone.page.evaluate(BURST, f"HTTPS://OLD-HOST.EXAMPLE/Q/{code}")
    expect(phone.heading(MACHINE)).to_be_visible()
    assert "by=scanner" in phone.page.url


def test_what_a_hand_scanner_says_while_somebody_types_stays_in_the_field(server, make_phone, code):
    phone = make_phone(server).ready()
    phone.page.evaluate("location.hash = '#/equipment'")
    phone.page.get_by_role("searchbox").focus()
    phone.page.evaluate(BURST, code)
    phone.page.wait_for_timeout(300)  # that nothing happens can only be waited for
    assert phone.page.url.endswith("#/equipment")


def test_a_hand_scanner_on_a_foreign_code_shows_its_text(server, make_phone):
    phone = make_phone(server).ready()
    phone.page.evaluate(BURST, FOREIGN)
    phone.says("This is not a Lineside label")
    phone.says(FOREIGN)
    assert phone.page.locator("a[href*='evil']").count() == 0


def test_a_tag_held_to_the_phone_opens_its_machine(server, make_phone, code):
    phone = make_phone(server)
    phone.context.add_init_script(NFC)
    phone.ready()
    server.stop()
    phone.page.evaluate("location.hash = '#/scan'")
    phone.button("Read an NFC tag").click()
    phone.says("Hold the phone to an NFC tag")
    phone.accessible()
    phone.page.evaluate("(url) => hold(url)", f"HTTPS://OLD-HOST.EXAMPLE/Q/{code}")
    expect(phone.heading(MACHINE)).to_be_visible()
    assert "by=nfc" in phone.page.url


@pytest.mark.parametrize("host", ["", "https://labels.example.com"])
def test_a_tag_is_written_with_the_address_that_the_label_has(server, make_phone, code, host):
    with closing(sqlite3.connect(server.instance / "lineside.db")) as database, database:
        database.execute("UPDATE site SET host = ?", (host,))
    phone = make_phone(server)
    phone.context.add_init_script(NFC)
    phone.ready()
    phone.page.evaluate("location.hash = '#/scanner'")
    phone.page.get_by_role("link", name="Write an NFC tag").click()
    phone.tap_code(code)
    phone.says(MACHINE)
    phone.button("Write the tag").click()
    phone.says("Written.")
    phone.accessible()
    assert phone.page.evaluate("written") == [f"{(host or server.url).upper()}/Q/{code}"]


def test_below_the_camera_stands_what_was_opened_last_and_what_is_near_it(server, make_phone, code):
    phone = make_phone(server).ready()
    server.stop()
    phone.go(f"/q/{code}")
    expect(phone.heading(MACHINE)).to_be_visible()
    phone.page.evaluate("location.hash = '#/scan'")
    more = phone.page.locator("lineside-scan-more")
    expect(more.get_by_role("heading", name="Opened last")).to_be_visible()
    expect(more.get_by_role("link", name=MACHINE)).to_have_count(1)
    near = more.locator("section", has_text="Near it").get_by_role("link")
    near.first.click()
    phone.until("location.hash.includes('by=list')")


def test_the_tone_is_off_until_somebody_wants_it_and_the_choice_is_kept(server, make_phone):
    phone = make_phone(server, "phone", CAMERA, "--use-fake-device-for-media-stream").ready()
    phone.go("/#/scanner")
    expect(phone.page.get_by_label("Vibrate")).to_be_checked()
    tone = phone.page.get_by_label("Play a tone")
    expect(tone).not_to_be_checked()
    tone.check()
    phone.page.reload()
    expect(tone).to_be_checked()
    phone.accessible()


def photo_of(hard: Hard, folder: Path) -> Path:
    path = folder / "hard.jpg"
    hard.picture.save(path, quality=92)
    return path


def retire(server, code: str) -> None:
    """As an admin will be able to; written straight to the database while nobody else writes."""
    database = sqlite3.connect(server.instance / "lineside.db")
    with database:
        database.execute("UPDATE label SET state = 'retired' WHERE code = ?", (code,))
        [(rev,)] = database.execute(
            "UPDATE counter SET value = value + 1 WHERE name = 'change' RETURNING value"
        )
        database.execute("UPDATE change SET rev = ? WHERE type = 'label' AND id = ?", (rev, code))
    database.close()
