"""Where this application keeps its files."""

from pathlib import Path

from flask import current_app

from app.core.blobs import Blobs


def blobs() -> Blobs:
    """Renditions of media."""
    return current_app.extensions["blobs"]


def evidence() -> Blobs:
    """Photos of records."""
    return current_app.extensions["evidence"]


def folder(name: str) -> Path:
    """A folder of the instance, made when missing."""
    path = current_app.config["LINESIDE"].instance / name
    path.mkdir(parents=True, exist_ok=True)
    return path
