"""Broken and malicious files: each ends as a result or a coded error, and the next one is read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models import errors
from models.settings import read_settings
from tests.hostile.__main__ import end_of
from tests.hostile.bombs import BOMBS
from tests.hostile.mutants import WAYS, mutants
from worker.readings import Readings

GOOD = (Path(__file__).parent / "pdfs" / "fit.rl.pdf").read_bytes()
SPOILT = 210
CODES = {kind.code for kind in errors.BadDocument.__subclasses__()}
NEVER = {"parse-crashed", "parse-timeout", "parse-memory"}
"""No damage to an honest file may cost its reader."""


@pytest.fixture(scope="module")
def readings() -> Iterator[Readings]:
    """Readers with little time and memory."""
    limits = {"HARD_LIMIT_SECONDS": "8", "PARSE_CPU_SECONDS": "5", "PARSE_MEMORY_MB": "512"}
    made = Readings(read_settings({f"ZIPINGBIAO_{name}": value for name, value in limits.items()}))
    yield made
    made.close()


def test_spoilt_files_end_with_a_code(readings: Readings):
    """Files cut, blanked, mixed or with bits turned give forms or a code, and cost no reader."""
    ends = [(way, end_of(readings, data)) for way, data in mutants(SPOILT, seed=1)]
    assert {way for way, _ in ends} == set(WAYS)
    assert {end for _, end in ends} <= (CODES - NEVER) | {"forms"}
    assert sum(end == "forms" for _, end in ends) > SPOILT / 3
    assert end_of(readings, GOOD) == "forms"


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_cost_one_document(name: str, readings: Readings):
    """Each file made to harm ends with one of its codes, and the next file is read."""
    make, codes = BOMBS[name]
    assert end_of(readings, make()) in codes
    assert end_of(readings, GOOD) == "forms"
