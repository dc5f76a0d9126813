"""`zipingbiao extract`: files → JSON Lines, one object a PDF, in the order given."""

import os
from pathlib import Path

import click

from extractor.pipeline import Kit, extract_or_error, load_kit
from models.errors import BadDocument, FileVanished, TooLarge
from models.records import Extraction, Failure, to_json
from models.settings import Settings, read_settings


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.pass_context
def extract(ctx: click.Context, files: tuple[Path, ...]) -> None:
    """Print what each PDF says, as one JSON object a line.

    A file that gives no form has its coded error in the line; the exit status
    is then 1, and the other files are read all the same.
    """
    kit, settings = load_kit(), read_settings(os.environ)
    failed = False
    for file in files:
        result = _extract(file, kit, settings)
        click.echo(to_json(result))
        if result.error is not None:
            failed = True
            click.echo(f"{file}: {result.error.code}: {result.error.message}", err=True)
    ctx.exit(1 if failed else 0)


def _extract(file: Path, kit: Kit, settings: Settings) -> Extraction:
    try:
        data = _read(file, settings.max_upload_bytes)
    except BadDocument as error:
        failure = Failure(code=error.code, message=error.message)
        return Extraction(file=str(file), sha256="", error=failure)
    return extract_or_error(data, str(file), kit, max_pages=settings.max_pages)


def _read(file: Path, limit: int) -> bytes:
    try:
        with file.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise FileVanished(f"the file cannot be read: {error.strerror}") from error
    if len(data) > limit:
        raise TooLarge(f"the file has more than {limit:,} bytes")
    return data
