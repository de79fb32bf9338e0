"""Whatever is held before the camera, or typed: the right machine, or a clear sentence."""

import sqlite3

import pytest
from playwright.sync_api import expect

from tests.browser import read_demo
from tests.camera import empty_scene, film, qr_picture

MACHINE = "Press 1"
TAG = "PR-01"
KEYS = "[...document.querySelectorAll('.keys button')].map((key) => key.getBoundingClientRect().toJSON())"


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
    text = "https://evil.example/win?prize=1"
    phone = make_phone(server, "phone", *film(qr_picture(text), tmp_path / "camera.mjpeg")).ready()
    phone.go("/#/scan")
    phone.says("This is not a Lineside label")
    phone.says(text)
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
