"""`zipingbiao extract`: files → JSON Lines, one object a PDF, in the order given.

Each file is read in a limited process of its own, as in the service: one that
crashes or never ends costs its own line, not the batch.
"""

import os
from pathlib import Path

import click

from cli.drawings import Drawings
from cli.files import open_regular
from extractor.pipeline import Kit, extract_or_error, load_kit
from models.errors import BadDocument, FileVanished, TooLarge
from models.names import check_name, shown
from models.records import Extraction, Failure, from_json, to_json
from models.settings import Settings, read_settings
from worker.sandboxes import run_limited


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
    is then 1, and the other files are read all the same.
    """
    kit, settings = load_kit(), read_settings(os.environ)
    if len(files) > 1:
        kit.classify(["无"])  # what loads at its first use would load again for every file
    drawings = Drawings(folder, settings) if folder else None
    failed = False
    for file in files:
        result, data = _extract(file, kit, settings)
        click.echo(to_json(result))
        undrawn = drawings.draw(file, data, result) if drawings else None
        if failure := result.error or undrawn:
            failed = True
            click.echo(f"{result.file}: {failure.code}: {failure.message}", err=True)
    ctx.exit(1 if failed else 0)


def _extract(file: Path, kit: Kit, settings: Settings) -> tuple[Extraction, bytes]:
    """Return what a file says, and its bytes as far as they were read."""
    label, data = shown(str(file), length=None), b""
    try:
        check_name(file.name)
        data = _read(file, settings.max_upload_bytes)
        answer = run_limited(
            lambda: to_json(extract_or_error(data, label, kit, max_pages=settings.max_pages)),
            seconds=settings.hard_limit_seconds,
            memory_mb=settings.parse_memory_mb,
        )
    except BadDocument as error:
        return Extraction(file=label, sha256="", error=Failure(code=error.code, message=error.message)), data
    return from_json(answer, Extraction), data


def _read(file: Path, limit: int) -> bytes:
    try:
        with open_regular(file) as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise FileVanished(f"it cannot be read: {error.strerror}") from error
    if len(data) > limit:
        raise TooLarge(f"the file has more than {limit:,} bytes")
    return data
