"""Whatever arrives at the server, cut, repeated, reordered or malformed: whole rows, once, and an answer."""

import json
import os
import time
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.core.database import SAFE, db
from app.core.keys import server_key
from app.records import verification
from tests.phones import Phone, answers, claim, picture, publish, sha256, sign

LONG = bool(os.environ.get("LINESIDE_LONG"))
FEW = settings(
    max_examples=150 if LONG else 12, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


@pytest.mark.fault("N6")
def test_a_push_cut_at_any_byte_leaves_no_row_or_all(works):
    works.server.start()
    phone = works.phone()
    body = {
        "device": phone.device,
        "sent_at": "",
        "seen_head": None,
        "records": [phone.record(), phone.record()],
    }
    head = {"Content-Type": "application/json"}
    whole = phone.client.bytes_of("POST", "/api/v1/records", json.dumps(body).encode(), head)
    for length in range(1, len(whole), 1 if LONG else 41):
        phone.client.say(whole[:length])
        assert works.rows() == []
    assert b"200 OK" in phone.client.say(whole)
    assert len(works.rows()) == 2


@pytest.mark.fault("N6")
def test_a_photo_cut_at_any_byte_leaves_no_file_or_all(works):
    works.server.start()
    phone, photo = works.phone(), picture()
    folder = works.server.instance / "evidence"
    head = {"Content-Type": "image/jpeg"}
    whole = phone.client.bytes_of("PUT", f"/api/v1/evidence/{sha256(photo)}", photo, head)
    for length in range(1, len(whole), 1 if LONG else 29):
        phone.client.say(whole[:length])
        assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert b"200 OK" in phone.client.say(whole)
    assert works.rows("SELECT sha256, bytes FROM evidence") == [(sha256(photo), len(photo))]


@pytest.fixture
def phone(app, as_worker, plant):
    return Phone(as_worker, plant, publish(app, plant)).enrol()


@FEW
@pytest.mark.fault("N10")
@given(chance=st.randoms(use_true_random=False))
def test_any_order_any_number_of_times_is_the_same_database(app, phone, chance):
    photo = picture()
    payloads = [phone.payload(evidence=[claim(photo)] * (number == 2)) for number in range(5)]
    texts = [sign(payload, phone.key, phone.enrolment) for payload in payloads]
    other = sign(payloads[0] | {"answers": answers(guard="no")}, phone.key, phone.enrolment)
    assert phone.push(*texts).status_code == 200
    phone.push(other)
    assert phone.put(photo).status_code == 200
    first = written(app)
    late = [text for text in [*texts, other] for _ in range(chance.randint(1, 10))]
    chance.shuffle(late)
    while late:
        batch = [late.pop() for _ in range(min(len(late), chance.randint(1, 7)))]
        states = {result["state"] for result in phone.told(*batch)}
        assert states <= {"already", "conflict"}
    assert phone.put(photo).status_code == 200
    assert written(app) == first


@FEW
@pytest.mark.fault("N10")
@given(chance=st.randoms(use_true_random=False))
def test_records_that_overtake_each_other_are_the_same_records(app, phone, chance):
    """Only their places in the ledger differ, and it holds."""
    texts = [phone.record() for _ in range(8)]
    late = [text for text in texts for _ in range(chance.randint(1, 4))]
    chance.shuffle(late)
    receipts: dict[str, set] = {}
    while late:
        batch = [late.pop() for _ in range(min(len(late), chance.randint(1, 5)))]
        for result in phone.told(*batch):
            assert result["state"] in ("stored", "already")
            receipts.setdefault(result["sha256"], set()).add(result["receipt"])
    assert {len(seen) for seen in receipts.values()} == {1}
    with app.app_context():
        arrived = db.session.execute(text("SELECT jws FROM record ORDER BY counter")).scalars().all()
        assert arrived[-8:] == texts
        assert list(verification.all_faults(db.session(), server_key())) == []
        db.session.rollback()


def written(app) -> dict[str, list]:
    """Every row that a push or a photo may write."""
    names = ("record", "evidence_claim", "evidence", "conflict", "counter")
    with app.app_context():
        return {name: db.session.execute(text(f"SELECT * FROM {name}")).all() for name in names}


HOSTILE = [
    b"",
    b"\x00" * 1000,
    b"{" * 50_000,
    b"[" * 200_000,
    b'{"a":' * 50_000,
    b'"' + b"\\u0000" * 10_000 + b'"',
    b'{"records": ' + b"9" * 100_000 + b"}",
    b"a=" + b"%" * 100_000,
    b"&".join(b"x%d=1" % number for number in range(20_000)),
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a\r\n\r\nx',
    b"--b\r\n" * 20_000,
    b"--b\r\nContent-Disposition: form-data" + b"; x=y" * 20_000 + b"\r\n\r\nx\r\n--b--",
    b"".join(b'--b\r\nContent-Disposition: form-data; name="n%d"\r\n\r\nx\r\n' % n for n in range(3_000))
    + b"--b--",
]
TYPES = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=b",
    "text/plain",
]
TYPES += ["multipart/form-data", "multipart/form-data; boundary=" + "b" * 5_000, "image/jpeg", "\u00e9"]
TUS = [
    {"Tus-Resumable": "1.0.0", "Upload-Length": size, "Upload-Offset": size, "Upload-Metadata": said}
    for size in ("10", "-1", "x", "9" * 40, "")
    for said in ("filename !", "filename Zg==,filename", "\u00e9", ",")
]
BODY = st.sampled_from(HOSTILE) | st.binary(max_size=2_000)


@pytest.mark.fault("S12")
def test_any_body_to_any_route_is_refused_quickly_and_in_good_order(app, phone, as_admin):
    """Every route that takes a body, as somebody who may do most, with bodies that were made to hurt."""
    chance, slow, broken = Random("bodies"), [], []
    (result,) = phone.told(phone.record())
    there = {"guide_id": phone.guide.id, "record_id": result["id"], "sha256": sha256(b"nothing")}
    for method, path in unsafe_routes(app, there):
        for body in HOSTILE:
            kind, tus, began = chance.choice(TYPES), chance.choice(TUS), time.thread_time()
            with as_admin.open(path, method=method, data=body, content_type=kind, headers=tus) as answer:
                if answer.status_code >= 500:
                    broken.append((method, path, kind, body[:40], answer.status_code))
            if time.thread_time() - began > 1:
                slow.append((method, path, kind, body[:40]))
    assert broken == []
    assert slow == []


def unsafe_routes(app, there: dict[str, str]) -> list[tuple[str, str]]:
    """Method and path of each; what is not `there` is an id of nothing. Those that end something are last."""
    found = []
    for rule in app.url_map.iter_rules():
        known = {name: there.get(name, "01900000-0000-7000-8000-000000000000") for name in rule.arguments}
        path = rule.build(known, append_unknown=False)[1]
        found += [(method, path) for method in sorted((rule.methods or set()) - SAFE)]
    ends, leaves = ("/removal", "/withdrawal"), ("/sign-out", "/me")
    return sorted(found, key=lambda one: (one[1].endswith(leaves), one[1].endswith(ends), one[1]))


@FEW
@pytest.mark.fault("S12")
@given(
    path=st.sampled_from(["/api/v1/records", "/api/v1/enrolments", "/sign-in"]),
    body=BODY,
    kind=st.sampled_from(TYPES),
)
def test_any_bytes_of_any_kind_are_refused(phone, path, body, kind):
    answer = phone.client.post(path, data=body, content_type=kind)
    assert 400 <= answer.status_code < 500, answer.text
