"""What a red button does is asked about before it is sent."""

import re

from tests.browser import ROOT

FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)
OPENING = re.compile(r"<form\b[^>]*>")
RED = re.compile(r"<button\b[^>]*btn-danger[^>]*>")


def unasked(template: str) -> list[str]:
    """Red buttons that neither ask themselves nor stand in a form that does."""
    forms = [form for form in FORM.findall(template) if "data-confirm" not in OPENING.match(form)[0]]
    return [button for form in forms for button in RED.findall(form) if "data-confirm" not in button]


def test_every_red_button_asks_first():
    templates = sorted((ROOT / "templates").rglob("*.html"))
    assert sum(len(RED.findall(one.read_text())) for one in templates) > 5
    for one in templates:
        assert unasked(one.read_text()) == [], f"Give the form or the button in {one} a data-confirm."


def test_this_guard_can_fail():
    red = '<button class="btn btn-danger">Retire</button>'
    assert len(unasked(f'<form method="post">{red}</form><form data-confirm="Sure?">{red}</form>')) == 1
