"""The app's page, its manifest, the page behind a label, health."""

import json
from datetime import timedelta

import pytest

from app.core import clock, jobs
from app.core.database import db, writing
from tests.benchmarks.client_size import one, packed
from tests.browser import ROOT

FIRST_ROUTE = 60  # KB, gzip


@pytest.mark.parametrize("prefix", ["/q/", "/Q/"])
def test_a_label_opened_without_the_app_names_its_equipment_and_its_code(client, plant, prefix):
    page = client.get(prefix + plant.label.lower())
    assert page.status_code == 200
    assert "Press 2" in page.text
    assert f"{plant.label[:3]}-{plant.label[3:]}" in page.text


def test_a_label_signs_nobody_in(client, plant):
    client.get(f"/q/{plant.label}")
    assert client.get("/api/v1/me").json["person"] is None


def test_a_retired_label_asks_to_be_peeled_off(client, behind, plant):
    behind.execute(f"UPDATE label SET state = 'retired' WHERE code = '{plant.label}'")
    assert "peel it off" in client.get(f"/q/{plant.label}").text


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("0000000", "no label of this plant has it"),
        ("ABC", "has 7 characters; this has 3"),
        ("AUCDEFG", "Character 2 (U)"),
        ("../../etc/passwd", "not known here"),
        ("<script>alert(1)</script>", "not known here"),
    ],
)
def test_what_is_no_label_gets_a_friendly_page_that_says_why(client, plant, code, says):
    page = client.get(f"/q/{code}")
    assert page.status_code == 404
    assert says in page.text
    assert "<script>alert" not in page.text


def test_the_manifest_makes_the_app_installable_and_its_icons_are_there(client):
    manifest = json.loads(client.get("/manifest.webmanifest").text)
    assert manifest["display"] == "standalone"
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        assert (ROOT / icon["src"].lstrip("/")).is_file()


def test_the_app_page_and_its_worker_are_asked_for_anew_each_time(client):
    for path in ("/", "/sw.js", "/manifest.webmanifest"):
        with client.get(path) as answer:
            assert answer.headers["Cache-Control"] == "no-cache"


def test_the_app_page_is_the_same_for_everybody(client, as_worker):
    assert client.get("/").data == as_worker.get("/").data


def test_health_says_what_works(client, plant):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"version": "0.1.0", "database": "ok", "jobs": "ok", "storage": "ok"}


def test_health_says_when_no_job_is_done_any_more(app, client, plant):
    with app.app_context(), writing():
        jobs.enqueue(db.session(), "media.render", {}, now=clock.now() - timedelta(minutes=5))
        db.session.commit()
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "has waited" in answer.json["jobs"]


def test_the_first_screens_stay_small():
    """What only later screens need belongs into later.js and later.css."""
    assert packed(one("main.*.js"), one("main.*.css")) <= FIRST_ROUTE
