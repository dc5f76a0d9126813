"""A record's numeric cells, and what a rule claims of some of them.

A `Record` enters `read_ledger`; a `Ledger` leaves, with every numeric cell either
a number, nothing (blank or dashes) or unreadable.  A `Claim` is one rule at one
place of one form.  Its judge is a pure function of the numbers alone, so the
same claim also answers 'and if this cell read otherwise?': proofs ask that.
"""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import Literal

from extractor.numbers import EXACT, YUAN, Number, parse_number, rounded, states_nothing, truncated
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

Match = Literal["equal", "truncated", "near", "apart"]
BEST_FIRST: tuple[Match, ...] = ("equal", "truncated", "near", "apart")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """How a claim fails: which saying of its rule fits, what was seen, what was due."""

    saying: str
    seen: str
    expected: str


Judge = Callable[[Sequence[Number]], Fault | None]


def always(fault: Fault, _: Sequence[Number]) -> Fault:
    """Judge without looking at numbers: for what the words of a form alone show."""
    return fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One rule at one place of one form.

    Attributes:
        fields: All cells it speaks of, the one to look at first in front.
        numbers: The numbers of the first len(numbers) fields, in the same order.
        judge: None where the claim holds for such numbers, else the fault.
        echoes: Other pointers to the printed cell that `fields[0]` names.
    """

    fields: tuple[Pointer, ...]
    numbers: tuple[Number, ...]
    judge: Judge
    echoes: tuple[Pointer, ...] = ()

    def fault(self) -> Fault | None:
        """Return the claim's fault as the form is printed."""
        return self.judge(self.numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """The numeric cells of one record by pointer: each printed cell stands in exactly one of three."""

    record: Record
    numbers: Mapping[Pointer, Number]
    nothing: Mapping[Pointer, str]
    unreadable: Mapping[Pointer, str]

    def terms(self, pointers: Iterable[Pointer], decimals: int) -> "Terms | None":
        """Return the cells as terms of a sum, or None if one of them is unreadable.

        Args:
            pointers: Numeric cells of this record.
            decimals: How finely a cell that holds nothing counts as zero.
        """
        printed = self.numbers.keys() | self.nothing.keys() | self.unreadable.keys()
        known = tuple(pointer for pointer in pointers if pointer in printed)
        if any(pointer in self.unreadable for pointer in known):
            return None
        zero = Number(value=Decimal(0), decimals=decimals)
        numbers = tuple(self.numbers.get(pointer, zero) for pointer in known)
        blank = any(not self.nothing.get(pointer, "—").strip() for pointer in known)
        return Terms(pointers=known, numbers=numbers, blank=blank)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a sum adds up; `blank` says that a cell without even a dash is among it."""

    pointers: tuple[Pointer, ...]
    numbers: tuple[Number, ...]
    blank: bool


def read_ledger(record: Record, echoes: Container[Pointer] = ()) -> Ledger:
    """Return the record's numeric cells, read.

    Args:
        record: One form as printed.
        echoes: Pointers that only repeat a merged cell: each printed cell counts once.
    """
    numbers: dict[Pointer, Number] = {}
    nothing: dict[Pointer, str] = {}
    unreadable: dict[Pointer, str] = {}
    for pointer, text, marks in _cells(record):
        if pointer in echoes:
            continue
        number = parse_number(text)
        if number is not None and number.mark in marks:
            numbers[pointer] = number
        elif states_nothing(text):
            nothing[pointer] = text
        else:
            unreadable[pointer] = text
    return Ledger(record=record, numbers=numbers, nothing=nothing, unreadable=unreadable)


def _cells(record: Record) -> Iterable[tuple[Pointer, str, frozenset[str]]]:
    for at, fund in enumerate(record.funds):
        for name, marks in FUND_FIELDS.items():
            yield f"/funds/{at}/{name}", getattr(fund, name), marks
    for at, indicator in enumerate(record.indicators):
        for name in INDICATOR_FIELDS:
            yield f"/indicators/{at}/{name}", getattr(indicator, name), POINT_MARKS
    yield "/total_weight", record.total_weight, POINT_MARKS
    yield "/total_score", record.total_score, POINT_MARKS


def add_up(numbers: Iterable[Number]) -> Decimal:
    """Return the exact sum of the numbers' values."""
    return reduce(EXACT.add, (number.value for number in numbers), Decimal(0))


def rounding_room(numbers: Iterable[Number]) -> Decimal:
    """Return how far a sum may lie off if every number with decimals was itself rounded."""
    halves = (EXACT.divide(number.step, Decimal(2)) for number in numbers if number.decimals)
    return reduce(EXACT.add, halves, Decimal(0))


def match(printed: Number, due: Decimal, span: tuple[Decimal, Decimal] | None = None) -> Match:
    """Return how a printed number agrees with the value due, at the decimals printed.

    Args:
        printed: The number in the cell.
        due: The value computed from the other printed numbers.
        span: The least and the greatest value due if those numbers were themselves rounded.

    Returns:
        `equal` after rounding half up, `truncated` where only cutting off gives it,
        `near` where only the rounding of the other numbers explains it, else `apart`.
    """
    if rounded(due, printed.decimals) == printed.value:
        return "equal"
    if truncated(due, printed.decimals) == printed.value:
        return "truncated"
    if span and rounded(span[0], printed.decimals) <= printed.value <= rounded(span[1], printed.decimals):
        return "near"
    return "apart"


def best(matches: Iterable[Match]) -> Match:
    """Return the best of several matches; `apart` if there is none."""
    found = set(matches)
    return next((match for match in BEST_FIRST if match in found), "apart")
