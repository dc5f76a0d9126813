"""`zipingbiao check`: forms from any source → what the rules find in them.

PDFs and workbooks are opened in a limited process, as in the service; records
are plain JSON.  The exit status says whether errors stand.
"""

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import click

from cli.files import check_named, label_of, read_bytes
from cli.findings import table_of
from cli.given_records import read_given
from extractor.pipeline import Kit, check_form, load_kit
from models.codecs import to_json
from models.errors import BadRequest, BrokenSetup, EmptyFile, NotAPdf, ServiceError, UnknownForm
from models.formats import HEAD_BYTES, format_of, guess_of, not_read
from models.names import shown
from models.records import Extraction, Failure
from models.settings import Settings, read_settings
from review_ui.languages import load_words
from worker.readings import Readings

ZIP = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
FINE, ERRORS, UNREAD = 0, 1, 2


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a file, as `extract` does.")
@click.option("--english", is_flag=True, help="Say it in English.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.pass_context
def check(ctx: click.Context, files: tuple[Path, ...], *, as_json: bool, english: bool) -> None:
    """Check forms: PDFs, XLSX workbooks filled by hand, and records as JSON.

    JSON is a record, a form, or what `extract` printed, also several in lines or
    in an array. The exit status is 0 if no errors stand, 1 if some do, and 2 if
    a file could not be read or holds no form.
    """
    words = load_words("en" if english else "zh")
    status = FINE
    with closing(Sources(read_settings(os.environ))) as sources:
        for file in files:
            for result in sources.read(file):
                click.echo(to_json(result) if as_json else table_of(result, words))
                if result.error:
                    said = f"{result.file}: {result.error.code}: {result.error.message}"
                    click.echo(shown(said, length=None), err=True)
                status = max(status, _status(result))
    ctx.exit(status)


def _status(result: Extraction) -> int:
    if result.error:
        return UNREAD
    severities = {found.severity for form in result.forms for found in form.findings}
    return ERRORS if "error" in severities else FINE


class Sources:
    """Where forms come from; what reads them starts when it is first needed."""

    def __init__(self, settings: Settings) -> None:
        self._most_bytes, self._own_reasons = settings.max_upload_bytes, settings.reasons
        self._readings = Readings(settings, warm=False)

    def read(self, file: Path) -> Iterator[Extraction]:
        """Yield what a file holds, checked; one that cannot be read gives its error.

        Raises:
            BrokenSetup: The own categories cannot be used: no fault of the file's.
        """
        label = label_of(file)
        try:
            check_named(file)
            yield from self._read(read_bytes(file, self._most_bytes), label)
        except BrokenSetup:
            raise
        except ServiceError as error:
            yield Extraction(file=label, sha256="", error=Failure(code=error.code, message=error.message))

    def close(self) -> None:
        """End the limited processes."""
        self._readings.close()

    def _read(self, data: bytes, label: str) -> list[Extraction]:
        if not data:
            raise EmptyFile("the file has no bytes")
        if format_of(data[:HEAD_BYTES]):
            return [self._readings.extract(data, label)]
        if data.startswith(ZIP):
            return [self._readings.read_workbook(data, label)]
        if data.startswith(OLD_WORKBOOK):
            raise BadRequest("workbooks of the old kind are not read: save it as .xlsx")
        if guess_of(data[:HEAD_BYTES]) not in {None, "text"}:
            raise NotAPdf(not_read(data[:HEAD_BYTES]))
        return [self._checked(given) for given in read_given(data, label)]

    def _checked(self, given: Extraction) -> Extraction:
        if not given.forms and not given.error:
            return replace(
                given, error=Failure(code=UnknownForm.code, message="the extraction holds no forms")
            )
        return replace(given, forms=tuple(check_form(form, self._kit) for form in given.forms))

    @cached_property
    def _kit(self) -> Kit:
        return load_kit(reasons=self._own_reasons)
