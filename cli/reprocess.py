"""`zipingbiao reprocess`: stored documents, read by this version → what would change, and only then kept."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import click

from cli.places import data_option, open_database
from cli.pools import Pool
from models import differences, jobs, outcomes, rereads, selections, taxonomies
from models.codecs import to_json
from models.databases import Database
from models.differences import FormDifference
from models.endings import failure_of
from models.errors import BadDocument, FileVanished, NotFound
from models.names import shown
from models.outcomes import Outcome
from models.records import Extraction, Failure
from models.selections import Condition, Selected
from models.settings import Settings
from models.stores import Store, open_store
from models.versions import Versions
from worker.readings import Readings
from worker.shelves import KeptPages

WIDEST = 60
"""Characters of a value that a line shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDifference:
    """One document: how it ended and would end, and its forms where any differs."""

    document_id: int
    name: str
    before: str
    after: str
    error: Failure | None
    forms: tuple[FormDifference, ...]
    kept: bool

    @property
    def is_same(self) -> bool:
        """Whether nothing that a person sees would change."""
        return self.before == self.after and not self.forms


@click.command()
@click.option(
    "--where",
    "texts",
    multiple=True,
    metavar="CONDITION",
    help="Which documents, such as code=unknown-form, 'version<0.2', patterns!=current, batch=3,"
    " template=beijing-2019, status=failed, year=2019, reference=J-1, document=7. Several must all hold.",
)
@click.option("--all", "everything", is_flag=True, help="All documents.")
@click.option("--keep", is_flag=True, help="Keep the new readings; what people did stays in any case.")
@click.option(
    "--workers", type=click.IntRange(1, 256), metavar="N", help="Documents read at a time.  [default: cores]"
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a document.")
@data_option
def reprocess(  # noqa: PLR0913 - one parameter an option
    *,
    texts: tuple[str, ...],
    everything: bool,
    keep: bool,
    workers: int | None,
    as_json: bool,
    data: Path | None,
) -> None:
    """Read stored documents again and show what would change; keep it with --keep.

    Documents that wait are left to the workers.  A form that a person has
    corrected or decided never changes: what is read otherwise stands beside it.
    """
    conditions = selections.parse(texts)
    if bool(conditions) == everything:
        raise click.UsageError("say which documents with --where, or --all")
    counted: Counter[str] = Counter()
    with open_database(data) as (settings, db):
        taxonomies.adopt(settings.reasons)
        with closing(Pool(settings, workers or settings.workers)) as pool:
            again = _Again(settings=settings, db=db, blobs=open_store(settings), pool=pool, keep=keep)
            for found in again.differences(conditions):
                counted["same" if found.is_same else "other"] += 1
                counted["kept" if found.kept else "left"] += 1
                if as_json:
                    click.echo(to_json(found))
                elif not found.is_same:
                    click.echo(_words(found))
    left = f", but for {counted['left']} that a worker is reading" if counted["left"] else ""
    kept = f"kept{left}" if keep else "nothing was kept: --keep does"
    click.echo(f"{counted['other']} documents differ, {counted['same']} do not; {kept}", err=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Again:
    """Reads documents again, several at a time, each by readers of its own."""

    settings: Settings
    db: Database
    blobs: Store
    pool: Pool
    keep: bool

    def differences(self, conditions: list[Condition]) -> Iterator[DocumentDifference]:
        """Yield what would change, in the order of the documents."""
        (now,) = self.pool.map(lambda readings, _: readings.versions, [None])
        after = 0
        while True:
            with self.db.reading() as session:
                some = selections.select_documents(session, conditions, now, after)
            if not some:
                return
            yield from self.pool.map(self._one, some)
            after = some[-1].document_id

    def _one(self, readings: Readings, one: Selected) -> DocumentDifference:
        outcome = _read(self.db, self.blobs, readings, one)
        difference = _compare(self.db, one, outcome)
        if not self.keep:
            return difference
        kept = _keep(self.settings, self.db, one.document_id, outcome, readings.versions)
        return replace(difference, kept=kept)


def _read(db: Database, blobs: Store, readings: Readings, one: Selected) -> Outcome:
    try:
        untrusted = blobs.read(one.sha256)
    except NotFound as error:
        return FileVanished(error.message)
    try:
        return outcomes.check(readings.extract(untrusted, one.name, KeptPages(db, blobs, one.document_id)))
    except BadDocument as error:
        return error


def _compare(db: Database, one: Selected, outcome: Outcome) -> DocumentDifference:
    failure = failure_of(outcome)
    forms: tuple[FormDifference, ...] = ()
    with db.reading() as session:
        known = rereads.known_forms(session, one.document_id, lock=False)
    if isinstance(outcome, Extraction) and failure is None:
        forms = tuple(form for form in differences.compare(known, outcome.forms) if form.is_seen)
    return DocumentDifference(
        document_id=one.document_id,
        name=one.name,
        before=one.code or one.state,
        after=failure.code if failure else "done",
        error=failure,
        forms=forms,
        kept=False,
    )


def _keep(settings: Settings, db: Database, document_id: int, outcome: Outcome, read_by: Versions) -> bool:
    """Save a reading as a worker would; False: a worker has begun one meanwhile, which is left to it."""
    with db.writing() as session:
        job_id = jobs.enqueue(session, document_id)
    claim = jobs.claim(db, settings, job_id)
    return claim is not None and jobs.finish(db, claim, outcome, read_by)


def _words(found: DocumentDifference) -> str:
    lines = [f"document {found.document_id}  {shown(found.name)}"]
    if found.before != found.after:
        lines.append(f"  {found.before} → {found.after}")
    for form in found.forms:
        name = f"form {form.form_id}" if form.form_id else "another form"
        note = {
            "beside": ": a person's work stays, this stands beside it",
            "missing": ": not found again, stays and goes to review",
        }
        lines.append(f"  {name}, page {form.page}  {shown(form.project_name)}{note.get(form.fate, '')}")
        lines += [f"    {one.field}  {_cut(one.old)} → {_cut(one.new)}" for one in form.values]
        lines += [f"    {one.field}  [{one.old}] → [{one.new}]" for one in form.categories]
        lines += [f"    + {code}" for code in form.raised]
        lines += [f"    - {code}" for code in form.settled]
    return "\n".join(lines)


def _cut(text: str) -> str:
    line = shown(text, length=None)
    return repr(line if len(line) <= WIDEST else f"{line[:WIDEST]}…")
