"""Guides are written without surprises, frozen when published, and reach the equipment they belong to."""

import io
import re

import pytest
from sqlalchemy import select

from app.core.changes import Change
from app.core.database import db, writing
from app.core.ids import new_id
from app.guides import queries
from app.guides.models import Guide, Version
from app.guides.rules import canonical_hash
from app.media.models import Medium, Rendition
from tests.factories import NOW

HOME = "/console/guides"
GUARDS = {"kind": "pass_fail", "text": "Guards in place", "required": "on", "note_on_fail": "on"}


@pytest.fixture
def checklist(as_admin) -> str:
    """The URL of an empty draft."""
    made = as_admin.post(HOME, data={"kind": "checklist", "title": "Press check"})
    return made.headers["Location"]


@pytest.fixture
def medium(app, plant) -> str:
    """A clip that is ready, without captions."""
    with app.app_context(), writing():
        row = Medium(
            site_id=plant.site, person_id=plant.admin, filename="a.mp4", state="ready", uploaded_at=NOW
        )
        row.duration_s = 12.5
        for kind, name, content_type in (("video", "a", "video/mp4"), ("poster", "b", "image/webp")):
            facts = {"bytes": 10, "content_type": content_type, "width": 640, "height": 360}
            row.renditions.append(Rendition(kind=kind, sha256=name * 64, **facts))
        db.session.add(row)
        db.session.commit()
        return row.id


@pytest.fixture
def clip(as_admin, medium) -> str:
    sent = {"kind": "clip", "title": "Lock out the press", "summary": "Six steps.", "medium": medium}
    return as_admin.post(HOME, data=sent).headers["Location"]


def seen(client, url: str) -> str:
    return re.search(r'name="seen" value="([^"]+)"', client.get(url).text)[1]


def change(client, url: str, what: str, **data):
    return client.post(f"{url}/{what}" if what else url, data={"seen": seen(client, url), **data})


def add(client, url: str, **item):
    return change(client, url, "items", **item)


def guide(app, url: str) -> Guide:
    with app.app_context():
        found = db.session.get_one(Guide, url.rsplit("/", 1)[1])
        db.session.expunge_all()
        return found


def bodies(app, url: str) -> dict:
    """What phones get of the guide."""
    with app.app_context():
        return queries.guide_bodies(db.session(), [url.rsplit("/", 1)[1]])


def told(app, url: str) -> Change | None:
    """What phones have been told of the guide."""
    with app.app_context():
        mine = select(Change).where(Change.type == "guide", Change.id == url.rsplit("/", 1)[1])
        found = db.session.scalars(mine).one_or_none()
        db.session.expunge_all()
        return found


def test_an_item_of_every_kind_keeps_its_settings(app, as_admin, checklist):
    add(as_admin, checklist, kind="tick", text="Key in my pocket", required="on")
    add(as_admin, checklist, kind="yes_no", text="Any leak?", fails_on="yes", photo_on_fail="on")
    add(as_admin, checklist, **GUARDS, help="No gap wider than a finger.")
    add(as_admin, checklist, kind="number", text="Air pressure", unit="bar", min="5,5", max="8")
    add(as_admin, checklist, kind="choice", text="Oil", choice=["Between", "", "Below"], failing="2")
    add(as_admin, checklist, kind="text", text="For the next shift")
    add(as_admin, checklist, kind="photo", text="The place as you leave it")
    items = {item["kind"]: item for item in guide(app, checklist).draft["items"]}
    assert list(items) == ["tick", "yes_no", "pass_fail", "number", "choice", "text", "photo"]
    assert (items["tick"]["required"], items["text"]["required"]) == (True, False)
    assert "Yes / no / n.a., “yes” fails" in as_admin.get(checklist).text
    assert (items["yes_no"]["fails_on"], items["yes_no"]["photo_on_fail"]) == ("yes", True)
    assert (items["pass_fail"]["note_on_fail"], items["pass_fail"]["photo_on_fail"]) == (True, False)
    assert items["pass_fail"]["help"] == "No gap wider than a finger."
    assert [items["number"][name] for name in ("min", "max", "unit")] == [5.5, 8.0, "bar"]
    assert (items["choice"]["choices"], items["choice"]["failing_choices"]) == (
        ["Between", "Below"],
        ["Below"],
    )


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        ({"kind": "tick", "text": " "}, "Write what to do or to look at."),
        ({"kind": "tick", "text": "x" * 301}, "Keep it to 300 characters"),
        ({"kind": "number", "text": "P", "min": "low"}, "Write a number, such as 2.5"),
        ({"kind": "number", "text": "P", "max": "nan"}, "Write a number, such as 2.5"),
        ({"kind": "number", "text": "P", "min": "9", "max": "8"}, "must not be below the lower one"),
        ({"kind": "choice", "text": "C", "choice": ["one"]}, "Give at least two answers"),
        ({"kind": "choice", "text": "C", "choice": ["one", "one"]}, "Two answers are the same."),
        ({"kind": "choice", "text": "C", "choice": list("abcdefghijklmnopqrstu")}, "At most 20 answers."),
        ({"kind": "essay", "text": "T"}, "Choose how it is answered."),
    ],
)
def test_a_wrong_item_is_refused_in_plain_words_and_what_was_typed_stays(
    app, as_admin, checklist, item, sentence
):
    refused = add(as_admin, checklist, **item, help="typed help")
    assert refused.status_code == 422
    assert sentence in refused.text
    assert 'value="typed help"' in refused.text
    assert guide(app, checklist).draft["items"] == []


