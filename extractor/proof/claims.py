"""A record's numeric cells, and what a rule claims of some of them.

A `Record` enters `read_ledger`; a `Ledger` leaves, with every numeric cell either
a number, nothing (blank or dashes) or unreadable.  A `Claim` is one rule at one
place of one form.  Its judge is a pure function of the numbers alone, so the
same claim also answers 'and if this cell read otherwise?': proofs ask that.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache, partial
from operator import attrgetter
from types import MappingProxyType
from typing import Literal, NamedTuple

from extractor.value.numbers import (
    EXACT,
    YUAN,
    Number,
    half_step,
    parse_number,
    rounded,
    states_nothing,
    truncated,
)
from models.records import Pointer, Record

POINT_MARKS = frozenset({"", "分", "%"})
RATE_MARKS = frozenset({"", "%"})
AMOUNT_MARKS = frozenset({"", *YUAN})

FUND_FIELDS = {
    "initial_budget": AMOUNT_MARKS,
    "adjusted_budget": AMOUNT_MARKS,
    "executed": AMOUNT_MARKS,
    "weight": POINT_MARKS,
    "rate": RATE_MARKS,
    "score": POINT_MARKS,
}
INDICATOR_FIELDS = ("level1_weight", "weight", "score")
COMPARED = ("/target", "/actual")
"""How the pointers end of what an indicator's marks are due for."""
ZERO = Decimal(0)
LONGEST = 80
"""A text of more characters is shortened in a finding."""
NO_ECHOES: Mapping[Pointer, Pointer] = MappingProxyType({})
NOT_SORTED: Mapping[Pointer, bool] = MappingProxyType({})

Match = Literal["equal", "truncated", "near", "apart"]
BEST_FIRST: tuple[Match, ...] = ("equal", "truncated", "near", "apart")


class Fault(NamedTuple):
    """How a claim fails: which saying of its rule fits, what was seen, what was due."""

    saying: str
    seen: str
    expected: str


Judge = Callable[[Sequence[Number]], Fault | None]
Test = Callable[[Sequence[Number]], bool]


def always(fault: Fault, _: Sequence[Number]) -> Fault:
    """Judge without looking at numbers: for what the words of a form alone show."""
    return fault


class Claim(NamedTuple):
    """One rule at one place of one form.

    Attributes:
        fields: All cells it speaks of, the one to look at first in front.
        numbers: The numbers of the first len(numbers) fields, in the same order.
        judge: None where the claim holds for such numbers, else the fault.
        echoes: Other pointers to the printed cell that `fields[0]` names.
        sharp: Whether the claim, where it holds, would fail if any one number's last printed place
            were a unit off, either way; False where it would for none, None where each must be tried.
        test: The same answer as `judge` without the fault's words, where that is much cheaper.
    """

    fields: tuple[Pointer, ...]
    numbers: tuple[Number, ...]
    judge: Judge
    echoes: tuple[Pointer, ...] = ()
    sharp: bool | None = None
    test: Test | None = None

    def holds(self, numbers: Sequence[Number]) -> bool:
        """Return whether the claim would hold for such numbers."""
        return self.test(numbers) if self.test else self.judge(numbers) is None

    def fault(self) -> Fault | None:
        """Return the claim's fault as the form is printed."""
        return self.judge(self.numbers)


def fault_claim(fields: tuple[Pointer, ...], fault: Fault) -> Claim:
    """Return the claim of a fault that the words of a form show, whatever its numbers."""
    return Claim(fields=fields, numbers=(), judge=partial(always, fault))


