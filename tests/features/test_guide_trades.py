"""A guide names whom it is meant for; that decides what comes first, and never who may open it."""

import re

import pytest
from sqlalchemy import select

from app.core.changes import Change
from app.core.database import db, writing
from app.core.ids import new_id
from app.people.models import Trade
from tests.phones import publish

HOME = "/console/guides"


@pytest.fixture
def electrician(app, plant) -> str:
    """Id of a trade besides the plant's Operator."""
    with app.app_context(), writing():
        trade = Trade(name="Electrician")
        db.session.add(trade)
        db.session.commit()
        return trade.id


@pytest.fixture
def operator(app, plant) -> str:
    with app.app_context():
        return db.session.scalars(select(Trade.id).where(Trade.name == "Operator")).one()


def mean(client, guide_id: str, trade: str, meant: str = "yes"):
    return client.post(f"{HOME}/{guide_id}/trades", data={"trade": trade, "meant": meant})


def seen(client, url: str) -> str:
    return re.search(r'name="seen" value="([^"]+)"', client.get(url).text)[1]


def pulled(client, since: str | None = None) -> dict:
    """One page; its changes as {(type, id): body}."""
    page = client.get("/api/v1/sync", query_string={"since": since} if since else {}).json
    return {**page, "changes": {(row["type"], row["id"]): row.get("body") for row in page["changes"]}}


def test_a_guide_that_names_no_trade_is_for_everybody_and_no_name_is_told(app, plant, as_worker):
    guide = publish(app, plant)
    changes = pulled(as_worker)["changes"]
    assert changes["guide", guide.id]["trades"] == []
    assert [type for type, _ in changes if type == "trade"] == []


def test_a_trade_reaches_phones_at_once_with_its_name_and_without_a_new_version(
    app, plant, as_admin, as_worker, electrician
):
    guide = publish(app, plant)
    before = pulled(as_worker)
    mean(as_admin, guide.id, electrician)
    page = pulled(as_worker, before["cursor"])
    assert page["changes"]["trade", electrician] == {"name": "Electrician"}
    body = page["changes"]["guide", guide.id]
    assert body == {**before["changes"]["guide", guide.id], "trades": [electrician]}
    assert (body["version"], body["hash"]) == (guide.number, guide.hash)
    mean(as_admin, guide.id, electrician, "no")
    [(said, body)] = pulled(as_worker, page["cursor"])["changes"].items()
    assert (said, body["trades"]) == (("guide", guide.id), [])


def test_the_name_is_told_once_and_only_at_the_site_of_the_guide(
    app, plant, as_admin, as_worker, as_stranger, electrician
):
    first, second = publish(app, plant), publish(app, plant, title="Another")
    mean(as_admin, first.id, electrician)
    page = pulled(as_worker)
    mean(as_admin, second.id, electrician)
    assert set(pulled(as_worker, page["cursor"])["changes"]) == {("guide", second.id)}
    assert ("trade", electrician) not in pulled(as_stranger)["changes"]


def test_saying_it_again_tells_phones_nothing(app, plant, as_admin, as_worker, electrician):
    guide = publish(app, plant)
    mean(as_admin, guide.id, electrician)
    cursor = pulled(as_worker)["cursor"]
    assert mean(as_admin, guide.id, electrician).status_code == 303
    assert as_worker.get("/api/v1/sync", query_string={"since": cursor}).status_code == 304


def test_a_draft_is_told_with_its_trades_when_it_is_published(app, plant, as_admin, as_worker, electrician):
    made = as_admin.post(HOME, data={"kind": "checklist", "title": "Isolate"}).headers["Location"]
    guide_id = made.rsplit("/", 1)[1]
    mean(as_admin, guide_id, electrician)
    with app.app_context():
        assert db.session.scalars(select(Change).where(Change.type.in_(("guide", "trade")))).all() == []
    item = {"kind": "tick", "text": "Lock on", "seen": seen(as_admin, made)}
    as_admin.post(f"{made}/items", data=item)
    as_admin.post(f"{made}/versions", data={"seen": seen(as_admin, made)})
    changes = pulled(as_worker)["changes"]
    assert changes["guide", guide_id]["trades"] == [electrician]
    assert changes["trade", electrician] == {"name": "Electrician"}


def test_whoever_is_of_another_trade_may_fill_it_in_all_the_same(
    app, plant, as_admin, phone, guide, electrician
):
    mean(as_admin, guide.id, electrician)
    [result] = phone.push(phone.record()).json["results"]
    assert (result["state"], result["held"]) == ("stored", None)


def test_the_editor_says_whom_it_is_for_and_what_none_means(app, plant, as_admin, operator, electrician):
    guide = publish(app, plant)
    before = as_admin.get(f"{HOME}/{guide.id}").text
    assert "No trade is chosen, so it is for everybody." in before
    mean(as_admin, guide.id, electrician)
    mean(as_admin, guide.id, operator)
    after = as_admin.get(f"{HOME}/{guide.id}").text
    assert "Workers of these trades find it first." in after
    assert after.count('aria-pressed="true"') - before.count('aria-pressed="true"') == 2
    gone = as_admin.post(f"{HOME}/{guide.id}/trades", data={"trade": new_id(), "meant": "yes"})
    assert gone.status_code == 404


def test_the_list_is_narrowed_to_a_trade_or_to_what_is_for_everybody(app, plant, as_admin, electrician):
    theirs, _ = publish(app, plant, title="Isolate"), publish(app, plant, title="Sweep")
    mean(as_admin, theirs.id, electrician)
    titles = {
        wanted: re.findall("Isolate|Sweep", as_admin.get(f"{HOME}?trade={wanted}").text)
        for wanted in ("", electrician, "everybody", new_id())
    }
    assert list(titles.values()) == [["Isolate", "Sweep"], ["Isolate"], ["Sweep"], []]
    assert "No guide fits" in as_admin.get(f"{HOME}?trade={new_id()}").text


def test_equipment_names_whom_its_guides_are_for(app, plant, as_admin, as_supervisor, electrician):
    guide = publish(app, plant)
    mean(as_admin, guide.id, electrician)
    assert "for Electrician" in as_supervisor.get(f"/console/equipment/{plant.press}").text


def test_a_draft_for_a_trade_can_be_deleted_and_the_trade_stays(app, plant, as_admin, electrician):
    made = as_admin.post(HOME, data={"kind": "checklist", "title": "Isolate"}).headers["Location"]
    mean(as_admin, made.rsplit("/", 1)[1], electrician)
    assert as_admin.post(f"{made}/removal").headers["Location"] == HOME
    with app.app_context():
        assert db.session.get(Trade, electrician) is not None
