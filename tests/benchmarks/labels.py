"""A thousand labels in six scripts to PDF, beside the loop one would write first with fpdf2 and qrcode.

The loop knows Latin, Cyrillic and Greek only; ours has six scripts. Ten thousand show that memory stays flat.

Each print runs in a fresh process, so that its time and its peak memory are its own.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median

from app.labels import rules
from app.labels.catalogue import STOCKS
from app.labels.fonts import FOLDER
from app.labels.sheet import write_sheet
from app.labels.text import LabelText

ROOT = Path(__file__).resolve().parents[2]
COUNT, TIMES = 1000, 3
STOCK = STOCKS["L7160"]
HOST = "lineside.example.com"
MANY = 10_000
FLAT = 1.1
"""Peak memory of ten thousand labels as part of that of one thousand."""

NAMES = [
    "Hydraulic press 4",
    "Pallet wrapper, dispatch north",
    "Ленточный конвейер № 7",
    "Πρέσα 3",
    "Ladder 12",
]
SIX_SCRIPTS = [
    "Hydraulic press 4",
    "Ленточный конвейер № 7",
    "مكبس هيدروليكي 4",
    "四号液压机",
    "油圧プレス四号機",
    "हाइड्रोलिक प्रेस ४",
]


def run() -> list[dict]:
    runs = {name: [] for name in ("ours", "plain")}
    for _ in range(TIMES):
        for name, found in runs.items():
            found.append(measured_apart(name))
    ours, plain = runs["ours"], runs["plain"]
    return [
        row("1,000 labels in six scripts to PDF, time", ours, plain, "seconds", "s", 5),
        row("1,000 labels in six scripts to PDF, peak memory", ours, plain, "megabytes", "MB", 150),
        flatness(ours, measured_apart("many")),
    ]


def flatness(thousand: list[dict], many: dict) -> dict:
    one, ten = median(r["megabytes"] for r in thousand), many["megabytes"]
    return {
        "metric": "10,000 labels in six scripts, peak memory",
        "value": ten,
        "unit": "MB",
        "against": f"1,000 labels {one:.3g} MB",
        "ratio": ten / one,
        "limit": f"at most {FLAT:g} times",
        "ok": ten <= FLAT * one,
    }


def row(metric: str, ours: list[dict], plain: list[dict], key: str, unit: str, limit: float) -> dict:
    value, peer = median(r[key] for r in ours), median(r[key] for r in plain)
    return {
        "metric": metric,
        "value": value,
        "unit": unit,
        "against": f"plain fpdf2 + qrcode loop {peer:.3g} {unit}",
        "ratio": value / peer,
        "limit": f"at most {limit:g} {unit}",
        "ok": value <= limit,
    }


def measured_apart(name: str) -> dict:
    command = [sys.executable, "-m", __name__ if __name__ != "__main__" else "tests.benchmarks.labels", name]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(result.stdout)


def measure(name: str) -> dict:
    import resource

    printer, names, count = PRINTERS[name]
    labels = some_labels(names, count)
    start = time.perf_counter()
    size = printer(labels)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = peak / (1e6 if sys.platform == "darwin" else 1e3)
    return {"seconds": seconds, "megabytes": megabytes, "bytes": size}


def some_labels(names: list[str], count: int) -> Iterator[LabelText]:
    seeded = random.Random(1)
    for i in range(count):
        name, area = names[i % len(names)], f"Hall {i % 9} · Line {i % 4}"
        yield LabelText(rules.new_code(seeded), name, f"M-{i:04}", area)


def ours(labels: Iterable[LabelText]) -> int:
    """Into a file, as the console and the command line do; the size in bytes."""
    with tempfile.TemporaryFile() as out:
        write_sheet(labels, out, stock=STOCK, host=HOST)
        return out.tell()


def plain(labels: Iterable[LabelText]) -> int:
    """The same words in the same font, one qrcode a label, one rectangle a module."""
    from fpdf import FPDF

    pdf = FPDF(unit="mm", format=STOCK.page)
    pdf.set_auto_page_break(False)
    pdf.add_font("Noto", "", FOLDER / "noto-sans" / "400Regular" / "NotoSans_400Regular.ttf")
    pdf.add_font("Noto", "B", FOLDER / "noto-sans" / "700Bold" / "NotoSans_700Bold.ttf")
    corners = list(STOCK.corners())
    for number, label in enumerate(labels):
        if number % STOCK.cells == 0:
            pdf.add_page()
        draw_plainly(pdf, label, *corners[number % STOCK.cells])
    return len(pdf.output())


def draw_plainly(pdf, label: LabelText, x: float, y: float) -> None:
    import qrcode

    symbol = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_H, border=4)
    symbol.add_data(f"HTTPS://{HOST.upper()}/Q/{label.code}")
    symbol.make()
    matrix = symbol.get_matrix()
    side = 29 / len(matrix)
    for row_number, modules in enumerate(matrix):
        for column, black in enumerate(modules):
            if black:
                pdf.rect(x + 1 + column * side, y + 1 + row_number * side, side, side, style="F")
    words = [
        ("B", 11, label.name),
        ("B", 9, label.tag),
        ("", 7.5, label.area),
        ("B", 12, rules.pretty(label.code)),
    ]
    pdf.set_xy(x + 31, y + 3)
    for style, size, text in words:
        pdf.set_font("Noto", style, size)
        pdf.set_x(x + 31)
        pdf.multi_cell(30, size * 0.42, text, align="L", new_x="LEFT", new_y="NEXT")


PRINTERS = {
    "ours": (ours, SIX_SCRIPTS, COUNT),
    "many": (ours, SIX_SCRIPTS, MANY),
    "plain": (plain, NAMES, COUNT),
}

if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1])))
