"""Check a ledger that `flask ledger export` wrote. Needs Python and `cryptography`, nothing of Lineside.

    python verify_ledger.py ledger.jsonl [--key THUMBPRINT] [--head FILE-OR-JWS]...

Checked: links, the server's signatures (receipts, newest head), the phones' (records), counters, heads given.
Ends with 0: all holds, 1: not, 2: no whole export. Compare the thumbprint of the server's key (RFC 7638).
"""

import argparse
import base64
import json
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

HALF = 0x7FFFFFFF800000007FFFFFFFFFFFFFFFDE737D56D38BCF4279DCE5617E3192A8  # of P-256's order


def packed(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unpacked(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def key_of(jwk):
    x, y = (int.from_bytes(unpacked(jwk[name]), "big") for name in ("x", "y"))
    return ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()


def thumbprint(jwk):
    said = json.dumps({name: jwk[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":"))
    return packed(sha256(said.encode()).digest())


def opened(jws, key=None):
    """Header and payload of a compact JWS, and whether this key signed it (ES256, lower s, spelt one way)."""
    header, payload, signature = jws.split(".")
    said = [json.loads(unpacked(part)) for part in (header, payload)]
    if key is None or said[0].get("alg") != "ES256":
        return *said, False
    raw = unpacked(signature)
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    try:
        key.verify(utils.encode_dss_signature(r, s), f"{header}.{payload}".encode(), ec.ECDSA(SHA256()))
    except InvalidSignature:
        return *said, False
    return *said, len(raw) == 64 and packed(raw) == signature and s <= HALF


class Ledger:
    """What has been read so far. `faults` fail the check; `notes` do not."""

    def __init__(self, header):
        self.server, self.name = key_of(header["server_key"]), thumbprint(header["server_key"])
        self.newest, self.hashes, self.faults, self.notes = header["head"], ["0" * 64], [], []
        self.phones, self.counters, self.lost, self.proven = {}, {}, {}, {}

    def take(self, line):
        if "enrolment" in line:
            self.phones[line["enrolment"]] = key_of(line["public_key"])
        elif "recovery" in line:  # a restored backup, and the heads that were lost with what came after it
            _, said, signed = opened(line["recovery"], self.server)
            self.lost |= {tuple(head): said["at"] for head in said["lost"] if signed}
            self.faults += [] if signed else ["a recovery entry is not signed by the server"]
        elif "receipt" in line:  # over the records that follow
            _, self.receipt, signed = opened(line["receipt"], self.server)
            self.proven = dict(enumerate(self.receipt["records"] * signed, self.receipt["seq"]))
        else:
            bad = [why for why, holds in self.checks(line).items() if not holds]
            self.faults += [f"record {line['seq']}: {why}" for why in bad]
            self.hashes.append(line["hash"])

    def checks(self, line):
        covered = b"1" + bytes.fromhex(line["previous"]) + line["seq"].to_bytes(8, "big")
        covered += bytes.fromhex(line["sha256"]) + line["received_at"].encode()
        header, said, _ = opened(line["jws"])
        phone, held = said["enrolment"], line["held"] in ("bad-signature", "unknown-enrolment")
        own = header.get("kid") == phone and opened(line["jws"], self.phones.get(phone))[2]
        if own:
            self.counters.setdefault(phone, {})[said["counter"]] = line["sha256"], said.get("previous")
        elif held:
            self.notes.append(f"record {line['seq']}: nobody can prove its author, held: {line['held']}")
        return {
            f"number {len(self.hashes)} should stand here": line["seq"] == len(self.hashes),
            "its text does not fit its SHA-256": line["sha256"] == sha256(line["jws"].encode()).hexdigest(),
            "it does not follow the link before it": line["previous"] == self.hashes[-1],
            "its hash does not fit what it covers": sha256(covered).hexdigest() == line["hash"],
            "its text has another id": line["id"] in (said["id"], held and line["sha256"]),
            "its phone did not sign it": own or held,
            "the server did not sign its receipt": self.proven.get(line["seq"]) == line["sha256"]
            and self.receipt["received_at"] == line["received_at"]
            and (line["seq"] + 1 in self.proven or self.receipt["hash"] == line["hash"]),
        }

    def gaps(self):
        for phone, found in self.counters.items():
            last, text = 0, None
            for number, (sha, previous) in sorted(found.items()):
                if number > last + 1:
                    self.notes.append(f"enrolment {phone}: {last + 1} to {number - 1} have not arrived")
                elif previous != text:
                    self.notes.append(f"enrolment {phone}: {number} was signed after another {last}")
                last, text = number, sha

    def head(self, jws, name):
        """Note or blame a head whose link is not here; return its number."""
        _, said, signed = opened(jws, self.server)
        link = said["seq"], said["hash"]
        if not signed:
            self.faults.append(f"{name}: not signed by this ledger's server")
        elif link in self.lost:
            self.notes.append(f"{name}: number {link[0]} was lost; backup restored {self.lost[link]}")
        elif self.hashes[link[0] : link[0] + 1] != [link[1]]:
            self.faults.append(f"{name}: number {link[0]}, signed {said['at']}, is not in this ledger")
        return link[0]


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("export")
    parser.add_argument("--key", help="thumbprint that the server's key must have")
    parser.add_argument("--head", action="append", default=[], help="a head that somebody kept")
    wanted = parser.parse_args(arguments)
    try:
        with open(wanted.export, encoding="utf-8") as lines:
            ledger = Ledger(json.loads(next(lines)))
            for line in lines:
                ledger.take(json.loads(line))
        if ledger.head(ledger.newest, "the export's own head") != len(ledger.hashes) - 1:
            ledger.faults.append("records stand behind the newest head, or are missing before it")
        for head in wanted.head:
            ledger.head(head if head.startswith("eyJ") else Path(head).read_text().strip(), "head")
        ledger.gaps()
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, OSError, StopIteration) as error:
        print(f"Not a whole export of a ledger: {type(error).__name__}: {error}")
        return 2
    ledger.faults += ["the server's key is not the one you named"] * (wanted.key not in (None, ledger.name))
    counts = f"{len(ledger.hashes) - 1} records, {len(ledger.faults)} faults, {len(ledger.notes)} notes"
    told = [f"Note: {note}" for note in ledger.notes] + [f"FAULT: {fault}" for fault in ledger.faults]
    print(*told, f"{counts}. Server key: {ledger.name}", sep="\n")
    return 1 if ledger.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
