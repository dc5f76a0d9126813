"""`zipingbiao classify`: reason texts as JSON Lines → their categories as JSON Lines, in order."""

import os
import sys
from codecs import BOM_UTF8
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import click
import msgspec

from extractor.reason.reasons import Classifier, load_classifier
from models.codecs import to_json
from models.errors import BadRequest, FileVanished, ServiceError
from models.records import Label
from models.settings import read_settings

STDIN = Path("-")


class _Asked(msgspec.Struct):
    """One line of input; other keys are ignored."""

    text: str


class _Answer(msgspec.Struct):
    """One line of output."""

    text: str
    labels: tuple[Label, ...]
    explains: bool


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.pass_context
def classify(ctx: click.Context, files: tuple[Path, ...]) -> None:
    """Sort shortfall reasons into categories.

    Reads {"text"} JSON Lines from the files or from standard input and prints
    {"text", "labels", "explains"}. A line that is none is named on standard
    error and left out; the exit status is then 1.
    """
    classifier = load_classifier(own=read_settings(os.environ).reasons)
    failed = False
    for file in files or (STDIN,):
        try:
            for number, line in enumerate(_lines(file), 1):
                plain = line.removeprefix(BOM_UTF8) if number == 1 else line
                failed |= not _answer(classifier, plain, f"{file}:{number}")
        except FileVanished as error:
            failed = True
            _complain(str(file), error)
    ctx.exit(1 if failed else 0)


def _answer(classifier: Classifier, line: bytes, place: str) -> bool:
    """Print the answer to one line; tell whether it was one."""
    if not line.strip():
        return True
    try:
        text = msgspec.json.decode(line, type=_Asked).text
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        _complain(place, BadRequest(str(error)))
        return False
    reading = classifier.classify(text)
    click.echo(to_json(_Answer(text, reading.labels, reading.explains)))
    return True


def _complain(place: str, error: ServiceError) -> None:
    click.echo(f"{place}: {error.code}: {error.message}", err=True)


def _lines(file: Path) -> Iterator[bytes]:
    """Yield the lines of a file, or of standard input.

    Raises:
        FileVanished: It cannot be read, or no longer.
    """
    try:
        with nullcontext(sys.stdin.buffer) if file == STDIN else file.open("rb") as stream:
            yield from stream
    except OSError as error:
        raise FileVanished(f"the file cannot be read: {error.strerror}") from error
