"""`zipingbiao backup` and `restore`: all of an installation in one file, while it runs."""

from pathlib import Path

import click

from cli.places import data_option, open_database, settings_of
from models.backups import Tail, back_up
from models.backups import restore as restore_all
from models.databases import Database
from models.stores import open_store
from worker.premises import prepare_folder


@click.command()
@click.argument("target", type=click.Path(path_type=Path), metavar="FILE")
@data_option
@click.pass_context
def backup(ctx: click.Context, target: Path, data: Path | None) -> None:
    """Write database and files into one FILE, which can be restored into SQLite and PostgreSQL alike.

    The service may go on meanwhile.  The exit status is 1 if stored files
    were missing.  FILE holds everything, password hashes too: only you can
    read it.
    """
    with open_database(data) as (settings, db):
        tail = back_up(db, open_store(settings), target)
    click.echo(_said(tail))
    for sha256 in tail.missing:
        click.echo(f"missing: {sha256}", err=True)
    ctx.exit(1 if tail.missing else 0)


@click.command()
@click.argument("source", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE")
@data_option
def restore(source: Path, data: Path | None) -> None:
    """Fill an empty installation from a backup and compare every record with it."""
    settings, _ = settings_of(data)
    prepare_folder(settings.data)
    db = Database(settings)
    try:
        tail = restore_all(db, open_store(settings), source)
    finally:
        db.close()
    click.echo(_said(tail))


def _said(tail: Tail) -> str:
    rows = sum(tail.rows.values())
    log = f"{tail.events} events, last {tail.last_event or 'none'}"
    return f"{rows} rows ({tail.rows['documents']} documents), {tail.files} files; {log}"
