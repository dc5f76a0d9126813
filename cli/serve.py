"""`zipingbiao serve`: the whole service in one command, or one part of it."""

import os
import time
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import click

from cli.places import data_option, migrate, settings_of
from models import users
from models.databases import Database
from models.settings import Settings
from worker import programs
from worker.checkups import check, wrong
from worker.premises import address_of
from worker.programs import PYTHON, Program
from worker.supervisors import supervise

PARTS = ("web", "dispatcher", "unpack", "extract", "render", "watch")
ADMINISTRATOR = "admin"
KEPT_SECONDS = 30
"""A connection that nobody uses is closed after so long: a browser may not try again on one just closed."""


@click.command()
@data_option
@click.option("--host", metavar="H", help="Address to listen on.  [default: 127.0.0.1]")
@click.option(
    "--port", type=click.IntRange(1, 65535), metavar="N", help="Port to listen on.  [default: 8765]"
)
@click.option(
    "--workers", type=click.IntRange(1, 256), metavar="N", help="Documents read at a time.  [default: cores]"
)
@click.option(
    "--only",
    type=click.Choice(PARTS),
    help="Run this part alone, in the foreground, for a supervisor of your own.",
)
def serve(
    data: Path | None, host: str | None, port: int | None, workers: int | None, only: str | None
) -> None:
    """Start web pages, workers and broker, and watch over them until Ctrl-C.

    All data lives in one folder.  The first start prints the administrator's
    one-time password.
    """
    began = time.monotonic()
    settings, environ = settings_of(data, HOST=host, PORT=port, WORKERS=workers)
    if only is not None:
        migrate(settings).close()
        _warn(settings)
        _become(_part(settings, only), environ)
    supervise(settings, environ, web_program(settings), click.echo, partial(_announce, settings, began))


def web_program(settings: Settings) -> Program:
    """Return the web server: two processes, so that one can die and pages are still answered."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    options = (f"--bind={host}:{settings.port}", "--workers=2", "--worker-class=gthread", "--threads=8")
    argv = (
        *PYTHON,
        "gunicorn",
        *options,
        "--graceful-timeout=5",
        f"--keep-alive={KEPT_SECONDS}",
        "--no-control-socket",
        "--config=python:review_ui.preforks",
        "review_ui.apps:create_app()",
    )
    return Program(name="web", argv=argv)


def _part(settings: Settings, name: str) -> Program:
    if name == "web":
        return web_program(settings)
    loops = {
        "dispatcher": programs.dispatcher,
        "unpack": programs.unpacker,
        "render": programs.renderer,
        "watch": programs.watcher,
    }
    return programs.extractors(settings) if name == "extract" else loops[name]()


def _become(program: Program, environ: Mapping[str, str]) -> None:
    os.execvpe(program.argv[0], program.argv, {**environ, **program.environ})  # noqa: S606 - our own command line


def _announce(settings: Settings, began: float, db: Database) -> None:
    """Say where the pages are and, to whoever made this folder, how to log in."""
    password = None
    with db.writing() as session:
        if not users.list_users(session):
            _, password = users.add_user(session, ADMINISTRATOR, "administrator")
    click.echo(f"zipingbiao answers at {address_of(settings)} (after {time.monotonic() - began:.1f} s)")
    click.echo(f"Data and logs: {settings.data}")
    if password is not None:
        click.echo(f"First administrator: {ADMINISTRATOR}\nOne-time password:   {password}")
    _warn(settings)
    click.echo("Ctrl-C stops everything.")


def _warn(settings: Settings) -> None:
    """Say what `zipingbiao doctor` would, but for what the start itself mends or has yet to start."""
    for one in wrong(check(settings, quick=True)):
        click.echo(f"{one.state}: {one.name}: {one.seen}. {one.mend}", err=True)
