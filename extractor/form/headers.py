"""Header rows of a table → which field each of its columns holds.

A header may stand over several rows: a merged label over the columns that divide
it.  A label that names no field makes a column of its own, `extras/<label>`.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from msgspec import structs

from extractor.form.chosen_labels import Leaf, chosen_labels, is_over
from extractor.form.lexicons import key
from extractor.form.parted_headers import with_parted_rows
from extractor.form.surmises import NO_SURMISES, Surmises, joined_fields
from extractor.form.tables import Table
from extractor.geometry import Cell

EXTRA = "extras/"
NAMED = frozenset({"level2", "level3"})
HIGHEST = 2
"""A label of a column goes on over this many rows; a lone one over more is no column's."""

NOTHING: Mapping[str, str] = MappingProxyType({})
Span = tuple[int, int]
"""The first column, and the one past the last."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of every field, the field of every column, and the cells of the header accounted for."""

    spans: Mapping[str, Span]
    owners: tuple[str, ...]
    named: frozenset[int]
    told: frozenset[int] = frozenset()
    """Those of them whose level only the names below tell."""
    _known: dict[Span, str] = field(default_factory=dict, compare=False, repr=False)

    def owner(self, cell: Cell) -> str:
        """Return the field that a cell shares most columns with, `""` where none.

        An indicator always has a name of its own: a cell over the second and the third level is that.
        """
        span = (cell.left, cell.right)
        name = self._known.get(span)
        if name is None:
            under = [name for name in self.owners[cell.left : cell.right] if name]
            name = max(dict.fromkeys(under), key=under.count) if under else ""
            self._known[span] = name = "level3" if {*under} == NAMED else name
        return name

    def split(self, table: Table, row: int) -> dict[str, list[tuple[int, Cell]]]:
        """Return a row's (number, cell) pairs by their field."""
        fields: dict[str, list[tuple[int, Cell]]] = {}
        for number in table.by_row[row]:
            cell = table.cells[number]
            name = self.owner(cell)
            if not name:
                continue
            if name in fields:
                fields[name].append((number, cell))
            else:
                fields[name] = [(number, cell)]
        return fields

    def fields(self, labels: Mapping[str, str]) -> frozenset[str]:
        """Return the fields that have a column, alone or with others: 分值/得分."""
        joint = (joined_fields(key(name.removeprefix(EXTRA)), labels) for name in self.spans if "/" in name)
        return frozenset(self.spans).union(*joint)

    def filled(self, table: Table, row: int) -> set[str]:
        """Return the fields that have text in a row."""
        return {self.owner(cell) for _, cell in table.row(row) if cell.lines} - {""}


def find_headers(table: Table, labels: Mapping[str, str], levels: frozenset[str], fewest: int) -> list[range]:
    """Return the rows of every header: those whose labels name enough fields, one of `levels` among them."""
    headers: list[range] = []
    # Few cells name a level, and only their rows can be headers; most tables have none.
    naming = {label for label in labels.keys() & table.keys if labels[label] in levels}
    if not naming:
        return headers
    named = [cell for label, cell in zip(table.keys, table.cells, strict=True) if label in naming]
    for row in sorted({row for cell in named for row in range(cell.top, min(cell.bottom, table.rows))}):
        if headers and row < headers[-1].stop:
            continue
        fields = {labels.get(table.keys[number], "") for number in table.by_row[row]} - {""}
        if len(fields) >= fewest and fields & levels:
            headers.append(with_parted_rows(table, _extent(table, row, labels), labels))
    return headers


def _extent(table: Table, row: int, labels: Mapping[str, str]) -> range:
    cells = [cell for number, cell in table.row(row) if table.keys[number] in labels]
    # Of the rows of a block a cell may go on below the last one.
    top, bottoms = min(cell.top for cell in cells), [min(cell.bottom, table.rows) for cell in cells]
    # One taller than that stands where the block's own label does.
    usual = [one for one in bottoms if one - row <= HIGHEST or bottoms.count(one) > 1]
    bottom = _past_inner(table, row, max(usual or bottoms), labels)
    return range(top - 1 if _is_grouping(table, top, labels) else top, bottom)


def _past_inner(table: Table, row: int, bottom: int, labels: Mapping[str, str]) -> int:
    """Return the row past a header of which a page break cut several of the lower labels."""
    inner = [cell.bottom for number, cell in table.row(bottom - 1) if table.keys[number] in labels]
    below = [one for one in inner if bottom < one <= table.rows and inner.count(one) > 1]
    return max(below) if bottom - row > 1 and below else bottom


