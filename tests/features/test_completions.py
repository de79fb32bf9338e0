"""What a supervisor sees: what needs them first, only their sites, and a CSV that says the same."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from joserfc.jwk import ECKey

from app.core.database import db, writing
from app.guides.models import Guide, Version
from app.guides.rules import canonical_hash
from tests.conftest import signed_in
from tests.phones import NOW, Phone, Published, answers, claim, picture, publish, sha256, wall

pytestmark = pytest.mark.databases

LIST = "/console/completions/"
CSV = "/console/completions.csv"


@pytest.fixture
def other_phone(app, as_stranger, plant):
    """A phone at the other plant, whose record must never show here."""
    elsewhere = publish(app, plant, "Secret check", target=plant.other_equipment, site=plant.other_site)
    phone = Phone(as_stranger, plant, elsewhere).enrol()
    done(phone, equipment=plant.other_equipment, site=plant.other_site, label=None)
    return phone


def done(phone, **changes) -> str:
    """Deliver a completion; returns its id."""
    (result,) = phone.told(phone.record(**changes))
    assert result["state"] in ("stored", "held"), result
    return result["id"]


def ids(page) -> list[str]:
    """The completions of a list, in order."""
    assert page.status_code == 200, page.text
    return re.findall(r'href="/console/completions/([0-9a-f-]{36})"', page.text)


def lines(answer) -> list[dict[str, str]]:
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


FAILED = answers(guard={"value": "no", "note": "Hinge bent"})


def test_failed_and_held_come_first_until_reviewed_then_the_newest(phone, as_supervisor):
    failed = done(phone, answers=FAILED)
    held = done(phone, version=9)
    older, newer = done(phone), done(phone)
    page = as_supervisor.get(LIST)
    assert ids(page) == [held, failed, newer, older]
    assert page.text.count('<tr class="urgent') == 2
    assert "Mark as reviewed" in as_supervisor.get(f"{LIST}{failed}").text
    assert "Mark as reviewed" not in as_supervisor.get(f"{LIST}{newer}").text
    answer = as_supervisor.post(f"{LIST}{failed}/review")
    assert (answer.status_code, answer.location) == (303, f"{LIST}{failed}")
    assert ids(as_supervisor.get(LIST)) == [held, newer, older, failed]
    page = as_supervisor.get(f"{LIST}{failed}").text
    assert "Sam Supervisor" in page
    assert "Mark as reviewed" not in page


def test_pages_of_fifty_show_each_completion_once_in_order(phone, as_supervisor):
    made = [done(phone, answers=FAILED if number % 3 == 0 else answers()) for number in range(104)]
    shown, page = [], as_supervisor.get(LIST)
    while True:
        shown += ids(page)
        after = re.search(r'href="([^"]*after=[^"]*)"', page.text)
        if not after:
            break
        page = as_supervisor.get(after[1].replace("&amp;", "&"))
    assert shown == [*made[::3][::-1], *[one for n, one in enumerate(made) if n % 3][::-1]]
    for nonsense in ("x", "1", "1.x", "9.9", "1." + "9" * 30, "\x00"):
        assert len(ids(as_supervisor.get(LIST, query_string={"after": nonsense}))) == 50


def test_filters_by_equipment_person_guide_day_and_words(app, phone, plant, as_supervisor):
    will = Phone(signed_in(app, "will"), plant, publish(app, plant, "Forklift check")).enrol()
    press, truck = done(phone), done(will, equipment=plant.truck, label=None)
    old = done(phone, time=wall(datetime(2026, 1, 15, 23, 30, tzinfo=UTC)))
    for query, expected in (
        ({"equipment": plant.truck}, [truck]),
        ({"person": plant.worker}, [old, press]),
        ({"guide": will.guide.id}, [truck]),
        ({"search": "forklift will"}, [truck]),
        ({"search": "PR-002"}, [old, press]),
        ({"search": "100%_\x00"}, []),
        ({"since": "2026-01-15", "until": "2026-01-15"}, [old]),
        ({"since": "2026-01-16", "until": "2026-01-16"}, []),
        ({"since": "2026-01-16", "until": "2026-01-16", "zone": "Europe/Berlin"}, [old]),
        ({"until": "2025-01-01"}, []),
        ({"since": "nonsense", "until": "9999-12-31", "zone": "../etc"}, [old, truck, press]),
        ({"since": "0001-01-01", "zone": "Asia/Tokyo"}, [old, truck, press]),
        ({"equipment": plant.truck, "person": plant.worker}, []),
    ):
        assert ids(as_supervisor.get(LIST, query_string=query)) == expected, query
        assert {row["Record"] for row in lines(as_supervisor.get(CSV, query_string=query))} == set(
            expected
        ), query


def test_one_completion_says_everything_it_has(phone, plant, as_supervisor):
    photo, absent = picture(), picture("blue")
    failed = answers(
        guard={"value": "no", "note": "Hinge <b>bent</b>"},
        pressure=9,
        photo={"value": None, "photos": [sha256(photo), sha256(absent)]},
    )
    made = done(phone, answers=failed, evidence=[claim(photo), claim(absent)])
    phone.put(photo)
    page = as_supervisor.get(f"{LIST}{made}").text
    for said in (
        "Wanda Worker",
        "Press 2",
        "PR-002",
        "Line 1",
        "label scanned",
        plant.label,
        "9 bar",
        "5.5 to 6.5 bar",
    ):
        assert said in page, said
    assert "Hinge &lt;b&gt;bent&lt;/b&gt;" in page
    assert "2 failed" in page
    assert f"/console/evidence/{sha256(photo)}" in page
    assert f"/console/evidence/{sha256(absent)}" not in page
    assert "1 photo has not arrived yet" in page
    assert "No. 1" in page


def test_a_forged_record_says_that_it_may_be_someone_elses(phone, as_supervisor):
    (result,) = phone.told(phone.record(key=ECKey.generate_key("P-256")))
    page = as_supervisor.get(f"{LIST}{result['sha256']}").text
    assert "The signature does not fit" in page


def test_answers_that_cannot_be_read_are_still_shown(phone, as_supervisor):
    for strange in (
        "<i>all fine</i>",
        [{"item": "gone", "value": {"a": 1}}],
        answers(pressure="six"),
        [[]],
        {},
    ):
        page = as_supervisor.get(f"{LIST}{done(phone, answers=strange)}")
        assert page.status_code == 200
        assert "<i>" not in page.text
    assert as_supervisor.get(CSV, query_string={"rows": "answers"}).status_code == 200


def test_a_phone_clock_that_ran_ahead_is_said(phone, as_supervisor):
    made = done(phone, time=wall(datetime.now(UTC) + timedelta(minutes=45)))
    assert "Clock ahead by 4" in as_supervisor.get(f"{LIST}{made}").text


def test_completions_of_other_sites_are_invisible(phone, other_phone, as_supervisor, as_stranger):
    mine = done(phone)
    (theirs,) = ids(as_stranger.get(LIST))
    assert theirs != mine
    assert ids(as_supervisor.get(LIST)) == [mine]
    assert "Secret check" not in as_supervisor.get(LIST).text
    assert [row["Record"] for row in lines(as_supervisor.get(CSV))] == [mine]
    assert {row["Record"] for row in lines(as_supervisor.get(CSV + "?rows=answers"))} == {mine}
    assert as_supervisor.get(f"{LIST}{theirs}").status_code == 404
    assert as_supervisor.post(f"{LIST}{theirs}/review").status_code == 404
    assert as_supervisor.get(f"{LIST}{'x' * 36}").status_code == 404


def test_workers_do_not_see_completions(as_worker):
    for page in (LIST, CSV, f"{LIST}x"):
        assert as_worker.get(page).status_code == 403


def test_no_cell_of_the_csv_runs_as_a_formula(app, plant, as_worker, as_supervisor):
    phone = Phone(as_worker, plant, publish(app, plant, "=HYPERLINK(1)")).enrol()
    done(phone, answers=answers(guard={"value": "no", "note": "@SUM(1)\t\r\n=1"}, pressure=-5.0))
    done(phone, answers=answers(guard={"value": "no", "note": "\t=1"}))
    for query in ("", "?rows=answers"):
        for row in lines(as_supervisor.get(CSV + query)):
            texts = [cell for cell in row.values() if cell != "-5.0"]  # a number alone is no formula
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in texts), row
    notes = {row["Note"] for row in lines(as_supervisor.get(CSV + "?rows=answers"))}
    assert {"'@SUM(1)\t\r\n=1", "'\t=1"} <= notes


def test_the_csv_of_answers_has_a_row_for_every_item(phone, as_supervisor):
    done(phone, answers=FAILED)
    rows = lines(as_supervisor.get(CSV + "?rows=answers"))
    assert [row["Outcome"] for row in rows] == ["pass", "fail", "pass", "pass", "blank"]
    assert [row["Answer"] for row in rows] == ["Done", "No", "Pass", "6.0", ""]
    assert [row["Unit"] for row in rows] == ["", "", "", "bar", ""]


def test_an_empty_list_says_what_to_do_next(plant, as_supervisor):
    assert "No completions yet" in as_supervisor.get(LIST).text
    assert "Nothing fits this filter" in as_supervisor.get(LIST + "?search=x").text


def clip(app, plant) -> Published:
    """A published clip of 15 seconds; its files are of no concern here."""
    body = {"medium": "m", "summary": "", "duration_s": 15.0, "speech": False}
    with app.app_context(), writing():
        session = db.session()
        guide = Guide(
            site_id=plant.site, kind="clip", title="Lockout", draft=body, published=1, edited_at=NOW
        )
        session.add(guide)
        session.flush()
        version = Version(guide_id=guide.id, number=1, title="Lockout", body=body, hash=canonical_hash(body))
        version.published_by, version.published_at = plant.admin, NOW
        session.add(version)
        published = Published(guide.id, 1, version.hash)
        session.commit()
    return published


@pytest.mark.parametrize(
    ("watched", "said", "cells"),
    [
        (0, "Played 0:00 of 0:15", ["0.0", "15.0"]),
        (11.9, "Played 0:12 of 0:15", ["11.9", "15.0"]),
        (12, "Watched", ["12.0", "15.0"]),
        (None, "Played 0:00 of 0:15", ["0.0", "15.0"]),
    ],
)
def test_a_clip_is_watched_only_when_it_was_played(
    app, plant, as_worker, as_supervisor, watched, said, cells
):
    phone = Phone(as_worker, plant, clip(app, plant)).enrol()
    made = done(phone, answers=[], watched_s=watched)
    for page in (LIST, f"{LIST}{made}"):
        marks = re.findall(r'<span class="mark (\w*)">.*?</svg>([^<]+)</span>', as_supervisor.get(page).text)
        assert ("ok" if said == "Watched" else "warn", said) in marks, marks
        assert ("Watched" in [words for _, words in marks]) is (said == "Watched")
    (row,) = lines(as_supervisor.get(CSV))
    assert [row["Played (s)"], row["Length (s)"]] == cells


def test_the_csv_says_who_has_reviewed_and_when(phone, as_supervisor):
    made = done(phone, answers=FAILED)
    (row,) = lines(as_supervisor.get(CSV))
    assert (row["Reviewed (UTC)"], row["Reviewed by"]) == ("", "")
    as_supervisor.post(f"{LIST}{made}/review")
    for query in ("", "?rows=answers"):
        row = lines(as_supervisor.get(CSV + query))[0]
        assert row["Reviewed by"] == "Sam Supervisor"
        assert row["Reviewed (UTC)"].startswith("20")
