"""`flask demo`: make the demo plant once, then serve it and say who can sign in."""

import click
from flask import Flask, current_app
from flask_migrate import upgrade

from app.core.commands import run_server
from app.core.database import db
from app.demo import notes


def install(app: Flask) -> None:
    app.cli.add_command(demo)


@click.command("demo")
@click.option("--port", default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--workers", default=2, show_default=True)
@click.option("--only-load", is_flag=True, help="Make the plant and stop.")
def demo(port: int, host: str, workers: int, only_load: bool) -> None:
    """Make the demo plant if it is not there, and serve it."""
    from app.demo import load  # it draws and prints: whoever only serves need not wait for it

    app = current_app
    settings = app.config["LINESIDE"]
    upgrade()
    load.load(app, say=click.echo)
    db.session.remove()
    db.engine.dispose()
    noted = {**notes.read(settings.instance), "base_url": settings.base_url}
    notes.write(settings.instance, noted)
    if not only_load:
        run_server(port, host, workers, ready=lambda: _introduce(noted))


def _introduce(noted: dict) -> None:
    click.echo(f"\n  Lineside is at {click.style(noted['base_url'], bold=True)}\n")
    for person in noted["people"]:
        click.echo(f"    {person['role']:<11} {person['handle']:<13} {person['password']}")
    code = next(iter(noted["labels"].values()))
    click.echo("\n  Next: sign in as operator1, tap “Load this phone”, stop this server with Ctrl-C,")
    click.echo(f"  then type the code {code} in the app: everything still opens.\n")
