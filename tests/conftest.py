"""A real application on a real database per test; the schema is made once by the migrations and copied."""

import shutil
from pathlib import Path

import pytest
from flask_migrate import upgrade
from hypothesis import settings as hypothesis_settings

from app import create_app
from app.core.database import db, writing
from app.settings import Settings
from tests.factories import PASSWORD, Plant, make_plant

pytest_plugins = ["tests.running"]

hypothesis_settings.register_profile("lineside", deadline=None)  # a busy machine is no failure
hypothesis_settings.load_profile("lineside")


@pytest.fixture(scope="session")
def schema(tmp_path_factory) -> Path:
    """An empty database that came out of the migrations."""
    folder = tmp_path_factory.mktemp("schema")
    with create_app(settings_in(folder)).app_context():
        upgrade()
        db.engine.dispose()
    return folder / "lineside.db"


@pytest.fixture
def settings(tmp_path, schema) -> Settings:
    folder = tmp_path / "instance"
    folder.mkdir()
    shutil.copy(schema, folder / "lineside.db")
    return settings_in(folder)


@pytest.fixture
def app(settings):
    app = create_app(settings)
    app.testing = True
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def plant(app) -> Plant:
    """A small plant with people of every role, and a second plant beside it as noise."""
    with app.app_context(), writing():
        plant = make_plant(db.session())
        db.session.commit()
    return plant


@pytest.fixture
def client(app):
    """Nobody yet; unsafe requests come from our own page."""
    return browser(app)


@pytest.fixture
def as_worker(app, plant):
    return signed_in(app, "wanda")


@pytest.fixture
def as_supervisor(app, plant):
    return signed_in(app, "sam")


@pytest.fixture
def as_admin(app, plant):
    return signed_in(app, "ada")


@pytest.fixture
def as_stranger(app, plant):
    """An admin of the other plant."""
    return signed_in(app, "otto")


def browser(app):
    client = app.test_client()
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return client


def signed_in(app, handle: str):
    client = browser(app)
    answer = client.post("/sign-in", data={"handle": handle, "password": PASSWORD})
    assert answer.status_code == 303, answer.text
    return client


def settings_in(folder: Path) -> Settings:
    return Settings(
        instance=folder,
        secret="s" * 40,
        database_url=f"sqlite:///{folder / 'lineside.db'}",
        base_url="http://localhost",
    )
