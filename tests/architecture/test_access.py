"""Every route names its audience, and the audience is what the route really does."""

import re

import pytest
from flask import Flask

from app.core.access import ACCESS, Audience
from tests.conftest import browser, signed_in

ROLES = {None: 0, "wanda": 1, "sam": 2, "ada": 3}
NEEDS = {Audience.ANYONE: 0, Audience.PERSON: 1, Audience.SUPERVISOR: 2, Audience.ADMIN: 3}


def unnamed(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules()} - set(ACCESS)


def test_every_route_names_its_audience(app):
    assert unnamed(app) == set()


def test_this_guard_can_fail(app):
    app.add_url_rule("/forgotten", "forgotten", lambda: "")
    assert unnamed(app) == {"forgotten"}
    assert browser(app).get("/forgotten").status_code == 404


def test_the_table_names_no_route_that_is_gone(app):
    assert set(ACCESS) - {rule.endpoint for rule in app.url_map.iter_rules()} == set()


@pytest.mark.parametrize("handle", ROLES)
def test_each_role_gets_through_where_the_table_says_and_nowhere_else(app, plant, handle):
    client = signed_in(app, handle) if handle else browser(app)
    for rule in app.url_map.iter_rules():
        if rule.endpoint in ("people.sign_out", "people.leave"):  # they end the test's own sign-in
            continue
        url = re.sub("<[^>]+>", "x" * 8, rule.rule)
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            answer = client.open(url, method=method, buffered=True)
            stopped = answer.status_code == 403 or _asks_to_sign_in(answer)
            allowed = ROLES[handle] >= NEEDS[ACCESS[rule.endpoint]]
            assert stopped is not allowed, f"{method} {url} as {handle}: {answer.status_code}"


def _asks_to_sign_in(answer) -> bool:
    sent_away = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in?next=")
    return sent_away or (answer.status_code == 401 and (answer.json or {}).get("code") == "sign-in-needed")
