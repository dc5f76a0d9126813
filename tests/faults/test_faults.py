"""Nothing is lost: a real service, and what can go wrong with it, while documents are being read.

The short form.  `python -m tests.faults` is the long one: every fault, many times.
"""

import random
import shutil
from collections.abc import Iterator, Mapping
from types import MappingProxyType

import pytest

from tests.faults.injections import FAULTS
from tests.faults.runs import Run
from tests.faults.sites import Site, short_folder

DOCUMENTS = 120
SEED = 1
SHORT: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "sqlite": frozenset(
            {
                "reader killed",
                "worker killed",
                "web killed",
                "unpacker killed",
                "broker killed, its log lost",
                "SIGTERM during work",
                "clock back an hour",
                "disk of files full",
                "disk of database full",
                "SQLite locked",
            }
        ),
        "postgresql": frozenset(
            {
                "worker's child killed",
                "dispatcher killed",
                "host killed",
                "PostgreSQL killed",
                "PostgreSQL restarted",
                "connections lost",
            }
        ),
    }
)


@pytest.fixture(params=list(SHORT))
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """A service on each kind of database."""
    folder = short_folder()
    made = Site(folder, request.param)
    yield made
    made.end()
    shutil.rmtree(folder)


def test_every_document_ends_exactly_once(site: Site):
    """0 lost, 0 double results, every bad or poison file ended with its reason, and nobody lent a hand."""
    chosen = [one for one in FAULTS if one.name in SHORT[site.kind]]
    assert len(chosen) == len(SHORT[site.kind])
    able = [one for one in chosen if site.files.is_own or not one.needs_disk]
    random.Random(SEED).shuffle(able)  # noqa: S311 - repeatable chance is the point
    account = Run(site, DOCUMENTS, able, SEED).play()
    assert account.is_whole, account.table()
