"""`zipingbiao import`: files and folders → documents, by the same way in as an upload.

The database is the only state: an import that was broken off is simply started
again, and what is stored already is a duplicate.  One bad file never stops the
others.
"""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from tqdm import tqdm

from cli.files import open_regular
from cli.places import data_option, open_database
from models.blobs import Blobs
from models.codecs import to_json
from models.databases import Database
from models.errors import FileVanished
from models.formats import SUFFIXES
from models.intakes import Intake, open_batch, take_in
from models.names import shown
from models.records import Failure
from models.settings import Settings

Found = tuple[str, Path]
"""A label, relative to what was named on the command line, and the file itself."""


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file.")
@click.pass_context
def import_(ctx: click.Context, paths: tuple[Path, ...], data: Path | None, *, as_json: bool) -> None:
    """Take in PDFs and pictures (PNG, JPEG, TIFF), and all of them in folders and below.

    Says of each file: accepted, duplicate of which document, or refused and
    why.  The exit status is 1 if any was refused.  Can be broken off and
    started again at any time.
    """
    found = [file for path in paths for file in find_files(path)]
    label = " ".join(path.name or str(path) for path in paths)
    counted: Counter[str] = Counter()
    with open_database(data) as (settings, db):
        taken = _take_all(settings, db, label, found)
        for intake in tqdm(taken, total=len(found), unit="file", disable=None):
            counted[intake.outcome] += 1
            tqdm.write(_as_json(intake) if as_json else _as_text(intake))
    outcomes = ("accepted", "duplicate", "refused")
    click.echo(", ".join(f"{counted[outcome]} {outcome}" for outcome in outcomes), err=True)
    ctx.exit(1 if counted["refused"] else 0)


def find_files(path: Path) -> Iterator[Found]:
    """Yield a file as it is, and of a folder every PDF and picture in it and below, in order of name.

    What cannot be listed is yielded too, so that it is refused by name and not left out.
    """
    if not path.is_dir():
        yield path.name, path
        return
    unlisted: list[OSError] = []
    top = path.resolve()
    for folder, inner, names in os.walk(path, onerror=unlisted.append):
        inner.sort()
        for name in sorted(names):
            if name.lower().endswith(SUFFIXES):
                file = Path(folder, name)
                yield str(Path(top.name, file.relative_to(path))), file
    for error in unlisted:
        folder_path = Path(error.filename)
        yield str(Path(top.name, folder_path.relative_to(path))), folder_path


def _take_all(settings: Settings, db: Database, label: str, found: Sequence[Found]) -> Iterator[Intake]:
    blobs = Blobs(settings.blobs)
    with db.writing() as session:
        batch_id = open_batch(session, label, None)
    for untrusted_label, file in found:
        try:
            with open_regular(file) as stream:
                yield take_in(db, blobs, settings, untrusted_label, stream, user_id=None, batch_id=batch_id)
        except FileVanished as error:
            failure = Failure(code=error.code, message=error.message)
            yield Intake(outcome="refused", name=shown(untrusted_label), error=failure)


def _as_json(intake: Intake) -> str:
    return to_json(intake).decode()


def _as_text(intake: Intake) -> str:
    if intake.error:
        return f"refused    {intake.name}: {intake.error.code}: {intake.error.message}"
    of = "document" if intake.outcome == "accepted" else "of document"
    return f"{intake.outcome:<10} {intake.name} ({of} {intake.document_id})"
