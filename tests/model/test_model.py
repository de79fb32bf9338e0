"""Nothing lost, nothing twice, nothing under another name: 20,000 steps, 200,000 with LINESIDE_LONG.

In four parts, so that two processes share them. The seeds are fixed; in the long run they are new ones,
and LINESIDE_MODEL_SEED gives one back.
"""

import os
import secrets
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from app.core import clock
from tests.model.machine import Model
from tests.model.server import make_template

LONG = bool(os.environ.get("LINESIDE_LONG"))
PARTS = 4
STEPS = int(os.environ.get("LINESIDE_MODEL_STEPS") or (200_000 if LONG else 20_000)) // PARTS
EACH = 400  # steps of one life of everything


@pytest.fixture
def model(monkeypatch):
    """In memory where that can be: the model asks whether code is right, `make chaos` whether disks hold."""
    monkeypatch.setattr(clock, "now", clock.now)
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        Model.prepare(make_template(Path(folder) / "template"), Path(folder))
        yield Model
        Model.finish_all()


@pytest.mark.parametrize("part", range(PARTS))
def test_no_order_of_faults_breaks_a_promise(model, part, record_property):
    given = os.environ.get("LINESIDE_MODEL_SEED")
    first = int(given) if given else (secrets.randbits(32) if LONG else part * 1000)
    print(f"LINESIDE_MODEL_SEED={first} repeats this part")
    for number in range(first, first + 1000):
        run_state_machine_as_test(seed(number)(model), settings=lives(STEPS - model.steps))
        if model.steps >= STEPS:
            break
    assert model.steps >= STEPS
    acts = ", ".join(f"{count} {act}" for act, count in sorted(model.counts.items()))
    record_property("told", f"model: {model.steps:,} steps from seed {first} ({acts}), 0 violations")


def lives(steps: int) -> settings:
    """Enough runs for so many steps. A failing one is not shrunk: each try costs seconds."""
    return settings(
        max_examples=steps // EACH + 1,
        stateful_step_count=EACH,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
