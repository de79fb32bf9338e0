"""What the phone downloads before it shows anything, and for the whole shell (gzip -9)."""

import gzip
import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILT = ROOT / "static" / "built"
KOLIBRI_JAVASCRIPT = 765  # KB gzip, Kolibri 0.19.5, JavaScript alone; measured apart from this run


def packed(*paths: Path) -> float:
    """Sum of the gzip sizes in KB."""
    return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths) / 1000


def run() -> list[dict]:
    first = [one("main.*.js"), one("main.*.css")]
    shell = [BUILT / Path(url).name for url in json.loads(precached())]
    route, whole = packed(*first), packed(*(path for path in shell if path.suffix != ".wasm"))
    return [
        row("JavaScript and CSS of the first route, gzip", route, 60),
        row("whole worker shell without wasm, gzip", whole, 150),
    ]


def row(metric: str, value: float, limit: float) -> dict:
    ratio = value / KOLIBRI_JAVASCRIPT
    return {
        "metric": metric,
        "value": value,
        "unit": "KB",
        "against": f"Kolibri 0.19.5 JavaScript {KOLIBRI_JAVASCRIPT} KB",
        "ratio": ratio,
        "limit": f"at most {limit:g} KB",
        "ok": value <= limit,
    }


def one(pattern: str) -> Path:
    [path] = [p for p in BUILT.glob(pattern) if not p.name.endswith(".map")]
    return path


def precached() -> str:
    """The list that the built service worker carries."""
    return re.search(r'\["/static/built/[^\]]*\]', (BUILT / "sw.js").read_text()).group()
