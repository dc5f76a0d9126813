"""`zipingbiao batch`: what came together, how far it is, what failed and why."""

import time
from datetime import datetime
from pathlib import Path

import click

from cli.exports import open_target, output_option
from cli.places import data_option, open_database
from models import batches, reports
from models.batches import Batch, Progress
from models.codecs import to_json
from models.databases import Database
from models.names import shown
from review_ui.batch_reports import REPORTS

PAUSE = 2.0
"""Seconds between two looks of `show --follow`."""
PAGE = 100
batch_argument = click.argument("number", type=click.IntRange(1, 2**31 - 1), metavar="BATCH")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def batch() -> None:
    """List, watch, retry, cancel and account for batches of files."""


@batch.command("list")
@data_option
@json_option
def list_(data: Path | None, *, as_json: bool) -> None:
    """Print the batches, newest first, one a line."""
    with open_database(data) as (_, db):
        after: int | None = None
        while True:
            with db.reading() as session:
                found = batches.list_batches(session, after=after, limit=PAGE)
            for one in found:
                click.echo(to_json(one) if as_json else _line(one))
            if len(found) < PAGE:
                return
            after = found[-1].batch_id


@batch.command()
@batch_argument
@click.option("--follow", is_flag=True, help="Print it again every two seconds until all is read.")
@data_option
@json_option
def show(number: int, data: Path | None, *, follow: bool, as_json: bool) -> None:
    """Print how far a batch is: counts, rate, estimated end, failures by code."""
    with open_database(data) as (_, db):
        while True:
            one, progress = _look(db, number)
            click.echo(to_json({"batch": one, "progress": progress}) if as_json else _words(one, progress))
            if not (follow and one.is_running):
                return
            time.sleep(PAUSE)


@batch.command()
@batch_argument
@click.option("--code", metavar="CODE", help="Only documents that failed with this code.")
@data_option
def retry(number: int, code: str | None, data: Path | None) -> None:
    """Have the documents read again that failed, by whatever version the workers have now."""
    with open_database(data) as (_, db):
        click.echo(f"{batches.retry(db, number, code)} documents wait again")


@batch.command()
@batch_argument
@data_option
def cancel(number: int, data: Path | None) -> None:
    """Take nothing more into a batch and end the reading of what waits; what is read stays."""
    with open_database(data) as (_, db):
        click.echo(f"{batches.cancel(db, number)} documents will not be read")


@batch.command()
@batch_argument
@click.option("--format", "kind", type=click.Choice(list(REPORTS)), default="csv", show_default=True)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="Of the CSV.")
@output_option
@data_option
def report(number: int, *, kind: str, lang: str, output: Path | None, data: Path | None) -> None:
    """Write what became of every input file, one a line."""
    with open_database(data) as (_, db), db.reading() as session, open_target(output) as stream:
        batches.get_batch(session, number)
        REPORTS[kind][0](reports.report(session, number), stream, lang)


def _look(db: Database, number: int) -> tuple[Batch, Progress]:
    with db.reading() as session:
        one = batches.get_batch(session, number)
        return one, batches.progress(session, one)


def _line(one: Batch) -> str:
    counts = f"{one.total} files; documents: {_counts(one.documents)}"
    return f"{one.batch_id:>6}  {_when(one.created_at)}  {one.state:<9}  {counts}  {one.label}"


def _words(one: Batch, progress: Progress) -> str:
    expected = f" of {one.expected} expected" if one.expected and one.state == batches.OPEN else ""
    rate = f"{progress.a_minute:.1f} documents a minute" if progress.a_minute else "no rate yet"
    end = f", ends about {_when(progress.ends_at)}" if progress.ends_at else ""
    lines = [
        f"batch {one.batch_id}  {shown(one.label)}  {one.state}, of {_when(one.created_at)}",
        f"files      {one.total}{expected}: {_counts(one.files)}",
        f"documents  {sum(one.documents.values())}: {_counts(one.documents)}",
        f"duplicates of {sum(one.duplicates.values())} others: {_counts(one.duplicates)}",
        f"reading    {rate}{end}" if one.is_running else "reading    nothing waits",
        f"forms      {progress.forms}, {progress.to_review} to review",
    ]
    lines += [f"quiet      no file came since {_when(progress.quiet_since)}"] if progress.quiet_since else []
    lines += [f"failed     {count} {code}" for code, count in progress.failures.items()]
    lines += [f"refused    {count} {code}" for code, count in progress.refusals.items()]
    return "\n".join(lines)


def _counts(of: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(of.items())) or "none"


def _when(at: datetime | None) -> str:
    return at.astimezone().strftime("%Y-%m-%d %H:%M") if at else ""
