"""A row of the table, and what work costs."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cost:
    """What one piece of work took. Bytes both ways with headers; `received` are those of the answers."""

    seconds: float
    requests: int
    bytes: int
    received: int = 0


def row(
    metric: str,
    value: float,
    unit: str,
    limit: str,
    ok: bool | None,
    against: str = "",
    ratio: float | None = None,
) -> dict[str, Any]:
    """`ratio` is ours to the peer's; `limit` is what was aimed at, `ok` whether it is kept (None: no aim)."""
    return {
        "metric": metric,
        "value": value,
        "unit": unit,
        "against": against,
        "ratio": ratio,
        "limit": limit,
        "ok": ok,
    }


def timed(work: Callable[[], object]) -> float:
    """Seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
