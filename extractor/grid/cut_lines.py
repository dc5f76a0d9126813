"""Lines that a side of their cell cuts → told, and read in the cell of their text.

Office suites print a text that is too high for its row as far as the row goes, and the text layer keeps
each line of which a sliver shows: for the most part that stands in the row below.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

from msgspec import structs

from extractor.geometry import Cell, Grid, Page, Word
from extractor.grid.stacked_figures import cell_text
from models.records import Note

CUT = 0.25
"""A side cuts a line of which more than this share stands beyond it: fonts claim to rise above it by less."""
NEAR = 0.1
"""A line may be the last of the text above if it begins less than this share of its height below a side."""
ROOM = 0.4
"""And its own cell has more room below its text."""
CLOSEST, FURTHEST = 0.7, 1.5
"""Lines of one text begin so many of their heights apart."""
EVEN = 0.05
"""Their distances differ by no larger share."""
SLIVER = 1.0
"""So many points, or more, are what a cell shows of a line that begins at its end."""
Line = tuple[Word, ...]
_TOP = attrgetter("top")


def with_cut_lines(page: Page, grid: Grid, told: list[Note]) -> Grid:
    """Return a grid with the last lines of cut texts in the cells of their texts.

    A line that goes on with the text above it, and not with the one below it, is that one's.

    Args:
        page: The page.
        grid: One of its tables, with every word in the cell that holds its middle.
        told: To it a note is added for each word of a line that is cut, where its cell shows it.
    """
    cells = list(grid.cells)
    for number, cell in enumerate(grid.cells):
        if not cell.lines:
            continue
        first, last = cell.lines[0][0], cell.lines[-1][0]
        if cell.top and first.y0 - cell.box[1] < NEAR * (first.y1 - first.y0):
            _mend_first(page, cells, number, told)
        is_cut = cell.bottom < grid.rows and last.y1 - cell.box[3] > CUT * (last.y1 - last.y0)
        if is_cut and _goes_on(*cell.lines[-2:]) and not _is_torn(page, cells, cell.top):
            told += _notes(page, cell.lines[-1], cell)
    return replace(grid, cells=tuple(cells)) if told else grid


def _mend_first(page: Page, cells: list[Cell], number: int, told: list[Note]) -> None:
    """Put the first line of a cell into the one above where it is the last of that one's text."""
    cell = cells[number]
    line, *below = cell.lines
    first = _tallest(line)
    is_cut = cell.box[1] - first.y0 > CUT * _height(first)
    if not is_cut and cell.box[3] - cell.lines[-1][0].y1 < ROOM * _height(first):
        return
    upper = _above(cells, number, first)
    above = cells[upper]
    goes_on, has_next = _goes_on(*above.lines[-1:], line), _goes_on(line, *below[:1])
    is_last = goes_on and not has_next and (is_cut or _is_even(above.lines, line))
    is_told = is_last or (is_cut and (goes_on or has_next))
    if not is_told or not _is_highest(cells, cell, first) or _is_torn(page, cells, above.top):
        return
    if is_last:
        cells[upper] = _with_lines(above, (*above.lines, line))
        cells[number] = _with_lines(cell, tuple(below))
    told += _notes(page, line, above if is_last else cell)


def _is_even(above: Sequence[Line], line: Line) -> bool:
    """Tell whether a line stands as far below others as these below each other, the last of which is full."""
    if len(above) == 1:
        return False
    second, last, next_one = (_tallest(one).y0 for one in (*above[-2:], line))
    widest = max(one[-1].x1 - one[0].x0 for one in (*above, line))
    is_full = widest - (above[-1][-1].x1 - above[-1][0].x0) < _height(_tallest(line)) / 2
    return is_full and abs(next_one - 2 * last + second) < EVEN * (last - second)


def _is_highest(cells: Sequence[Cell], cell: Cell, word: Word) -> bool:
    """Tell whether most other texts of the row stand lower: no font's claims make it so."""
    beside = [
        _tallest(one.lines[0]) for one in _opening(cells, cell.top) if one.lines and one.box != cell.box
    ]
    lower = sum(1 for other in beside if other.y0 - word.y0 > NEAR * _height(word))
    return 2 * lower > len(beside)


def _is_torn(page: Page, cells: Sequence[Cell], row: int) -> bool:
    """Tell whether most cells of a row are blank, as a page break leaves them, where one may stand above.

    Browsers print the lines that it left over too low; what stands above it tells whose they are.
    """
    opening = _opening(cells, row)
    return page.number > 1 and 2 * sum(1 for cell in opening if cell.lines) <= len(opening)


def _opening(cells: Sequence[Cell], row: int) -> Sequence[Cell]:
    """Return the cells that begin in a row."""
    return cells[bisect_left(cells, row, key=_TOP) : bisect_right(cells, row, key=_TOP)]


def _above(cells: Sequence[Cell], number: int, word: Word) -> int:
    """Return the number of the cell that stands on another, over the middle of a word of that one."""
    row, (middle, _) = cells[number].top, word.middle
    numbers = range(number - 1, -1, -1)
    return next(n for n in numbers if cells[n].bottom == row and cells[n].box[2] > middle >= cells[n].box[0])


def _goes_on(*lines: Line) -> bool:
    """Tell whether the second of two lines stands as far below the first as lines of one text do."""
    if len(lines) == 1:
        return False
    upper, lower = map(_tallest, lines)
    return CLOSEST <= (lower.y0 - upper.y0) / _height(lower) <= FURTHEST


def _with_lines(cell: Cell, lines: tuple[Line, ...]) -> Cell:
    return structs.replace(cell, lines=lines, text=cell_text(lines, cell.box) if lines else "")


def _tallest(line: Line) -> Word:
    return max(line, key=_height)


def _height(word: Word) -> float:
    return word.y1 - word.y0 or 1.0


def _notes(page: Page, line: Line, cell: Cell) -> Iterator[Note]:
    _, top, _, bottom = cell.box
    for x0, y0, x1, y1, text in line:
        shown = (x0, min(max(y0, top), bottom - SLIVER), x1, min(y1, bottom))
        yield Note(code="overrun-text", page=page.number, box=shown, seen=text, kept=text)
