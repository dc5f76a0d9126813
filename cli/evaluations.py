"""`zipingbiao evaluate`: labelled data and our answers to it → how good we are, on anybody's data."""

import hashlib
import os
from codecs import BOM_UTF8
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple, get_args

import click
import msgspec

from cli import form_reports, reason_reports
from cli.checks import Sources
from cli.evaluation_words import Said
from cli.exports import open_target
from cli.files import hash_file, hash_together, read_bytes
from cli.reports import Report, as_page, as_text
from cli.truths import find_sources, find_truths, read_truth
from extractor.evaluation.appraisals import Answer, Appraisal, Terms, appraise
from extractor.evaluation.collations import Collation, collate
from extractor.evaluation.file_scores import sum_up
from extractor.reason.contexts import sort_reasons
from extractor.reason.reasons import By, Classifier, load_classifier
from extractor.versions import reader_version
from models.codecs import to_json
from models.doubts import UNSURE_BELOW
from models.errors import BadRequest, FileVanished, NotFound, ServiceError
from models.names import shown
from models.records import Failure, Label, Record
from models.samples import Sample, read_samples
from models.settings import read_settings
from models.taxonomies import TAXONOMY_FILE, read_taxonomy
from review_ui.languages import load_words

TAGS = ("register", "slice")
SEVERAL = "file"
"""Tells several sets apart, like a tag of theirs."""
PARTS: tuple[By, ...] = get_args(By)
FINE, LEFT_OUT = 0, 1

SHOWN = 16
"""So many digits of a hash stand in a table."""

_Command = Callable[..., Any]


class _Set(NamedTuple):
    """One file of labelled reasons."""

    file: str
    texts: int
    sha256: str


def _shown_as(command: _Command) -> _Command:
    """Add the options that say how figures are shown."""
    for option in (
        click.option(
            "--worst",
            "most_worst",
            type=click.IntRange(0),
            default=10,
            show_default=True,
            metavar="N",
            help="So many misses are listed.",
        ),
        click.option("--english", is_flag=True, help="Say it in English."),
        click.option(
            "--html",
            "page",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="OUT",
            help="Also write one HTML page with plots, which loads nothing.",
        ),
        click.option("--json", "as_json", is_flag=True, help="Print everything measured as one JSON object."),
    ):
        command = option(command)
    return command


@click.group()
def evaluate() -> None:
    """Measure reading and sorting on data that you have labelled."""


