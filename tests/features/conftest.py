"""Pages link files of the client's build by name; tests of the server need no build."""

import pytest


class _AnyVersion:
    def get(self, key, default=None):
        return "0" * 8

    __getitem__ = get


@pytest.fixture(autouse=True)
def client_names(app):
    manifest = app.jinja_env.assets_environment.manifest
    if manifest is not None:
        manifest.manifest = _AnyVersion()
