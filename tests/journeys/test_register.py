"""The register at a desk: a list is imported once its mistakes were found, then changed, moved, retired."""

from playwright.sync_api import expect

from tests.workbooks import HEADER, csv, xlsx

IMPORT = "/console/equipment/import/"
LIST = "/console/equipment/"
NEW = ["SA-01", "Bandsäge", "Bandsäge", "Press shop / Cell 4", "S 77", "Line lead", "Active", "Sharp edges"]


def choose(desk, path):
    desk.go(IMPORT)
    desk.page.get_by_label("File").set_input_files(path)
    desk.button("Look at the file").click()


def refused(desk, path, says: str) -> None:
    choose(desk, path)
    expect(desk.page.get_by_role("alert")).to_contain_text(says)
    expect(desk.button("Look at the file")).to_be_visible()


def test_an_admin_imports_a_list_whose_mistakes_were_shown_row_by_row(server, make_desk, tmp_path):
    desk = make_desk(server, "admin")
    page, file = desk.page, tmp_path / "liste.csv"
    known = ["PR-01", "Press 1, renamed", "", "", "", "", "asleep"]
    file.write_bytes(csv([HEADER, NEW, known], ";", "cp1252"))
    choose(desk, file)
    expect(page.get_by_text("1 row to correct")).to_be_visible()
    expect(page.get_by_role("row", name="3 Status")).to_contain_text("is none of Active")
    expect(desk.button("Import")).to_have_count(0)
    desk.check()
    page.get_by_label("Status").select_option("")
    expect(page.get_by_text("No mistakes found")).to_be_visible()
    expect(page.get_by_text("new area: Press shop / Cell 4")).to_be_visible()
    expect(page.get_by_text("new type: Bandsäge")).to_be_visible()
    desk.check()
    desk.button("Import 2").click()
    expect(page.get_by_text("Everything in the file is in the register.")).to_be_visible()
    desk.check()
    page.get_by_role("link", name="Show the equipment").click()
    page.get_by_label("Search").fill("renamed")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("link", name="Press 1, renamed").click()
    expect(page.get_by_text("Imported by Plant Admin")).to_be_visible()


def test_a_file_that_is_no_list_is_refused_by_name_on_the_page(server, make_desk, tmp_path):
    desk = make_desk(server, "admin")
    merged, large, picture = (tmp_path / name for name in ("merged.xlsx", "large.csv", "photo.xlsx"))
    merged.write_bytes(xlsx([HEADER, NEW, NEW], merge="A2:A3"))
    large.write_bytes(b"Tag,Name\n" + b"PR-01,Press\n" * 4_400_000)
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    refused(desk, merged, "Cells A2:A3 of the sheet “Sheet” are merged")
    desk.check()
    refused(desk, large, "It has 53 MB; 20 MB are taken")
    refused(desk, picture, "This is a picture")


def test_a_supervisor_changes_many_at_once_and_narrows_the_list(server, make_desk):
    desk = make_desk(server, "supervisor")
    page = desk.go(LIST)
    for name in ("Forklift 1", "Forklift 2"):
        page.get_by_role("row", name=name).get_by_role("checkbox").check()
    page.get_by_text("Change 2 ticked").click()
    page.locator("#set-status").select_option(label="Out of service")
    desk.check()
    desk.button("Change what is ticked").click()
    expect(page.get_by_text("2 changed.")).to_be_visible()
    page.locator("#status").select_option(label="Out of service")
    expect(page.get_by_role("row")).to_have_count(3)
    expect(page.get_by_role("link", name="Import")).to_have_count(0)


def test_a_worker_who_scans_retired_equipment_reads_first_that_it_must_not_be_used(
    server, make_desk, make_phone, code
):
    desk, phone = make_desk(server, "supervisor"), make_phone(server)
    page = desk.go(f"{LIST}?search=CV-11")
    page.get_by_role("link", name="Infeed conveyor").click()
    page.once("dialog", lambda question: question.accept())
    desk.button("Retire").click()
    expect(page.get_by_text("Retired by")).to_be_visible()
    phone.sign_in()
    phone.load()
    phone.go(f"/q/{code}")
    expect(phone.page.get_by_role("heading", name="Infeed conveyor")).to_be_visible()
    phone.says("This equipment is retired")
    phone.go("/#/equipment")
    phone.says("Sorting conveyor")
    expect(phone.page.get_by_text("Infeed conveyor")).to_have_count(0)


def test_a_supervisor_retires_and_merges_and_the_label_leads_to_the_survivor(server, make_desk, code):
    desk = make_desk(server, "supervisor")
    page = desk.go(f"{LIST}?search=CV-12")
    page.get_by_role("link", name="Sorting conveyor").click()
    page.once("dialog", lambda question: question.accept())
    desk.button("Retire").click()
    expect(page.get_by_text("Retired by")).to_be_visible()
    desk.button("Back in use").click()
    expect(page.get_by_text("Back in use by")).to_be_visible()
    desk.go(f"{LIST}?search=CV-11")
    page.get_by_role("link", name="Infeed conveyor").click()
    page.get_by_text("Two entries for the same equipment?").click()
    page.get_by_label("Tag of the entry that stays").fill("CV-12")
    page.once("dialog", lambda question: question.accept())
    desk.button("Merge into it").click()
    expect(page.get_by_text("its labels lead to")).to_be_visible()
    page.get_by_role("link", name="Sorting conveyor (CV-12)").click()
    expect(page.get_by_text(f"{code[:3]}-{code[3:]}")).to_be_visible()
    desk.check()


def test_what_is_typed_before_the_script_is_there_is_searched_for(server, make_desk):
    page, held = make_desk(server, "admin").page, []
    page.route("**/static/built/console.*.js", lambda route: held.append(route))
    page.goto(server.url + LIST, wait_until="commit")
    page.get_by_label("Search").fill("CV-11")
    expect(page.get_by_role("row")).not_to_have_count(2)
    page.wait_for_timeout(200)
    held[0].continue_()
    expect(page.get_by_role("row")).to_have_count(2)
