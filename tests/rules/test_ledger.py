"""The chain: its formula byte by byte, and the first bad row named whatever was done to it."""

import hashlib
import sqlite3
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.records import ledger
from tests.phones import Phone, publish

NOON = datetime(2026, 1, 15, 12, 0, 0, 123456, tzinfo=UTC)


def chain(length: int) -> list[ledger.Link]:
    links, previous = [], ledger.START
    for seq in range(1, length + 1):
        text, when = f"record {seq}", NOON + timedelta(seconds=seq)
        sha256 = ledger.fingerprint(text)
        link = ledger.Link(seq, text, sha256, previous, ledger.link(previous, seq, sha256, when), when)
        links.append(link)
        previous = link.hash
    return links


def test_a_link_covers_exactly_what_the_wire_page_says():
    said = (
        b"1"
        + bytes(32)
        + bytes([0] * 7 + [1])
        + hashlib.sha256(b"record").digest()
        + b"2026-01-15T12:00:00.123Z"
    )
    got = ledger.link(ledger.START, 1, hashlib.sha256(b"record").hexdigest(), NOON)
    assert got == hashlib.sha256(said).hexdigest()


def test_a_good_chain_and_an_empty_one_hold():
    assert ledger.first_fault(chain(5)) is None
    assert ledger.first_fault([]) is None


def test_what_is_no_hash_is_a_fault_and_so_is_the_link_that_follows_it():
    first, second, third, *rest = chain(5)
    broken = [first, replace(second, hash="xyz"), replace(third, previous="xyz"), *rest]
    assert [fault.seq for fault in ledger.faults(broken)] == [2, 3]


@pytest.mark.parametrize(
    ("change", "seq"),
    [
        (lambda links: links[:2] + [replace(links[2], jws="other")] + links[3:], 3),
        (lambda links: links[:2] + [replace(links[2], received_at=NOON)] + links[3:], 3),
        (lambda links: links[:2] + [replace(links[2], hash="0" * 64)] + links[3:], 3),
        (lambda links: links[:2] + links[3:], 4),
        (lambda links: links[1:], 2),
        (lambda links: [links[1], links[0], *links[2:]], 2),
        (lambda links: [*links[:4], replace(links[4], previous="0" * 64)], 5),
    ],
    ids=["text", "time", "hash", "gap", "first", "order", "previous"],
)
def test_the_first_bad_row_is_named(change, seq):
    assert ledger.first_fault(change(chain(5))).seq == seq


def test_the_command_finds_a_byte_flipped_behind_the_databases_back(app, as_worker, plant, settings):
    phone = Phone(as_worker, plant, publish(app, plant)).enrol()
    phone.push(*[phone.record() for _ in range(4)])
    runner = app.test_cli_runner()
    good = runner.invoke(args=["ledger", "verify"])
    assert (good.exit_code, good.output.startswith("4 records hold")) == (0, True)
    with sqlite3.connect(settings.instance / "lineside.db") as raw:
        raw.execute("DROP TRIGGER record_no_update")
        raw.execute("UPDATE record SET jws = replace(jws, substr(jws, 200, 1), 'A') WHERE seq = 3")
    raw.close()
    bad = runner.invoke(args=["ledger", "verify"])
    assert bad.exit_code == 1
    assert "Record 3" in bad.output
