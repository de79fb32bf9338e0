"""A rescue file at the console: delivered as a push would be, by somebody who does not become its author."""

import base64
import io
import json
import re

import pytest
from joserfc.jwk import ECKey

from app.core.database import db
from app.core.keys import server_key
from app.records import verification
from app.records.models import Record
from tests.phones import answers, claim, picture, sha256

PAGE = "/console/rescue"


def saved(*records: str, photos: tuple[bytes, ...] = (), **changes) -> bytes:
    """A rescue file as the phone writes it."""
    evidence = [
        {"sha256": sha256(p), "content_type": "image/jpeg", "base64": base64.b64encode(p).decode()}
        for p in photos
    ]
    made = {"lineside-rescue": 1, "records": list(records), "evidence": evidence}
    return json.dumps(made | changes).encode()


def bring(client, file: bytes):
    return client.post(PAGE, data={"file": (io.BytesIO(file), "lineside-rescue.json")})


def words(page) -> str:
    return " ".join(re.sub("<[^>]+>", " ", page.text).split())


def test_records_and_photos_arrive_and_stay_their_authors(app, phone, plant, as_supervisor):
    photo = picture()
    given = answers(photo={"value": None, "photos": [sha256(photo)]})
    with_photo, plain = phone.record(answers=given, evidence=[claim(photo)]), phone.record()
    page = bring(as_supervisor, saved(with_photo, plain, photos=(photo,)))
    assert page.status_code == 200
    assert words(page).count("Delivered") == 2
    assert "Wanda Worker" in words(page)
    with app.app_context():
        rows = db.session.query(Record).order_by(Record.seq).all()
        assert [row.jws for row in rows] == [with_photo, plain]
        assert {(row.person_id, row.courier_id) for row in rows} == {(plant.worker, plant.supervisor)}
        assert verification.all_faults(db.session(), server_key()) == []
    (again,) = phone.told(with_photo)
    assert (again["state"], again["complete"]) == ("already", True)


def test_the_same_file_twice_changes_nothing(app, phone, as_supervisor):
    file = saved(phone.record())
    bring(as_supervisor, file)
    assert "Was here already" in words(bring(as_supervisor, file))
    with app.app_context():
        assert db.session.query(Record).count() == 1


def test_each_record_has_its_own_outcome_in_plain_words(phone, as_supervisor):
    payload = phone.payload()
    phone.push(phone.record(**payload))
    conflict = phone.record(**payload | {"answers": answers(pressure=6.1)})
    forged = phone.record(key=ECKey.generate_key("P-256"))
    absent = phone.record(evidence=[claim(picture())])
    page = bring(as_supervisor, saved(conflict, forged, "not a record", absent))
    said = words(page)
    assert "Both are kept" in said
    assert "Delivered, held for you" in said
    assert "Someone else may have written this" in said
    assert "This is no record" in said
    assert "1 photo not in the file" in said


def test_a_damaged_photo_stays_behind_and_its_record_comes(phone, as_supervisor):
    photo = picture()
    damaged = [
        {"sha256": sha256(photo), "content_type": "image/jpeg", "base64": text}
        for text in ("AAAA", "%%%", "")
    ]
    page = bring(as_supervisor, saved(phone.record(evidence=[claim(photo)]), evidence=damaged))
    assert "Delivered" in words(page)
    assert "1 photo not in the file" in words(page)


def test_more_records_than_one_push_takes(app, phone, as_supervisor):
    assert words(bring(as_supervisor, saved(*[phone.record() for _ in range(120)]))).count("Delivered") == 120
    with app.app_context():
        assert db.session.query(Record).count() == 120


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"\x00\xff" * 99,
        b"[]",
        b"{}",
        saved("x", **{"lineside-rescue": 2}),
        saved(),
        saved("x", evidence=[{"sha256": "../../etc", "base64": ""}]),
        saved("x")[:-9],
        json.dumps({"lineside-rescue": 1, "records": [7]}).encode(),
    ],
)
def test_what_is_no_rescue_file_gets_a_clear_sentence_and_changes_nothing(app, as_supervisor, file):
    page = bring(as_supervisor, file)
    assert page.status_code == 422
    assert "Nothing was changed. Choose the file that a phone has saved" in words(page)
    with app.app_context():
        assert db.session.query(Record).count() == 0


def test_the_page_of_phones_leads_here(as_supervisor):
    assert f'href="{PAGE}"' in as_supervisor.get("/console/phones/").text
    assert "Deliver a rescue file" in as_supervisor.get(PAGE).text
