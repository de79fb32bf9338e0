"""Work over every core. It pays only for what leaves Python's lock, as signatures do."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
LEAST = 8  # items; fewer are not worth the handing over


def spread(work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """What `work` makes of each item, in order. What no other core has begun is done here."""
    cores = os.cpu_count() or 1
    if cores == 1 or len(items) < LEAST:
        return [work(item) for item in items]
    size = -(-len(items) // cores)
    parts = [items[start : start + size] for start in range(0, len(items), size)]
    others = [_helpers().submit(_all, work, part) for part in parts[1:]]
    done = _all(work, parts[0])
    for part, other in zip(parts[1:], others, strict=True):
        done += _all(work, part) if other.cancel() else other.result()
    return done


def _all(work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    return [work(item) for item in items]


@cache
def _helpers() -> ThreadPoolExecutor:
    """Made at first use, so after a server has forked its workers."""
    return ThreadPoolExecutor(max_workers=max(1, (os.cpu_count() or 1) - 1), thread_name_prefix="spread")
