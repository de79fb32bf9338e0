"""What phones push, seen from the faulty network, and what strangers and the server answer to it."""

import gzip
import json
import sqlite3
from contextlib import closing

from tests.faults.proxy import Answer, Exchange, Fault, Proxy, Trap, instead

PUSH, PHOTO = "POST /api/v1/records", "PUT /api/v1/evidence"

HTML = "<html><body>Welcome to the canteen Wi-Fi</body></html>"
OTHERS = json.dumps(
    {
        "results": [{"id": "x", "sha256": "0" * 64, "state": "stored", "receipt": 0}],
        "receipts": ["e30.e30.AA"],
        "head": "",
        "server_time": "",
    }
)
PORTALS = {
    "page": instead(200, HTML),
    "redirect": instead(302, Location="https://wifi.invalid/sign-in"),
    "json": instead(200, '{"ok": true}', "application/json"),
    "results": instead(200, OTHERS, "application/json"),
    "sign-in": instead(401, HTML),
    "created": instead(201, '{"results": [{}], "receipts": []}', "application/json"),
    "nothing": instead(204),
}
OF_OURS = {  # status: (code, what the record then says); 413 is about the record, see the tests
    401: ("sign-in-needed", "Sign in so that it can be sent."),
    403: ("foreign-origin", "foreign-origin"),
    409: ("epoch", "epoch"),
    429: ("too-many", "too-many"),
    500: ("internal", "internal"),
    502: ("", "The server is in trouble"),
    503: ("busy", "busy"),
    507: ("storage-full", "storage-full"),
}


def refusing(status: int, code: str, **headers: str) -> Fault:
    problem = json.dumps({"title": code, "status": status, "code": code, "detail": f"{code} it is"})
    return instead(status, problem, "application/problem+json", **headers)


def unheard(exchange: Exchange) -> None:
    """The server does its work; nothing comes back until the network is well again."""
    exchange.forward()
    exchange.proxy.released.wait()
    exchange.drop()


def read(sent: Exchange | Answer) -> dict:
    packed = ("Content-Encoding", "gzip") in sent.headers
    return json.loads(gzip.decompress(sent.body) if packed else sent.body)


def on_push(proxy: Proxy, fault: Fault, times: int | None = None) -> Trap:
    """A fault of pushes that carry records: a phone with nothing to send says how it is, too."""
    return proxy.on(PUSH, fault, times=times, when=lambda one: bool(read(one)["records"]))


def deliveries(proxy: Proxy) -> list[str]:
    """ "records" and "evidence" in the order in which the phone has sent them; a push may carry none."""
    pushed = (one for one in proxy.seen if one.start.startswith((PUSH, PHOTO)))
    return [one.path.split("/")[3] for one in pushed if one.method == "PUT" or read(one)["records"]]


def receipts(proxy: Proxy) -> set[str]:
    """What the server answers, today and for ever, to everything the phone has pushed."""
    answers = [exchange.forward() for exchange in proxy.requests(PUSH)]
    assert {answer.status for answer in answers} == {200}
    said = [read(answer) for answer in answers]
    return {one["receipts"][result["receipt"]] for one in said for result in one["results"]}


def everything(proxy: Proxy) -> dict[str, list]:
    """Every row that a push or a photo may write."""
    with closing(sqlite3.connect(proxy.instance / "lineside.db")) as database:
        tables = ("record", "evidence", "evidence_claim", "conflict")
        return {table: database.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
