"""A real application on a real database per test; the schema is made once by the migrations and copied."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask_migrate import upgrade
from hypothesis import settings as hypothesis_settings

from app import create_app
from app.core.database import db, writing
from app.settings import Settings
from tests import postgres
from tests.factories import PASSWORD, Plant, make_plant

pytest_plugins = ["tests.running"]

SQLITE, POSTGRESQL = "sqlite", "postgresql"
LONG = bool(os.environ.get("LINESIDE_LONG"))

hypothesis_settings.register_profile("lineside", deadline=None)  # a busy machine is no failure
hypothesis_settings.load_profile("lineside")


@pytest.fixture(scope="session")
def schema(tmp_path_factory) -> Path:
    """An empty database that came out of the migrations."""
    folder = tmp_path_factory.mktemp("schema")
    _migrate(settings_in(folder))
    return folder / "lineside.db"


@pytest.fixture(scope="session")
def planted(schema, tmp_path_factory) -> tuple[Path, Plant]:
    """A database with the small plant in it."""
    folder = tmp_path_factory.mktemp("planted")
    shutil.copy(schema, folder / "lineside.db")
    return folder / "lineside.db", _plant(settings_in(folder))


@pytest.fixture(scope="session")
def cluster() -> Iterator[postgres.Cluster]:
    """A PostgreSQL for this run, whose database `schema` came out of the migrations."""
    programs = postgres.programs()
    if programs is None:
        pytest.skip("no PostgreSQL on this machine: `sh tests/install_postgres.sh` says why")
    with postgres.running(programs) as cluster:
        _migrate(on(cluster, cluster.make(name="schema"), cluster.folder))
        yield cluster


@pytest.fixture(scope="session")
def planted_cluster(cluster) -> Plant:
    """The plant in the cluster's database `planted`."""
    return _plant(on(cluster, cluster.make("schema", "planted"), cluster.folder))


def _migrate(settings: Settings) -> None:
    with create_app(settings).app_context():
        upgrade()
        db.engine.dispose()


def _plant(settings: Settings) -> Plant:
    with create_app(settings).app_context():
        with writing():
            plant = make_plant(db.session())
            db.session.commit()
        db.session.remove()
        db.engine.dispose()
    return plant


def pytest_generate_tests(metafunc):
    """What is marked `databases` runs on both, in a long run every feature, unless it names its own."""
    test = metafunc.definition
    wanted = test.get_closest_marker("databases") or (LONG and "features" in test.path.parts)
    own = any("database" in mark.args[0] for mark in test.iter_markers("parametrize"))
    if wanted and not own and "database" in metafunc.fixturenames:
        metafunc.parametrize("database", [SQLITE, POSTGRESQL], indirect=True)


@pytest.fixture
def database(request) -> str:
    """Which database the application of this test has; LINESIDE_TEST_DATABASE chooses for all the others."""
    return getattr(request, "param", os.environ.get("LINESIDE_TEST_DATABASE", SQLITE))


@pytest.fixture
def settings(tmp_path, database, request) -> Iterator[Settings]:
    """Of an application with a database of its own: with the plant, if the test asks for it."""
    folder, planted = tmp_path / "instance", "plant" in request.fixturenames
    folder.mkdir()
    if database == SQLITE:
        made = request.getfixturevalue("planted")[0] if planted else request.getfixturevalue("schema")
        shutil.copy(made, folder / "lineside.db")
        yield settings_in(folder)
    else:
        cluster = request.getfixturevalue("cluster")
        if planted:
            request.getfixturevalue("planted_cluster")
        name = cluster.make("planted" if planted else "schema")
        yield on(cluster, name, folder)
        cluster.drop(name)


@pytest.fixture
def app(settings):
    app = create_app(settings)
    app.testing = True
    yield app
    with app.app_context():
        db.session.remove()
        kept = db.engine.pool.checkedout()  # type: ignore[attr-defined]
        db.engine.dispose()
    assert kept == 0, f"{kept} connections were not given back"


@pytest.fixture
def plant(app, database, request) -> Plant:
    """A small plant with people of every role, and a second plant beside it as noise; made once, copied."""
    if database == SQLITE:
        return request.getfixturevalue("planted")[1]
    return request.getfixturevalue("planted_cluster")


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


def on(cluster: postgres.Cluster, database: str, folder: Path) -> Settings:
    return replace(settings_in(folder), database_url=cluster.url(database))
