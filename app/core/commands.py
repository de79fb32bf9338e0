"""Commands that set up and run one machine."""

import os
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from app.core import assets, backup, jobs
from app.core.keys import server_key

jobs_group = AppGroup("jobs", help="Background work.")
assets_group = AppGroup("client", help="The client's files.")


def install(app: Flask) -> None:
    app.cli.add_command(jobs_group)
    app.cli.add_command(assets_group)
    app.cli.add_command(serve)
    app.cli.add_command(make_backup)


@assets_group.command("build")
def build_client() -> None:
    """Build static/built/ from static/src/."""
    assets.build(current_app)


@jobs_group.command("work")
def work() -> None:
    """Do background work until told to stop."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    jobs.run_forever(stop)


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def make_backup(file: Path) -> None:
    """Write database, media, evidence, uploads and keys into one tar, while the server runs."""
    settings = current_app.config["LINESIDE"]
    if not backup.holds(settings):
        raise click.ClickException(backup.ELSEWHERE)
    server_key()
    try:
        count = backup.write(settings.instance, file.resolve())
    except backup.InUse as refused:
        raise click.ClickException(str(refused)) from None
    click.echo(f"{count} files in {file}. It holds the keys: keep it private, and not on this machine.")


@click.command("serve")
@click.option("--port", default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="0.0.0.0 lets phones of the plant in.")
@click.option("--workers", default=2, show_default=True)
def serve(port: int, host: str, workers: int) -> None:
    """Serve pages and do background work; Ctrl-C ends both."""
    run_server(port, host, workers)


def run_server(port: int, host: str, workers: int, ready: Callable[[], None] = lambda: None) -> None:
    """The web server and the job worker, until told to stop; `ready` is called when pages answer."""
    base = [sys.executable, "-m"]
    web = [*base, "gunicorn", "wsgi:app", "--bind", f"{host}:{port}", "--workers", str(workers)]
    web += ["--worker-class", "gthread", "--threads", "32", "--no-control-socket", "--log-level", "warning"]
    web += ["--preload"]  # read the program once, not once a worker
    worker = [*base, "flask", "--app", "wsgi", "jobs", "work"]
    _run_together(web, worker, f"http://127.0.0.1:{port}/healthz", ready)


def _run_together(web: list[str], worker: list[str], health: str, ready: Callable[[], None]) -> None:
    """Run both commands until one ends or we are told to stop; then end both.

    Background work begins when pages answer: people wait for pages, and two starts at once slow each other.
    """
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    children = [_start(web)]
    while not stop.is_set() and all(child.poll() is None for child in children):
        if len(children) == 1 and _answers(health):
            children.append(_start(worker))
            ready()
        stop.wait(0.1)
    _end(children)
    if not stop.is_set():
        raise SystemExit("A part of the server ended by itself; see its message above.")


def _start(command: list[str]) -> subprocess.Popen:
    """In a session of its own: Ctrl-C reaches us alone, and we end it in order."""
    return subprocess.Popen(command, start_new_session=True)


def _end(children: list[subprocess.Popen]) -> None:
    for child in children:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGTERM)
    for child in children:
        try:
            child.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)


def _answers(health: str) -> bool:
    try:
        with urllib.request.urlopen(health, timeout=2) as answer:  # noqa: S310 (our own address)
            return answer.status == 200
    except OSError:
        return False
