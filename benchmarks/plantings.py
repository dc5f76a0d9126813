"""Misreadings as recognition makes them, planted in true records.

The planting knows nothing of what the repair thinks plausible: signs are lost, gained
and exchanged as they were seen on scanned pages.  A second reader often sees a misread
cell rightly; else it misreads what the first saw once more, or sees the same.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from extractor.proof.claims import numeric_cells
from extractor.value.numbers import parse_number, states_nothing
from models.pointers import with_values
from models.records import Evidence, Form, Pointer, Record, Uncertain

SIMILAR = {
    "0": "8O6o",
    "1": "7lI",
    "2": "7Z",
    "3": "8",
    "4": "9",
    "5": "6S",
    "6": "58",
    "7": "1",
    "8": "306",
    "9": "8",
}
DASHES = ("一", "1", "-", "", "~", "一一")
SECOND_RIGHT, SECOND_ELSE = 0.7, 0.28
"""How often the second reader sees a misread cell rightly, or wrongly in its own way; else both agree."""
FALSE_ALARM = 0.006
"""How often the second reader misreads a cell that the first read rightly."""
UNSURE = 0.9
"""How often a lone reader says of a misread cell that it is not sure."""


class Planted(NamedTuple):
    """A form as recognised, and the cells that were misread with what stands printed there."""

    form: Form
    misread: dict[Pointer, str]


class Page(NamedTuple):
    """A true record's numeric cells, each once, with the fields that repeat them."""

    record: Record
    texts: Mapping[Pointer, str]
    places: Mapping[Pointer, int]

    @property
    def numbers(self) -> list[Pointer]:
        """The cells that hold numbers."""
        return [field for field, text in self.texts.items() if parse_number(text)]


Planting = Callable[[Page, random.Random], dict[Pointer, tuple[str, ...]]]
"""Draws what the readers saw in some cells, the text as read in front."""


def printed(record: Record) -> Page:
    """Return a record's printed cells: a group's weight stands in one cell for all its rows."""
    places: dict[Pointer, int] = {}
    for field, _, _ in numeric_cells(record):
        before = len(places)
        if field.endswith("/level1_weight"):
            at = int(field.split("/")[2])
            if at and record.indicators[at].level1 == record.indicators[at - 1].level1:
                before = places[f"/indicators/{at - 1}/level1_weight"]
        places[field] = before
    texts = {}
    for field, text, _ in numeric_cells(record):
        if places[field] not in {places[known] for known in texts if known.endswith("/level1_weight")}:
            texts[field] = text
    return Page(record, texts, places)


def plant(page: Page, seen: Mapping[Pointer, tuple[str, ...]]) -> Planted:
    """Return a record as its readers gave it; a cell seen by one reader, or not alike, is uncertain."""
    shown = {page.places[field]: readings[0] for field, readings in seen.items()}
    texts = {field: shown[at] for field, at in page.places.items() if at in shown}
    evidence = {
        field: Evidence(page=1, box=(0, at, 1, at + 1), source="ocr", confidence=0.99)
        for field, at in page.places.items()
    }
    uncertain = tuple(
        Uncertain(field=field, readings=readings)
        for field, readings in seen.items()
        if len(set(readings)) > 1 or len(readings) == 1
    )
    form = Form(
        pages=(1,),
        template="",
        record=with_values(page.record, texts),
        evidence=evidence,
        uncertain=uncertain,
    )
    misread = {
        field: page.texts[field] for field, readings in seen.items() if readings[0] != page.texts[field]
    }
    return Planted(form, misread)


def misread(text: str, dice: random.Random) -> str:
    """Return what recognition may make of a printed number, other than the number itself."""
    while True:
        seen = dice.choice(WAYS)(text, dice) if text else dice.choice(tuple(SIMILAR))
        if seen != text:
            return seen


