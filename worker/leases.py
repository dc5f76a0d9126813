"""What a dead worker held → free at once, where it is certain that the worker is dead.

A lease is long, because it must outlast the slowest document.  Whoever has just
buried all workers of a kind need not wait for it.
"""

from sqlalchemy import select

from models import jobs
from models.databases import Database
from models.errors import ParseCrashed
from models.jobs import JobState
from models.settings import Settings
from models.tables import Jobs


def free_leases(db: Database, settings: Settings, kind: str) -> int:
    """Give back every lease on jobs of one kind and return how many there were.

    Only for a database that no other host works on: a living worker that loses
    its lease does its work for nothing.
    """
    with db.reading() as session:
        held = select(Jobs.id).where(Jobs.kind == kind, Jobs.state == JobState.leased)
        job_ids = list(session.scalars(held))
    error = ParseCrashed("The worker was ended while reading it.")
    return sum(jobs.release(db, settings, job_id, error) is not None for job_id in job_ids)
