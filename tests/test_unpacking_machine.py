"""Any order of uploads, claims, deaths, late comers and ends: an archive is one program's, and ends once."""

from dataclasses import dataclass

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import delete, select

from models import batches, unpackings
from models.databases import Database
from models.settings import Settings
from models.tables import Batches, Deliveries
from tests.made_archives import zipped
from tests.made_deliveries import bring, lapse, pdf

ARCHIVES = [zipped({"a.pdf": pdf(number)}) for number in range(2)]
MOST = 4


@dataclass
class Expected:
    """What one archive must look like."""

    batch_id: int
    token: str | None = None
    lapsed: bool = False
    tries: int = 0
    done: bool = False


class UnpackingMachine(RuleBasedStateMachine):
    """Drives the real database beside a model of it."""

    def __init__(self, db: Database, settings: Settings) -> None:
        super().__init__()
        self.db, self.settings = db, settings
        self.archives: dict[int, Expected] = {}
        self.claims: list[unpackings.Delivery] = []
        with db.writing() as session:
            for table in (Deliveries, Batches):
                session.execute(delete(table))

    @precondition(lambda self: len(self.archives) < MOST)
    @rule(archive=st.sampled_from(ARCHIVES))
    def upload(self, archive: bytes) -> None:
        """An archive comes, a new one or one that is known."""
        batch_id = bring(self.db, self.settings, archive)
        with self.db.reading() as session:
            ids = session.scalars(select(Deliveries.id)).all()
        (new,) = set(ids) - self.archives.keys()
        self.archives[new] = Expected(batch_id)

    @rule()
    def claim(self) -> None:
        """A program asks for work: it gets the first archive that is free, and nobody else's."""
        free = [
            number for number, one in self.archives.items() if not one.done and (one.lapsed or not one.token)
        ]
        got = unpackings.claim(self.db, self.settings)
        assert (got and got.delivery_id) == min(free, default=None)
        if got:
            one = self.archives[got.delivery_id]
            one.token, one.lapsed, one.tries = got.token, False, one.tries + 1
            assert got.tries == one.tries
            self.claims.append(got)

    @rule()
    def die(self) -> None:
        """Every lease ends: whoever had one died, or hangs."""
        lapse(self.db)
        for one in self.archives.values():
            one.lapsed = True

    @rule()
    def begin_anew(self) -> None:
        """The supervisor frees what was claimed."""
        held = [one for one in self.archives.values() if one.token and not one.done]
        assert unpackings.free(self.db) >= len(held)
        for one in held:
            one.token = None

    @precondition(lambda self: self.claims)
    @rule(number=st.integers(0, 99), way=st.sampled_from(["renew", "hold", "release", "end"]))
    def go_on(self, number: int, way: str) -> None:
        """Whoever ever had a claim comes with it, in time or late."""
        claim = self.claims[number % len(self.claims)]
        one = self.archives[claim.delivery_id]
        is_good = one.token == claim.token
        if way == "end":
            with self.db.writing() as session:
                assert unpackings.end(session, claim) == is_good
        else:
            assert getattr(unpackings, way)(self.db, claim) == is_good
        if is_good:
            one.done = way == "end"
            one.token = None if way in {"release", "end"} else one.token
            one.lapsed = False
            one.tries = 0 if way in {"renew", "release"} else one.tries

    @invariant()
    def database_is_as_expected(self) -> None:
        """Tokens and ends are those of the model; a batch is taken when all its archives are."""
        with self.db.reading() as session:
            columns = Deliveries.id, Deliveries.token, Deliveries.tries, Deliveries.done_at
            rows = session.execute(select(*columns)).all()
            assert {row[0]: (row[1], row[2], row[3] is not None) for row in rows} == {
                number: (one.token, one.tries, one.done) for number, one in self.archives.items()
            }
            assert unpackings.waiting(session) == sum(not one.done for one in self.archives.values())
            for batch_id in {one.batch_id for one in self.archives.values()}:
                mine = [one.done for one in self.archives.values() if one.batch_id == batch_id]
                assert (batches.get_batch(session, batch_id).state == batches.TAKEN) == all(mine)


def test_every_archive_is_one_program_s(db: Database, settings: Settings) -> None:
    """Plays many orders of events against the real database."""
    run_state_machine_as_test(
        lambda: UnpackingMachine(db, settings),
        settings=hypothesis_settings(max_examples=8, stateful_step_count=20),
    )
