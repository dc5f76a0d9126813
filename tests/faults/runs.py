"""A run: documents come, faults happen on a seeded schedule, and in the end all are accounted for."""

import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from models import jobs, unpackings
from models.databases import Database
from models.jobs import JobState
from models.tables import Deliveries, Documents, Forms, Jobs
from tests.faults.archives import Parcel, faults_of, pack
from tests.faults.documents import Kept, document
from tests.faults.injections import FAULTS, Fault
from tests.faults.sites import Site

RECOVERS_WITHIN = 180.0
ENDS_WITHIN = 1800.0
BY_HAND = 4
"""Of so many documents one is brought through the API, and one in an archive with a manifest; the others by
imports of folders."""


@dataclass
class Happened:
    """One fault: jobs and archives that were worked on, and seconds until these ended and pages answered."""

    name: str
    hit: list[int] = field(default_factory=list)
    unpacked: list[int] = field(default_factory=list)
    seconds: float = 0.0
    wrong: str = ""


@dataclass
class Account:
    """How a run ended.  `lost` and `doubled` name documents; `wrong` ended otherwise than they may.

    `names` has the document of each job; so many archives were uploaded, and so often one was half taken in
    when who did so was killed.
    """

    documents: int = 0
    seconds: float = 0.0
    states: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    happened: list[Happened] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)
    archives: int = 0
    caught: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether nothing was lost, doubled, or ended otherwise than it may."""
        return not (self.lost or self.doubled or self.wrong)

    def table(self) -> str:
        """Return the faults as a table: how often, and seconds until all went on; then how all ended."""
        lines = [
            "| fault | times | hit | lost | doubled | recovery, s: median | longest |",
            "|---|---:|---:|---:|---:|---:|---:|",
        ]
        for name in dict.fromkeys(one.name for one in self.happened):
            these = [one for one in self.happened if one.name == name]
            took = sorted(one.seconds for one in these)
            hit = [self.names.get(job_id, "") for one in these for job_id in one.hit]
            lost, doubled = (sum(one in hit for one in wrong) for wrong in (self.lost, self.doubled))
            counts = f"{len(these)} | {len(hit)} | {lost} | {doubled}"
            lines.append(f"| {name} | {counts} | {took[len(took) // 2]:.1f} | {took[-1]:.1f} |")
        total = f"{len(self.happened)} faults: {len(self.lost)} lost, {len(self.doubled)} doubled"
        ends = ", ".join(f"{count} {state}" for state, count in sorted(self.states.items()))
        codes = ", ".join(f"{count} {code}" for code, count in sorted(self.codes.items()))
        said = f"{self.documents} documents in {self.seconds:.0f} s: {ends}; {codes}"
        said += f"; {self.archives} archives, {self.caught} times half taken in when their program was killed"
        return "\n".join([*lines, "", total, said, *(f"WRONG {one}" for one in self.wrong)])


def schedule(kind: str, chance: random.Random, count: int, *, disks: bool, only: str = "") -> list[Fault]:
    """Return so many faults that can happen on a kind of database, each as often, in any order."""
    able = [one for one in FAULTS if kind in one.on and (disks or not one.needs_disk) and only in one.name]
    chosen = [able[number % len(able)] for number in range(count)]
    chance.shuffle(chosen)
    return chosen


class Run:
    """Documents, faults and the account of both."""

    def __init__(self, site: Site, count: int, faults: Sequence[Fault], seed: int) -> None:
        self._site, self._faults = site, faults
        self._chance = random.Random(seed)  # noqa: S311 - repeatable chance is the point
        self._kept: list[Kept] = [document(number) for number in range(count)]
        self._threads: list[threading.Thread] = []
        self._parcels: list[Parcel] = []
        self._packed: list[Kept] = []

    def play(self, say: Callable[[str], None] = lambda _line: None) -> Account:
        """Bring the documents in as many parts as there are faults, and let one happen after each."""
        begun = time.monotonic()
        account = Account(documents=len(self._kept))
        _wait(self._site.answers, RECOVERS_WITHIN)
        for number, fault in enumerate(self._faults):
            self._bring(number)
            self._wait_for_work()
            time.sleep(self._chance.random() / 2)
            happened = self._let_happen(fault)
            account.happened.append(happened)
            account.wrong += [f"{fault.name}: {happened.wrong}"] if happened.wrong else []
            place = f"{number + 1}/{len(self._faults)}"
            say(f"{place} {fault.name}: {len(happened.hit)} hit, {happened.seconds:.1f} s")
        for thread in self._threads:
            thread.join()
        _wait(lambda: not self._site.ask(_live), ENDS_WITHIN)
        account.seconds = time.monotonic() - begun
        self._site.ask(lambda db: _settle(db, self._kept, account))
        account.wrong += self._site.ask(self._unpacked)
        account.archives, account.caught = len(self._parcels), self._site.caught
        return account

    def _bring(self, part: int) -> None:
        mine = self._kept[part :: len(self._faults)]
        folder = self._site.folder / "brought" / f"{part:04}"
        folder.mkdir(parents=True)
        sent, packed = mine[::BY_HAND], mine[1::BY_HAND]
        for one in mine:
            if one not in sent and one not in packed:
                (folder / one.name).write_bytes(one.content)
        if packed:
            self._parcels.append(pack(part, packed))
            self._packed += packed
            self._start(self._send_archive, self._parcels[-1])
        self._start(self._send, sent)
        self._start(self._import, folder)

    def _start(self, target: Callable[..., None], what: object) -> None:
        thread = threading.Thread(target=target, args=(what,), daemon=True)
        thread.start()
        self._threads.append(thread)

    def _send(self, some: Sequence[Kept]) -> None:
        """Bring files through the API; one that is refused for want of room, or not answered, comes again."""
        for one in some:
            while not self._site.send(one.name, one.content):
                time.sleep(0.3)

    def _send_archive(self, parcel: Parcel) -> None:
        """Bring an archive; one that was stored though that was not answered comes again, and is the same."""
        while not self._site.send_archive(parcel.name, parcel.content, parcel.manifest):
            time.sleep(0.3)

    def _unpacked(self, db: Database) -> list[str]:
        with db.reading() as session:
            return faults_of(session, self._parcels, self._packed)

    def _import(self, folder: Path) -> None:
        """Import a folder, as often as it takes."""
        while self._site.command("import", folder).wait() != 0:
            time.sleep(0.3)

    def _wait_for_work(self) -> None:
        deadline = time.monotonic() + 10
        while not self._site.ask(_leased) and time.monotonic() < deadline:
            time.sleep(0.02)

    def _let_happen(self, fault: Fault) -> Happened:
        happened = Happened(fault.name, self._site.ask(_leased), self._site.ask(_claimed))
        passed = time.monotonic()
        try:
            fault.happen(self._site, self._chance)
            passed = time.monotonic()
            _wait(lambda: not self._site.ask(lambda db: _unended(db, happened)), RECOVERS_WITHIN)
            _wait(self._site.answers, RECOVERS_WITHIN)
        except (AssertionError, subprocess.SubprocessError) as error:
            happened.wrong = f"{type(error).__name__} {error}"
        happened.seconds = time.monotonic() - passed
        return happened


def _leased(db: Database) -> list[int]:
    with db.reading() as session:
        return list(session.scalars(select(Jobs.id).where(Jobs.state == JobState.leased)))


def _claimed(db: Database) -> list[int]:
    held = Deliveries.claimed_until.is_not(None), Deliveries.done_at.is_(None)
    with db.reading() as session:
        return list(session.scalars(select(Deliveries.id).where(*held)))


def _live(db: Database) -> int:
    with db.reading() as session:
        count = session.execute(select(func.count()).where(Jobs.state.in_(jobs.LIVE))).scalar_one()
        return count + unpackings.waiting(session)


def _unended(db: Database, happened: Happened) -> int:
    found = select(func.count()).where(Jobs.id.in_(happened.hit), Jobs.state.in_(jobs.LIVE))
    half = select(func.count()).where(Deliveries.id.in_(happened.unpacked), Deliveries.done_at.is_(None))
    with db.reading() as session:
        return session.execute(found).scalar_one() + session.execute(half).scalar_one()


def _settle(db: Database, kept: Sequence[Kept], account: Account) -> None:
    """Hold what was brought against what is there."""
    forms = select(func.count()).where(Forms.document_id == Documents.id).scalar_subquery()
    query = select(Documents.id, Documents.name, Documents.state, Documents.code, Documents.message, forms)
    with db.reading() as session:
        rows = session.execute(query).all()
        ends = session.execute(select(Jobs.id, Jobs.document_id, Jobs.state)).all()
    names = {row.id: row.name.rpartition("/")[2] for row in rows}
    account.names = {job.id: names[job.document_id] for job in ends}
    account.states = Counter(job.state for job in ends)
    account.codes = Counter(row.code for row in rows if row.code)
    jobs_of = Counter(job.document_id for job in ends)
    found = {names[row.id]: row for row in rows}
    for one in kept:
        row = found.pop(one.name, None)
        if row is None or row.state not in {"done", "failed"}:
            account.lost.append(one.name)
            continue
        count = row[5]
        if count > one.forms or jobs_of[row.id] != 1:
            account.doubled.append(one.name)
        read = row.state == "done" and count == one.forms
        if not (row.code in one.codes and row.message if one.codes else read):
            account.wrong.append(f"{one.name}: {row.state} {row.code} {row.message}, {count} forms")
    account.doubled += [*found, *(row.name for row in rows[len(kept) :])]


def _wait(true: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)
