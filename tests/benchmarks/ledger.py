"""How fast a ledger is verified, on one core: the chain of 100,000 links in memory; signatures are apart."""

import statistics
from datetime import UTC, datetime, timedelta

from joserfc.jwk import ECKey

from app.records import jws, ledger
from tests.benchmarks.rows import row, timed

LINKS, SIGNED, ROUNDS = 100_000, 2_000, 5
NOON = datetime(2026, 1, 15, 12, tzinfo=UTC)
TEXT = "x" * 1100  # a completion with five answers has about 1,100 characters


def run() -> list[dict]:
    links, (receipts, key) = _chain(), _receipts()
    chain, signatures = [], []
    for _ in range(ROUNDS):
        chain.append(LINKS / timed(lambda: ledger.first_fault(links)))
        signatures.append(SIGNED / timed(lambda: [jws.verify(jws.parse(text), key) for text in receipts]))
    rate, checks = statistics.median(chain), statistics.median(signatures)
    return [
        row("ledger, chain without signatures", rate, "records/s", "≥ 100,000/s", rate >= 1e5),
        row("ledger, ES256 signatures", checks, "checks/s", "(told apart)", True),
    ]


def _chain() -> list[ledger.Link]:
    links, previous = [], ledger.START
    for seq in range(1, LINKS + 1):
        text, when = f"{seq}{TEXT}", NOON + timedelta(milliseconds=seq)
        sha256 = ledger.fingerprint(text)
        links.append(ledger.Link(seq, text, sha256, previous, ledger.link(previous, seq, sha256, when), when))
        previous = links[-1].hash
    return links


def _receipts() -> tuple[list[str], dict[str, str]]:
    key = ECKey.generate_key("P-256")
    texts = [jws.sign({"seq": seq, "hash": "0" * 64}, key, "lineside-receipt+jws") for seq in range(SIGNED)]
    return texts, {name: str(key.dict_value[name]) for name in ("x", "y")}
