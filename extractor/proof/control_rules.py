"""The rule of 预算控制数: an indicator that repeats the form's own amounts agrees with them.

A figure agrees if it is the amount at the decimals printed on either side: 239万元
and 239.00, 526.237786万元 and 526.24.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from extractor.proof.claims import LONGEST, ZERO, Claim, Fault, Ledger, fault_claim, shortened
from extractor.text.spacings import fold_spacing
from extractor.value.conditions import Condition
from extractor.value.expectations import complete
from extractor.value.numbers import EXACT, YUAN, plain
from extractor.value.values import parse_value
from models.records import Pointer

BUDGETS = ("initial_budget", "adjusted_budget")
EXECUTED = ("executed",)
_NAMES = ("预算控制", "控制数", "控制额")
# What tells no item of the budget: 印刷费预算控制数 names one, 项目总预算控制数 none.
_NO_ITEM = re.compile(r"项目|年度|全年|总|成本|资金|经费|预算|控制[数额率]?|指标|金额|数量?|[（(].*|[\s\W]")
_UNIT = re.compile(r"[(]\s*(?:单位:?)?\s*(?P<unit>[千万亿]?元)\s*[)]")
_DECIMALS = re.compile(r"\.([0-9]+)")


class Figure(NamedTuple):
    """An amount, one unit of its last printed place, and whether both are in 元 or in no unit at all."""

    value: Decimal
    step: Decimal
    in_yuan: bool

    def agrees(self, other: "Figure") -> bool:
        """Return whether the coarser figure is the finer one rounded."""
        return 2 * abs(EXACT.subtract(self.value, other.value)) <= max(self.step, other.step)

    def is_cut(self, other: "Figure") -> bool:
        """Return whether the coarser figure is the finer one cut off."""
        coarse, fine = sorted((self, other), key=lambda one: one.step, reverse=True)
        return ZERO <= EXACT.subtract(fine.value, coarse.value) < coarse.step


def claim_control_figures(ledger: Ledger) -> Iterator[Claim]:
    """Claim for every 预算控制数: its target is a budget of the funds, its actual what was executed."""
    labels = [(at, one.level3) for at, one in enumerate(ledger.record.indicators) if _is_control(one.level3)]
    for at, label in labels:
        # One of several that each name an item is a part of the budget, and so is their sum for all we know.
        if len(labels) > 1 and _NO_ITEM.sub("", label):
            continue
        indicator = ledger.record.indicators[at]
        for name, text, columns in (
            ("target", indicator.target, BUDGETS),
            ("actual", indicator.actual, EXECUTED),
        ):
            units = (indicator.unit, label, ledger.record.amount_unit)
            if printed := _figure(text, *units) if len(text) <= LONGEST else None:
                condition, figure = printed
                due = _amounts(ledger, columns, in_yuan=figure.in_yuan)
                saying = _saying(name, condition, figure, due.values())
                if due and saying:
                    seen = shortened(text[condition.start : condition.end])
                    expected = plain(ledger.numbers[next(iter(due))].value)
                    fault = Fault(saying=saying, seen=seen, expected=expected)
                    yield fault_claim((f"/indicators/{at}/{name}", *due), fault)


def _is_control(label: str) -> bool:
    return len(label) <= LONGEST and any(name in label for name in _NAMES)


def _saying(name: str, condition: Condition, figure: Figure, due: Collection[Figure]) -> str:
    """Return how a figure fails to be one of the amounts due; nothing if it does not, or may not mean one."""
    if any(figure.agrees(amount) for amount in due):
        return ""
    if any(figure.is_cut(amount) for amount in due):
        return "truncated"
    if condition.comparator in {"", "="}:
        return name
    return "limit" if name == "target" and condition.comparator in {"<=", "<"} else ""


@lru_cache(maxsize=256)
def _figure(text: str, unit: str, label: str, amount_unit: str) -> tuple[Condition, Figure] | None:
    """Return the one amount that a cell states, in the unit of the cell, its row, or the form."""
    value = parse_value(text)
    if len(value.measured) != 1:
        return None
    named = _UNIT.search(fold_spacing(label).text)
    unit = unit.strip() or (named["unit"] if named else "") or amount_unit
    (condition,) = complete(value, "", unit if unit in YUAN else "").measured or value.measured
    if condition.kind != "quantity" or condition.unit not in {"元", ""} or condition.noun:
        return None
    in_yuan = condition.unit == "元"
    decimals = _DECIMALS.search(fold_spacing(text[condition.start : condition.end]).text)
    places = len(decimals[1]) if decimals else 0
    step = EXACT.multiply(Decimal(condition.scale), Decimal(1).scaleb(-places))
    return condition, Figure(condition.low, step, in_yuan)


def _amounts(ledger: Ledger, columns: Sequence[str], *, in_yuan: bool) -> dict[Pointer, Figure]:
    """Return the printed amounts of some columns, in 元 or in no unit at all; the total row's in front."""
    amounts = {}
    for at, _ in sorted(enumerate(ledger.record.funds), key=lambda row: row[1].source != "total"):
        for pointer in (f"/funds/{at}/{name}" for name in columns):
            number = ledger.numbers.get(pointer)
            factor = number and YUAN.get(number.mark or ledger.record.amount_unit.strip())
            if number and in_yuan == (factor is not None):
                value, step = (
                    EXACT.multiply(one, Decimal(factor or 1)) for one in (number.value, number.step)
                )
                amounts[pointer] = Figure(value, step, in_yuan)
    return amounts