def test_items_are_edited_in_place_moved_and_removed(app, as_admin, checklist):
    for text in ("one", "two", "three"):
        add(as_admin, checklist, kind="tick", text=text)
    first, second, third = (item["id"] for item in guide(app, checklist).draft["items"])
    assert ">two</textarea>" in as_admin.get(f"{checklist}?item={second}").text
    add(as_admin, checklist, id=second, kind="text", text="TWO")
    change(as_admin, checklist, f"items/{third}/place", to="up")
    change(as_admin, checklist, f"items/{third}/place", to="up")
    change(as_admin, checklist, f"items/{third}/place", to="up")
    change(as_admin, checklist, f"items/{first}/removal")
    items = guide(app, checklist).draft["items"]
    assert [(item["id"], item["text"], item["kind"]) for item in items] == [
        (third, "three", "tick"),
        (second, "TWO", "text"),
    ]


def test_a_form_that_is_out_of_date_is_refused_and_nothing_typed_is_lost(app, as_admin, checklist):
    old = seen(as_admin, checklist)
    add(as_admin, checklist, **GUARDS)
    item = as_admin.post(f"{checklist}/items", data={"seen": old, "kind": "tick", "text": "Mine, typed long"})
    title = as_admin.post(checklist, data={"seen": old, "title": "My title", "summary": "My words"})
    moved = as_admin.post(f"{checklist}/versions", data={"seen": old})
    for refused in (item, title, moved):
        assert refused.status_code == 409
        assert "Somebody changed this guide after you opened it." in refused.text
    assert ">Mine, typed long</textarea>" in item.text
    assert 'value="My title"' in title.text
    assert "My words</textarea>" in title.text
    now = guide(app, checklist)
    assert (now.title, len(now.draft["items"]), now.published) == ("Press check", 1, None)
    again = re.search(r'name="seen" value="([^"]+)"', item.text)[1]
    sent = {"seen": again, "kind": "tick", "text": "Mine, typed long"}
    assert as_admin.post(f"{checklist}/items", data=sent).status_code == 303


def test_a_title_is_needed(app, as_admin, checklist):
    refused = change(as_admin, checklist, "", title=" ", summary="s")
    assert (refused.status_code, "Give it a title" in refused.text) == (422, True)
    assert as_admin.post(HOME, data={"kind": "checklist", "title": ""}).status_code == 422


def test_a_refused_new_checklist_comes_back_in_its_form_as_typed(as_admin):
    long = "Forklift check " * 9
    refused = as_admin.post(HOME, data={"kind": "checklist", "title": long})
    assert refused.status_code == 422
    assert '<details class="adder" open>' in refused.text
    assert f'value="{long.strip()}"' in refused.text
    assert re.search(r'id="new-title-error">Keep the title to 120 characters', refused.text)


def test_a_refused_clip_guide_comes_back_to_its_clip_as_typed(app, as_admin, medium):
    sent = {"kind": "clip", "medium": medium, "title": " ", "summary": "Six steps, one lock."}
    refused = as_admin.post(HOME, data=sent)
    assert refused.status_code == 422
    assert "Six steps, one lock.</textarea>" in refused.text
    assert re.search(r'id="guide-title-error">Give it a title', refused.text)
    with app.app_context():
        assert db.session.scalars(select(Guide)).all() == []


