"""Fixtures and options of all tests."""

import gc
import signal
from collections.abc import Iterator
from contextlib import closing

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture.providers import HypothesisProvider
from hypothesis.internal.constants_ast import Constants

from models import users
from models.settings import Settings
from tests.made_hosts import why_no_namespaces
from worker.readers import settle
from worker.tasks import Bench
from worker.wards import Nursery

# How long an example takes says more of the machine than of the code; speed is for benchmarks/.
untimed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
# One commit passes or fails alike everywhere; --hypothesis-profile exploring looks for what is not known yet.
settings.register_profile("settled", untimed, derandomize=True)
settings.register_profile("exploring", untimed, derandomize=False, print_blob=True)
settings.load_profile("settled")

pytest_plugins = [
    "tests.database_fixtures",
    "tests.broker_fixtures",
    "tests.browser_fixtures",
    "tests.desk_fixtures",
]


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """The clean process that workers' readers are forked from; what it loads it loads once."""
    with closing(Nursery()) as made:
        yield made


def pytest_configure(config: pytest.Config) -> None:
    """Let SIGTERM end the tests as Ctrl-C does: fixtures start servers in sessions of their own.

    Hypothesis also draws constants of the modules that are loaded by then, and which those are the tests
    before decide; where examples are to be the same each time it draws none.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    gc.disable()
    if not config.getoption("--hypothesis-profile"):
        none = Constants()
        name = "_local_constants"  # there is no setting for it
        setattr(HypothesisProvider, name, property(lambda _: none))


def pytest_collection_finish() -> None:
    """Collect garbage from here on, as seldom as a reader does: what thousands of tests are made of stays."""
    settle()
    gc.enable()


def pytest_report_header() -> str:
    """Say how far several hosts are kept apart here."""
    why = why_no_namespaces()
    return (
        f"hosts: addresses of one host, no network namespaces ({why})" if why else "hosts: network namespaces"
    )


def pytest_addoption(parser: pytest.Parser) -> None:
    """Say how many files are generated, and whether the golden readings are written anew."""
    parser.addoption(
        "--cases",
        type=int,
        default=0,
        help="draw so many files of each maker, other ones every time (without: some fixed hundreds)",
    )
    parser.addoption(
        "--refresh-goldens", action="store_true", help="write tests/goldens as the files are read now"
    )


@pytest.fixture
def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords with argon2's least cost: the strength is argon2's, not ours."""
    monkeypatch.setattr(users, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    users._nobodys_hash.cache_clear()  # noqa: SLF001 - made with the hasher of that moment


@pytest.fixture
def bench(settings: Settings, nursery: Nursery) -> Iterator[Bench]:
    """A worker's bench on a fresh database."""
    made = Bench(settings, nursery)
    assert made.readings.versions  # a nursery that only starts would use up a turn
    yield made
    made.close()
    made.db.close()
