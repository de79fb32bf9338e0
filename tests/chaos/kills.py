"""The server is killed at random moments while four phones send; what it acknowledged must be there, once."""

import threading
import time
from random import Random

from tests.chaos.site import Line, broken, opened
from tests.faults.conftest import RECEIPTS, Works

COURIERS, BATCH = 4, 20
PATIENCE_S = 60


class Courier(threading.Thread):
    """Sends batch after batch; one without an answer is sent again, as a phone does, until it has one."""

    def __init__(self, works: Works):
        super().__init__(daemon=True)
        self.works, self.phone, self.ending = works, works.phone(), threading.Event()
        self.made, self.unsure = 0, []

    def run(self) -> None:
        while self.unsure or not self.ending.is_set():
            self._send(self.unsure or [self.phone.record() for _ in range(BATCH)])

    def _send(self, batch: list[str]) -> None:
        self.made += 0 if self.unsure else len(batch)
        self.unsure = batch
        try:
            answer = self.works.push(self.phone, *batch)
        except OSError:  # the server is dead; when it lives again, the same bytes
            time.sleep(0.02)
            return
        if answer.status_code == 200:
            self.unsure = []
        elif answer.status_code != 503:
            raise AssertionError(f"{answer.status_code}: {answer.text}")


def campaign(*, kills: int, records: int, seed: int) -> Line:
    chance, killed = Random(seed), 0
    with opened() as works:
        works.server.start()
        couriers = [Courier(works) for _ in range(COURIERS)]
        for courier in couriers:
            courier.start()
        while killed < kills or len(works.kept) < records:
            time.sleep(chance.uniform(0.02, 0.8))
            assert all(courier.is_alive() for courier in couriers), "a courier gave up; its words are above"
            works.server.kill()
            killed += 1
            works.server.start()
        for courier in couriers:
            courier.ending.set()
        for courier in couriers:
            courier.join(PATIENCE_S)
            assert not courier.is_alive(), "a courier is still sending"
        works.server.kill()
        return _counted(works, couriers, killed)


def _counted(works: Works, couriers: list[Courier], killed: int) -> Line:
    rows = works.rows(RECEIPTS)
    there, made = dict(rows), sum(courier.made for courier in couriers)
    lost = sum(there.get(record) != receipt for record, receipt in works.kept.items())
    bad = {"lost": lost + made - len(works.kept), "twice": len(rows) - len(there)}
    bad |= {"nobody's": len(there.keys() - works.kept.keys()), "broken ledgers": broken(works)}
    return Line("server killed", {"kills": killed, "acknowledged records": len(works.kept)}, bad)
