"""The types of what an indicator's target or actual says: `Value`, made of `Condition`s.

Nothing enters.  Amounts are `Decimal`, never `float`; spans count characters of
the text as given.
"""

from decimal import Decimal
from typing import Literal, NamedTuple

Kind = Literal["quantity", "rate", "range", "date", "qualitative"]
Comparator = Literal["", "=", ">=", ">", "<=", "<", "~"]

PERCENT = "%"
PER_MILLE = "‰"


class Day(NamedTuple):
    """One day; the year is 0 where none is printed."""

    year: int
    month: int
    day: int


class Period(NamedTuple):
    """When something runs: from `begin`; it ends at the earliest on `end_from`, at the latest on `end`."""

    begin: Day
    end_from: Day
    end: Day


class Condition(NamedTuple):
    """One thing that a cell states: an amount, a range, a period, or a word of quality.

    Attributes:
        kind: What it is; the unit `%` tells a range of rates from one of quantities.
        start: Where it begins in the text as given: its comparator, else its number.
        end: Where it ends: after its unit or the words that close it (以上, 以内, 前).
        name: The words before it in its clause (覆盖率), folded; of a quality, the words themselves.
        noun: The words that follow its unit (of 45所学校, 学校).
        comparator: How what is measured stands to the amount; `""` where nothing says so.
        low: The least amount, in `unit`s, multiplier applied: 2.3万元 is 23000 元, 5‰ is 0.5 %.
        high: The greatest amount; that of `low` for all but ranges.
        unit: The unit in its usual spelling, without multiplier; `""` where none is printed.
        scale: The multiplier that was printed: 10000 for 万元.
        period: The days of a date.
    """

    kind: Kind
    start: int
    end: int
    name: str = ""
    noun: str = ""
    comparator: Comparator = ""
    low: Decimal = Decimal(0)
    high: Decimal = Decimal(0)
    unit: str = ""
    scale: int = 1
    period: Period | None = None

    @property
    def amount(self) -> Decimal | None:
        """The one amount, or None where there is none or two of them."""
        return self.low if self.kind in {"quantity", "rate"} else None

    @property
    def words(self) -> str:
        """All words that say what is measured."""
        return self.name + self.noun


class Value(NamedTuple):
    """All that a cell states, in reading order; nothing where it states nothing that can be told."""

    conditions: tuple[Condition, ...] = ()

    @property
    def measured(self) -> tuple[Condition, ...]:
        """The conditions that can be measured: all but words of quality."""
        return tuple(condition for condition in self.conditions if condition.kind != "qualitative")