def shortened(text: str) -> str:
    """Return a text as a finding shows it."""
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ledger:
    """The numeric cells of one record by pointer: each printed cell stands in exactly one of three.

    Two ledgers are never equal, so that rules can keep what they found out about one of them.

    Attributes:
        record: One form as printed.
        numbers: The cells that state a number.
        nothing: The cells that are blank or hold dashes, as printed.
        unreadable: The cells that hold anything else, as printed.
        merged: The cells of several rows: what stands in them is of no one indicator.
        explains: For each reason that was sorted, whether it explains a loss.
        recognised: The cells that were recognised rather than read: they may be misread.
    """

    record: Record
    numbers: Mapping[Pointer, Number]
    nothing: Mapping[Pointer, str]
    unreadable: Mapping[Pointer, str]
    merged: frozenset[Pointer]
    explains: Mapping[Pointer, bool]
    recognised: AbstractSet[Pointer] = frozenset()

    def terms(self, pointers: Iterable[Pointer], decimals: int) -> "Terms | None":
        """Return the cells as terms of a sum, or None if one of them is unreadable.

        Args:
            pointers: Numeric cells of this record.
            decimals: How finely a cell that holds nothing counts as zero.
        """
        known: list[Pointer] = []
        numbers: list[Number] = []
        blank = False
        zero = Number(value=ZERO, decimals=decimals)
        for pointer in pointers:
            number = self.numbers.get(pointer)
            if number is None:
                if pointer in self.unreadable:
                    return None
                text = self.nothing.get(pointer)
                if text is None:
                    continue
                number, blank = zero, blank or not text.strip()
            known.append(pointer)
            numbers.append(number)
        return Terms(pointers=tuple(known), numbers=tuple(numbers), blank=blank)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a sum adds up; `blank` says that a cell without even a dash is among it."""

    pointers: tuple[Pointer, ...]
    numbers: tuple[Number, ...]
    blank: bool


def read_ledger(
    record: Record,
    echoes: Mapping[Pointer, Pointer] = NO_ECHOES,
    explains: Mapping[Pointer, bool] = NOT_SORTED,
    recognised: AbstractSet[Pointer] = frozenset(),
) -> Ledger:
    """Return the record's numeric cells, read.

    Args:
        record: One form as printed.
        echoes: For each pointer that only repeats a merged cell, the pointer it repeats: each
            printed cell counts once.
        explains: For each reason that was sorted, whether it explains a loss.
        recognised: The cells that were recognised rather than read.
    """
    numbers: dict[Pointer, Number] = {}
    nothing: dict[Pointer, str] = {}
    unreadable: dict[Pointer, str] = {}
    for pointer, text, marks in numeric_cells(record):
        if pointer in echoes:
            continue
        number = parse_number(text)
        if number is not None and number.mark in marks:
            numbers[pointer] = number
        elif states_nothing(text):
            nothing[pointer] = text
        else:
            unreadable[pointer] = text
    return Ledger(
        record=record,
        numbers=numbers,
        nothing=nothing,
        unreadable=unreadable,
        merged=frozenset((*echoes, *echoes.values())) if echoes else frozenset(),
        explains=explains,
        recognised=recognised,
    )


def indicator_cells(record: Record) -> Iterator[tuple[Pointer, str, str]]:
    """Yield pointer, field name and text of every numeric cell of the indicators."""
    for at, indicator in enumerate(record.indicators):
        yield from zip(_row("indicators", at), INDICATOR_FIELDS, _indicator_texts(indicator), strict=True)


def numeric_cells(record: Record) -> Iterator[tuple[Pointer, str, frozenset[str]]]:
    """Yield pointer, text and the unit marks that may stand there of every numeric cell."""
    for at, fund in enumerate(record.funds):
        yield from zip(_row("funds", at), _fund_texts(fund), FUND_FIELDS.values(), strict=True)
    for pointer, _, text in indicator_cells(record):
        yield pointer, text, POINT_MARKS
    yield "/total_weight", record.total_weight, POINT_MARKS
    yield "/total_score", record.total_score, POINT_MARKS


@lru_cache(maxsize=1024)
def _row(block: Literal["funds", "indicators"], at: int) -> tuple[Pointer, ...]:
    """Return the pointers of one row's numeric cells."""
    names = FUND_FIELDS if block == "funds" else INDICATOR_FIELDS
    return tuple(f"/{block}/{at}/{name}" for name in names)


_fund_texts = attrgetter(*FUND_FIELDS)
_indicator_texts = attrgetter(*INDICATOR_FIELDS)


def add_up(numbers: Iterable[Number]) -> Decimal:
    """Return the exact sum of the numbers' values."""
    total = ZERO
    for number in numbers:
        total = EXACT.add(total, number.value)
    return total


def rounding_room(numbers: Iterable[Number]) -> Decimal:
    """Return how far a sum may lie off if every number with decimals was itself rounded."""
    room = ZERO
    for number in numbers:
        if number.decimals:
            room = EXACT.add(room, half_step(number.decimals))
    return room


def match(printed: Number, due: Decimal) -> Match:
    """Return how a printed number agrees with the value due, at the decimals printed.

    Args:
        printed: The number in the cell.
        due: The value computed from the other printed numbers.

    Returns:
        `equal` after rounding half up, `truncated` where only cutting off gives it, else `apart`.
    """
    if rounded(due, printed.decimals) == printed.value:
        return "equal"
    if truncated(due, printed.decimals) == printed.value:
        return "truncated"
    return "apart"


def lies_in(span: tuple[Decimal, Decimal], printed: Number) -> bool:
    """Return whether a printed number is `near`: between the least and the greatest value due.

    They differ where the numbers that the value comes from were themselves rounded.
    """
    return rounded(span[0], printed.decimals) <= printed.value <= rounded(span[1], printed.decimals)


def best(matches: Iterable[Match]) -> Match:
    """Return the best of several matches; `apart` if there is none."""
    found = set(matches)
    for match in BEST_FIRST:
        if match in found:
            return match
    return "apart"
