"""`zipingbiao check`: forms from any source → what the rules find in them.

PDFs and workbooks are opened in a limited process, as in the service; records
are plain JSON.  The exit status says whether errors stand.
"""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import Any

import click
import msgspec

from cli.files import read_bytes
from cli.findings import table_of
from cli.given_records import BYTE_ORDER_MARK, read_given
from extractor.pipeline import Kit, check_form, extract_workbook, load_kit
from models.errors import BadRequest, EmptyFile, ServiceError, UnknownForm
from models.formats import HEAD_BYTES, format_of
from models.names import check_name, shown
from models.pointers import escape
from models.records import Extraction, Failure, Pointer, from_json, to_json, to_plain
from models.settings import Settings, read_settings
from review_ui.languages import load_words
from worker.readers import Limits
from worker.readings import Readings
from worker.sandboxes import Sandbox

ZIP = b"PK\x03\x04"
OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
FINE, ERRORS, UNREAD = 0, 1, 2
MOST_NAMED = 10
"""An error names at most this many unknown fields."""


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
    with closing(_Sources(read_settings(os.environ))) as sources:
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


class _Sources:
    """Where forms come from, each kind opened when the first file of it is met."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._readings = Readings(settings, warm=False)

    def read(self, file: Path) -> Iterator[Extraction]:
        """Yield what a file holds, checked; one that cannot be read gives its error."""
        label = shown(str(file), length=None)
        try:
            check_name(file.name)
            yield from self._read(read_bytes(file, self._settings.max_upload_bytes), label)
        except ServiceError as error:
            yield Extraction(file=label, sha256="", error=Failure(code=error.code, message=error.message))

    def close(self) -> None:
        """End the limited processes."""
        self._readings.close()
        if sandbox := self.__dict__.get("_workbooks"):
            sandbox.close()

    def _read(self, data: bytes, label: str) -> list[Extraction]:
        if not data:
            raise EmptyFile("the file has no bytes")
        if format_of(data[:HEAD_BYTES]):
            return [self._readings.extract(data, label)]
        if data.startswith(ZIP):
            return [from_json(self._workbooks.run("workbook", data, label), Extraction)]
        if data.startswith(OLD_WORKBOOK):
            raise BadRequest("workbooks of the old kind are not read: save it as .xlsx")
        return [self._checked(given) for given in _given(data, label)]

    def _checked(self, given: Extraction) -> Extraction:
        return replace(given, forms=tuple(check_form(form, self._kit) for form in given.forms))

    @cached_property
    def _kit(self) -> Kit:
        return load_kit()

    @cached_property
    def _workbooks(self) -> Sandbox:
        given = self._settings
        limits = Limits(
            seconds=given.hard_limit_seconds,
            cpu_seconds=given.parse_cpu_seconds,
            memory_mb=given.parse_memory_mb,
            answer_mb=given.max_answer_mb,
        )
        return Sandbox({"workbook": partial(_workbook, self._kit)}, limits)


def _workbook(kit: Kit, untrusted: bytes, label: str) -> bytes:
    return to_json(extract_workbook(untrusted, label, kit))


def _given(data: bytes, label: str) -> list[Extraction]:
    """Return what a JSON file holds, nothing of it passed over.

    Raises:
        BadRequest: It is no JSON of forms, or has fields that are not known.
        UnknownForm: It is an empty array.
    """
    read = read_given(data, label)
    if not read:
        raise UnknownForm("the array holds no forms")
    _refuse_unknown(data.removeprefix(BYTE_ORDER_MARK), read)
    return [_with_error(given) for given in read]


def _with_error(given: Extraction) -> Extraction:
    """Return an extraction that has forms, or the error that says that it has none."""
    if given.forms or given.error:
        return given
    return replace(given, error=Failure(code=UnknownForm.code, message="the extraction holds no forms"))


def _refuse_unknown(data: bytes, read: Sequence[Extraction]) -> None:
    """Refuse JSON with fields that none of our types has: a misspelt one would pass for a blank.

    Raises:
        BadRequest: It names the unknown fields, as JSON Pointers.
    """
    for number, (tree, given) in enumerate(zip(_trees(data), read, strict=True), 1):
        if unknown := list(islice(_unknown(tree, _twin(tree, given), ""), MOST_NAMED)):
            place = f" in object {number}" if len(read) > 1 else ""
            raise BadRequest(f"it has fields that are not known{place}: {', '.join(map(shown, unknown))}")


def _trees(data: bytes) -> list[dict[str, Any]]:
    """Return the objects of a JSON document that was read: one, those of an array or those of its lines."""
    try:
        whole = msgspec.json.decode(data)
    except msgspec.DecodeError:
        return [msgspec.json.decode(line) for line in data.splitlines() if line.strip()]
    return whole if isinstance(whole, list) else [whole]


def _twin(tree: Mapping[str, object], given: Extraction) -> object:
    """Return what was read of an object, in the object's own shape."""
    if "forms" in tree or "error" in tree:
        return to_plain(given)
    (form,) = given.forms
    return to_plain(form if "record" in tree else form.record)


def _unknown(tree: object, read: object, path: str) -> Iterator[Pointer]:
    """Yield where a JSON tree has fields that were not read."""
    if isinstance(tree, dict) and isinstance(read, dict):
        for name, value in tree.items():
            below = f"{path}/{escape(name)}"
            if name in read:
                yield from _unknown(value, read[name], below)
            else:
                yield below
    elif isinstance(tree, list) and isinstance(read, list):
        for at, (value, twin) in enumerate(zip(tree, read, strict=True)):
            yield from _unknown(value, twin, f"{path}/{at}")
