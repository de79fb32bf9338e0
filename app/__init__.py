"""Lineside: safety clips and checklists at the machine, with no network."""

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from app import settings as settings_module
from app.console import routes as console_routes
from app.core import (
    access,
    api,
    assets,
    commands,
    compress,
    database,
    errors,
    headers,
    origin,
    phrases,
    tables,
)
from app.core.blobs import Blobs
from app.core.database import db
from app.demo import commands as demo_commands
from app.guides import routes as guides_routes
from app.guides.beside import GUIDES
from app.labels import routes as labels_routes
from app.labels.beside import LABELS
from app.media import routes as media_routes
from app.people import routes as people_routes
from app.places import beside
from app.places import routes as places_routes
from app.records import routes as records_routes
from app.settings import ROOT, Settings
from app.shell import routes as shell_routes
from app.sync import routes as sync_routes

__version__ = "0.1.0"
FEATURES = (
    places_routes,
    labels_routes,
    media_routes,
    guides_routes,
    records_routes,
    sync_routes,
    shell_routes,
    console_routes,
    api,
)


def create_app(settings: Settings | None = None) -> Flask:
    """The one place that wires. Raises MissingSetting when a needed setting is absent."""
    settings = settings or settings_module.from_environment()
    tables.load()
    app = Flask(__name__, root_path=str(ROOT), static_folder="static", template_folder="templates")
    _configure(app, settings)
    if settings.proxies:  # else all the plant would be one address to whoever counts tries
        app.wsgi_app = ProxyFix(app.wsgi_app, settings.proxies, settings.proxies)  # type: ignore[method-assign]
    app.extensions["blobs"] = Blobs(settings.instance / "blobs")
    app.extensions["evidence"] = Blobs(settings.instance / "evidence")
    headers.install(app, settings)
    compress.install(app)
    origin.install(app)
    database.install(app)
    Migrate(app, db, directory=str(ROOT / "migrations"), render_as_batch=True)
    people_routes.install(app)
    access.install(app)
    beside.install((LABELS, GUIDES))
    errors.install(app)
    assets.install(app)
    phrases.install(app)
    for feature in FEATURES:
        app.register_blueprint(feature.blueprint)
    commands.install(app)
    demo_commands.install(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.from_mapping(
        LINESIDE=settings,
        VERSION=__version__,
        SECRET_KEY=settings.secret,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=16 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_NAME="__Host-lineside" if settings.tls else "lineside",
        SESSION_COOKIE_SECURE=settings.tls,
        SESSION_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_NAME="__Host-lineside-stay" if settings.tls else "lineside-stay",
        REMEMBER_COOKIE_SECURE=settings.tls,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
    )
