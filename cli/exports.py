"""`zipingbiao export`: reviewed forms → a file or the standard output."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import click

from cli.places import data_option, open_database
from models import queues, taxonomies
from models.errors import BrokenSetup
from review_ui.exports import write_csv, write_jsonl, write_xlsx

output_option = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to; appears only when it is complete.  [default: standard output]",
)


@click.command()
@click.option(
    "--format", "kind", type=click.Choice(["jsonl", "csv", "xlsx"]), default="jsonl", show_default=True
)
@click.option(
    "--all", "everything", is_flag=True, help="Waiting and rejected forms too, marked by their state."
)
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Of the headers."
)
@output_option
@data_option
def export(*, kind: str, everything: bool, lang: str, output: Path | None, data: Path | None) -> None:
    """Write the accepted forms as JSON Lines, CSV or XLSX."""
    if output is None and kind == "xlsx" and sys.stdout.isatty():
        raise click.UsageError("a workbook does not belong on a screen: name a file with -o")
    with open_database(data) as (settings, db), db.reading() as session, open_target(output) as stream:
        taxonomies.adopt(settings.reasons)
        rows = queues.export_forms(session, accepted_only=not everything)
        if kind == "jsonl":
            write_jsonl(rows, stream)
        elif kind == "csv":
            write_csv(rows, stream, lang)
        else:
            write_xlsx(rows, stream, lang)


@contextmanager
def open_target(output: Path | None) -> Iterator[BinaryIO]:
    """Open the standard output, or a new file that takes its name once it is complete.

    Raises:
        BrokenSetup: The folder is not there or takes no file.
    """
    if output is None:
        with cast("BinaryIO", tempfile.TemporaryFile()) as whole:
            yield whole
            _print(whole)
        return
    try:
        handle, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    except OSError as error:
        raise BrokenSetup(f"{output} cannot be written: {error.strerror}") from error
    unfinished = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.chmod(0o666 & ~_umask())
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)


def _print(whole: BinaryIO) -> None:
    """Copy a complete export to the standard output; a reader that has seen enough is no error."""
    whole.seek(0)
    try:
        shutil.copyfileobj(whole, sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # https://docs.python.org/3/library/signal.html#note-on-sigpipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
