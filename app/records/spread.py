"""Work over every core. It pays only for what leaves Python's lock, as checking a signature does."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")
LEAST = 8  # items; fewer are not worth the handing over


def spread(work: Callable[[T], R], items: Sequence[T]) -> list[R]:
    """What `work` makes of each item, in order.

    Every thread takes the next item that is left, this one too: on a busy machine it does them all, and
    never waits for more than the one that another has begun.
    """
    done: dict[int, R] = {}
    left = iter(enumerate(items))

    def share() -> None:
        for place, item in left:
            done[place] = work(item)

    cores = os.cpu_count() or 1
    helpers = [_helpers().submit(share) for _ in range(cores - 1 if len(items) >= LEAST else 0)]
    share()
    for helper in helpers:
        if not helper.cancel():
            helper.result()
    return [done[place] for place in range(len(items))]


@cache
def _helpers() -> ThreadPoolExecutor:
    """Made at first use, so after a server has forked its workers."""
    return ThreadPoolExecutor(max_workers=max(1, (os.cpu_count() or 1) - 1), thread_name_prefix="spread")
