"""The phones: one Node process that runs the app's own modules, and what it says of each phone."""

import json
import os
import select
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 30
MOST_REQUESTS = 2_000  # of one step

Said = dict[str, Any]


@dataclass
class Device:
    """What is on one phone, as it reported last; `now` is its own clock in ms."""

    number: int
    now: int
    cookies: dict[str, str] = field(default_factory=dict)
    rows: dict[str, Said] = field(default_factory=dict)
    drafts: dict[str, Said] = field(default_factory=dict)
    evidence: set[str] = field(default_factory=set)
    heads: list[str] = field(default_factory=list)

    @property
    def ticket(self) -> str:
        return self.cookies.get("lineside-person", "")


@dataclass
class Done:
    """How one act ended, and what changed on the phone by it."""

    value: Any
    error: str
    message: str
    killed: bool
    struck: bool
    new: list[Said]
    changed: list[tuple[Said, Said]]
    gone: list[Said]
    drafts_before: dict[str, Said]


class Handsets:
    """`fetch(device, request)` is the network; what it answers has a `fate`, or status, headers and body."""

    def __init__(self, fetch: Callable[[Device, Said], Said]):
        self.fetch = fetch
        node = shutil.which("node", path=f"{os.environ['PATH']}:{ROOT / '.venv' / 'bin'}")
        command = [str(node), str(ROOT / "tests" / "model" / "process.js")]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.ears, self.mouth = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self.ears, False)  # both may have much to say at once
        self.rest = b""

    def anew(self, count: int, now: int) -> list[Device]:
        """So many phones with nothing on them."""
        self.devices = [Device(number, now) for number in range(count)]
        self._tell({"phones": count})
        self._until_done()
        return self.devices

    def act(self, device: Device, act: str, fault: Said | None = None, **about: Any) -> Done:
        request = {"device": device.number, "act": act, "about": about, "fault": fault, "now": device.now}
        self._tell(request | {"ticket": device.ticket})
        done = self._until_done()
        device.now = done["now"]
        return _noted(device, done)

    def close(self) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.kill()  # a dead phone may have left a timer
        self.process.wait()

    def _tell(self, message: Said) -> None:
        said = memoryview(json.dumps(message).encode() + b"\n")
        while said:
            if self._heard(self.ears):
                said = said[os.write(self.ears, said) :]

    def _until_done(self) -> Said:
        for _ in range(MOST_REQUESTS):
            message = json.loads(self._line())
            if "done" in message:
                return message["done"]
            device = self.devices[message["device"]]
            answer = self.fetch(device, message)
            self._tell({"fetch": message["fetch"], "ticket": device.ticket} | answer)
        raise TimeoutError(f"The phones ask for ever, last for {message['path']}.")

    def _line(self) -> bytes:
        while b"\n" not in self.rest:
            self._heard()
        line, _, self.rest = self.rest.partition(b"\n")
        return line

    def _heard(self, *ears: int) -> bool:
        """Take what the phones say, or return True as soon as they listen."""
        spoken, listens, _ = select.select([self.mouth], ears, [], PATIENCE_S)
        if not (spoken or listens):
            raise TimeoutError("The phones hang: a step did not end.")
        if spoken:
            more = os.read(self.mouth, 1 << 20)
            if not more:
                raise EOFError("The phones' process ended; its own words are above.")
            self.rest += more
        return bool(listens)


def _noted(device: Device, done: Said) -> Done:
    report, before = done["report"], device.drafts
    new = [row for row in report["changed"] if row["id"] not in device.rows]
    changed = [(device.rows[row["id"]], row) for row in report["changed"] if row["id"] in device.rows]
    gone = [device.rows.pop(id) for id in report["gone"]]
    device.rows |= {row["id"]: row for row in report["changed"]}
    device.drafts = {draft["id"]: draft for draft in report["drafts"]}
    device.evidence, device.heads = set(report["evidence"]), report["heads"]
    if not report["ticket"]:
        device.cookies.pop("lineside-person", None)
    new.sort(key=lambda row: (row["enrolment"], row["said"]["counter"]))
    value, error, message = done.get("value"), done.get("error", ""), done.get("message", "")
    killed, struck = "killed" in done, done["struck"]
    return Done(value, error, message, killed, struck, new, changed, gone, before)
