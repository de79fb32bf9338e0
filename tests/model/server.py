"""Lineside on a folder, in this process: restarted, backed up, set back at will; its clock is ours."""

import json
import shutil
import sqlite3
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import select

from app import create_app
from app.core import clock
from app.core.database import db, writing
from app.core.keys import server_key
from app.guides import actions as guides
from app.guides.models import Guide
from app.people.models import Enrolment, Person
from tests.conftest import browser, settings_in
from tests.factories import PASSWORD, make_plant
from tests.phones import publish

START = datetime(2026, 3, 1, 6, tzinfo=UTC)
SHOWN = ("content-type", "retry-after")
HANDLES = ("wanda", "will")

Said = dict[str, Any]


@dataclass(frozen=True)
class Template:
    """A plant that every run begins with: its files, its ids, and a sign-in for each person."""

    folder: Path
    people: tuple[str, ...]
    cookies: tuple[dict[str, str], ...]
    guide: str
    press: str
    label: str


def make_template(folder: Path) -> Template:
    folder.mkdir()
    app = create_app(settings_in(folder))
    with app.app_context():
        upgrade()
        with writing():
            plant = make_plant(db.session())
            db.session.commit()
        server_key()
    guide = publish(app, plant)
    cookies = tuple(_sign_in(app, handle) for handle in HANDLES)
    _close(app)
    people = (plant.worker, plant.other_worker)
    return Template(folder, people, cookies, guide.id, plant.press, plant.label)


class Server:
    def __init__(self, template: Template, folder: Path):
        self.template, self.folder, self.now = template, folder / "instance", START
        self.tar, self.saved_at, self.app = folder / "plant.tar", START, None

    def begin(self) -> None:
        """The template's plant again."""
        self.now = START
        clock.now = lambda: self.now
        if self.app:
            _close(self.app)
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.template.folder, self.folder)
        self._start()

    def end(self) -> None:
        if self.app:
            _close(self.app)

    def answer(self, cookies: dict[str, str], request: Said) -> Said:
        """Do what is asked; cookies it sets are put into `cookies`."""
        self.now += timedelta(milliseconds=20)
        sent = "; ".join(f"{name}={value}" for name, value in cookies.items())
        headers = {**request["headers"], "Sec-Fetch-Site": "same-origin", "Cookie": sent}
        data = b64decode(request["body"])
        client = self.app.test_client(use_cookies=False)
        response = client.open(request["path"], method=request["method"], headers=headers, data=data)
        _take(cookies, response)
        shown = {name: response.headers[name] for name in SHOWN if name in response.headers}
        return {"status": response.status_code, "headers": shown, "body": b64encode(response.data).decode()}

    def restart(self) -> None:
        _close(self.app)
        self._start()

    def back_up(self) -> None:
        self.saved_at = self.now
        self.run("backup", self.tar)

    def restore(self) -> None:
        """Set back to the newest backup, as an operator does it with the server stopped."""
        self.now += timedelta(seconds=1)
        self.run("restore", self.tar, "--replace")
        self.restart()

    def run(self, *words: object) -> str:
        done = self.app.test_cli_runner().invoke(args=[str(word) for word in words])
        assert done.exit_code == 0, done.output or repr(done.exception)
        return done.output

    def revoke(self, which: int) -> None:
        """One of the enrolments there are."""
        with self.app.app_context(), writing():
            known = list(db.session.scalars(select(Enrolment).order_by(Enrolment.id)))
            if known:
                known[which % len(known)].revoked_at = self.now
            db.session.commit()

    def publish_again(self) -> None:
        """Another version of the guide; phones that have the old one go on with it."""
        self.now += timedelta(seconds=1)
        with self.app.app_context(), writing():
            session, guide = db.session(), db.session.get(Guide, self.template.guide)
            guide.draft = guide.draft | {"summary": f"As of {self.now}"}
            guides.publish(
                session=session, who=session.get(Person, self.template.people[0]), now=self.now, guide=guide
            )
            session.commit()

    def push(self, cookies: dict[str, str], records: list[str]) -> list[Said]:
        """What a courier brings; whose sign-in it is does not matter."""
        body = {"device": "a courier's phone", "sent_at": "", "seen_head": None, "records": records}
        headers = {"Content-Type": "application/json"}
        data = b64encode(json.dumps(body).encode()).decode()
        request = {"method": "POST", "path": "/api/v1/records", "headers": headers, "body": data}
        return self._said(dict(cookies), request)["results"]

    def index(self, cookies: dict[str, str]) -> list[list[Any]]:
        """All of the site, as a new phone would pull it."""
        request = {"method": "GET", "path": "/api/v1/sync", "headers": {}, "body": ""}
        return sorted(
            [row["type"], row["id"], row["rev"]] for row in self._said(dict(cookies), request)["changes"]
        )

    def _said(self, cookies: dict[str, str], request: Said) -> Said:
        answer = self.answer(cookies, request)
        said = b64decode(answer["body"])
        assert answer["status"] == 200, said
        return json.loads(said)

    def database(self) -> sqlite3.Connection:
        raw = sqlite3.connect(self.folder / "lineside.db", isolation_level=None)
        raw.row_factory = sqlite3.Row
        return raw

    def _start(self) -> None:
        self.app = create_app(settings_in(self.folder))
        self.app.testing = True  # a fault of the server is raised, not answered


def _close(app) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _sign_in(app, handle: str) -> dict[str, str]:
    cookies: dict[str, str] = {}
    _take(cookies, browser(app).post("/sign-in", data={"handle": handle, "password": PASSWORD}))
    return cookies


def _take(cookies: dict[str, str], response) -> None:
    for line in response.headers.getlist("Set-Cookie"):
        for name, morsel in SimpleCookie(line).items():
            if morsel["max-age"] == "0" or not morsel.value:
                cookies.pop(name, None)
            else:
                cookies[name] = morsel.value


def server_public_key(server: Server) -> dict[str, str]:
    with server.app.app_context():
        return server_key().as_dict(private=False)
