"""Captions of a clip on a phone."""

from playwright.sync_api import expect

from tests.browser import read_demo


def test_captions_are_offered_by_the_name_of_their_language(server, make_phone):
    phone = make_phone(server).ready()
    phone.go(f"/q/{read_demo(server.instance)['labels']['PW-01']}")
    phone.open_guide("Threading the pallet wrapper")
    expect(phone.button("Play")).to_be_visible()
    expect(phone.page.locator("video track").first).to_have_attribute("label", "English")
