"""What a worker claims ahead, for the documents after the one that it was told of."""

from dataclasses import replace

from sqlalchemy import update

from models import bundles, hints, jobs
from models.bundles import Wanted
from models.databases import Database
from models.errors import ParseCrashed
from models.jobs import JobState
from models.settings import Settings
from models.tables import Jobs
from tests.made_forms import store
from tests.made_jobs import claimed

MANY = Wanted(turn=1, holder="me", count=9, most_bytes=1000)


def test_what_is_claimed_ahead(db: Database, settings: Settings):
    """The oldest first, of the turn's lane; nothing that cost a try, is large, or was hinted at."""
    for words in ("hinted at", "tried", "third", "large" * 300, "fifth"):
        store(db, settings, words)
    assert hints.due_hints(db, settings, limit=1) == [1]
    claimed(db, settings, 2)
    jobs.release(db, settings, 2, ParseCrashed("killed"))
    ahead = bundles.settle(db, settings, [], MANY).ahead
    assert [claim.job_id for claim in ahead] == [3, 5]
    assert bundles.settle(db, settings, [], MANY).ahead == ()


def test_lanes_take_turns_document_by_document(db: Database, settings: Settings):
    """Nothing is claimed ahead while another lane waits, whichever it is."""
    for number in range(4):
        store(db, settings, number)
    with db.writing() as session:
        session.execute(update(Jobs).where(Jobs.id > 2).values(rank=2))
    batch = replace(MANY, turn=3)
    assert [bundles.settle(db, settings, [], one).ahead for one in (MANY, batch)] == [(), ()]
    with db.writing() as session:
        session.execute(update(Jobs).where(Jobs.id <= 2).values(state=JobState.done))
    assert [claim.job_id for claim in bundles.settle(db, settings, [], batch).ahead] == [3, 4]


def test_nothing_is_claimed_ahead_where_one_try_is_all(db: Database, settings: Settings):
    """With one try a job, a neighbour's death would be a document's own."""
    store(db, settings)
    assert bundles.settle(db, replace(settings, max_tries=1), [], MANY).ahead == ()
