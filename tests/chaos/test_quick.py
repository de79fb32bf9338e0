"""The campaigns of `make chaos` in small: the same code, few faults."""

import os

import pytest

from tests.chaos import browsers, cuts, kills, lost

SEED = 20260301
LONG = bool(os.environ.get("LINESIDE_LONG"))


def test_a_killed_server_loses_nothing():
    line = kills.campaign(kills=40 if LONG else 3, records=100, seed=SEED)
    assert line.ok, line


def test_a_lost_answer_costs_nothing():
    line = lost.campaign(losses=400 if LONG else 40, seed=SEED)
    assert line.ok, line


def test_a_log_that_is_cut_leaves_a_clean_beginning():
    line = cuts.campaign(step=256 if LONG else 4096 + 64, commits=12)
    assert line.ok, line
    assert line.done["cuts"] > 12


@pytest.mark.browser
def test_a_killed_browser_keeps_what_it_said_is_saved(server, make_phone, tmp_path):
    line = browsers.campaign(make_phone(server), tmp_path / "photo.jpg", kills=3, first=4, stride=7)
    assert line.ok, line
