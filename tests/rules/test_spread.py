"""Work handed to other cores comes back whole, in order, and fails as it would have here."""

import threading

import pytest

from app.records import spread as spreading
from app.records.spread import LEAST, spread


@pytest.fixture(params=[1, 2, 7])
def cores(request, monkeypatch):
    monkeypatch.setattr(spreading.os, "cpu_count", lambda: request.param)
    return request.param


@pytest.mark.parametrize("count", [0, 1, LEAST - 1, LEAST, 3 * LEAST + 1])
def test_every_item_is_worked_on_once_and_in_order(cores, count):
    seen = []
    assert spread(lambda item: seen.append(item) or item * 2, range(count)) == [2 * n for n in range(count)]
    assert sorted(seen) == list(range(count))


def test_many_at_once_do_not_wait_for_each_other(cores):
    """Whoever comes while the helpers are busy does the work alone."""
    asked = [range(start, start + 4 * LEAST) for start in range(20)]
    answers: dict[int, list[int]] = {}
    threads = [
        threading.Thread(target=lambda part=part: answers.update({part[0]: spread(str, part)}))
        for part in asked
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert answers == {part[0]: [str(item) for item in part] for part in asked}


def test_a_failure_in_any_part_is_told(cores):
    with pytest.raises(ZeroDivisionError):
        spread(lambda item: 1 // (item - 3 * LEAST), range(3 * LEAST + 1))
