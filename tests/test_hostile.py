"""Broken and malicious files: each ends as a result or a coded error, and the next one is read."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from extractor.pipeline import extract_or_error, load_kit
from models import errors
from models.settings import read_settings
from tests.hostile.bombs import BOMBS, KINDS, SLOW
from tests.hostile.departures import MANY, SAME, TOLD, Comparison
from tests.hostile.ends import NAME, draw_end, end_of, read_end
from tests.hostile.files import ONE
from tests.hostile.mutants import WAYS, mutants
from tests.hostile.oddities import CHANGED, ODDITIES
from tests.hostile.oddities import form as odd_form
from worker.readings import Readings
from worker.wards import Nursery

GOOD = bytes(ONE.tobytes())
"""An honest form of one page."""
KIT = replace(load_kit(), recognise=None)
WHOLE = extract_or_error(odd_form(), NAME, KIT).forms[0].record
SPOILT = 210
COMPARED = 42
CODES = {kind.code for kind in errors.BadDocument.__subclasses__()}
NEVER = {"parse-timeout", "parse-memory"}
"""No damage to an honest file may cost a reader's time or memory."""
FEW = 2
"""So many may crash MuPDF, which draws what damaged fonts leave unreadable; each costs its own reader."""
QUICK = [name for name in BOMBS if name not in SLOW]
HEAVY = ["2^40 nested forms", "a million rulings", "half a gigabyte of spaces", "50,000 pages"]
"""Of those that take seconds, these in every run; all of them with `python -m tests.hostile`."""
FORMS = {
    "two files in one": "14",
    "a revision that takes pages away": "1",
    "a file that would act": "1",
    "locked by its owner, 256 bits": "1",
    "a form behind 1,000 bytes of noise": "7",
    "a table of objects that is off by 1,000": "7",
}


@pytest.fixture(scope="module")
def readings(nursery: Nursery) -> Iterator[Readings]:
    """Readers with little of a processor and of memory, but time: the machine may have others to serve.

    They are a clean process's, as the service's are: where other tests have recognised pages in this one,
    a fork lacks the threads that OpenCV waits for.
    """
    limits = {"HARD_LIMIT_SECONDS": "30", "PARSE_CPU_SECONDS": "5", "PARSE_MEMORY_MB": "512"}
    settings = read_settings({f"ZIPINGBIAO_{name}": value for name, value in limits.items()})
    made = Readings(settings, nursery=nursery)
    yield made
    made.close()


def test_spoilt_files_end_with_a_code(readings: Readings):
    """Files cut, blanked, mixed or with bits turned give forms or a code; hardly one costs its reader."""
    ends = [(way, end_of(readings, data)) for way, _, data in mutants(SPOILT, seed=1)]
    assert {way for way, _ in ends} == set(WAYS)
    assert {end for _, end in ends} <= (CODES - NEVER) | {"forms"}
    assert sum(end == "parse-crashed" for _, end in ends) <= FEW
    assert sum(end == "forms" for _, end in ends) > SPOILT / 3
    assert end_of(readings, GOOD) == "forms"


def test_spoilt_files_say_nothing_else_without_a_word(readings: Readings):
    """Each value of a file that is still read is the sound file's, or a person is told to look."""
    comparison = Comparison(readings)
    ends = [(mutant, *comparison.end_of(mutant)) for mutant in mutants(COMPARED, 1, MANY)]
    wrong = [(mutant.source.name, mutant.way, silent) for mutant, _, silent in ends if silent]
    assert wrong == []
    assert {SAME, TOLD} < {end for _, end, _ in ends}


@pytest.mark.parametrize("name", [*QUICK, *HEAVY])
def test_made_files_cost_one_document(name: str, readings: Readings):
    """Each file made to harm ends with one of its codes, which names it and the cause; the next is read."""
    make, codes = BOMBS[name]
    data = make()
    end = read_end(readings, data)
    assert end.code in codes, end.words
    assert end.words.removeprefix(f"{NAME}: ")
    assert end.words.startswith(NAME) == (end.code != "forms")
    assert name in SLOW or draw_end(readings, data).code in CODES | {"drawn"}
    assert end_of(readings, GOOD) == "forms"


@pytest.mark.parametrize(("name", "count"), FORMS.items(), ids=FORMS.keys())
def test_oddly_wrapped_files_are_read_whole(name: str, count: str, readings: Readings):
    """What is there is read: all of several files, the newest revision, what needs no password."""
    make, _ = BOMBS[name]
    assert read_end(readings, make()).words == count


@pytest.mark.parametrize("name", ODDITIES)
def test_an_odd_file_is_its_form_or_marked(name: str):
    """What is read of a strange or broken file is what it shows, or a person is asked, or it is refused."""
    extraction = extract_or_error(ODDITIES[name][0](), NAME, KIT)
    total = "98" if name in CHANGED else "88"
    for form in extraction.forms:
        shown = replace(form.record, total_score="88") == WHOLE and form.record.total_score == total
        assert shown or form.needs_review
    assert extraction.forms or extraction.error


def test_made_files_have_names_of_their_own():
    """No kind hides another's file, and what is left out of every run is there at all."""
    assert len(BOMBS) == sum(map(len, KINDS.values()))
    assert set(BOMBS) >= SLOW
