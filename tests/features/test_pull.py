"""What a phone hears: all of its sites and nothing of others, each change once, in few bytes."""

import json
import random

import pytest
from joserfc import jws
from sqlalchemy import update

from app.core.changes import Change, mark
from app.core.database import Counter, db, writing
from app.core.keys import server_key
from app.places import actions as places
from app.sync import queries, rules
from tests.phones import Phone, publish

pytestmark = pytest.mark.databases


@pytest.fixture
def change(app):
    """Run some changes in a transaction of their own, as another request would."""

    def run(work):
        with app.app_context(), writing():
            made = work(db.session())
            db.session.commit()
            return made

    return run


def pulled(client, since: str | None = None) -> list[dict]:
    """Every page from a cursor on."""
    pages = []
    while True:
        answer = client.get("/api/v1/sync", query_string={"since": since} if since else {})
        if answer.status_code == 304:
            return pages
        pages.append(answer.json)
        since = answer.json["cursor"]
        if not answer.json["more"]:
            return pages


def test_the_first_pull_brings_the_whole_site_and_nothing_of_another(app, as_worker, plant):
    guide = publish(app, plant)
    (page,) = pulled(as_worker)
    assert page["reset"] is True
    by_type: dict[str, dict] = {}
    for row in page["changes"]:
        by_type.setdefault(row["type"], {})[row["id"]] = row["body"]
    assert set(by_type["site"]) == {plant.site}
    assert set(by_type["equipment"]) == {plant.press, plant.truck}
    assert by_type["label"] == {plant.label: {"state": "bound", "equipment": plant.press, "site": plant.site}}
    assert by_type["guide"][guide.id]["attached"] == [{"target": "equipment", "id": plant.press}]
    assert plant.other_site not in json.dumps(page)
    assert "Elsewhere" not in json.dumps(page)


def test_nothing_new_is_a_304_of_at_most_300_bytes(as_worker):
    (page,) = pulled(as_worker)
    answer = as_worker.get("/api/v1/sync", query_string={"since": page["cursor"]})
    assert answer.status_code == 304
    assert answer.data == b""
    # gunicorn adds Server, Date and Connection
    assert len(str(answer.headers)) + len("HTTP/1.1 304 NOT MODIFIED\r\n\r\n") + 100 <= 300


def test_one_change_is_one_answer_of_at_most_a_kilobyte(as_worker, change, plant):
    (page,) = pulled(as_worker)
    change(lambda session: mark(session, "label", plant.label, site_id=plant.site))
    answer = as_worker.get("/api/v1/sync", query_string={"since": page["cursor"]})
    (row,) = answer.json["changes"]
    assert (row["type"], row["id"]) == ("label", plant.label)
    assert (answer.json["reset"], answer.json["more"]) == (False, False)
    assert len(answer.data) <= 1024


def test_a_change_at_another_site_is_nothing_new(as_worker, change, plant):
    (page,) = pulled(as_worker)
    change(lambda session: places.add_area(session=session, site_id=plant.other_site, name="New hall"))
    assert pulled(as_worker, page["cursor"]) == []


def test_withdrawals_come_first_and_only_after_a_reset(as_worker, change, plant):
    (page,) = pulled(as_worker)

    def work(session):
        places.add_area(session=session, site_id=plant.site, name="New hall")
        mark(session, "label", plant.label, site_id=plant.site, gone=True)

    change(work)
    (news,) = pulled(as_worker, page["cursor"])
    assert [(row["type"], row.get("gone", False)) for row in news["changes"]] == [
        ("label", True),
        ("area", False),
    ]
    (whole,) = pulled(as_worker)
    assert "label" not in {row["type"] for row in whole["changes"]}, "a new phone has nothing to withdraw"


def test_every_pull_carries_a_head_of_the_server(app, as_worker, plant):
    phone = Phone(as_worker, plant, publish(app, plant)).enrol()
    phone.push(phone.record())
    (page,) = pulled(as_worker)
    with app.app_context():
        head = json.loads(jws.deserialize_compact(page["head"], server_key()).payload)
    assert set(head) == {"seq", "hash", "at", "epoch"}
    assert head["seq"] == 1


def test_a_restored_server_or_another_set_of_sites_sends_everything_anew(as_worker, change, plant):
    (page,) = pulled(as_worker)
    change(lambda session: session.execute(update(Counter).where(Counter.name == "epoch").values(value=77)))
    (anew,) = pulled(as_worker, page["cursor"])
    assert anew["reset"] is True
    assert len(anew["changes"]) == len(page["changes"])


def test_pages_hold_500_and_the_last_says_so(as_worker, change, plant):
    def work(session):
        for number in range(1100):
            places.add_area(session=session, site_id=plant.site, name=f"Cell {number}")

    change(work)
    pages = pulled(as_worker)
    assert [len(page["changes"]) for page in pages][:2] == [500, 500]
    assert [page["more"] for page in pages] == [True, True, False]
    assert [page["reset"] for page in pages] == [True, False, False]


def test_a_phone_ends_with_what_the_server_has_whatever_changes_between_pages(app, plant):
    """A random writer between pages; the phone applies pages as the real one does."""
    random_ = random.Random(7)
    with app.app_context(), writing():
        session, here = db.session(), {plant.site}
        ids = [places.add_area(session=session, site_id=plant.site, name=f"Cell {n}").id for n in range(40)]
        phone: dict[tuple[str, str], int] = {}
        cursor = rules.Cursor("e", rules.scope(here), phase=rules.LIVE)
        for step in range(400):
            page = queries.page(session, here, cursor, size=random_.choice([1, 3, 7, 20]))
            for row in page.changes:
                if row.get("gone"):
                    phone.pop((row["type"], row["id"]), None)
                else:
                    phone[row["type"], row["id"]] = row["rev"]
            cursor = page.cursor
            if step > 300 and not page.more:
                break
            for _ in range(random_.choice([0, 0, 1, 4]) if step < 300 else 0):
                mark(session, "area", random_.choice(ids), site_id=plant.site, gone=random_.random() < 0.3)
        there = session.query(Change).where(Change.site_id == plant.site, Change.gone.is_(False))
        assert phone == {(row.type, row.id): row.rev for row in there}


def test_a_reset_is_whole_when_it_ends_though_rows_moved_meanwhile(app, plant):
    with app.app_context(), writing():
        session, here = db.session(), {plant.site}
        page = queries.page(session, here, rules.Cursor("e", rules.scope(here), phase=rules.LIVE), size=2)
        mark(session, "label", plant.label, site_id=plant.site)
        got = [row["id"] for row in page.changes]
        while page.more:
            page = queries.page(session, here, page.cursor, size=2)
            got += [row["id"] for row in page.changes]
        assert plant.label in got