@evaluate.command()
@_shown_as
@click.option(
    "--by",
    "tags",
    multiple=True,
    show_default=", ".join(TAGS),
    metavar="FIELD",
    help="Figures apart by it.",
)
@click.option(
    "--leave-out",
    multiple=True,
    default=("OTHER",),
    show_default=True,
    metavar="CODE",
    help="Counts nowhere.",
)
@click.option(
    "--sure",
    type=click.FloatRange(0, 1),
    default=UNSURE_BELOW,
    show_default=True,
    metavar="C",
    help="From this confidence on a category is shown as sure.",
)
@click.option(
    "--only", type=click.Choice([by for by in PARTS if by != "both"]), help="Measure one part alone."
)
@click.option("--apart", is_flag=True, help="Measure each part alone too.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
def reasons(  # noqa: PLR0913 - one for each option
    files: tuple[Path, ...],
    *,
    tags: tuple[str, ...],
    leave_out: tuple[str, ...],
    sure: float,
    only: By | None,
    apart: bool,
    most_worst: int,
    as_json: bool,
    page: Path | None,
    english: bool,
) -> None:
    """Measure the sorting of reasons on labelled JSON Lines.

    A line has "text", "labels", and if wanted "evidence" ([[start, end, code]]),
    "explains", and fields to tell figures apart by. One broken line ends it with
    its number and cause: figures over the rest would say something else.
    """
    settings = read_settings(os.environ)
    own = settings.reasons
    known = read_taxonomy(TAXONOMY_FILE, own)
    if strangers := sorted(set(leave_out) - known.categories.keys()):
        raise BadRequest(f"no such category: {', '.join(strangers)}")
    samples, sets = _read_sets(files, known.categories, settings.max_upload_bytes)
    if unknown := [tag for tag in tags if not any(tag in sample.tags for sample in samples)]:
        raise BadRequest(f"--by {unknown[0]}: no line has text in a field of that name")
    tags, by = tags or TAGS, only or "both"
    classifier = load_classifier(own=own, by=by)
    explaining = [code for code, one in known.categories.items() if one.explains]
    fields = (SEVERAL, *tags) if len(files) > 1 else tags
    terms = Terms(explaining=explaining, left_out=leave_out, tags=fields, sure=sure)
    appraisal = _appraised(samples, classifier, terms)
    if apart:
        others = {part: load_classifier(own=own, by=part) for part in PARTS if part != by}
        each = {part: _appraised(samples, one, terms) for part, one in others.items()} | {by: appraisal}
        parts = {str(part): each[part].summary for part in PARTS}
        appraisal = replace(appraisal, groups={reason_reports.PARTS: parts} | appraisal.groups)
    said = Said("en" if english else "zh")
    facts = [(said("files"), f"{one.file} ({one.texts}, sha256 {one.sha256[:SHOWN]})") for one in sets]
    facts += [(said("version"), classifier.version)]
    facts += [(said("only"), said(f"by.{only}"))] if only else []
    facts += [(said("left_out"), " ".join(leave_out))] if leave_out else []
    frame = reason_reports.Frame(said, known, tuple(facts), sure, most_worst)
    made_by = {"reasons_version": classifier.version, "data": [one._asdict() for one in sets]}
    _show(
        _told(made_by, appraisal) if as_json else None,
        reason_reports.report_of(appraisal, samples, frame),
        page,
    )


@evaluate.command()
@_shown_as
@click.option(
    "--truth",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="a.json is what a.pdf should be read as.",
)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.pass_context
def forms(  # noqa: PLR0913 - one for each option
    ctx: click.Context,
    files: tuple[Path, ...],
    *,
    folder: Path,
    most_worst: int,
    as_json: bool,
    page: Path | None,
    english: bool,
) -> None:
    """Measure the reading of forms against what they should be read as.

    Files are PDFs, pictures and workbooks, which are read, and what `extract`
    printed; without any, those beside their truths are read. A file that is not
    there or has no truth is named and left out; the exit status is then 1.
    """
    truths = find_truths(folder)
    files = files or tuple(find_sources(folder, truths))
    collated, left_out = _collate(files, truths)
    strange = Failure(code=NotFound.code, message=f"no truth of that name is in {shown(str(folder))}")
    for name, absent in left_out:
        why = absent or strange
        click.echo(f"{name}: {why.code}: {why.message}", err=True)
    score = sum_up(collated)
    said = Said("en" if english else "zh")
    unread = truths.keys() - {Path(name).stem for name, _, _ in collated}
    wanted = hash_together([hash_file(truth) for truth in truths.values()])
    digests = [hash_file(file) for file in files]
    about = said("truths", total=len(truths), unread=len(unread), folder=str(folder))
    facts = (
        (said("files"), f"{about} (sha256 {wanted[:SHOWN]})"),
        (said("inputs"), f"{len(files)} (sha256 {hash_together(digests)[:SHOWN]})"),
        (said("reader"), reader_version()),
    )
    data = [{"file": str(file), "sha256": sha256} for file, sha256 in zip(files, digests, strict=True)]
    made_by = {"reader_version": reader_version(), "truths_sha256": wanted, "data": data}
    frame = form_reports.Frame(said, load_words(said.lang), facts, most_worst)
    _show(_told(made_by, score) if as_json else None, form_reports.report_of(score, frame), page)
    ctx.exit(LEFT_OUT if left_out else FINE)


def _read_sets(
    files: Sequence[Path], codes: Collection[str], most_bytes: int
) -> tuple[list[Sample], list[_Set]]:
    """Return the samples of all files, each tagged with its file, and what each file is."""
    samples: list[Sample] = []
    sets: list[_Set] = []
    for file in files:
        name = shown(str(file), length=None)
        try:
            data = read_bytes(file, most_bytes)
        except ServiceError as error:
            raise type(error)(f"{name}: {error.message}") from error
        read = list(read_samples(data.removeprefix(BOM_UTF8).splitlines(), name, codes))
        samples += (replace(sample, tags={SEVERAL: name} | sample.tags) for sample in read)
        sets.append(_Set(name, len(read), hashlib.sha256(data).hexdigest()))
    if not samples:
        raise BadRequest(f"{', '.join(one.file for one in sets)}: nothing in it can be measured")
    return samples, sets


def _appraised(samples: Sequence[Sample], classifier: Classifier, terms: Terms) -> Appraisal:
    return appraise(samples, [_answer(sample, classifier) for sample in samples], terms)


def _answer(sample: Sample, classifier: Classifier) -> Answer:
    """Return what is said of a text, read with its row where it has one."""
    if sample.row is None:
        return classifier.classify(sample.text)

    def classify(texts: Sequence[str]) -> list[tuple[tuple[Label, ...], bool]]:
        return [(reading.labels, reading.explains) for reading in classifier.classify_many(texts)]

    (reason,) = sort_reasons(Record(indicators=(sample.row,)), classify) or (
        classifier.classify(sample.text),
    )
    return reason


def _collate(
    files: Sequence[Path], truths: Mapping[str, Path]
) -> tuple[list[tuple[str, str, Collation]], list[tuple[str, Failure | None]]]:
    """Return each file's collation, and those left out: without a truth, or absent (with the error)."""
    settings = read_settings(os.environ)
    collated: list[tuple[str, str, Collation]] = []
    left_out: list[tuple[str, Failure | None]] = []
    with closing(Sources(settings)) as sources:
        for result in (result for file in files for result in sources.read(file)):
            truth = truths.get(Path(result.file).stem)
            absent = result.error if result.error and result.error.code == FileVanished.code else None
            if truth is None or absent:
                left_out.append((result.file, absent))
                continue
            wanted = read_truth(truth, settings.max_upload_bytes)
            read = tuple(form.record for form in result.forms)
            code = result.error.code if result.error else ""
            collated.append((result.file, code, collate(wanted, read)))
    return collated, left_out


def _told(made_by: Mapping[str, object], measured: object) -> Mapping[str, object]:
    """Return what was measured, with what it was measured on and what answered."""
    return {**made_by, **msgspec.to_builtins(measured)}


def _show(measured: object | None, report: Report, page: Path | None) -> None:
    """Print what was measured as JSON, or else the report; write the report's page if there is to be one."""
    if page is not None:
        with open_target(page) as stream:
            stream.write(as_page(report).encode())
    click.echo(as_text(report) if measured is None else to_json(measured))
