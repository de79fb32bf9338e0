"""Ten thousand pieces of equipment: imported through the console, listed and searched; their labels."""

import io
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

import openpyxl

from tests.benchmarks import many_labels
from tests.benchmarks.rows import row, timed
from tests.benchmarks.serving import Answer, Line, Served, served
from tests.factories import PASSWORD
from tests.workbooks import HEADER, csv, xlsx

COUNT, AREAS, TYPES, TIMES = 10_000, 200, 40, 15
EQUIPMENT = "/console/equipment/"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
BOUNDARY = "lineside-bench"


def run() -> list[dict]:
    rows = some_rows()
    book = xlsx([HEADER, *rows])
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as plant:
        desk = Desk(plant)
        first = desk.imports(book, "list.xlsx")
        again = desk.imports(csv([HEADER, *(changed(one) for one in rows)]), "list.csv")
        lists = {
            "a page of the list": "",
            "search by words": "?search=pump+09",
            "an area with what is inside it": f"?area={plant.plant.area}",
            "those without a label": "?label=without",
            "its last page": f"?page={COUNT // 100}",
        }
        listed = {name: desk.waits(EQUIPMENT + query) for name, query in lists.items()}
        bulk = timed(desk.changes_all)
        export = timed(lambda: desk.get(f"{EQUIPMENT}equipment.xlsx"))
        labels = many_labels.measured(plant)
    plain = timed(lambda: list(openpyxl.load_workbook(io.BytesIO(book), read_only=True).active.values))
    return [
        imported("10,000 pieces imported from XLSX", first, plain),
        imported("the same from CSV, each changed", again, plain),
        *(row(f"{name}, of 10,000", ms, "ms", "≤ 200 ms", ms <= 200) for name, ms in listed.items()),
        row("10,000 pieces changed at once", bulk, "s", "≤ 30 s", bulk <= 30),
        row("10,000 pieces exported as XLSX", export, "s", "≤ 30 s", export <= 30),
        *labels,
    ]


def imported(metric: str, seconds: float, plain: float) -> dict:
    against = f"openpyxl reads it {plain:.1f} s"
    return row(f"{metric}, with the dry run", seconds, "s", "≤ 30 s", seconds <= 30, against, seconds / plain)


def some_rows() -> list[list]:
    return [
        [
            f"PU-{number:05}",
            f"Pump {number:05}",
            f"Pump type {number % TYPES}",
            f"Hall A / Row {number % AREAS % 20} / Cell {number % AREAS}",
            f"S{number:07}",
            "Maintenance, 4711",
            "Active",
            "Crushing, Hot surface",
            "Eye protection",
        ]
        for number in range(COUNT)
    ]


def changed(line: list) -> list:
    return [*line[:4], f"{line[4]}b", *line[5:]]


class Desk:
    """An admin's browser: signed in, sends forms, follows where they lead."""

    def __init__(self, plant: Served):
        self.line, self.site = Line(plant.port), plant.plant.site
        self.headers = {"Sec-Fetch-Site": "same-origin", "Accept-Encoding": "identity"}
        signed = self._post("/sign-in", urlencode({"handle": "ada", "password": PASSWORD}).encode(), FORM)
        cookies = [value.split(";")[0] for name, value in signed.headers if name.lower() == "set-cookie"]
        self.headers["Cookie"] = "; ".join(cookies)

    def imports(self, file: bytes, name: str) -> float:
        """Seconds from choosing a file until everything in it is in the register, the dry run between."""
        start = time.perf_counter()
        address = self._led(self._post(f"{EQUIPMENT}import/", *self._upload(file, name)))
        page = self.get(address).body.decode()
        fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page))
        done = self._led(self._post(f"{address}/rows", urlencode(fields).encode(), FORM))
        seconds = time.perf_counter() - start
        assert "Everything in the file is in the register" in self.get(done).body.decode()
        return seconds

    def changes_all(self) -> None:
        """Puts all of it out of service, in one form."""
        form = urlencode({"all": "yes", "set_status": "out_of_service"}).encode()
        assert (
            int(re.search(r"changed=(\d+)", self._led(self._post(f"{EQUIPMENT}changes", form, FORM)))[1])
            > COUNT
        )

    def get(self, path: str) -> Answer:
        answer = self.line.ask("GET", path, headers=self.headers)
        assert answer.status == 200, (path, answer)
        return answer

    def waits(self, path: str) -> float:
        """Milliseconds, the median of TIMES."""
        ask: Callable[[], object] = lambda: self.get(path)  # noqa: E731
        return 1000 * median(timed(ask) for _ in range(TIMES))

    def _post(self, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        return self.line.ask("POST", path, body, self.headers | headers)

    def _led(self, answer: Answer) -> str:
        assert answer.status == 303, (answer.status, answer.body[-3000:])
        return next(value for name, value in answer.headers if name.lower() == "location")

    def _upload(self, file: bytes, name: str) -> tuple[bytes, dict[str, str]]:
        site = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="site"\r\n\r\n{self.site}\r\n'
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = site.encode() + head.encode() + file + f"\r\n--{BOUNDARY}--\r\n".encode()
        return body, {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
