"""`zipingbiao extract`: files → JSON Lines, one object a PDF, in the order given.

Files are read in limited processes, as in the service, several at a time: one that
crashes its reader or never ends costs its own line, not the batch.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import click
from tqdm import tqdm

from cli.drawings import Drawings
from cli.files import check_named, label_of, read_bytes
from cli.pools import Pool
from models.codecs import to_json
from models.errors import BadDocument
from models.records import Extraction, Failure, Why
from models.settings import Settings, read_settings
from worker.readings import Readings
from worker.recognitions import Given, Shelf, Told

MUCH = 2_000_000
"""So many bytes of files are read by one reader before others have started."""


@click.command()
@click.option(
    "--debug-svg",
    "folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Also draw how each page was read, one SVG a page, into this folder.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 256),
    metavar="N",
    help="Files read at a time.  [default: cores; 1 where there is little to read]",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.pass_context
def extract(ctx: click.Context, files: tuple[Path, ...], folder: Path | None, workers: int | None) -> None:
    """Print what each PDF says, as one JSON object a line, in the order given.

    A file that gives no form has its coded error in the line; the exit status
    is then 1, and the other files are read all the same.  A terminal shows how
    many pages of a scan are recognised.
    """
    settings = read_settings(os.environ)
    reading = _Reading(settings.max_upload_bytes, Drawings(folder) if folder else None)
    failed = False
    for line, failure in _read_all(reading, files, settings, workers):
        click.echo(line)
        if failure:
            failed = True
            click.echo(failure, err=True)
    ctx.exit(1 if failed else 0)


def _read_all(
    reading: "_Reading", files: Sequence[Path], settings: Settings, workers: int | None
) -> Iterator[tuple[bytes, str]]:
    """Yield each file's line and what it lacks, in the order of the files."""
    count = min(len(files), workers or (settings.workers if _is_much(files) else 1))
    if count > 1:
        with closing(Pool(settings, count)) as pool:
            yield from pool.map(reading.read, reading.named(files))
    else:
        with closing(Readings(settings, warm=len(files) > 1)) as readings:
            for named in reading.named(files):
                yield reading.read(readings, named)


def _is_much(files: Iterable[Path]) -> bool:
    size = 0
    for file in files:
        with suppress(OSError):
            size += file.stat().st_size
        if size > MUCH:
            return True
    return False


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is done with each file: read it, and draw its pages if there is a folder for them."""

    most_bytes: int
    drawings: Drawings | None

    def named(self, files: Iterable[Path]) -> Iterator[tuple[Path, str]]:
        """Yield files with what the names of their drawings begin with."""
        for file in files:
            yield file, self.drawings.new_stem(file) if self.drawings else ""

    def read(self, readings: Readings, named: tuple[Path, str]) -> tuple[bytes, str]:
        """Return a file's line, and what it lacks, in words."""
        file, stem = named
        with closing(Progress(label_of(file))) as progress:
            result, data = _extract(file, readings, self.most_bytes, progress)
        undrawn = None
        if self.drawings:
            undrawn = self.drawings.draw(readings, stem, data, result, progress.pages)
        failure = result.error or undrawn
        return to_json(result), f"{result.file}: {failure.code}: {failure.message}" if failure else ""


def _extract(
    file: Path, readings: Readings, most_bytes: int, progress: "Progress"
) -> tuple[Extraction, bytes]:
    """Return what a file says, and its bytes as far as they were read."""
    label, data = label_of(file), b""
    try:
        check_named(file)
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
