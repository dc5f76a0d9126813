"""Texts on both sides of a page break of which nothing tells whether they are one → what a person is asked.

Sides tell, or punctuation, or room left before the break.  Where none does, the text is
read one way, and the form goes to review with the other.  So it does where a target
was changed during the year.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from extractor.form.column_labels import GROUPS
from extractor.form.cuts import Cut, meeting
from extractor.form.flows import goes_on, is_full, least_rooms, lines_out
from extractor.form.lexicons import key
from extractor.form.parts import Row
from extractor.form.shares import NOT_SHARED
from extractor.form.tables import Found, Table, found
from extractor.form.wraps import names_level
from extractor.form.zones import Zones
from extractor.geometry import Cell
from extractor.value.numbers import states_nothing
from models.records import Pointer, Uncertain

ENDS = ("。", "！", "？", "!", "?")
"""A text may end so; behind a semicolon more may follow."""

_LATER = re.compile(r"indicators/([0-9]{1,6})/(.*调整.*)", re.DOTALL)
"""An extra of a row, and its label."""
_LATER_TARGET = re.compile(r"调整.*(?:目标|指标)[值数]?$|^(?:年中|中期)?调整后?[值数]?$")
"""The label of a target that was set later: 调整后指标值, 中期调整值; no 预算调整数."""
_UNCHANGED = re.compile(
    r"(?:保持|维持|指标|目标)?(?:未|不|没有|没|无)[作做进行予须需]{0,2}(?:调整|变化?|变动|变更)?。?"
    r"|同(?:左|上|前|年初|原)\D{0,4}|与(?:左|前|年初|原)\D{0,6}(?:一致|相同)。?"
)
"""What says that a target was not: 未调整, 同年初."""


class Doubt(NamedTuple):
    """The place of a text before a page break, and how it reads the other way."""

    place: Found
    other: str


def find_doubts(table: Table, whole: Table, zones: Zones, told: Mapping[int, Cut]) -> Iterator[Doubt]:
    """Yield the texts of indicators, and the names of their groups, of which nothing tells if they go on.

    Args:
        table: As it stands on its pages.
        whole: The same with its cut cells whole.
        zones: The blocks.
        told: What the sides tell.
    """
    for row in table.starts:
        if not {row - 1, row} <= zones.indicator_rows:
            continue
        for number, other in meeting(table, row):
            if row in told and number not in told[row].rest:
                continue
            above, below = table.cells[number], table.cells[other]
            name = zones.columns.owner(below)
            if name in GROUPS and _are_joined(whole.cells[number], above, below):
                yield Doubt(found(whole.cells[number]), above.text)
            if name not in NOT_SHARED and _is_open(table, above, below):
                one = not whole.cells[other].lines
                yield Doubt(found(whole.cells[number]), above.text if one else above.text + below.text)
            if name not in NOT_SHARED and _is_undrawn(above, below) and not whole.cells[number].lines:
                yield Doubt(found(whole.cells[number]), below.text)


def _are_joined(whole: Cell, above: Cell, below: Cell) -> bool:
    """Tell whether two labels were made one although that names no level: they may be two groups'."""
    if not above.lines or not below.lines or above.text == below.text:
        return False
    return whole.text.startswith(above.text + below.text) and not names_level(whole.text)


def _is_undrawn(above: Cell, below: Cell) -> bool:
    """Tell whether nothing of a cell is drawn before a page break, as its text stands in another.

    WeasyPrint leaves a merged cell so whose text no longer fits the page: the one that begins there and
    goes on overleaf, or the one above, which it closed under its text.
    """
    return above.open_side and not (above.lines or below.open_side) and bool(below.lines)


def _is_open(table: Table, above: Cell, below: Cell) -> bool:
    """Tell whether a text may go on in another: it fills its cell and ends no sentence there."""
    if not above.lines or not below.lines or above.text.endswith(ENDS):
        return False
    if goes_on(above, below) or lines_out(above):
        return False
    return is_full(above, below, least_rooms(cell for _, cell in table.row(below.top - 1)))


def uncertain_rows(doubts: Iterator[Doubt], indicators: Sequence[Row]) -> Iterator[Uncertain]:
    """Yield each doubt at the first indicator that has its text."""
    first: dict[Found, Pointer] | None = None
    for place, other in doubts:
        first = first or _first_fields(indicators)
        if place in first:
            ways = (place.text, other)
            yield Uncertain(field=first[place], readings=ways, choices=ways)


def _first_fields(indicators: Sequence[Row]) -> dict[Found, Pointer]:
    """Return the first field of each text that rows may share."""
    first: dict[Found, Pointer] = {}
    for at, row in enumerate(indicators):
        for name, value in row.items():
            first.setdefault(value, f"/indicators/{at}/{name}")
    return first


def uncertain_targets(extras: Mapping[str, Found], indicators: Sequence[Row]) -> Iterator[Uncertain]:
    """Yield each target beside which another one stands that was set later: 调整后指标值."""
    for label, place in extras.items():
        later = _LATER.fullmatch(label)
        if not later or not _LATER_TARGET.search(key(later[2])):
            continue
        at = int(later[1])
        # A form may print such a label itself.
        target = indicators[at].get("target") if at < len(indicators) else None
        unchanged = states_nothing(place.text) or _UNCHANGED.fullmatch(place.text)
        if target is None or unchanged or place.text == target.text:
            continue
        ways = (target.text, place.text)
        yield Uncertain(field=f"/indicators/{at}/target", readings=ways, choices=ways)
