"""`zipingbiao extract`: files → JSON Lines, one object a PDF, in the order given."""

from pathlib import Path

import click

from extractor.pipeline import extract_or_error, load_kit
from models.errors import FileVanished
from models.records import Extraction, Failure, to_json


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.pass_context
def extract(ctx: click.Context, files: tuple[Path, ...]) -> None:
    """Print what each PDF says, as one JSON object a line.

    A file that gives no form has its coded error in the line; the exit status
    is then 1, and the other files are read all the same.
    """
    kit = load_kit()
    failed = False
    for file in files:
        try:
            data = file.read_bytes()
        except OSError as error:
            result = _vanished(file, error)
        else:
            result = extract_or_error(data, str(file), kit)
        click.echo(to_json(result))
        if result.error is not None:
            failed = True
            click.echo(f"{file}: {result.error.code}: {result.error.message}", err=True)
    ctx.exit(1 if failed else 0)


def _vanished(file: Path, error: OSError) -> Extraction:
    why = f"the file cannot be read: {error.strerror}"
    return Extraction(file=str(file), sha256="", error=Failure(code=FileVanished.code, message=why))
