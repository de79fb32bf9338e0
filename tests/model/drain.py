"""The end of every run: all faults are over, and everything that was saved must arrive, once."""

from typing import Any

ROUNDS = 6


def drain(run: Any) -> None:
    """Bring all records in; `run` is the machine, whose faults end here."""
    for device in run.devices:
        device.now += 600_000  # a lease of a killed page runs out
        device.cookies = dict(run.server.template.cookies[device.number % 2])
        run._act(device, "kill")
        run._act(device, "signIn")
        run._act(device, "pull")
        _send(run, device)
        _rescue(run, device)
        _still_works(run, device)
    run.truth.hold()
    _nothing_lost(run)
    said = run.server.run("ledger", "verify")
    assert f"{len(run.ledger.rows)} records hold" in said, f"I7: {said}"


def _send(run, device) -> None:
    for _ in range(ROUNDS):
        round = run._act(device, "send").value
        assert round["problem"] == "", f"I8: with all faults over a round ends with {round}"
        if not any(row["state"] in ("saved", "sent") for row in device.rows.values()):
            return
    raise AssertionError("I8: records stay although every round went well")


def _rescue(run, device) -> None:
    """What needs attention has not gone: anybody may bring it."""
    stuck = [row for row in device.rows.values() if row["state"] == "attention"]
    told = {row["detail"] for row in stuck}
    assert told <= {"too-large"}, f"I6: attention for {told}"
    for row in stuck:
        (result,) = run.server.push(run.server.template.cookies[0], [row["jws"]])
        assert result["state"] in ("stored", "already", "held"), f"I1: not delivered by a courier: {result}"


def _still_works(run, device) -> None:
    about = run._about([1], True)
    done = run._act(device, "finish", taps=1, **about)
    assert not done.error, f"I8: with all faults over: {done.message}"
    (record,) = done.value
    _send(run, device)
    assert device.rows[record]["state"] == "confirmed", "I8: a record of today is not confirmed"
    index = run._act(device, "index").value
    assert index == run.server.index(device.cookies), "I8: the index is not the server's"


def _nothing_lost(run) -> None:
    saved = {row["sha256"] for row in run.truth.saved.values()}
    assert set(run.ledger.by_sha) == saved, "I1: not all that was saved is on the server"
    counters: dict[str, list[int]] = {}
    for row in run.ledger.rows:
        counters.setdefault(row["enrolment_id"], []).append(row["counter"])
    for enrolment, seen in counters.items():
        assert sorted(seen) == list(range(1, len(seen) + 1)), f"I5: {enrolment} has a gap in {sorted(seen)}"
    for record, row in run.truth.saved.items():
        refused = run.truth.holder[record].rows.get(record, {}).get("state") == "attention"
        assert refused or run.ledger.complete(row["sha256"], row["evidence"]), "I1: evidence has not arrived"
