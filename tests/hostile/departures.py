"""Spoilt files that are still read as forms → where their values are others than the sound file's.

A value may be another one where a person is told to look: the form has a reason for review that the
sound one has not, or the file a page that is not read, or text without a place.  All others are wrong.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from models.pointers import all_values
from models.records import Extraction, Form, Unread
from tests.hostile.ends import NAME, end_of
from tests.hostile.mutants import Mutant
from tests.hostile.writers import PDFS
from worker.readings import Readings

HERE = Path(__file__).parents[1]
LARGE = 400_000
MANY = [path for path in (*PDFS, *sorted((HERE / "found").glob("*.pdf"))) if path.stat().st_size < LARGE]
"""Sound files of every producer that are read in little time."""
SAME, TOLD, SILENT = "forms: the same", "forms: others, told", "forms: others, silently"


class Departure(NamedTuple):
    """A value that is read otherwise than in the sound file; `told`: a person will look."""

    field: str
    sound: str
    read: str
    told: bool


class Comparison:
    """What spoilt files are read as beside their sound ones, each of which is read once."""

    def __init__(self, readings: Readings) -> None:
        self._readings = readings
        self._sound: dict[Path, Extraction] = {}

    def end_of(self, mutant: Mutant) -> tuple[str, list[Departure]]:
        """Return how a spoilt file ends, and the values that are others without a word."""
        if (end := end_of(self._readings, mutant.data)) != "forms":
            return end, []
        departures = list(compare(self._read(mutant.source), self._readings.extract(mutant.data, NAME)))
        silent = [one for one in departures if not one.told]
        return SILENT if silent else TOLD if departures else SAME, silent

    def _read(self, source: Path) -> Extraction:
        if source not in self._sound:
            self._sound[source] = self._readings.extract(source.read_bytes(), NAME)
        return self._sound[source]


def compare(sound: Extraction, spoilt: Extraction) -> Iterator[Departure]:
    """Yield the values of a spoilt file's forms that are others than the sound file's.

    Forms are matched by how many of their values are the same, for pages may be lost.  A form that is
    not there any more is a departure of its own, told where a page is.
    """
    left, is_lost = list(sound.forms), bool(_lost(spoilt) - _lost(sound))
    for form in spoilt.forms:
        twin = max(left, key=lambda other: _alike(form, other), default=None)
        if twin is None:
            yield Departure("", "", form.record.project_name, told=is_lost)
            continue
        left.remove(twin)
        told = is_lost or bool({*form.why_review} - {*twin.why_review})
        yield from _differences(all_values(twin.record), all_values(form.record), told=told)
    for lost in left:
        yield Departure("", lost.record.project_name, "", told=is_lost)


def _lost(read: Extraction) -> set[Unread | str]:
    return {*read.unread, *(lost.text for form in read.forms for lost in form.unplaced)}


def _alike(one: Form, other: Form) -> int:
    others = all_values(other.record)
    return sum(others.get(pointer) == text for pointer, text in all_values(one.record).items() if text)


def _differences(sound: Mapping[str, str], read: Mapping[str, str], *, told: bool) -> Iterator[Departure]:
    for pointer in sorted({*sound, *read}):
        was, now = sound.get(pointer, ""), read.get(pointer, "")
        if was != now:
            yield Departure(pointer, was, now, told=told)
