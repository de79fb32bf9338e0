"""A faulty network before the running demo plant."""

import pytest

from tests.faults.proxy import Proxy


@pytest.fixture
def proxy(server):
    """Phones made with it reach the server only through it."""
    proxy = Proxy(server).start()
    yield proxy
    proxy.stop()
