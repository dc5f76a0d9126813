"""Nothing is lost: real servers are killed at random while documents are being read.

Seeded, so that a failure comes again.  Documents arrive while things die; in
the end each has ended exactly once, as done with all its forms or as failed
with its reason.
"""

import io
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pymupdf
import pytest
from sqlalchemy import func, select

from models.blobs import Blobs
from models.databases import Database
from models.intakes import take_in
from models.jobs import JobState
from models.settings import Settings
from models.tables import Documents, Forms, Jobs
from tests.broker_fixtures import Servers
from worker import programs

PDF = (Path(__file__).parents[1] / "pdfs" / "fit.rl.pdf").read_bytes()
FORMS_A_PDF = 7
DOCUMENTS = 60
BAD_EVERY = 10
FAULT_EVERY = 0.7
SECONDS = 600.0


def _kill_reader(servers: Servers) -> None:
    """Kill one of the worker's children, or the fork that reads for it."""
    master = servers.process("extract")
    if master and (below := master.children(recursive=True)):
        _kill(servers.chance.choice(below))


def _kill_worker(servers: Servers) -> None:
    if master := servers.process("extract"):
        _kill(master)


def _kill_dispatcher(servers: Servers) -> None:
    if process := servers.process("dispatcher"):
        _kill(process)


def _kill_broker(servers: Servers) -> None:
    if process := servers.process("broker"):
        _kill(process)


def _flush(servers: Servers) -> None:
    if servers.broker_answers():
        with servers.client() as client:
            client.flushall()


FAULTS: list[Callable[[Servers], None]] = [
    *(_kill_reader, _kill_reader, _kill_worker, _flush),
    *(_kill_broker, _kill_reader, _kill_dispatcher, _flush),
    *(_kill_reader, _kill_broker, _kill_worker, _kill_reader),
]
"""Each of these happens, in an order that the seed chooses."""


@pytest.mark.parametrize("seed", [1])
def test_every_document_ends_exactly_once(servers: Servers, db: Database, seed: int):
    """Killed readers, workers, brokers and dispatchers, and a forgetful broker, lose and repeat nothing."""
    settings = replace(
        servers.settings,
        lease_seconds=6,
        hard_limit_seconds=5,
        page_limit_seconds=5,
        hint_again_seconds=1,
        max_tries=30,
        workers=2,
    )
    servers.settings, servers.chance = settings, random.Random(seed)  # noqa: S311 - repeatable chance is the point
    servers.start_broker()
    servers.start([programs.dispatcher(), programs.extractors(settings)])
    faults = servers.chance.sample(FAULTS, len(FAULTS))
    begun = time.monotonic()
    taken = 0
    while taken < DOCUMENTS or faults or _is_waiting(db):
        elapsed = time.monotonic() - begun
        assert elapsed < SECONDS, f"still waiting: {_states(db)}"
        if taken < DOCUMENTS and elapsed > taken * FAULT_EVERY * len(FAULTS) / DOCUMENTS:
            _take(settings, db, taken)
            taken += 1
        # Work must be in progress to be hit, and the first documents wait for the first start.
        if faults and elapsed > 4 + (len(FAULTS) - len(faults)) * FAULT_EVERY:
            faults.pop()(servers)
        servers.keep()
        time.sleep(0.05)
    bad = DOCUMENTS // BAD_EVERY
    assert _states(db) == Counter({JobState.done: DOCUMENTS - bad, JobState.failed: bad})
    with db.reading() as session:
        forms = session.execute(select(Forms.document_id, func.count()).group_by(Forms.document_id)).all()
        codes = session.scalars(select(Documents.code).where(Documents.state == "failed")).all()
    assert Counter(count for _, count in forms) == Counter({FORMS_A_PDF: DOCUMENTS - bad})
    assert set(codes) == {"unknown-form"}


def _take(settings: Settings, db: Database, number: int) -> None:
    """Take in a document that is like the others and has bytes of its own."""
    data = _letter(number) if number % BAD_EVERY == 0 else PDF + f"\n% {number}\n".encode()
    intake = take_in(db, Blobs(settings.blobs), settings, f"{number}.pdf", io.BytesIO(data), user_id=None)
    assert intake.outcome == "accepted"


def _letter(number: int) -> bytes:
    document = pymupdf.open()
    document.new_page().insert_text((72, 72), f"no form, number {number}")
    return bytes(document.tobytes())


def _kill(process: psutil.Process) -> None:
    try:
        process.kill()
    except psutil.NoSuchProcess:
        return


def _is_waiting(db: Database) -> bool:
    return bool({JobState.pending, JobState.leased} & set(_states(db)))


def _states(db: Database) -> Counter[str]:
    with db.reading() as session:
        rows = session.execute(select(Jobs.state, func.count()).group_by(Jobs.state)).all()
    return Counter({row[0]: row[1] for row in rows})
