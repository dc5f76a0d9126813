"""A table too wide for its sheets, printed left part first → one table.

Calc and Excel print the columns that do not fit on sheets of their own, behind all
sheets of the left part.  Rows stand there as high as on the left; a cell that the cut
divides is open on either side, and a character on the cut is printed on both.
"""

from collections.abc import Iterator, Sequence

from msgspec import structs

from extractor.form.tables import Table, make_table
from extractor.geometry import Cell, Grid, Word, joined

FEWEST_ROWS = 4
LEVEL = 1.5
"""Rows of either part stand no more points apart."""

Line = tuple[Word, ...]


def is_right_part(grid: Grid, left: Grid, *, first: bool) -> bool:
    """Tell whether a grid holds the columns right of another: the same rows, and the cells cut between.

    Where the `first` of a form did, the others need no cut cells.  A table that lacks its outer sides
    is not cut there.
    """
    if grid.page <= left.page or grid.rows != left.rows or grid.rows < FEWEST_ROWS:
        return False
    if not _is_level(grid.box[1], left.box[1]) or not _is_level(grid.box[3], left.box[3]):
        return False
    rows = {(cell.top, cell.bottom): cell for cell in left.cells if cell.right == left.columns}
    firsts = [cell for cell in grid.cells if cell.left == 0]
    cut = [cell for cell in firsts if cell.open_side and (cell.top, cell.bottom) in rows]
    if (first and not cut) or not all(rows[cell.top, cell.bottom].open_side for cell in cut):
        return False
    if first and not (_is_closed(left, at=0) and _is_closed(grid, at=grid.columns)):
        return False
    tops, others = _tops(left), _tops(grid)
    return all(row in tops and _is_level(tops[row], top) for row, top in others.items())


def _is_closed(grid: Grid, at: int) -> bool:
    """Tell whether an outer side is drawn, at the left (0) or the right."""
    ending = [cell for cell in grid.cells if at in (cell.left, cell.right)]
    narrow = [cell for cell in ending if cell.right - cell.left < grid.columns]
    return any(not cell.open_side for cell in narrow or ending)


def _tops(grid: Grid) -> dict[int, float]:
    return {cell.top: cell.box[1] for cell in grid.cells}


def _is_level(y: float, other: float) -> bool:
    return abs(y - other) <= LEVEL


def side_by_side(left: Table, right: Table) -> Table | None:
    """Return one table of two parts; None where their rows do not meet.

    A cell that the cut divides stands where its left part does.
    """
    if left.rows != right.rows:
        return None
    cut = {(cell.top, cell.bottom): cell for cell in right.cells if cell.left == 0 and cell.open_side}
    cells = []
    for cell in left.cells:
        other = None
        if cell.right == left.columns and cell.open_side:
            other = cut.pop((cell.top, cell.bottom), None)
        cells.append(_whole(cell, other, left.columns) if other else cell)
    cells += [
        structs.replace(cell, left=cell.left + left.columns, right=cell.right + left.columns, open_side=False)
        for cell in right.cells
        if cell.left or not cell.open_side or cut.get((cell.top, cell.bottom)) is cell
    ]
    return make_table(left.rows, left.columns + right.columns, cells, left.starts, left.repeats)


def _whole(cell: Cell, other: Cell, columns: int) -> Cell:
    shift = cell.box[2] - other.box[0]
    moved = [tuple(_moved(word, shift) for word in line) for line in other.lines]
    lines = tuple(_lines(cell.lines, moved))
    right = columns + other.right
    return structs.replace(cell, right=right, lines=lines, text=joined(lines), open_side=False)


def _moved(word: Word, shift: float) -> Word:
    return word._replace(x0=word.x0 + shift, x1=word.x1 + shift)


def _lines(lines: Sequence[Line], others: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines of both parts, each with what goes on as high beside it."""
    left = list(others)
    for line in lines:
        beside = next((one for one in left if _is_level(one[0].y0, line[0].y0)), ())
        if beside:
            left.remove(beside)
        yield _line(line, beside)
    yield from left


def _line(line: Line, other: Line) -> Line:
    """Return the line of two halves; the character that the cut runs through is in both."""
    if line and other and other[0].x0 < line[-1].x1 and line[-1].text[-1] == other[0].text[0]:
        first = other[0]
        rest = [first._replace(x0=max(line[-1].x1, first.x0), text=first.text[1:])] if first.text[1:] else []
        other = (*rest, *other[1:])
    return (*line, *other)
