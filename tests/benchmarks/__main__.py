"""Print the benchmark table: medians, and ratios against a peer or a limit in the same run.

Each module beside this one has run() -> list of rows {metric, value, unit, against, ratio, limit, ok};
`limit` is text, `ok` whether the value keeps it. Name modules on the command line to run only those.
"""

import importlib
import sys
from pathlib import Path

HEAD = ("what", "measured", "against", "ratio", "target", "")


def names() -> list[str]:
    files = sorted(Path(__file__).parent.glob("[a-z]*.py"))
    return [
        file.stem for file in files if hasattr(importlib.import_module(f"{__package__}.{file.stem}"), "run")
    ]


def shown(row: dict) -> tuple[str, ...]:
    value = f"{row['value']:.3g}" if abs(row["value"]) < 1000 else f"{row['value']:,.0f}"
    ratio = f"{row['ratio']:.2f}×" if row.get("ratio") else ""
    verdict = {True: "ok", False: "MISSED", None: ""}[row["ok"]]
    return row["metric"], f"{value} {row['unit']}", row.get("against") or "", ratio, row["limit"], verdict


def main(wanted: list[str]) -> int:
    rows = []
    for name in wanted or names():
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"{__package__}.{name}").run()
    table = [HEAD, *(shown(row) for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(HEAD))]
    for line in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
    aims = [row["ok"] for row in rows if row["ok"] is not None]
    print(f"\n{sum(aims)} of {len(aims)} targets met")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
