"""A running demo plant and real browsers: fixtures for journeys and faults."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser import Server, read_demo
from tests.demo import demo_in
from tests.journeys.desk import Desk
from tests.journeys.phone import Phone


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Path:
    """LINESIDE_TEST_DEMO names a folder that keeps the demo plant between runs while one works on tests."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if base.name.startswith("popen-") else base
    return demo_in(Path(os.environ.get("LINESIDE_TEST_DEMO") or shared))


@pytest.fixture
def code(demo) -> str:
    """The label of a conveyor that has a checklist, see tests/journeys/checking.py."""
    return read_demo(demo)["labels"]["CV-11"]


@pytest.fixture
def server(demo, tmp_path):
    """Lineside with the demo plant, pages only; a test that uploads also needs `jobs`."""
    server = Server(_copy(demo, tmp_path)).start()
    yield server
    server.stop()


@pytest.fixture
def working_server(demo, tmp_path):
    """Lineside with its job worker."""
    server = Server(_copy(demo, tmp_path), jobs=True).start()
    yield server
    server.stop()


@pytest.fixture
def make_phone(playwright, tmp_path):
    """Make phones of a server; each name is a profile that survives a kill. They are closed at the end."""
    phones: list[Phone] = []

    def make(server: Server, name: str = "phone", *flags: str, **options) -> Phone:
        phone = Phone(playwright, server, tmp_path / name, flags, options).open()
        phones.append(phone)
        return phone

    yield make
    for phone in phones:
        phone.close()


@pytest.fixture
def make_desk(playwright, tmp_path):
    """Make desks (a console in a wide window) of a server, each signed in as somebody."""
    desks: list[Desk] = []

    def make(server: Server, handle: str) -> Desk:
        desk = Desk(playwright, server, tmp_path / f"desk-{handle}").open(handle)
        desks.append(desk)
        return desk

    yield make
    for desk in desks:
        desk.close()


def _copy(demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo, tmp_path / "instance"))
