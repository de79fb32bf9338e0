"""Every screen of the worker and every page of the console, one after the other, in a plant in use."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import expect

from tests.browser import Server, read_demo
from tests.camera import empty_scene
from tests.journeys.desk import Desk
from tests.journeys.phone import Phone

CHECK = "Conveyor guards before start"
CLIP = "Why the conveyor guard stays on"
MACHINE = "Infeed conveyor"
GUARD = "All guards in place and bolted?"
GONE = "FL-03"  # its label is retired
NO_STORAGE = "IDBFactory.prototype.open = () => { throw new DOMException('It is damaged.', 'UnknownError'); }"


def label_of(server: Server, tag: str) -> str:
    return read_demo(server.instance)["labels"][tag]


def fill_failed(phone: Phone, photo: Path) -> None:
    """One item fails, with a note and a photo."""
    phone.answer(GUARD, "No")
    phone.item(GUARD).get_by_label("What is wrong?").fill("Side guard hangs on one bolt")
    phone.photograph(GUARD, photo)
    phone.answer("Emergency pull cord tight and reset", "Pass")
    phone.answer("Nip points at both ends covered", "Flag")


def fill_rest(phone: Phone) -> None:
    phone.answer("Loose sleeves, gloves or tools near the belt?", "No")
    phone.answer("Start warning sounds before the belt moves", "Pass")


def use(phone: Phone, photo: Path) -> None:
    """Some work done on a loaded phone while the server answers: a failed check, a clip, one half done."""
    phone.go(f"/q/{label_of(phone.server, 'CV-11')}")
    phone.open_guide(CHECK)
    fill_failed(phone, photo)
    fill_rest(phone)
    phone.finish()
    phone.await_states("Confirmed")
    phone.go(f"/q/{label_of(phone.server, 'PW-01')}")
    phone.open_guide("Threading the pallet wrapper")
    phone.watch()
    phone.await_states("Confirmed", "Confirmed")
    phone.go(f"/q/{label_of(phone.server, 'PR-01')}")
    phone.open_guide("Lock out the press")
    phone.answer("Tell everyone who works at this press", "Done")
    phone.says("Answers kept on this phone")


def photo_in(folder: Path) -> Path:
    path = folder / "photo.jpg"
    empty_scene().resize((1600, 1000)).save(path, quality=85)
    return path


def worker_screens(phone: Phone, photo: Path) -> Iterator[str]:
    """The name of each screen, when it is there. Needs no server; the checklist is finished on the way."""
    server, label = phone.server, f"/q/{label_of(phone.server, 'CV-11')}"
    phone.go("/")
    phone.says("Opened last")
    yield "home"
    phone.go("/#/scan")
    phone.page.wait_for_timeout(600)  # the camera's first picture, or the sentence that there is none
    yield "scan"
    if not phone.page.get_by_role("button", name="Clear").is_visible():
        phone.button("Type the code").click()
    for character in label_of(server, "CV-11")[:4]:
        phone.page.get_by_role("button", name=character, exact=True).click()
    yield "code"
    phone.go("/#/equipment")
    phone.says("Forklift 3")
    yield "list"
    phone.go(f"/q/{label_of(server, GONE)}")
    phone.says("was taken out of use")
    yield "retired"
    phone.go("/q/0000000")
    phone.says("Label 000-0000 is not known on this phone")
    yield "unknown"
    phone.go(f"/q/{label_of(server, 'PR-01')}")
    phone.says("For other trades")
    yield "other-trades"
    phone.go(label)
    expect(phone.heading(MACHINE)).to_be_visible()
    phone.says(CLIP)
    yield "equipment"
    phone.open_guide(CLIP)
    phone.says("On this phone")
    phone.until("document.querySelector('.player img')?.complete")
    yield "clip"
    phone.go(label)
    phone.open_guide(CHECK)
    fill_failed(phone, photo)
    phone.page.evaluate("scrollTo(0, 0)")
    phone.says("Answers kept on this phone")
    yield "checklist"
    fill_rest(phone)
    phone.finish()
    yield "finished"
    phone.await_states("Saved on this phone", "Confirmed", "Confirmed")
    yield "records"
    phone.page.locator("main .list a").first.click()
    phone.says("What you signed stays as it is.")
    yield "record"
    phone.go("/#/rescue")
    phone.says("Save 1 record as a file")
    yield "rescue"
    phone.go("/#/load")
    phone.says("Ready without a network")
    phone.page.locator("summary", has_text="My trade: Operator").click()
    yield "load"
    phone.go("/#/bind?code=0000000&by=typed")
    phone.says("Where does it stick?")
    yield "bind"
    phone.button("Press 2").click()
    phone.says("It sticks on Press 2")
    yield "bind-sure"
    phone.go(f"/q/{label_of(server, 'PR-02')}")
    phone.page.get_by_role("link", name="Replace this label").click()
    phone.says("Scan the new label")
    yield "replace"
    phone.go(f"/#/verify?code={label_of(server, 'PR-02')}&by=camera")
    phone.says("Does it stick on Press 2?")
    yield "verify-ask"
    phone.button("Yes, it is right").click()
    phone.says("1 label today")
    yield "verify"
    phone.go(f"/#/bind?code={label_of(server, 'PR-02')}&by=typed")
    phone.says("means Press 2 now")
    yield "label-moved"
    phone.button("It was moved to other equipment").click()
    phone.button("Press 1").click()
    phone.says("Tap below and it means Press 1.")
    yield "label-moved-sure"
    phone.go("/#/code")
    phone.page.get_by_label("What it says").fill("(8004)0614141123452A/7")
    yield "further-code"
    phone.button("Go on").click()
    phone.button("Press 1").click()
    phone.says("It sticks on Press 1")
    yield "further-code-sure"
    phone.go("/#/scanner")
    phone.says("When a label is read")
    yield "scanner"
    phone.go("/#/account")
    phone.says("Sign out")
    yield "account"


def stranger_pages(phone: Phone) -> Iterator[str]:
    """What somebody sees whose phone has nothing of ours yet. The phone must not start a service worker."""
    server = phone.server
    phone.go("/sign-in")
    yield "signin"
    phone.page.get_by_label("Name").fill("nobody")
    phone.page.get_by_label("Password").fill("wrong")
    phone.button("Sign in").click()
    expect(phone.page.get_by_role("alert")).to_be_visible()
    yield "signin-refused"
    for code, name in (
        (label_of(server, "CV-11"), ""),
        (label_of(server, GONE), "-retired"),
        ("0000000", "-unknown"),
    ):
        phone.go(f"/q/{code}")
        expect(phone.page.get_by_role("link", name="Open")).to_be_visible()
        yield f"landing{name}"
    phone.go("/offline")
    yield "offline"
    phone.go("/nothing-here")
    expect(phone.page.get_by_role("heading")).to_be_visible()
    yield "problem"
    phone.go("/")
    phone.says("You are not signed in on this phone")
    yield "home-signed-out"
    phone.page.add_init_script(NO_STORAGE)
    phone.go("/")
    phone.says("The storage of this phone does not open")
    yield "unopened"


def console_pages(desk: Desk) -> Iterator[str]:
    """The name of each page; the desk is an admin's."""
    page = desk.page
    for name, path in (
        ("overview", "/console/"),
        ("completions", "/console/completions/"),
        ("phones", "/console/phones/"),
        ("rescue", "/console/rescue"),
        ("equipment", "/console/equipment/"),
        ("new-equipment", "/console/equipment/new"),
        ("areas", "/console/equipment/areas/"),
        ("types", "/console/equipment/types/"),
        ("new-type", "/console/equipment/types/new"),
        ("sites", "/console/equipment/sites"),
        ("import", "/console/equipment/import/"),
        ("labels", "/console/labels/"),
        ("all-labels", "/console/labels/codes"),
        ("label", f"/console/labels/{label_of(desk.server, 'PR-02')}?find=press"),
        ("walk", "/console/labels/walk"),
        ("wear", "/console/labels/health"),
        ("clashes", "/console/labels/clashes"),
        ("label-settings", "/console/labels/settings"),
        ("clips", "/console/media"),
        ("guides", "/console/guides"),
        ("api", "/api/docs"),
    ):
        desk.go(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        yield name
    desk.go("/console/equipment/?search=CV-11")
    page.get_by_role("link", name=MACHINE).click()
    page.get_by_role("heading", name="History").wait_for()
    yield "piece-of-equipment"
    desk.go(f"/console/labels/{label_of(desk.server, 'PR-02')}")
    page.get_by_role("link", name="Further codes of").click()
    page.get_by_role("heading", name="Further codes").wait_for()
    yield "further-codes"
    desk.go("/console/labels/job?blank=2&layout=poster")
    page.get_by_role("heading", name="Will it scan").wait_for()
    yield "poster"
    desk.go("/console/completions/")
    page.locator("table.completions").get_by_role("link", name=CHECK).first.click()
    page.get_by_alt_text("Photo 1").wait_for()
    yield "completion"
    yield from _printing_pages(desk)
    desk.go("/console/media")
    page.locator("li.medium a").first.click()
    page.locator("video").wait_for()
    yield "clip"
    desk.go("/console/guides")
    page.get_by_role("link", name=CLIP).click()
    page.get_by_label("In one sentence").wait_for()
    yield "clip-guide"
    desk.go("/console/guides")
    page.get_by_role("link", name=CHECK).click()
    page.get_by_label(f"Edit: {GUARD}").wait_for()
    yield "checklist"
    page.get_by_label(f"Edit: {GUARD}").click()
    page.get_by_role("form").wait_for()
    yield "checklist-item"


def retire(server: Server, tag: str) -> None:
    """Take its label out of use; written straight to the database while nobody else writes."""
    database = sqlite3.connect(server.instance / "lineside.db")
    with database:
        database.execute("UPDATE label SET state = 'retired' WHERE code = ?", (label_of(server, tag),))
    database.close()


def _printing_pages(desk: Desk) -> Iterator[str]:
    """A print job on a half-used sheet, a printer, stock."""
    desk.print_labels("Press 1")
    desk.set_up("Press 1")
    expect(desk.page.get_by_text("Gone from this sheet already")).to_be_visible()
    yield "print-job"
    desk.go("/console/labels/printers")
    yield "printers"
    desk.page.get_by_label("Name").fill("Office copier")
    desk.button("Add printer").click()
    expect(desk.page.get_by_role("heading", name="Office copier")).to_be_visible()
    yield "printer"
    desk.go("/console/labels/stock")
    yield "stock"
