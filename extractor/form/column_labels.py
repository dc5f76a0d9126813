"""The labels of a table → which of them name columns of the indicators, listed or not.

A label of a level that nobody listed is known by how it begins; where no level has a label,
what stands left of targets and actual values holds the names, whatever it is called.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from extractor.form.headers import find_headers
from extractor.form.lexicons import LEVELS, Lexicon
from extractor.form.tables import Table

FEWEST = 3
"""A header of indicators names so many fields."""
VALUES = frozenset({"target", "actual"})
MARKS = frozenset({"weight", "score"})
COLUMNS = VALUES | MARKS
BLOCKS = frozenset({"goals", "indicators"})
FEWEST_HEADINGS = 2
"""A row of headings over a header has so many."""
GROUPS = ("level1", "level2")
"""The columns of what indicators are grouped by."""
NAMES = (("level3",), ("level1", "level3"), ("level1", "level2", "level3"))
"""What one column of names holds, what two hold, and what three."""


class ColumnLabels(NamedTuple):
    """From the key of a label to the field of its column, and the rows of every header of such labels."""

    fields: Mapping[str, str]
    headers: list[range]


def indicator_headers(table: Table, lexicon: Lexicon) -> list[range]:
    """Return the rows of every header of indicators; the block's own label may stand over their names."""
    return column_labels(table, lexicon).headers


def column_labels(table: Table, lexicon: Lexicon) -> ColumnLabels:
    """Return the labels of the indicators' columns, with those of the block where no level has a label.

    A header may be known by labels in no list as well: 预定目标, 自查得分.
    """
    labels = _column_labels(table, lexicon)
    headers = [_with_headings(table, header, lexicon) for header in labels.headers]
    return ColumnLabels(labels.fields, headers)


def _with_headings(table: Table, header: range, lexicon: Lexicon) -> range:
    """Return a header with the row of headings above it, if one is: 绩效目标 and 自评情况 over its labels."""
    top = header.start
    cells = table.opening(top - 1) if top else ()
    over = [(table.keys[number], cell) for number, cell in cells if cell.text]
    if len(over) < FEWEST_HEADINGS or len(over) < len(cells) or any(cell.bottom != top for _, cell in over):
        return header
    under = [cell for _, cell in table.opening(top)]
    if {cell.left for _, cell in over} - {cell.left for cell in under} or not under:
        return header
    if (over[0][1].left, over[-1][1].right) != (under[0].left, under[-1].right):
        return header
    blocks = [lexicon.blocks.get(label, "") for label, _ in over]
    others = [label for (label, _), block in zip(over, blocks, strict=True) if not block]
    names = all(lexicon.indicator_surmises.by_ending(label) in COLUMNS for label in others)
    return range(top - 1, header.stop) if others and names and BLOCKS & {*blocks} else header


def _column_labels(table: Table, lexicon: Lexicon) -> ColumnLabels:
    listed = lexicon.indicator_columns
    begun = _begun(table.keys, lexicon)
    if begun or not lexicon.levels.isdisjoint(table.keys):
        fields = {**listed, **begun} if begun else listed
        headers = find_headers(table, fields, LEVELS, FEWEST)
        if not headers:
            surmised = _surmised(table.keys, lexicon)
            headers = find_headers(table, {**surmised, **fields}, LEVELS, FEWEST + 1)
        return ColumnLabels(fields, headers)
    names = lexicon.indicator_names
    headers = find_headers(table, names, LEVELS, FEWEST + 1)
    if headers or listed.keys().isdisjoint(table.keys):  # most tables are no forms
        return ColumnLabels(names, headers)
    surmised = _surmised(table.keys, lexicon)
    left = _left_of_values(table, {**surmised, **listed}, lexicon)
    if not left:
        return ColumnLabels(names, [])
    fields = {**listed, **left}
    return ColumnLabels(fields, find_headers(table, {**surmised, **fields}, LEVELS, FEWEST))


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
        if known.get(label) in MARKS and not names:
            continue  # weights before the names
        if label in known:
            break
        text = "" if below is None else table.cells[below].text
        if label and label not in lexicon.blocks and (not text or any(map(str.isalpha, text))):
            names.append(label)
    return names[-len(NAMES) :] if len(names) == len({*names}) else ()