def test_a_draft_is_no_choice_in_the_filter_of_completions_a_withdrawn_guide_is(as_admin, checklist):
    def offered() -> str:
        return re.search(r'<select[^>]*name="guide".*?</select>', as_admin.get("/console/completions/").text)[
            0
        ]

    add(as_admin, checklist, **GUARDS)
    assert "Press check" not in offered()
    change(as_admin, checklist, "versions")
    assert "Press check" in offered()
    change(as_admin, checklist, "withdrawal")
    assert "Press check" in offered()


def test_publishing_freezes_what_phones_get(app, as_admin, plant, checklist):
    add(as_admin, checklist, **GUARDS)
    assert bodies(app, checklist) == {}
    assert change(as_admin, checklist, "versions").status_code == 303
    found = guide(app, checklist)
    [body] = bodies(app, checklist).values()
    assert body == {
        "kind": "checklist",
        "title": "Press check",
        "site": plant.site,
        "version": 1,
        "hash": canonical_hash(
            {
                "guide": found.id,
                "version": 1,
                "kind": "checklist",
                "title": "Press check",
                "body": found.draft,
            }
        ),
        "attached": [],
        "trades": [],
        "body": found.draft,
    }
    add(as_admin, checklist, kind="tick", text="Later")
    assert bodies(app, checklist) == {found.id: body}
    assert "Version 1, changed since" in as_admin.get(HOME).text
    change(as_admin, checklist, "versions")
    assert [item["text"] for item in bodies(app, checklist)[found.id]["body"]["items"]] == [
        "Guards in place",
        "Later",
    ]
    with app.app_context():
        numbers = db.session.scalars(select(Version.number).order_by(Version.number)).all()
        by = set(db.session.scalars(select(Version.published_by)))
    assert (numbers, by) == ([1, 2], {plant.admin})


def test_nothing_is_published_that_is_empty_or_unchanged(app, as_admin, checklist):
    empty = change(as_admin, checklist, "versions")
    assert (empty.status_code, "Add at least one item" in empty.text) == (409, True)
    add(as_admin, checklist, **GUARDS)
    change(as_admin, checklist, "versions")
    twice = change(as_admin, checklist, "versions")
    assert (twice.status_code, "Nothing has changed since version 1." in twice.text) == (409, True)
    assert bodies(app, checklist)[guide(app, checklist).id]["version"] == 1


def test_a_clip_is_published_with_captions_or_without_speech(app, as_admin, clip, medium):
    refused = change(as_admin, clip, "versions")
    assert refused.status_code == 409
    assert "Add captions to the clip, or mark that nobody speaks in it." in refused.text
    as_admin.post(f"/console/media/{medium}/speech", data={"speech": "no"})
    assert change(as_admin, clip, "versions").status_code == 303
    silent = bodies(app, clip)[guide(app, clip).id]["body"]
    assert (silent["speech"], silent["captions"], silent["duration_s"]) == (False, [], 12.5)
    assert silent["video"] == {
        "sha256": "a" * 64,
        "bytes": 10,
        "content_type": "video/mp4",
        "width": 640,
        "height": 360,
        "language": None,
    }
    captions = {"file": (io.BytesIO(b"WEBVTT\n\n00:00.000 --> 00:01.000\nStop\n"), "c.vtt"), "language": "fr"}
    as_admin.post(f"/console/media/{medium}/captions", data=captions)
    assert "changed since" in as_admin.get(clip).text
    change(as_admin, clip, "versions")
    spoken = bodies(app, clip)[guide(app, clip).id]["body"]
    assert (spoken["speech"], [file["language"] for file in spoken["captions"]]) == (True, ["fr"])


def test_a_clip_that_is_not_ready_makes_no_guide(app, as_admin, plant, medium):
    with app.app_context(), writing():
        db.session.get_one(Medium, medium).state = "processing"
        db.session.commit()
    sent = {"kind": "clip", "title": "Too early", "medium": medium}
    assert as_admin.post(HOME, data=sent).status_code == 409
    assert "Too early" not in as_admin.get(HOME).text


