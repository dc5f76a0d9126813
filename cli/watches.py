"""`zipingbiao watch`: a folder that is watched by hand, beside a service or without one."""

import logging
from pathlib import Path

import click

from cli.imports import as_text
from cli.places import data_option, open_database
from models.intakes import Intake
from worker.premises import check_folder
from worker.stops import asked_to_stop
from worker.watchers import watch


@click.command("watch")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR")
@data_option
def watch_(folder: Path, data: Path | None) -> None:
    """Take in the files of a folder once they stopped growing, until Ctrl-C.

    Each state of a file is taken once, however often this is started again.
    What `ZIPINGBIAO_WATCH_SECONDS` and `ZIPINGBIAO_WATCH_MOVE` say holds here too.
    """
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    stop = asked_to_stop()
    with open_database(data) as (settings, _):
        check_folder(folder)
        click.echo(f"Watching {folder.absolute()}. Ctrl-C ends it.", err=True)
        watch(settings, folder, stop, _say)


def _say(intake: Intake) -> None:
    click.echo(as_text(intake))
