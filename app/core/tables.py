"""Every table, so that SQLAlchemy can resolve the names by which features point at each other."""

from importlib import import_module

FEATURES = ("people", "places", "labels", "media", "guides", "records")


def load() -> None:
    for feature in FEATURES:
        import_module(f"app.{feature}.models")
