"""The labels of a table → which of them name columns of the indicators, listed or not.

A label of a level that nobody listed is known by how it begins; where no level has a label,
what stands left of targets and actual values holds the names, whatever it is called.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from extractor.form.headers import find_headers
from extractor.form.lexicons import LEVELS, Lexicon
from extractor.form.tables import Table

FEWEST = 3
"""A header of indicators names so many fields."""
VALUES = frozenset({"target", "actual"})
MARKS = frozenset({"weight", "score"})
NAMES = (("level3",), ("level1", "level3"), ("level1", "level2", "level3"))
"""What one column of names holds, what two hold, and what three."""


NOTHING: Mapping[str, str] = MappingProxyType({})


class ColumnLabels(NamedTuple):
    """From the key of a label to the field of its column, and how many fields a header names."""

    fields: Mapping[str, str]
    fewest: int = FEWEST
    surmised: Mapping[str, str] = NOTHING
    """Labels in no list by which a header is known as well: 预定目标, 自查得分."""


def indicator_headers(table: Table, lexicon: Lexicon) -> list[range]:
    """Return the rows of every header of indicators; the block's own label may stand over their names."""
    return headers_named(table, column_labels(table, lexicon))


def headers_named(table: Table, labels: ColumnLabels) -> list[range]:
    """Return the rows of every header of indicators whose labels are known."""
    known = {**labels.surmised, **labels.fields} if labels.surmised else labels.fields
    return find_headers(table, known, LEVELS, labels.fewest)


def column_labels(table: Table, lexicon: Lexicon) -> ColumnLabels:
    """Return the labels of the indicators' columns, with those of the block where no level has a label."""
    listed = lexicon.indicator_columns
    begun = _begun(table.keys, lexicon)
    if begun or not lexicon.levels.isdisjoint(table.keys):
        labels = ColumnLabels({**listed, **begun} if begun else listed)
        if headers_named(table, labels):
            return labels
        more = labels._replace(fewest=FEWEST + 1, surmised=_surmised(table.keys, lexicon))
        return more if headers_named(table, more) else labels
    names = ColumnLabels(lexicon.indicator_names, FEWEST + 1)
    if headers_named(table, names):
        return names
    if listed.keys().isdisjoint(table.keys):
        return names  # most tables are no forms
    surmised = _surmised(table.keys, lexicon)
    known = {**surmised, **listed} if surmised else listed
    left = _left_of_values(table, known, lexicon)
    return ColumnLabels({**listed, **left}, surmised=surmised) if left else names


def _surmised(labels: Iterable[str], lexicon: Lexicon) -> Mapping[str, str]:
    """Return the labels in no list that may name targets, actual values or marks, by an ending or a word."""
    told = {label: lexicon.indicator_surmises.surmise(label) for label in labels}
    return {
        label: name
        for label, name in told.items()
        if name and (name in VALUES or name in MARKS) and not lexicon.knows(label)
    }


def _begun(labels: Iterable[str], lexicon: Lexicon) -> Mapping[str, str]:
    """Return the labels in no list that begin as those of a level do."""
    beginnings = tuple(lexicon.indicator_beginnings)
    ending = lexicon.indicator_surmises.by_ending
    begun = [
        label
        for label in dict.fromkeys(labels)
        if label.startswith(beginnings) and label.isalpha()
        if ending(label) not in LEVELS and not lexicon.knows(label)
    ]
    return {
        label: next(name for one, name in lexicon.indicator_beginnings.items() if label.startswith(one))
        for label in begun
    }


def _left_of_values(table: Table, known: Mapping[str, str], lexicon: Lexicon) -> Mapping[str, str]:
    """Return the labels left of targets, actual values and marks, as those of names; none without such a row.

    Numbers of the rows are no names.
    """
    actual = {label for label in known.keys() & table.keys if known[label] == "actual"}
    rows = {cell.top for label, cell in zip(table.keys, table.cells, strict=True) if label in actual}
    for row in sorted(rows):
        fields = {known.get(table.keys[number], "") for number, _ in table.opening(row)}
        if fields >= VALUES and fields & MARKS and (names := _names_in(table, row, known, lexicon)):
            return dict(zip(names, NAMES[len(names) - 1], strict=True))
    return {}


def _names_in(table: Table, row: int, known: Mapping[str, str], lexicon: Lexicon) -> Sequence[str]:
    """Return the labels of a header, at most three, under which names stand left of all known columns."""
    names: list[str] = []
    for number, cell in table.opening(row):
        label, below = table.keys[number], table.below(cell)
        if label in known:
            break
        text = "" if below is None else table.cells[below].text
        if label and label not in lexicon.blocks and (not text or any(map(str.isalpha, text))):
            names.append(label)
    return names[-len(NAMES) :] if len(names) == len({*names}) else ()
