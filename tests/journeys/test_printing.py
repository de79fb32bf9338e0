"""Printing: choose, look, start at a label of a half-used sheet, print, reprint, measure a printer."""

from playwright.sync_api import expect

from tests.features.test_sheets import decoded, rendered


def gone(desk) -> list[str]:
    return [text.split()[0] for text in desk.page.locator(".cell.gone").all_inner_texts()]


def tap(desk, cell: int) -> None:
    """Tap a label on the picture of the sheet; the page is drawn anew with it."""
    with desk.page.expect_response(lambda answer: answer.url.endswith("/console/labels/job")):
        desk.page.locator(".cell").nth(cell - 1).click()
    expect(desk.page.locator(f"#cell-{cell}")).to_be_checked()


def test_choose_look_start_at_a_label_print_and_reprint_one(server, make_desk):
    desk = make_desk(server, "supervisor")
    desk.go("/console/labels/")
    go_on = desk.button("Set up and print")
    expect(go_on).to_be_disabled()
    desk.set_up("Press 1", "Press 3")
    page = desk.page
    expect(page.get_by_role("heading", name="Print 2 labels")).to_be_visible()
    preview = page.get_by_alt_text("The first label as it will be printed")
    assert preview.evaluate("(picture) => picture.decode().then(() => picture.naturalWidth > 0)")
    before = preview.get_attribute("src")
    page.get_by_label("QR code only").check()
    expect(preview).not_to_have_attribute("src", before)
    page.get_by_label("Name, tag, area, protective equipment").check()
    expect(preview).to_have_attribute("src", before)
    tap(desk, 5)
    desk.check()
    assert len(decoded(rendered(desk.make_pdf()))) == 2

    desk.set_up("Press 1")
    expect(page.locator(".cell.gone")).to_have_count(6)
    assert gone(desk) == ["1", "2", "3", "4", "5", "6"]
    expect(page.locator("#cell-7")).to_be_checked()

    desk.go("/console/labels/")
    page.get_by_label("Reprint the label of Press 3").click()
    expect(page.get_by_role("heading", name="Print 1 label")).to_be_visible()
    assert len(decoded(rendered(desk.make_pdf()))) == 1
    desk.set_up("Press 1")
    assert gone(desk)[-1] == "7"
    desk.button("It was not printed").click()
    expect(page.locator(".cell.gone")).to_have_count(6)
    expect(desk.button("It was not printed")).to_have_count(0)
    desk.button("A new sheet is in the printer").click()
    expect(page.locator(".cell.gone")).to_have_count(0)
    expect(page.locator("#cell-1")).to_be_checked()
    desk.choose("Label stock", "62x29")
    expect(page.locator(".cell")).to_have_count(0)
    expect(desk.button("ZPL for Zebra")).to_be_visible()
    desk.check()


def test_what_cannot_be_read_is_refused_with_the_stock_that_works(server, make_desk):
    desk = make_desk(server, "supervisor")
    desk.set_up("Press 1")
    desk.choose("Label stock", "L7651")
    expect(desk.page.get_by_text("Yes, up to")).to_be_visible()
    desk.page.get_by_label("A step away, 60 cm").check()
    expect(desk.page.get_by_text("phones need 1.8 mm")).to_be_visible()
    expect(desk.page.get_by_text("works.")).to_be_visible()
    expect(desk.button("Make the PDF")).to_have_count(0)
    desk.check()


def test_a_measured_printer_is_chosen_for_a_sheet(server, make_desk):
    desk = make_desk(server, "supervisor")
    page = desk.go("/console/labels/printers")
    page.get_by_label("Name").fill("Office copier")
    desk.button("Add printer").click()
    expect(page.get_by_text("Not measured")).to_be_visible()
    sheet = page.get_by_role("link", name="Test sheet, A4").get_attribute("href")
    assert desk.context.request.get(server.url + sheet).body().startswith(b"%PDF")
    for label, distance in (
        ("A Left edge to cross 1", "wide"),
        ("B Top edge to cross 1", "20"),
        ("C Cross 1 to cross 2", "171"),
        ("D Cross 1 to cross 3", "257"),
    ):
        page.get_by_label(label).fill(distance)
    desk.button("Keep for this printer").click()
    expect(page.get_by_text("Write millimetres, such as 20.4.")).to_be_visible()
    expect(page.get_by_label("C Cross 1 to cross 2")).to_have_value("171")
    page.get_by_label("A Left edge to cross 1").fill("22,5")
    desk.button("Keep for this printer").click()
    expect(page.get_by_text("+2.4 mm")).to_be_visible()
    desk.check()
    desk.set_up("Press 1")
    printer = page.get_by_label("Printer").locator("option", has_text="Office copier").get_attribute("value")
    desk.choose("Printer", printer)
    assert desk.make_pdf().startswith(b"%PDF")


def test_blanks_are_printed(server, make_desk):
    desk = make_desk(server, "supervisor")
    desk.go("/console/labels/")
    desk.page.get_by_role("link", name="Blank labels").click()
    desk.page.get_by_label("How many blank labels").fill("4")
    desk.page.get_by_label("How many blank labels").blur()
    expect(desk.page.get_by_role("heading", name="Print 4 blank labels")).to_be_visible()
    assert len(decoded(rendered(desk.make_pdf()))) == 4
    desk.check()