def test_attaching_and_detaching_is_told_to_phones_once_it_is_published(app, as_admin, plant, checklist):
    target = {"target": "equipment_type", "target_id": plant.press_type}
    as_admin.post(f"{checklist}/attachments", data=target)
    as_admin.post(f"{checklist}/attachments", data=target)
    assert told(app, checklist) is None
    add(as_admin, checklist, **GUARDS)
    change(as_admin, checklist, "versions")
    first = told(app, checklist)
    assert bodies(app, checklist)[first.id]["attached"] == [
        {"target": "equipment_type", "id": plant.press_type}
    ]
    as_admin.post(f"{checklist}/attachments", data={"target": "area", "target_id": plant.line})
    second = told(app, checklist)
    assert second.rev > first.rev
    assert {one["target"] for one in bodies(app, checklist)[first.id]["attached"]} == {
        "equipment_type",
        "area",
    }
    one = guide(app, checklist).attachments[0]
    as_admin.post(f"{checklist}/attachments/{one.id}/removal")
    assert told(app, checklist).rev > second.rev
    assert len(bodies(app, checklist)[first.id]["attached"]) == 1


@pytest.mark.parametrize("kind", ["equipment", "site", "area", "person"])
def test_a_guide_belongs_to_places_of_its_own_plant_only(app, as_admin, plant, checklist, kind):
    target_id = {"equipment": plant.other_equipment, "site": plant.other_site}.get(kind, new_id())
    sent = {"target": kind, "target_id": target_id}
    assert as_admin.post(f"{checklist}/attachments", data=sent).status_code == 404
    assert guide(app, checklist).attachments == []


def test_places_are_found_by_name_and_tag(as_admin, checklist):
    found = as_admin.get(f"{checklist}?target=fl-00").text
    assert "Forklift 7 (FL-007)" in found
    assert "Press 2 (PR-002)" not in found.split('id="found"')[1]
    assert "No place has these words." in as_admin.get(f"{checklist}?target=zzz").text


def test_withdrawing_takes_it_off_the_phones_and_keeps_its_versions(app, as_admin, checklist):
    add(as_admin, checklist, **GUARDS)
    change(as_admin, checklist, "versions")
    change(as_admin, checklist, "withdrawal")
    assert told(app, checklist).gone is True
    assert bodies(app, checklist) == {}
    assert as_admin.post(f"{checklist}/removal").status_code == 409
    change(as_admin, checklist, "versions")
    assert told(app, checklist).gone is False
    assert bodies(app, checklist)[guide(app, checklist).id]["version"] == 2


def test_a_draft_that_was_never_published_can_be_deleted(app, as_admin, plant, checklist):
    as_admin.post(f"{checklist}/attachments", data={"target": "site", "target_id": plant.site})
    assert as_admin.post(f"{checklist}/removal").headers["Location"] == HOME
    assert as_admin.get(checklist).status_code == 404


def test_another_plant_can_neither_see_nor_change_a_guide(
    app, as_admin, as_stranger, plant, checklist, medium
):
    add(as_admin, checklist, **GUARDS)
    mark = seen(as_admin, checklist)
    assert "Press check" not in as_stranger.get(HOME).text
    assert as_stranger.get(checklist).status_code == 404
    for what in ("", "/items", "/versions", "/withdrawal", "/removal", "/attachments"):
        sent = {"seen": mark, "title": "Mine", **GUARDS}
        assert as_stranger.post(f"{checklist}{what}", data=sent).status_code == 404, what
    stolen = {"kind": "clip", "title": "Mine", "medium": medium}
    assert as_stranger.post(HOME, data=stolen).status_code == 404
    elsewhere = {"kind": "checklist", "title": "Mine", "site": plant.site}
    assert as_stranger.post(HOME, data=elsewhere).status_code == 403
    assert (guide(app, checklist).title, guide(app, checklist).published) == ("Press check", None)


def test_the_list_is_filtered_by_kind_and_words(as_admin, checklist, clip):
    both = as_admin.get(HOME).text
    assert "Press check" in both
    assert "Lock out the press" in both
    clips = as_admin.get(f"{HOME}?kind=clip").text
    assert "Lock out the press" in clips
    assert "Press check" not in clips
    assert "No guide fits" in as_admin.get(f"{HOME}?search=forklift").text


def test_what_authors_type_is_text_on_every_page(as_admin, checklist):
    add(as_admin, checklist, kind="choice", text="<b>x</b>", help='"><i>', choice=["<u>1</u>", "2"])
    change(as_admin, checklist, "", title="<s>t</s>", summary="</textarea><em>")
    for page in (as_admin.get(checklist).text, as_admin.get(HOME).text):
        assert not re.search(r"<(b>x|i>|u>1|s>t|em>)", page)