def cells_misread(count: int, ending: str = "") -> Planting:
    """Return a planting that misreads so many cells, and has the second reader doubt others."""

    def draw(page: Page, dice: random.Random) -> dict[Pointer, tuple[str, ...]]:
        numbers = page.numbers
        some = [field for field in numbers if field.endswith(ending)]
        seen = {field: misread(page.texts[field], dice) for field in dice.sample(some, min(count, len(some)))}
        return {field: _two_readers(page.texts[field], seen.get(field), dice) for field in numbers}

    return draw


def by_one_reader(page: Page, dice: random.Random) -> dict[Pointer, tuple[str, ...]]:
    """Misread one cell; nobody else looks, but the reader is not sure of it, and of some others."""
    numbers = page.numbers
    field = dice.choice(numbers)
    text = misread(page.texts[field], dice)
    seen = {other: (page.texts[other],) for other in numbers if dice.random() < FALSE_ALARM}
    return {**seen, field: (text,) if dice.random() < UNSURE else (text, text)}


def dashes(page: Page, dice: random.Random) -> dict[Pointer, tuple[str, ...]]:
    """Misread a dash."""
    some = [field for field, text in page.texts.items() if text.strip() and states_nothing(text)]
    return {
        field: _two_readers(page.texts[field], dice.choice(DASHES), dice)
        for field in dice.sample(some, min(1, len(some)))
    }


def joined(page: Page, dice: random.Random) -> dict[Pointer, tuple[str, ...]]:
    """Read a weight and the score beside it as one text, in either cell."""
    if not (pair := _neighbours(page, dice)):
        return {}
    left, right = (page.texts[field] for field in pair)
    text = dice.choice((left + right, f"{left} {right}"))
    texts = dice.choice(((text, ""), ("", text)))
    return {field: (one, one) for field, one in zip(pair, texts, strict=True)}


def cut_elsewhere(page: Page, dice: random.Random) -> dict[Pointer, tuple[str, ...]]:
    """Give a sign of a weight to the score beside it, or the other way round."""
    if not (pair := _neighbours(page, dice)):
        return {}
    left, right = (page.texts[field] for field in pair)
    at = len(left) + dice.choice((-1, 1))
    return {
        field: (one, one) for field, one in zip(pair, ((left + right)[:at], (left + right)[at:]), strict=True)
    }


def _neighbours(page: Page, dice: random.Random) -> tuple[Pointer, Pointer] | None:
    rows = [f"/indicators/{at}" for at in range(len(page.record.indicators))]
    pairs = [(f"{row}/weight", f"{row}/score") for row in rows]
    pairs = [pair for pair in pairs if set(pair) <= set(page.numbers)]
    return dice.choice(pairs) if pairs else None


def _two_readers(text: str, seen: str | None, dice: random.Random) -> tuple[str, str]:
    """Return what two readers saw of a printed text, the first of whom may have misread it."""
    luck = dice.random()
    if seen is None:
        return text, misread(text, dice) if luck < FALSE_ALARM else text
    if luck < SECOND_RIGHT:
        return seen, text
    return seen, misread(seen, dice) if luck < SECOND_RIGHT + SECOND_ELSE else seen


def _exchange(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text))
    return text[:at] + dice.choice(SIMILAR.get(text[at], text[at])) + text[at + 1 :]


def _lose(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text))
    return text[:at] + text[at + 1 :]


def _lose_point(text: str, _: random.Random) -> str:
    return text.replace(".", "", 1)


def _confuse_point(text: str, dice: random.Random) -> str:
    return text.replace(",", ".", 1) if "," in text else text.replace(".", dice.choice((",", "·", ":")), 1)


def _gain(text: str, dice: random.Random) -> str:
    at = dice.randrange(len(text) + 1)
    return text[:at] + dice.choice("21.-C|'") + text[at:]


def _lose_mark(text: str, _: random.Random) -> str:
    return text.removesuffix("%")


WAYS: Sequence[Callable[[str, random.Random], str]] = (
    *(_exchange, _exchange, _exchange, _lose, _lose_point, _lose_point, _confuse_point, _gain, _lose_mark),
)
