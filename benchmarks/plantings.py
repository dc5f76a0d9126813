"""Misreadings as recognition makes them, and mistakes as issuers make them, planted in true records.

The planting knows nothing of what the repair thinks plausible: signs are lost, gained
and exchanged as they were seen on scanned pages.
"""

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from extractor.claims import numeric_cells
from extractor.numbers import parse_number
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
SECOND_RIGHT, SECOND_ELSE = 0.7, 0.28
"""How often the second reader sees a misread cell rightly, or wrongly in its own way; else both agree."""
FALSE_ALARM = 0.006
"""How often the second reader misreads a cell that the first read rightly."""


class Planted(NamedTuple):
    """A form as recognised, and the cells that were misread with what stands printed there."""

    form: Form
    misread: dict[Pointer, str]


def misread(text: str, dice: random.Random) -> str:
    """Return what recognition may make of a printed number, other than the number itself."""
    while True:
        seen = dice.choice(WAYS)(text, dice) if text else dice.choice(tuple(SIMILAR))
        if seen != text:
            return seen


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


WAYS = (_exchange, _exchange, _exchange, _lose, _lose_point, _lose_point, _confuse_point, _gain, _lose_mark)


def recognised(record: Record, dice: random.Random, misreadings: int) -> Planted:
    """Return a true record as recognition may give it, with so many cells misread."""
    places = _places(record)
    cells = {field: text for field, text, _ in numeric_cells(record) if parse_number(text)}
    printed = {places[field]: field for field in reversed(cells)}
    chosen = dice.sample(sorted(printed.values()), min(misreadings, len(printed)))
    seen = {field: misread(cells[field], dice) for field in chosen}
    uncertain = []
    for field in printed.values():
        readings = _readings(cells[field], seen.get(field), dice)
        if len(set(readings)) > 1:
            uncertain.append(Uncertain(field=field, readings=readings))
    texts = {field: seen[printed[places[field]]] for field in cells if printed[places[field]] in seen}
    evidence = {
        field: Evidence(page=1, box=(0, at, 1, at + 1), source="ocr", confidence=0.99)
        for field, at in places.items()
    }
    form = Form(
        pages=(1,),
        template="",
        record=with_values(record, texts),
        evidence=evidence,
        uncertain=tuple(uncertain),
    )
    return Planted(form, {field: cells[field] for field in texts})


def _places(record: Record) -> dict[Pointer, int]:
    """Return which printed cell each number stands in: a group's weight stands in one for all its rows."""
    places: dict[Pointer, int] = {}
    for field, _, _ in numeric_cells(record):
        before = len(places)
        if field.endswith("/level1_weight"):
            at = int(field.split("/")[2])
            if at and record.indicators[at].level1 == record.indicators[at - 1].level1:
                before = places[f"/indicators/{at - 1}/level1_weight"]
        places[field] = before
    return places


def _readings(text: str, seen: str | None, dice: random.Random) -> tuple[str, str]:
    """Return what two readers saw of a printed text, the first of whom may have misread it."""
    luck = dice.random()
    if seen is None:
        return text, misread(text, dice) if luck < FALSE_ALARM else text
    if luck < SECOND_RIGHT:
        return seen, text
    return seen, misread(seen, dice) if luck < SECOND_RIGHT + SECOND_ELSE else seen


class Mistake(NamedTuple):
    """A record with one mistake of its issuer, the check that names it and a cell that it must name."""

    record: Record
    code: str
    field: Pointer


def mistaken(record: Record, dice: random.Random) -> Mistake | None:
    """Return the record with one sum, rate, weight or score wrong; None where that cell is blank."""
    code, field = dice.choice(_targets(record, dice))
    texts = {pointer: text for pointer, text, _ in numeric_cells(record)}
    number = parse_number(texts[field])
    if number is None:
        return None
    factor = Decimal(dice.choice((-30, -7, -2, -1, 1, 2, 9, 40)))
    value = number.value + factor * number.step
    if code == "score-within-weight":
        weight = parse_number(texts[field.replace("/score", "/weight")])
        if weight is None:
            return None
        value = weight.value + abs(factor)
    if value < 0 or (code == "rate-is-executed-over-budget" and abs(factor) < 2):
        return None
    return Mistake(with_values(record, {field: f"{value}{number.mark}"}), code, field)


def _targets(record: Record, dice: random.Random) -> Sequence[tuple[str, Pointer]]:
    row = dice.randrange(len(record.indicators))
    return [
        ("total-is-sum", "/total_score"),
        ("weights-are-100", f"/indicators/{row}/weight"),
        ("score-within-weight", f"/indicators/{row}/score"),
        ("rate-is-executed-over-budget", "/funds/0/rate"),
        ("rate-score", "/funds/0/score"),
        ("funds-add-up", "/funds/0/executed"),
    ]
