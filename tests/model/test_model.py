"""Nothing lost, nothing twice, nothing under another name: 20,000 steps, 200,000 with LINESIDE_LONG."""

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
STEPS = int(os.environ.get("LINESIDE_MODEL_STEPS") or (200_000 if LONG else 20_000))
EACH = 200
SEED = int(os.environ.get("LINESIDE_MODEL_SEED") or (secrets.randbits(32) if LONG else 1))


@pytest.fixture
def model(monkeypatch):
    """In memory where that can be: the model asks whether code is right, `make chaos` whether disks hold."""
    monkeypatch.setattr(clock, "now", clock.now)
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        Model.prepare(make_template(Path(folder) / "template"), Path(folder))
        yield Model
        Model.finish_all()


def test_no_order_of_faults_breaks_a_promise(model, capsys):
    number = SEED
    while model.steps < STEPS:
        runs = settings(
            max_examples=(STEPS - model.steps) // EACH + 1,
            stateful_step_count=EACH,
            database=None,
            deadline=None,
            phases=(Phase.generate,),
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )
        run_state_machine_as_test(seed(number)(model), settings=runs)
        number += 1
    with capsys.disabled():
        print(f"\nmodel: {model.steps:,} steps, seed {SEED}, {model.counts}")
