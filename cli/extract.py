"""`zipingbiao extract`: files → JSON Lines, one object a PDF, in the order given.

Files are read in a limited process, as in the service: one that crashes it or
never ends costs its own line, not the batch.
"""

import os
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import NoReturn

import click
from tqdm import tqdm

from cli.drawings import Drawings
from cli.files import read_bytes
from models.codecs import to_json
from models.errors import BadDocument
from models.names import check_name, shown
from models.records import Extraction, Failure, Why
from models.settings import read_settings
from worker.readings import Readings
from worker.recognitions import Given, Shelf, Told


@click.command()
@click.option(
    "--debug-svg",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Also draw how each page was read, one SVG a page, into this folder.",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.pass_context
def extract(ctx: click.Context, files: tuple[Path, ...], folder: Path | None) -> None:
    """Print what each PDF says, as one JSON object a line.

    A file that gives no form has its coded error in the line; the exit status
    is then 1, and the other files are read all the same.  A terminal shows how
    many pages of a scan are recognised.
    """
    settings, failed = read_settings(os.environ), False
    with closing(Readings(settings, warm=len(files) > 1)) as readings:
        drawings = Drawings(folder, readings) if folder else None
        for file in files:
            with closing(Progress(shown(str(file), length=None))) as progress:
                result, data = _extract(file, readings, settings.max_upload_bytes, progress)
            click.echo(to_json(result))
            undrawn = drawings.draw(file, data, result, progress.pages) if drawings else None
            if failure := result.error or undrawn:
                failed = True
                click.echo(f"{result.file}: {failure.code}: {failure.message}", err=True)
    ctx.exit(1 if failed else 0)


def _extract(
    file: Path, readings: Readings, most_bytes: int, progress: "Progress"
) -> tuple[Extraction, bytes]:
    """Return what a file says, and its bytes as far as they were read."""
    label, data = shown(str(file), length=None), b""
    try:
        check_name(file.name)
        data = read_bytes(file, most_bytes)
        return readings.extract(data, label, progress), data
    except BadDocument as error:
        return Extraction(file=label, sha256="", error=Failure(code=error.code, message=error.message)), data


class Progress(Shelf):
    """Shows on a terminal how far the recognition of a file is; has the pages for whoever draws them."""

    def __init__(self, label: str) -> None:
        self._label = label
        self.pages: dict[int, bytes] = {}
        self._bar: tqdm[NoReturn] | None = None

    def begin(self, due: Sequence[int]) -> Mapping[int, Given]:
        """Show that pages are to be recognised."""
        self._bar = tqdm(total=len(due), desc=self._label, unit="page", disable=None, leave=False)
        return super().begin(due)

    def keep(self, told: Told, done: int, due: int) -> None:
        """Count one page."""
        super().keep(told, done, due)
        self.pages[told.page] = told.content
        self._step()

    def give_up(self, page: int, why: Why, done: int, due: int) -> None:
        """Count one page that could not be recognised."""
        super().give_up(page, why, done, due)
        self._step()

    def close(self) -> None:
        """Take the line away."""
        if self._bar is not None:
            self._bar.close()

    def _step(self) -> None:
        if self._bar is not None:
            self._bar.update()
