"""Why a record is held, what its time is worth, and signatures that agree with joserfc."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws as standard
from joserfc.errors import BadSignatureError
from joserfc.jwk import ECKey

from app.records import jws, rules

NOON = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
WELL = dict.fromkeys(("enrolled", "signed", "own", "allowed", "known", "possible", "readable"), True)
KEY, OTHER = ECKey.generate_key("P-256"), ECKey.generate_key("P-256")
PUBLIC = KEY.as_dict(private=False)
OBJECTS = st.dictionaries(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8), st.integers() | st.text("ab")
)


def test_a_record_in_order_is_not_held():
    assert rules.held(**WELL) is None


@pytest.mark.parametrize(("check", "reason"), list(zip(WELL, rules.HELD, strict=True)))
def test_each_reason_alone_holds_a_record_and_has_a_sentence(check, reason):
    assert rules.held(**{**WELL, check: False}) == reason
    assert rules.HELD[reason].endswith(".")


def test_the_gravest_reason_is_the_one_told():
    assert rules.held(**dict.fromkeys(WELL, False)) == "unknown-enrolment"
    assert rules.held(**{**dict.fromkeys(WELL, False), "enrolled": True}) == "bad-signature"


@pytest.mark.parametrize(
    ("wall", "offset", "moment", "possible"),
    [
        ("2026-01-15T12:30:00.500+01:00", None, datetime(2026, 1, 15, 11, 30, 0, 500000, tzinfo=UTC), True),
        ("2026-01-15T10:00:00Z", 3_600_000, datetime(2026, 1, 15, 11, tzinfo=UTC), True),
        ("2026-01-15T10:00:00", None, datetime(2026, 1, 15, 10, tzinfo=UTC), True),
        ("2026-01-15T15:00:00Z", None, NOON, True),
        ("2015-01-15T12:00:00Z", None, NOON, False),
        ("2037-01-15T12:00:00Z", None, NOON, False),
        ("soon", None, NOON, False),
        ("", None, NOON, False),
        ("9999-12-31T23:59:59-12:00", None, NOON, False),
        ("2026-01-15T10:00:00Z", float("nan"), NOON, False),
        ("2026-01-15T10:00:00Z", float("inf"), NOON, False),
    ],
)
def test_the_time_of_finish_is_the_phones_corrected_and_never_after_receipt(wall, offset, moment, possible):
    assert rules.finished(wall, offset, NOON) == (moment, possible)


@given(st.text() | st.datetimes().map(str), st.none() | st.floats())
def test_no_time_a_phone_may_say_breaks_the_rule(wall, offset):
    moment, _ = rules.finished(wall, offset, NOON)
    assert moment <= NOON
    assert rules.fast_by(wall, offset, NOON) >= timedelta(0)


def test_a_clock_is_fast_only_beyond_ten_minutes():
    assert rules.fast_by("2026-01-15T12:09:00Z", 0, NOON) == timedelta(0)
    assert rules.fast_by("2026-01-15T12:30:00Z", 0, NOON) == timedelta(minutes=30)
    assert rules.fast_by("2026-01-15T12:30:00Z", -1_800_000, NOON) == timedelta(0)


@given(OBJECTS)
def test_our_signatures_are_verified_by_joserfc_and_its_by_us(payload):
    text = jws.sign(payload, KEY, "test+jws")
    assert jws.parse(text).sole
    ours = standard.deserialize_compact(text, KEY)
    assert json.loads(ours.payload) == payload
    theirs = jws.parse(standard.serialize_compact({"alg": "ES256"}, json.dumps(payload).encode(), KEY))
    assert theirs.payload == payload
    assert jws.verify(theirs, PUBLIC)
    assert not jws.verify(theirs, OTHER.as_dict(private=False))


def test_the_example_of_the_standard_verifies():
    """RFC 7515, appendix A.3.1."""
    text = (
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19"
        "yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
    )
    key = {
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    }
    assert jws.verify(jws.parse(text), key)


@given(st.integers(0, 400), st.integers(1, 63))
def test_a_changed_character_is_never_verified(place, step):
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    text = standard.serialize_compact({"alg": "ES256"}, b'{"id": "x", "note": "the guard is closed"}', KEY)
    place %= len(text) - 1  # the last character carries two bits that decode to nothing
    if text[place] == ".":
        return
    other = alphabet[(alphabet.index(text[place]) + step) % 64]
    changed = text[:place] + other + text[place + 1 :]
    try:
        assert not jws.verify(jws.parse(changed), PUBLIC)
    except ValueError:
        with pytest.raises((BadSignatureError, Exception)):
            standard.deserialize_compact(changed, KEY)


@pytest.mark.parametrize("text", ["W10.e30.AA", "e30.W10.AA", "e30.MQ.AA", "e30.e30", ""])
def test_only_two_objects_and_a_signature_are_a_jws(text):
    with pytest.raises(ValueError, match="JSON objects|three parts"):
        jws.parse(text)


@pytest.mark.parametrize("header", [{"alg": "none"}, {"alg": "HS256"}, {}])
def test_only_es256_is_believed(header):
    text = jws.sign({"id": "x"}, KEY, "t")
    signed = jws.parse(text)
    assert jws.verify(signed, PUBLIC)
    assert not jws.verify(jws.Signed(header, signed.payload, signed.signed_text, signed.signature), PUBLIC)
    assert not jws.verify(jws.Signed(signed.header, signed.payload, signed.signed_text, b""), PUBLIC)


VALUES = [
    None,
    True,
    False,
    0,
    1,
    -2.5,
    "",
    "yes",
    "na",
    "fail",
    "flag",
    "full",
    "empty",
    "other",
    [],
    {},
    [1],
]


@pytest.mark.parametrize(
    ("kind", "good"),
    [
        ("tick", [None, True, False]),
        ("yes_no", [None, "yes", "na"]),
        ("pass_fail", [None, "fail", "flag"]),
        ("number", [None, 0, 1, -2.5]),
        ("choice", [None, "full", "empty"]),
        ("text", [None, "", "yes", "na", "fail", "flag", "full", "empty", "other"]),
        ("photo", [None]),
    ],
)
def test_each_kind_takes_its_own_values_only(kind, good):
    item = {"kind": kind, "choices": ["full", "empty"]}
    assert [value for value in VALUES if rules.fits(item, value)] == good
