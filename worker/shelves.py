"""A job's recognised pages → kept for good one by one, so that whoever comes next goes on behind them.

Each page is a blob and a row; with it the job's lease is renewed and its progress shown.
"""

import io
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from extractor.versions import reader_version
from models import advances
from models.advances import Step
from models.databases import Database
from models.errors import NotFound
from models.hints import QUICK, others_come_first
from models.jobs import Claim
from models.records import Why
from models.settings import Settings
from models.stores import Store
from worker.pulses import LeaseLost
from worker.recognitions import Given, Shelf, Told, TurnOver

TURN_SECONDS = 60.0
"""A worker recognises pages of one document for about so long, then of the next that waits; a document
that may need no recognition waits for less."""


class KeptPages(Shelf):
    """Gives the pages of a document that this version of the reader has recognised, and keeps nothing."""

    def __init__(self, db: Database, blobs: Store, document_id: int) -> None:
        self._db, self._blobs, self._document_id = db, blobs, document_id

    def begin(self, due: Sequence[int]) -> Mapping[int, Given]:
        """Return what is kept of the pages that are due."""
        with self._db.reading() as session:
            kept = advances.good_pages(session, self._document_id, reader_version())
        found: dict[int, Given] = {}
        for page in set(due).intersection(kept):
            with suppress(NotFound):
                found[page] = self._blobs.read(kept[page])
        return found


class JobShelf(Shelf):
    """Keeps the pages of one claimed job.

    Raises `LeaseLost` where the claim is no longer good.
    """

    def __init__(
        self, db: Database, blobs: Store, settings: Settings, claim: Claim, begun: Callable[[], None]
    ) -> None:
        """`begun` is called when recognition begins: what waits behind it would wait for long."""
        self._begun = begun
        self._db, self._blobs, self._settings, self._claim = db, blobs, settings, claim
        self._until = time.monotonic() + TURN_SECONDS
        self.last_try = claim.tries >= settings.max_tries

    def begin(self, due: Sequence[int]) -> Mapping[int, Given]:
        """Return what earlier tries kept, and show how far they came.

        Raises:
            TurnOver: Pages are left, and the job is not in a lane of scans.
        """
        with self._db.reading() as session:
            kept = advances.kept_pages(session, self._claim, reader_version())
        found: dict[int, Given] = {}
        for page in due:
            if isinstance(given := kept.get(page), str):
                try:
                    found[page] = self._blobs.read(given)
                except NotFound:
                    continue
            elif given:
                found[page] = given[0]
        self._advance(Step(done=len(found), due=len(due)))
        if len(found) < len(due):
            if self._claim.rank in QUICK:
                raise TurnOver
            self._begun()
        return found

    def keep(self, told: Told, done: int, due: int) -> None:
        """Keep one page for good."""
        sha256, _ = self._blobs.write(io.BytesIO(told.content))
        self._advance(Step(done=done, due=due, straight=told, sha256=sha256))

    def give_up(self, page: int, why: Why, done: int, due: int) -> None:
        """Keep in mind, for this job, that a page cannot be recognised."""
        self._advance(Step(done=done, due=due, failed=(page, why)))

    def is_turn_over(self) -> bool:
        """Tell whether this document has been read for long enough, or others come first."""
        if time.monotonic() >= self._until:
            return True
        with self._db.reading() as session:
            return others_come_first(session, self._claim.rank)

    def _advance(self, step: Step) -> None:
        if not advances.advance(self._db, self._settings, self._claim, step, reader_version()):
            raise LeaseLost
