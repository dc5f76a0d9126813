"""Nothing is lost: a real service, and each thing that can go wrong, once, while documents are being read."""

import random
import shutil
from collections.abc import Iterator

import pytest

from tests.faults.injections import FAULTS
from tests.faults.runs import Run, schedule
from tests.faults.sites import Site, short_folder

DOCUMENTS = 320
SEED = 1


@pytest.fixture(params=["sqlite", "postgresql"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """A service on each kind of database."""
    folder = short_folder()
    made = Site(folder, request.param)
    yield made
    made.end()
    shutil.rmtree(folder)


def test_every_document_ends_exactly_once(site: Site):
    """0 lost, 0 double results, every bad or poison file ended with its reason, and nobody lent a hand."""
    kinds = [one for one in FAULTS if site.kind in one.on]
    faults = schedule(site.kind, random.Random(SEED), len(kinds), disks=site.files.is_own)  # noqa: S311 - repeatable
    account = Run(site, DOCUMENTS, faults, SEED).play()
    assert account.is_whole, account.table()