def _is_grouping(table: Table, top: int, labels: Mapping[str, str]) -> bool:
    """Tell whether the row above a header holds nothing but labels over several of its columns.

    They may say anything where the block's own label begins beside them.
    """
    if not top:
        return False
    above = [(table.keys[number], cell) for number, cell in table.opening(top - 1) if cell.text]
    begun = [cell for _, cell in above if cell.bottom > top]
    wide = [label for label, cell in above if cell.bottom == top and cell.right - cell.left > 1]
    known = all(label in labels for label in wide)
    return bool(wide) and len(wide) + len(begun) == len(above) and (bool(begun) or known)


def columns_under(  # noqa: PLR0913 - a header is read by that many things
    table: Table,
    header: Sequence[int],
    labels: Mapping[str, str],
    blocks: Collection[str],
    first: int = 0,
    *,
    surmises: Surmises = NO_SURMISES,
    seconds: Mapping[str, str] = NOTHING,
) -> Columns:
    """Return the columns that a header names, from column `first` on.

    Labels of blocks name none, nor do their beginnings, which a page break leaves.
    Of two labels of one field the one listed first in `labels` names it, the other
    has that of `seconds` if no label names it, else becomes an extra; of two equal
    ones the last names it, which stands beside the values, but none that stands under
    the label of others, as 得分 under 财政复核 does.
    A field that no label names goes to the unknown label that most surely names it by the `surmises`.
    """
    leaves = [
        leaf
        for leaf in _leaves(table, header, labels)
        if leaf[0].left >= first
        and (leaf[2] in labels or not any(block.startswith(leaf[2]) for block in blocks))
    ]
    chosen = chosen_labels(table, leaves, labels, surmises, seconds)
    spans: dict[str, Span] = {}
    owners = [""] * table.columns
    named: set[int] = set()
    for index, (cell, text, _, numbers) in enumerate(leaves):
        name = _unused(chosen.get(index) or EXTRA + text, spans)
        spans[name] = (cell.left, cell.right)
        owners[cell.left : cell.right] = [name] * (cell.right - cell.left)
        named.update(numbers)
    return Columns(spans, tuple(owners), frozenset(named))


def _unused(name: str, taken: Mapping[str, Span]) -> str:
    if name not in taken:
        return name
    return next(f"{name} {count}" for count in range(2, len(taken) + 3) if f"{name} {count}" not in taken)


def _leaves(table: Table, header: Sequence[int], labels: Mapping[str, str]) -> Iterator[Leaf]:
    """Yield each column's leaf.

    A blank cell is named by the one above it; an unknown label by both together.
    A label that goes on beneath the header is a block's, and names no column.
    """
    for number, cell in _lowest(table, header[-1], header[0]):
        if cell.bottom > header[-1] + 1:
            continue
        above = [(number, cell)]
        for row in range(cell.top - 1, header[0] - 1, -1):
            above += [item for item in table.row(row) if is_over(item[1], cell) and item not in above]
        printed = [(at, one.text) for at, one in above if one.text]
        if not printed:
            continue
        whole = "".join(text for _, text in reversed(printed))
        text, label = printed[0][1], key(printed[0][1])
        used = [at for at, _ in printed[:1]]
        if len(printed) > 2 and label not in labels and key(whole) in labels:  # noqa: PLR2004 - parts
            yield cell, whole, key(whole), [at for at, _ in printed]
            continue
        if len(printed) > 1:
            joint = (printed[0][1] + printed[1][1], printed[1][1] + printed[0][1])
            known = next((key(one) for one in joint if key(one) in labels), "")
            upper = table.cells[printed[1][0]]
            wide = upper.right - upper.left > cell.right - cell.left
            if label not in labels or (known and not wide):
                label = known or label or key(printed[1][1])
            if label not in labels and not wide:
                text = printed[1][1] + text
            if wide or known or label not in labels or key(printed[1][1]) not in labels:
                used.append(printed[1][0])
        yield cell, text, label, used


def _lowest(table: Table, row: int, first: int) -> Iterator[tuple[int, Cell]]:
    """Yield the lowest cells of a header, those over a blank one that no side divides in its place."""
    for number, cell in table.row(row):
        inner = [] if cell.text or cell.top <= first else list(_inside(table, cell.top - 1, cell))
        if len(inner) > 1:
            for at, one in inner:
                yield at, structs.replace(one, bottom=cell.bottom)
        else:
            yield number, cell


def _inside(table: Table, row: int, cell: Cell) -> Iterator[tuple[int, Cell]]:
    return (item for item in table.row(row) if cell.left <= item[1].left and item[1].right <= cell.right)
