"""A phone that cannot send gives its records away as a file; another phone or the office delivers them."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app.records import jws
from tests.journeys.checking import fill, open_checklist
from tests.journeys.rescuing import saved


@pytest.mark.fault("N9")
def test_records_leave_a_phone_as_a_file_and_another_person_delivers_them(
    server, make_phone, make_desk, code, tmp_path
):
    broken = make_phone(server, "broken").ready("operator1")
    server.stop()
    open_checklist(broken, code)
    fill(broken)
    broken.finish()
    broken.await_states("Saved on this phone")
    file = saved(broken, tmp_path)
    broken.accessible()
    broken.check_policy()
    server.start()
    broken.close()
    courier = make_phone(server, "courier")
    courier.sign_in("operator2")
    deliver(courier, file)
    courier.says("Delivered")
    courier.says("Another person's")
    courier.accessible()
    assert rows(server) == [("Operator One", "Operator Two")]
    deliver(courier, file)
    courier.says("Was at the server already")
    desk = make_desk(server, "supervisor")
    desk.go("/console/phones/")
    desk.page.get_by_role("link", name="Deliver a rescue file").click()
    desk.page.get_by_label("Rescue file").set_input_files(file)
    desk.button("Deliver").click()
    expect(desk.page.get_by_text("Was here already")).to_be_visible()
    desk.check()
    assert rows(server) == [("Operator One", "Operator Two")]


def test_a_conflict_is_said_in_plain_words_and_one_record_is_saved_alone(server, make_phone, code, tmp_path):
    phone = make_phone(server).ready()
    phone.context.route("**/api/v1/records", conflict)
    open_checklist(phone, code)
    fill(phone)
    phone.finish()
    phone.await_states("Needs attention")
    phone.says("The server has other answers under the same number. Both are kept.")
    phone.says("1 record needs attention")
    phone.accessible()
    phone.page.locator("main .list a").first.click()
    with phone.page.expect_download() as download:
        phone.button("Save this record as a file").click()
    path = tmp_path / "one.json"
    download.value.save_as(path)
    assert len(json.loads(path.read_text())["records"]) == 1
    phone.accessible()
    phone.context.unroute_all()
    deliver(phone, path)
    phone.says("Was at the server already")
    phone.check_policy()


def test_a_file_that_is_none_gets_a_clear_sentence(server, make_phone, tmp_path):
    phone = make_phone(server)
    phone.sign_in()
    photo = tmp_path / "holiday.json"
    photo.write_bytes(b"\xff\xd8\xff\xe0")
    deliver(phone, photo)
    phone.says("This is not a rescue file")
    phone.says("Nothing was sent.")
    phone.accessible()


def deliver(phone, file: Path) -> None:
    phone.go("/#/rescue")
    phone.page.locator("input[type=file]").set_input_files(file)


def conflict(route) -> None:
    """Answer as a server that has other bytes under every id; what is sent must be new to it."""
    answer = route.fetch()
    said = answer.json()
    named = [sha256 for receipt in said["receipts"] for sha256 in jws.parse(receipt).payload["records"]]
    for result, sha256 in zip(said["results"], named, strict=True):
        kept = {"id": result["id"], "sha256": sha256}
        result.clear()
        result.update(kept, state="conflict")
    route.fulfill(response=answer, json=said)


def rows(server) -> list[tuple[str, str]]:
    """Author and courier of every record."""
    wanted = """SELECT author.name, courier.name FROM record
        JOIN person author ON author.id = record.person_id
        JOIN person courier ON courier.id = record.courier_id"""
    with closing(sqlite3.connect(server.instance / "lineside.db")) as database:
        return list(database.execute(wanted))
