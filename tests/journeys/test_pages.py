"""Every page, narrow and wide, light and dark: accessible, within our policy, no wider than the screen."""

import pytest
from playwright.sync_api import Page

from tests.browser import axe
from tests.journeys.tour import GONE, console_pages, photo_in, retire, stranger_pages, use, worker_screens

SIZES = {360: 640, 1280: 900}
RESTING = "document.getAnimations().length === 0"


@pytest.fixture
def plant(server):
    retire(server, GONE)
    return server


def faults(name: str, page: Page) -> list[str]:
    """What is wrong with the page as it stands, in every size and both schemes."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width, height in SIZES.items():
            page.set_viewport_size({"width": width, "height": height})
            expect_rest(page)
            where = f"{name}, {width} px, {scheme}"
            found += [f"{where}: {line}" for line in axe(page)]
            wide = page.evaluate("document.documentElement.scrollWidth")
            found += [f"{where}: {wide} px wide"] if wide > width else []
    return found + [f"{name}: policy {line}" for line in page.evaluate("window.violations ?? []")]


def expect_rest(page: Page) -> None:
    """Nobody who wants it still sees anything move; half a transition has colours of its own."""
    for _ in range(100):
        if page.evaluate(RESTING):
            return
        page.wait_for_timeout(20)
    raise AssertionError("something moves although less motion was asked for")


def all_faults(pages, page: Page) -> list[str]:
    return [fault for name in pages for fault in faults(name, page)]


def test_every_screen_of_the_worker(plant, make_phone, tmp_path):
    phone = make_phone(plant, "phone", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")
    photo = photo_in(tmp_path)
    phone.ready()
    use(phone, photo)
    plant.stop()
    assert all_faults(worker_screens(phone, photo), phone.page) == []


def test_every_page_of_a_stranger(plant, make_phone):
    phone = make_phone(plant, "stranger", service_workers="block")
    assert all_faults(stranger_pages(phone), phone.page) == []


def test_every_page_of_the_console(plant, make_phone, make_desk, tmp_path):
    use(make_phone(plant).ready(), photo_in(tmp_path))
    desk = make_desk(plant, "admin")
    assert all_faults(console_pages(desk), desk.page) == []
