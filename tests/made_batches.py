"""A folder that is taken in as a batch, again and again."""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy import select

from models import batches, jobs, reports
from models.batches import Batch
from models.blobs import Blobs
from models.databases import Database
from models.errors import UnknownForm
from models.imports import take_sources, unpacker
from models.intakes import Intake
from models.reports import ReportRow
from models.settings import Settings
from models.sources import Source, find_sources
from models.tables import Documents, Jobs
from tests.made_archives import PDF, write
from tests.made_forms import extraction, made_form


@dataclass
class Folder:
    """A folder that is taken in as one batch, again and again."""

    db: Database
    settings: Settings
    path: Path
    batch_id: int = 0

    def take(self, most: int | None = None) -> list[Intake]:
        """Take in all files of the folder, or the first so many as if the import had been killed then."""
        with self.db.writing() as session:
            self.batch_id = batches.open_batch(session, "f", None, source=self.path.name.rjust(64))
        sources = find_sources([self.path], unpacker(self.settings))
        taken = take_sources(self.db, Blobs(self.settings.blobs), self.settings, self.batch_id, sources)
        found = list(islice(taken, most))
        if most is None:
            with self.db.writing() as session:
                batches.close(session, self.batch_id)
        return found

    def inputs(self) -> list[Source]:
        """Return all its input files."""
        return list(find_sources([self.path], unpacker(self.settings)))

    def end_jobs(self, *, well: bool) -> None:
        """Read every document of the batch that waits."""
        with self.db.reading() as session:
            waits = Documents.batch_id == self.batch_id, Documents.state == "waiting"
            live = select(Jobs.id).join(Documents, Documents.id == Jobs.document_id)
            job_ids = session.scalars(live.where(*waits, Jobs.state == "pending")).all()
        for job_id in job_ids:
            claim = jobs.claim(self.db, self.settings, job_id)
            assert claim
            outcome = extraction(made_form()) if well else UnknownForm("none")
            assert jobs.finish(self.db, claim, outcome)

    def look(self) -> tuple[Batch, batches.Progress, list[ReportRow]]:
        """Return the batch, how it goes on, and its report."""
        with self.db.reading() as session:
            batch = batches.get_batch(session, self.batch_id)
            return batch, batches.progress(session, batch), list(reports.report(session, self.batch_id))


def made_folder(db: Database, settings: Settings, tmp_path: Path, count: int) -> Folder:
    """Return a folder of so many good files, taken in."""
    folder = Folder(db, settings, tmp_path / "files")
    for number in range(count):
        write(folder.path / f"{number}.pdf", PDF + str(number).encode())
    folder.take()
    return folder
