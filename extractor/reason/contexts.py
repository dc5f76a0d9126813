"""A record's reasons, each read with its row → their categories.

A text is sorted by its own words first; then its row has a say.  同上 takes over
what the nearest words above said (a merged cell's text stands on each of its
rows already).  Known words in a row that went beyond its target tell why it did.
Words that only name the indicator again explain nothing.  Which way is better,
and how far a target was passed, is told by target, actual and the names of its
levels, as everywhere (`extractor.value.expectations`).

Some templates ask for the reasons once, below all rows, or for those of the funds; these texts are sorted
by their words alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from extractor.proof.reason_rules import (
    adds_to_above,
    foot_reasons,
    fund_reasons,
    is_same_as_above,
    says_reason,
    told_above,
)
from extractor.reason.restatements import SHORTEST_NAME, without_restating
from extractor.text.spacings import fold_spacing
from extractor.value.expectations import Expectation, expect, year_of
from extractor.value.numbers import parse_number
from models.pointers import escape
from models.records import Indicator, Label, Pointer, Reason, Record

Classify = Callable[[Sequence[str]], Sequence[tuple[tuple[Label, ...], bool]]]
"""Reason texts → for each its labels, and whether they explain the shortfall."""

EXCEEDED, SAYS_NOTHING = "OVERACHIEVED", "BOILERPLATE"
STAND_IN = "完成值"
"""What stands for an indicator's own name when it is asked whether a text says more."""
FALLS_SHORT = f"{STAND_IN}偏低"


class _Cell(NamedTuple):
    """One reason cell that is not blank, with its row; the words of row `origin` count: its own, or above."""

    at: int
    origin: int
    row: Indicator


def sort_reasons(record: Record, classify: Classify) -> tuple[Reason, ...]:
    """Return the categories of every reason of a record, in the order of its rows, then those outside them.

    Args:
        record: As printed.
        classify: Sorts texts by their words alone; it is called once at most.
    """
    cells = _cells(record)
    texts = {
        cell.at: cell.row.reason
        for cell in cells
        if not is_same_as_above(cell.row.reason) or cell.at == cell.origin
    }
    stripped = {at: text for at in texts if (text := _without_name(record.indicators[at])) != texts[at]}
    foot = foot_reasons(record)
    if foot and _is_told_by_rows(record):
        foot = {}
    foot |= fund_reasons(record)
    asked = list(dict.fromkeys([*texts.values(), *stripped.values(), *foot.values()]))
    said = dict(zip(asked, classify(asked), strict=True)) if asked else {}
    own = {
        at: _unless_restated(_read(_place(at), *said[text]), said.get(stripped.get(at, "")), text)
        for at, text in texts.items()
    }
    year = year_of(record)
    for cell in cells:
        own[cell.at] = _taken_over(own, cell)
    rows = (_in_row(own[cell.at], cell.row, year) for cell in cells)
    return (*rows, *(_read(f"/extras/{escape(label)}", *said[text]) for label, text in foot.items()))


def _is_told_by_rows(record: Record) -> bool:
    """Tell whether rows give reasons of their own, or none of them lost marks, as far as is known."""
    full = [(parse_number(row.score), parse_number(row.weight)) for row in record.indicators]
    lost_none = all(score and weight and score.value >= weight.value for score, weight in full)
    return lost_none or any(says_reason(row.reason) for row in record.indicators)


def _read(field: Pointer, labels: tuple[Label, ...], explains: bool) -> Reason:  # noqa: FBT001 - as classifiers say it
    return Reason(field=field, labels=labels, explains=explains)


def _place(at: int) -> Pointer:
    return f"/indicators/{at}/reason"


def _cells(record: Record) -> list[_Cell]:
    """Return the cells; one that points up where nothing above may be pointed to points to the first."""
    cells: list[_Cell] = []
    for at, told in enumerate(told_above(row.reason for row in record.indicators)):
        row = record.indicators[at]
        if not row.reason:
            continue
        origin = at
        if adds_to_above(row.reason) or is_same_as_above(row.reason):
            first = cells[0].at if cells else at
            origin = first if told is None else told
        cells.append(_Cell(at, origin, row))
    return cells


def _taken_over(own: Mapping[int, Reason], cell: _Cell) -> Reason:
    """Return a cell's own categories, and those of the words above that it points to, shown by all of it."""
    if cell.at == cell.origin:
        return own[cell.at]
    above, more = own[cell.origin], own.get(cell.at)
    end = len(cell.row.reason)
    codes = {label.code: label for label in reversed(above.labels)}
    labels = [replace(label, start=0, end=end) for label in reversed(codes.values())]
    if more is None or not more.explains:
        return replace(above, field=_place(cell.at), labels=tuple(labels), origin=above.field)
    labels = [
        label for label in labels if above.explains and label.code not in {one.code for one in more.labels}
    ]
    return replace(more, labels=(*labels, *more.labels), origin=above.field)


def _without_name(row: Indicator) -> str:
    """Return a row's reason with plain words in the place of the indicator's own."""
    name, text = fold_spacing(row.level3).text, fold_spacing(row.reason).text
    if len(name) < SHORTEST_NAME:
        return row.reason
    return text.replace(name, STAND_IN) if name in text else without_restating(row.reason, name, FALLS_SHORT)


def _unless_restated(reason: Reason, rest: tuple[tuple[Label, ...], bool] | None, text: str) -> Reason:
    """Return a reason as sorted, or as saying nothing where only the indicator's name gave it a category."""
    if rest is None or (reason.labels and not reason.explains):
        return reason
    labels = rest[0]
    if not labels or any(label.code != SAYS_NOTHING for label in labels):
        return reason
    return replace(reason, labels=(replace(labels[0], start=0, end=len(text)),), explains=False)


def _in_row(reason: Reason, row: Indicator, year: int) -> Reason:
    """Return a reason as the reason for going beyond the target, where its row did."""
    silent = not reason.explains
    outcome = expect(row, year)
    if outcome is None or not _is_beyond(outcome):
        return reason
    lost = _has_lost(row)
    if lost and not outcome.comparison.over_achieved:
        return reason
    named = tuple(label for label in reason.labels if label.code == EXCEEDED)
    if silent and not named:
        return reason
    return replace(reason, labels=named or (_hull(reason),), explains=lost)


def _is_beyond(outcome: Expectation) -> bool:
    return outcome.met and outcome.comparison.ratio is not None and outcome.comparison.ratio > 1


def _has_lost(row: Indicator) -> bool:
    score, weight = parse_number(row.score), parse_number(row.weight)
    return score is not None and weight is not None and score.value < weight.value


def _hull(reason: Reason) -> Label:
    """Return one label over all that a text gave as its causes."""
    start = min(label.start for label in reason.labels)
    end = max(label.end for label in reason.labels)
    sure = min(label.confidence for label in reason.labels)
    return Label(code=EXCEEDED, start=start, end=end, confidence=sure)
