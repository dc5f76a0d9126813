"""The sides drawn at page breaks → which cells the breaks cut, where the sides tell.

Producers leave a cut cell open above the break (Chromium, WeasyPrint, Calc), or
close every cell there (Writer, Word).  One that leaves cells open at one break of a
form does so at each.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from extractor.form.flows import is_full, least_rooms
from extractor.form.fund_figures import is_figure
from extractor.form.tables import Table

SEVERAL = 3
"""Rows before and after a page break have so many columns with text in both; a cut one has fewer."""

Sides = Mapping[int, bool]
"""Whether cells are open at a page break, by their numbers."""

FIGURES = 2
"""So many columns with a figure before a page break and another after it are of two rows."""


class Cut(NamedTuple):
    """What the sides tell of one page break, by the numbers of the cells above it."""

    cells: frozenset[int]
    """Those that it cut."""
    rest: frozenset[int] = frozenset()
    """Those of which it does not tell."""


def cuts_told(table: Table) -> Mapping[int, Cut]:
    """Return what is told of page breaks, by the first row after each.

    Cells are cut that stand open beside closed ones, above the break or below it; but
    most cells open below say only that the page is drawn without its upper side.
    Where most are open above, and texts tell that a whole row ends there, the cells
    closed below are not cut.
    A break whose sides tell nothing is left out: no cell is open at any of them; or
    all are where the table is drawn without its outer border, or where the page
    after it repeats rows, or a text above it leaves room while others stand below
    (WeasyPrint then draws no side under the last whole row).
    """
    if not table.starts:
        return {}
    above = {
        row: {at: cell.open_bottom for at, cell in table.row(row - 1) if cell.bottom == row}
        for row in table.starts
    }
    below = {row: _open_below(table, row) for row in table.starts}
    mixed = any(map(_is_mixed, (*above.values(), *below.values())))
    if not mixed and (_is_frameless(table) or not any(any(sides.values()) for sides in above.values())):
        return {}
    return {
        row: _cut(table, row, above[row], below[row])
        for row in table.starts
        if not (all(above[row].values()) and _is_untold(table, row, below[row]))
    }


def _is_untold(table: Table, row: int, below: Sides) -> bool:
    """Tell whether cells that are all open above a break may belong to a whole row."""
    if row in table.repeats:
        return not _is_mixed(below)
    return not any(below.values()) and _is_whole(table, row, ())


def _cut(table: Table, row: int, above: Sides, below: Sides) -> Cut:
    opened = frozenset(number for number, is_open in above.items() if is_open)
    opened_below = frozenset(number for number, is_open in below.items() if is_open)
    telling_below = opened_below if _is_mixed(below) else frozenset[int]()
    if _has_figures_twice(table, row, opened | telling_below):
        return Cut(telling_below, opened - telling_below)
    if row in table.repeats and not _is_mixed(below) and _is_begun(table, row, above.keys() - opened):
        return Cut(frozenset(), opened | opened_below)
    if 2 * len(opened_below) > len(below):
        return Cut(opened)
    if 2 * len(opened) > len(above) and _is_whole(table, row, opened_below | (above.keys() - opened)):
        return Cut(opened_below, opened - opened_below)
    return Cut(opened if all(above.values()) else opened | opened_below)


def _has_figures_twice(table: Table, row: int, opened: Collection[int]) -> bool:
    """Tell whether several open cells hold a whole figure on both sides of a break, as two rows do."""
    pairs = [
        (table.cells[above], table.cells[below]) for above, below in meeting(table, row) if above in opened
    ]
    whole = [all(is_figure(cell.text) for cell in pair) and not is_full(*pair) for pair in pairs]
    return sum(whole) >= FIGURES


def _is_whole(table: Table, row: int, apart: Collection[int]) -> bool:
    """Tell whether a row ends at a page break: of its texts above others below, one leaves room."""
    full = _full(table, row, apart)
    return len(full) >= SEVERAL and not all(full)


def _is_begun(table: Table, row: int, apart: Collection[int]) -> bool:
    """Tell whether a row begins at a page break although it cut the one above: most texts there leave room.

    What is left of the other, overleaf, is less than a line.
    """
    full = _full(table, row, apart)
    return len(full) >= SEVERAL and 2 * sum(full) < len(full)


def _full(table: Table, row: int, apart: Collection[int]) -> list[bool]:
    """Return for each text above a page break, with another below it, whether it fills its cell."""
    pairs = [
        (table.cells[above], table.cells[below]) for above, below in meeting(table, row) if above not in apart
    ]
    least = least_rooms(cell for _, cell in table.row(row - 1))
    return [is_full(above, below, least) for above, below in pairs if above.lines and below.lines]


def _open_below(table: Table, row: int) -> Sides:
    """Return for each cell above a break whether the one that it meets is open."""
    return {above: table.cells[below].open_top for above, below in meeting(table, row)}


def _is_mixed(sides: Sides) -> bool:
    return len(set(sides.values())) > 1


def _is_frameless(table: Table) -> bool:
    """Tell whether a table is drawn without its outer border: above, below, or on both hands."""
    first, last = table.row(0), table.row(table.rows - 1)
    if all(cell.open_top for _, cell in first) or all(cell.open_bottom for _, cell in last):
        return True
    return all(cell.open_side for cell in table.cells if cell.left == 0 or cell.right == table.columns)


def meeting(table: Table, row: int) -> Iterator[tuple[int, int]]:
    """Yield the numbers of the cells, one above the other, that meet where a page begins with a row."""
    above = {(cell.left, cell.right): number for number, cell in table.row(row - 1) if cell.bottom == row}
    for number, cell in table.opening(row):
        other = above.get((cell.left, cell.right))
        if other is not None:
            yield other, number
