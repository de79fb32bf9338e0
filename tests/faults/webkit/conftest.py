"""One server, one faulty network and one WebKit for a file of tests: starting them is what costs."""

import shutil
from pathlib import Path

import pytest

from tests import webkit
from tests.browser import Server
from tests.faults.proxy import Proxy
from tests.faults.webkit.worker import knows_the_site, sign_in


@pytest.fixture(scope="module")
def server(demo, tmp_path_factory):
    server = Server(Path(shutil.copytree(demo, tmp_path_factory.mktemp("plant") / "instance"))).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def proxy(server):
    proxy = Proxy(server).start()
    yield proxy
    proxy.stop()


@pytest.fixture(scope="module")
def phone(proxy, tmp_path_factory):
    with webkit.Display() as display:
        yield webkit.WebKitPhone(display, proxy, tmp_path_factory.mktemp("phone") / "webkit")


@pytest.fixture(scope="module")
def running(phone):
    """Signed in behind the faulty network, the index on it."""
    with phone.open() as app:
        sign_in(app, phone.server)
        knows_the_site(app)
        yield app


@pytest.fixture
def app(running, server, proxy):
    """As the test before left it; network, server and pages are well again."""
    yield running
    proxy.clear()
    running.always("")
    if not server.processes:
        server.start()
