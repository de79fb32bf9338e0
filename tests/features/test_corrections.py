"""A correction is a new record that names the old one: both stay, the list shows the newer with a mark."""

import csv
import io
import re

import pytest
from joserfc.jwk import ECKey

from app.core.database import db
from app.core.ids import new_id
from app.core.keys import server_key
from app.records import verification
from tests.conftest import signed_in
from tests.phones import Phone, answers

pytestmark = pytest.mark.databases

LIST = "/console/completions/"
FAILED = answers(guard={"value": "no", "note": "Hinge bent"})
REASON = "Looked at the wrong press <2>"


@pytest.fixture
def old(phone) -> str:
    return done(phone, answers=FAILED)


def done(phone, **changes) -> str:
    (result,) = phone.told(phone.record(**changes))
    return result["id"]


def correct(phone, record_id: str, **changes) -> str:
    return done(phone, **{"kind": "correction", "corrects": record_id, "reason": REASON} | changes)


def listed(client) -> list[str]:
    return re.findall(r'href="/console/completions/([0-9a-f-]{36,64})"', client.get(LIST).text)


def words(page) -> str:
    assert page.status_code == 200, page.text
    return " ".join(re.sub("<[^>]+>", " ", page.text).split())


def test_the_list_shows_the_newest_with_a_mark_and_a_supervisor_must_look(phone, old, as_supervisor):
    noise = done(phone)
    new = correct(phone, old)
    assert listed(as_supervisor) == [new, noise]
    page = as_supervisor.get(LIST).text
    assert page.count('class="urgent"') == 1
    assert "Correction" in page
    assert "1 completion failed, is held or was corrected" in words(as_supervisor.get("/console/"))
    as_supervisor.post(f"{LIST}{new}/review")
    assert 'class="urgent"' not in as_supervisor.get(LIST).text
    assert "was corrected" not in words(as_supervisor.get("/console/"))


def test_each_of_the_two_pages_names_the_other_and_shows_the_reason(phone, old, as_supervisor):
    new = correct(phone, old)
    before, after = as_supervisor.get(f"{LIST}{old}"), as_supervisor.get(f"{LIST}{new}")
    assert f'href="{LIST}{new}"' in before.text
    assert f'href="{LIST}{old}"' in after.text
    assert "Looked at the wrong press &lt;2&gt;" in before.text
    assert "Looked at the wrong press &lt;2&gt;" in after.text
    assert "Corrected by its author." in words(before)
    assert "Hinge bent" in before.text
    assert "Before the correction" in words(after)
    assert "Hinge bent" in after.text


def test_a_correction_can_be_corrected_and_the_last_one_stands(phone, old, as_supervisor):
    second = correct(phone, old)
    third = correct(phone, second)
    assert listed(as_supervisor) == [third]
    assert f'href="{LIST}{third}"' in as_supervisor.get(f"{LIST}{second}").text


def test_the_csv_has_both_and_says_which_corrects_which(phone, old, as_supervisor):
    new = correct(phone, old)
    text = as_supervisor.get("/console/completions.csv").data.decode("utf-8-sig")
    rows = {
        row["Record"]: (row["Corrects"], row["Corrected by"]) for row in csv.DictReader(io.StringIO(text))
    }
    assert rows == {old: ("", new), new: (old, "")}


def test_nobody_corrects_what_another_has_signed(app, phone, old, as_supervisor):
    will = Phone(signed_in(app, "will"), phone.plant, phone.guide).enrol()
    theirs = correct(will, old)
    assert set(listed(as_supervisor)) == {old, theirs}
    assert "It corrects nothing until then" in words(as_supervisor.get(f"{LIST}{theirs}"))
    assert "Corrected by its author" not in words(as_supervisor.get(f"{LIST}{old}"))


def test_a_forged_correction_counts_only_once_it_was_accepted(phone, old, as_supervisor):
    record = phone.record(kind="correction", corrects=old, reason="x", key=ECKey.generate_key("P-256"))
    (result,) = phone.told(record)
    assert result["held"] == "bad-signature"
    assert old in listed(as_supervisor)
    form = {"sha256": result["sha256"], "does": "accept", "note": "Asked in person"}
    as_supervisor.post(f"{LIST}{result['sha256']}/remarks", data=form)
    assert listed(as_supervisor) == [result["sha256"]]


def test_a_correction_that_comes_first_waits_for_the_record_it_names(phone, as_supervisor):
    old = new_id()
    new = correct(phone, old)
    assert "has not arrived" in words(as_supervisor.get(f"{LIST}{new}"))
    done(phone, id=old, answers=FAILED)
    assert listed(as_supervisor) == [new]
    assert "Before the correction" in words(as_supervisor.get(f"{LIST}{new}"))


@pytest.mark.parametrize(
    ("changes", "held"),
    [
        ({"reason": "  "}, "unreadable"),
        ({"corrects": None}, "unreadable"),
        ({"corrects": "17"}, "unreadable"),
        ({"guide": None}, "unknown-version"),
        ({"version": 9}, "unknown-version"),
    ],
)
def test_what_is_no_correction_is_kept_and_held(phone, old, changes, held):
    record = phone.record(**{"kind": "correction", "corrects": old, "reason": REASON} | changes)
    (result,) = phone.told(record)
    assert (result["state"], result["held"]) == ("held", held)


def test_the_columns_of_a_correction_are_what_it_signed(app, phone, old, tamper):
    correct(phone, old)
    with app.app_context():
        assert verification.all_faults(db.session(), server_key()) == []
    tamper("UPDATE record SET corrects = NULL")
    with app.app_context():
        (fault,) = verification.all_faults(db.session(), server_key())
    assert fault.reason == "the column corrects is not what the record says"
