"""The console's frame and overview: each person sees their places and what waits for them."""

import re

import pytest

from app.core.database import db, writing
from app.guides import actions as guides
from app.guides.bodies import Item
from app.guides.models import Guide
from app.guides.targets import Target
from app.labels import actions as labels
from app.media.models import Medium
from app.people.models import Person
from app.places.models import Equipment
from tests.browser import ROOT
from tests.factories import NOW

PAGES = ("/console/", "/console/media", "/console/guides")


def places(page: str) -> list[str]:
    return re.findall(r'<span class="long">([^<]+)</span>', page)


def waiting(page: str) -> dict[str, int]:
    """The first words of what waits, with its count."""
    rows = re.findall(r"<strong>(\d+)</strong> (\w+ \w+)[^<]*</p><a", page)
    return {words: int(count) for count, words in rows}


@pytest.fixture
def guide(app, plant) -> str:
    """A published checklist that belongs nowhere."""
    with app.app_context(), writing():
        session, who = db.session(), db.session.get_one(Person, plant.admin)
        guide = guides.create_checklist(
            session=session, who=who, now=NOW, site_id=plant.site, title="Press check"
        )
        look = Item.model_validate({"id": "look", "kind": "tick", "text": "Look"})
        guides.put_item(session=session, who=who, now=NOW, guide=guide, item=look)
        guides.publish(session=session, who=who, now=NOW, guide=guide)
        session.commit()
        return guide.id


def attach(app, plant, guide_id: str, kind: str, target_id: str) -> None:
    with app.app_context(), writing():
        session = db.session()
        guides.attach(
            session=session,
            who=session.get_one(Person, plant.admin),
            now=NOW,
            guide=session.get_one(Guide, guide_id),
            target=Target(kind, target_id, ""),
        )
        session.commit()


def test_an_admin_sees_every_place_and_a_supervisor_those_of_supervisors(as_admin, as_supervisor):
    every = ["Overview", "Completions", "Phones", "Equipment", "Labels", "Clips", "Guides"]
    assert places(as_admin.get("/console/").text) == every
    assert places(as_supervisor.get("/console/").text) == every[:5]


def test_the_page_one_is_on_is_marked(as_admin):
    page = as_admin.get("/console/guides").text
    [marked] = re.findall(r'<a href="([^"]+)" aria-current="page">', page)
    assert marked == "/console/guides"


def test_a_worker_has_no_console_and_a_stranger_signs_in_first(as_worker, client):
    assert as_worker.get("/console/").status_code == 403
    assert client.get("/console/").headers["Location"] == "/sign-in?next=/console/"


def test_an_empty_plant_says_what_to_do_first(as_admin, as_supervisor):
    page = as_admin.get("/console/").text
    assert "Start here" in page
    assert "Upload a clip" in page
    assert "Start here" not in as_supervisor.get("/console/").text


def test_equipment_without_label_or_guide_waits(app, plant, as_admin, as_supervisor):
    assert waiting(as_admin.get("/console/").text) == {"pieces of": 2, "piece of": 1}
    assert waiting(as_supervisor.get("/console/").text) == {"piece of": 1}
    with app.app_context(), writing():
        truck = db.session.get_one(Equipment, plant.truck)
        labels.label_for(session=db.session(), equipment=truck, now=NOW)
        db.session.commit()
    page = as_supervisor.get("/console/").text
    assert waiting(page) == {}
    assert "Nothing waits" in page


@pytest.mark.parametrize(
    ("kind", "where", "left"),
    [
        ("equipment", "press", 1),
        ("equipment_type", "press_type", 1),
        ("area", "line", 1),
        ("area", "area", 0),
        ("site", "site", 0),
    ],
)
def test_a_guide_reaches_equipment_by_type_area_and_site(app, plant, as_admin, guide, kind, where, left):
    attach(app, plant, guide, kind, getattr(plant, where))
    page = as_admin.get("/console/").text
    assert len(re.findall("opens? an empty page", page)) == (1 if left else 0)
    assert ("<strong>1</strong> piece of equipment opens an empty page" in page) is bool(left)


def test_a_draft_waits_until_it_is_published(as_admin, guide):
    assert "phones do not have" not in as_admin.get("/console/").text
    as_admin.post("/console/guides", data={"kind": "checklist", "title": "New"})
    assert "<strong>1</strong> guide is a draft" in as_admin.get("/console/").text


def test_clips_in_every_state_lead_to_their_work(app, plant, as_admin, as_stranger):
    with app.app_context(), writing():
        for state, speech in (
            ("processing", True),
            ("refused", True),
            ("refused", True),
            ("ready", True),
            ("ready", False),
        ):
            facts = {"site_id": plant.site, "person_id": plant.admin, "filename": "a.mp4"}
            db.session.add(Medium(**facts, state=state, speech=speech, uploaded_at=NOW))
        db.session.commit()
    found = waiting(as_admin.get("/console/").text)
    assert (found["videos could"], found["clip needs"], found["clip is"]) == (2, 1, 1)
    assert not {"videos could", "clip needs", "clip is"} & set(waiting(as_stranger.get("/console/").text))


@pytest.mark.parametrize("path", PAGES)
def test_pages_bring_no_inline_script_style_or_handler(as_admin, path):
    page = as_admin.get(path).text
    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|hx-on", page)


def test_pages_hold_forms_that_only_this_site_may_send(as_admin):
    page = as_admin.get("/console/").text
    assert '<form method="post" action="/sign-out">' in page
    assert as_admin.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_empty_lists_say_what_to_do_next(as_admin):
    assert "Film the job with a phone" in as_admin.get("/console/media").text
    assert "Write one, attach it to equipment" in as_admin.get("/console/guides").text


def beside(page: str, field: str) -> str:
    """The sentence that stands beside a field."""
    found = re.search(rf'id="{field}-error">([^<]+)<', page)
    return found[1] if found else ""


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/console/nowhere", 404, "Not found"),
        ("/console/media/gone", 404, "Not found"),
        ("/console/labels/sheet", 405, "Not possible here"),
    ],
)
def test_a_refusal_stays_in_the_console_in_our_own_words(as_admin, path, status, title):
    page = as_admin.get(path)
    assert page.status_code == status
    assert f"<h1>{title}</h1>" in page.text
    assert "Clips" in places(page.text)
    assert "URL" not in page.text
    assert "method" not in page.text.replace('method="post"', "")


def test_a_refusal_shows_no_console_to_those_who_have_none(as_worker, client):
    for nobody in (as_worker, client):
        page = nobody.get("/console/nowhere")
        assert page.status_code == 404
        assert "There is nothing at this address." in page.text
        assert places(page.text) == []


def test_screens_call_equipment_equipment():
    read = [*ROOT.glob("templates/**/*.*"), *ROOT.glob("static/src/text/*.js"), ROOT / "README.md"]
    assert len(read) > 20
    assert [path.name for path in read if re.search(r"\bmachines?\b", path.read_text(), re.I)] == []


def test_the_api_page_describes_every_route_of_the_wire(client):
    page = client.get("/api/docs").text
    for path in (
        "/api/v1/me",
        "/api/v1/sync",
        "/api/v1/records",
        "/api/v1/evidence/{sha256}",
        "/api/v1/enrolments",
    ):
        assert f"<code>{path}</code>" in page
    assert 'id="shape-Enrol"' in page
