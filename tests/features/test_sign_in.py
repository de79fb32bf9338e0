"""Signing in: the right person, no other; guessing gets slow; nobody learns which names exist."""

from tests.conftest import browser, signed_in
from tests.factories import PASSWORD


def test_a_person_signs_in_and_the_api_says_who_they_are(as_worker, plant):
    me = as_worker.get("/api/v1/me").json
    assert me["person"]["id"] == plant.worker
    assert me["roles"] == {plant.site: "worker"}
    assert me["trade"]["name"] == "Operator"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, plant):
    wrong = client.post("/sign-in", data={"handle": "wanda", "password": "no"})
    unknown = client.post("/sign-in", data={"handle": "nobody", "password": "no"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace("wanda", "") == unknown.text.replace("nobody", "")


def test_after_five_failures_even_the_right_password_has_to_wait(client, plant):
    for _ in range(5):
        client.post("/sign-in", data={"handle": "wanda", "password": "no"})
    refused = client.post("/sign-in", data={"handle": "wanda", "password": PASSWORD})
    assert refused.status_code == 429
    assert "Wait" in refused.text
    assert client.post("/sign-in", data={"handle": "will", "password": PASSWORD}).status_code == 303


def test_signing_in_leads_only_to_pages_of_this_site(client, plant):
    for target in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        answer = client.post("/sign-in", data={"handle": "wanda", "password": PASSWORD, "next": target})
        assert answer.headers["Location"] == "/"


def test_signing_out_ends_it_and_never_clears_what_the_phone_holds(app, plant):
    client = signed_in(app, "wanda")
    answer = client.post("/sign-out")
    assert "Clear-Site-Data" not in answer.headers
    assert client.get("/api/v1/me").json == {"person": None, "trade": None, "roles": {}}
    assert client.get("/api/v1/sync").status_code == 401


def test_a_write_from_another_site_is_refused(app, plant):
    client = signed_in(app, "wanda")
    for headers in (
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": ""},
    ):
        answer = client.post("/api/v1/enrolments", json={}, headers=headers)
        assert answer.status_code == 403
        assert answer.json["code"] == "foreign-origin"


def test_an_old_browser_without_fetch_metadata_is_let_in_by_its_origin(app, plant):
    client = browser(app)
    headers = {"Sec-Fetch-Site": "", "Origin": "http://localhost"}
    assert (
        client.post("/sign-in", data={"handle": "wanda", "password": PASSWORD}, headers=headers).status_code
        == 303
    )
