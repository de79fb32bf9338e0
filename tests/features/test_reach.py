"""From how far a label is said to read: never more than the picture that the app looks at gives."""

import json

from app.labels import verdict
from tests.browser import ROOT

ACROSS = json.loads((ROOT / "tests" / "contract" / "camera.json").read_text("utf-8"))["across"]


def test_it_is_calculated_from_the_picture_that_the_app_asks_for():
    assert ACROSS == verdict.PIXELS_ACROSS


def test_from_the_distance_that_is_said_a_module_has_pixels_enough():
    for module in (0.5, 0.64, 0.8, 1.31):
        seen = module / (verdict.farthest(module) * verdict.VIEW) * ACROSS
        assert verdict.PIXELS_A_MODULE <= seen < verdict.PIXELS_A_MODULE + 0.5, module
