"""`zipingbiao import`: files, folders, ZIP archives, manifests → documents, by the same way in as an upload.

The database is the only state: an import that was broken off is simply started
again, and goes on in its batch.  One bad file never stops the others.
"""

import hashlib
import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import repeat
from pathlib import Path

import click
from tqdm import tqdm

from cli.places import data_option, open_database
from models import archives, batches
from models.codecs import to_json
from models.errors import NoRoom, Overloaded
from models.imports import most_of, take_sources, unpacker
from models.intakes import Intake
from models.manifests import find_listed
from models.names import decoded
from models.settings import Settings
from models.sources import Source, Unpack, find_sources, of_file
from models.stores import open_store

OUTCOMES = ("accepted", "duplicate", "refused")


@click.command("import")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH...")
@click.option(
    "--manifest",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="CSV",
    help="Take in what a table lists: path, archive reference, year. PATH is then what its paths are relative"
    " to.  [default: its own folder]",
)
@click.option("--new-batch", is_flag=True, help="Open another batch, though this import has one already.")
@data_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file.")
@click.pass_context
def import_(  # noqa: PLR0913 - one parameter an option
    ctx: click.Context,
    paths: tuple[Path, ...],
    manifest: Path | None,
    data: Path | None,
    *,
    new_batch: bool,
    as_json: bool,
) -> None:
    """Take in PDFs and pictures (PNG, JPEG, TIFF), and all of them in folders, in ZIP archives and below.

    Says of each file: accepted, duplicate of which document, or refused and
    why.  The exit status is 1 if any was refused.  Can be broken off and
    started again at any time: it goes on in the same batch.
    """
    if not (paths or manifest) or (manifest and len(paths) > 1):
        raise click.UsageError("name files, folders or archives; or a manifest and at most one folder")
    counted: Counter[str] = Counter()
    with open_database(data) as (settings, db):
        sources, expected = _sources(paths, manifest, unpacker(settings)), _count(settings, paths, manifest)
        with db.writing() as session:
            batch_id = batches.open_batch(
                session,
                _label(paths, manifest),
                None,
                kind="manifest" if manifest else "import",
                source=None if new_batch else _identity(paths, manifest),
                expected=expected,
            )
        taken = take_sources(db, open_store(settings), settings, batch_id, sources, wait=_wait)
        try:
            for intake in tqdm(taken, total=expected, unit="file", disable=None):
                counted["before" if intake.before else intake.outcome] += 1
                tqdm.write(_as_json(intake) if as_json else as_text(intake))
        finally:
            with db.writing() as session:
                batches.close(session, batch_id)
    click.echo(_summary(counted, batch_id), err=True)
    ctx.exit(1 if counted["refused"] else 0)


def _sources(paths: Sequence[Path], manifest: Path | None, unpack: Unpack) -> Iterator[Source]:
    if manifest:
        return find_listed(manifest, unpack, paths[0] if paths else None)
    return find_sources(paths, unpack)


def _count(settings: Settings, paths: Sequence[Path], manifest: Path | None) -> int:
    """Return how many sources there are, without opening any but the directories of archives."""
    most = most_of(settings)

    def listed(file: Path, label: str) -> Iterator[Source]:
        return repeat(of_file(file, label), archives.count_files(file, most))

    return sum(1 for _ in _sources(paths, manifest, listed))


def _label(paths: Sequence[Path], manifest: Path | None) -> str:
    whole = [Path(os.path.abspath(path)) for path in ((manifest,) if manifest else paths)]  # noqa: PTH100 - links stay
    return " ".join(decoded(path.name or str(path)) for path in whole)


def _identity(paths: Sequence[Path], manifest: Path | None) -> str:
    """Return what tells the same import again: what it takes in, wherever it is called from."""
    named = [str(manifest and manifest.absolute()), *(os.path.abspath(path) for path in paths)]  # noqa: PTH100 - links stay
    return hashlib.sha256(b"\0".join(map(os.fsencode, named))).hexdigest()


def _wait(error: Overloaded) -> None:
    """Wait where too much waits to be read, as long as it takes; a full disk ends the import."""
    if isinstance(error, NoRoom):
        raise error
    tqdm.write(f"{error.message} The import goes on in {error.retry_after} s.", file=sys.stderr)
    time.sleep(error.retry_after)


def _summary(counted: Counter[str], batch_id: int) -> str:
    said = [f"{counted[outcome]} {outcome}" for outcome in OUTCOMES]
    said += [f"{counted['before']} taken before"] if counted["before"] else []
    said += [f"{counted['passed']} passed over"] if counted["passed"] else []
    return f"batch {batch_id}: {', '.join(said)}"


def _as_json(intake: Intake) -> str:
    return to_json(intake).decode()


def as_text(intake: Intake) -> str:
    """Return what became of a file, in words."""
    if intake.outcome == "passed":
        return f"passed     {intake.name}: neither PDF, picture nor ZIP by its name"
    if intake.error:
        return f"refused    {intake.name}: {intake.error.code}: {intake.error.message}"
    of = "document" if intake.outcome == "accepted" else "of document"
    before = ", taken before" if intake.before else ""
    return f"{intake.outcome:<10} {intake.name} ({of} {intake.document_id}{before})"
