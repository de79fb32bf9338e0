"""Answers that never arrive: the app's own sender before a real server, a faulty line between them."""

import http.client
from base64 import b64decode, b64encode
from collections.abc import Callable
from random import Random
from typing import Any

from tests.chaos.site import Line, broken, opened
from tests.faults.conftest import Works
from tests.faults.proxy import Exchange, Fault, Proxy, cut, dead, halve, lose
from tests.model.handsets import Device, Handsets

PHONES, SHIFT = 3, 60  # answers lost in a shift
NOW = 1_772_344_800_000
SHOWN = ("content-type", "retry-after")


def dead_at_once(exchange: Exchange) -> None:
    exchange.drop(reset=True)


def halves(chance: Random) -> Fault:
    """Some bytes of the request arrive: within its head, or within its body."""
    return cut(chance.randrange(1, 1500))


FAULTS: dict[str, Callable[[Random], Fault]] = {
    "before, closed": lambda _: dead,
    "before, reset": lambda _: dead_at_once,
    "in the request": halves,
    "after commit, closed": lambda _: lose(),
    "after commit, reset": lambda _: lose(reset=True),
    "in the answer": lambda _: halve,
}


def campaign(*, losses: int, seed: int) -> Line:
    with opened() as works:
        works.server.start()
        proxy = Proxy(works.server).start()
        handsets = Handsets(lambda device, request: over(proxy, device, request))
        try:
            made, lost, waiting = shifts(works, proxy, handsets, losses, Random(seed))
        finally:
            handsets.close()
            proxy.stop()
        works.server.kill()
        rows = [record for (record,) in works.rows("SELECT id FROM record")]
        bad = {"lost": len(made - set(rows)), "twice": len(rows) - len(set(rows)), "not confirmed": waiting}
        bad["broken ledgers"] = broken(works)
        return Line("answers lost", {"lost answers": lost, "records": len(made)}, bad)


def shifts(works: Works, proxy: Proxy, handsets: Handsets, losses: int, chance: Random) -> tuple:
    """New phones each shift; ids of all records, answers lost, records that no phone has confirmed."""
    people = [dict(pair.split("=", 1) for pair in cookie.split("; ")) for cookie in signed_in(works)]
    made: set[str] = set()
    lost = waiting = 0
    while lost < losses:
        crew = Crew(works, proxy, handsets, people)
        done, failed = crew.work(min(SHIFT, losses - lost), chance)
        made, lost, waiting = made | done, lost + failed, waiting + crew.deliver()
    return made, lost, waiting


def signed_in(works: Works) -> list[str]:
    return [works.phone(handle).client.cookie for handle in ("wanda", "will", "wanda")]


class Crew:
    """People with phones, who finish and send whatever the line does."""

    def __init__(self, works: Works, proxy: Proxy, handsets: Handsets, people: list[dict[str, str]]):
        self.proxy, self.handsets = proxy, handsets
        self.devices = handsets.anew(PHONES, NOW)
        self.about = {"guide": works.guide.id, "equipment": works.plant.press, "label": works.plant.label}
        for device, cookies in zip(self.devices, people, strict=True):
            device.cookies = dict(cookies)
            self._act(device, "signIn")
            self._act(device, "pull")

    def work(self, losses: int, chance: Random) -> tuple[set[str], int]:
        """Ids of the records made, and how many answers were lost on the way."""
        made: set[str] = set()
        lost = 0
        while lost < losses:
            device = chance.choice(self.devices)
            photos = chance.sample(range(3), chance.choice([0, 0, 1, 2]))
            made |= set(self._act(device, "finish", taps=1, photos=photos, **self.about))
            for _ in range(chance.randint(1, 6)):
                if all(row["state"] == "confirmed" for row in device.rows.values()):
                    break
                passing = chance.choice([0, 0, 0, 1, 2])  # so many requests go well before the line fails
                fault = FAULTS[chance.choice(list(FAULTS))](chance)
                trap = self.proxy.on("P", fault, times=1, when=after(passing))
                self._act(device, "send")
                lost += len(trap.hits)
                self.proxy.clear()
        return made, lost

    def deliver(self) -> int:
        """The line is well: how many records are not confirmed after a round of each phone."""
        for device in self.devices:
            self._act(device, "send")
        return sum(row["state"] != "confirmed" for device in self.devices for row in device.rows.values())

    def _act(self, device: Device, act: str, **about: Any) -> Any:
        device.now += 200_000
        done = self.handsets.act(device, act, **about)
        assert not done.error, done.message
        return done.value


def after(passing: int) -> Callable[[Exchange], bool]:
    """False for so many requests, then true."""
    left = iter([False] * passing)
    return lambda _: next(left, True)


def over(proxy: Proxy, device: Device, request: dict[str, Any]) -> dict[str, Any]:
    """The request over a real line; `fate` lost when no whole answer came."""
    line = http.client.HTTPConnection("127.0.0.1", proxy.loopback.server_port, timeout=60)
    cookies = "; ".join(f"{name}={value}" for name, value in device.cookies.items())
    headers = {**request["headers"], "Cookie": cookies, "Sec-Fetch-Site": "same-origin"}
    try:
        line.request(request["method"], request["path"], b64decode(request["body"]) or None, headers)
        answer = line.getresponse()
        said = {name: answer.headers[name] for name in SHOWN if name in answer.headers}
        return {"status": answer.status, "headers": said, "body": b64encode(answer.read()).decode()}
    except (OSError, http.client.HTTPException):
        return {"fate": "lost"}
    finally:
        line.close()
