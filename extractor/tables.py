"""The grids of one form → one table, whatever pages they stand on.

Columns are matched by their x on the page, since a column that a page does not
use shifts the indexes there.  Rows are numbered through.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractor.geometry import Cell, Grid, Word, join_lines, line_text
from models.records import Box

SAME_X = 3.0
"""Column edges closer than this many points are one edge, from page to page."""
SHORT = 2.0
"""A line that ends this many characters before the longest ends its paragraph."""

_NUMBERED = re.compile(
    r"\d{1,2}\s*[.．、)）]|[(（][\d一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、"
)
_SENTENCE_ENDS = ("。", "；", ";", "！", ".")


class Found(NamedTuple):
    """One printed value and its place."""

    text: str
    page: int
    box: Box


@dataclass(frozen=True, slots=True)
class Table:
    """Cells by row and column; `starts` are the rows that begin a later page."""

    rows: int
    columns: int
    cells: tuple[Cell, ...]
    starts: frozenset[int] = frozenset()
    _by_row: tuple[tuple[int, ...], ...] = field(default=(), repr=False)

    def row(self, row: int) -> Iterator[tuple[int, Cell]]:
        """Yield (number, cell) of every cell that covers a row, from left to right."""
        return ((number, self.cells[number]) for number in self._by_row[row])


def join_grids(grids: Sequence[Grid]) -> Table:
    """Return one table of the grids of one form, in reading order.

    Raises:
        ValueError: There is no grid.
    """
    edges = _columns(grids)
    cells: list[Cell] = []
    starts = set()
    offset = 0
    for grid in grids:
        if offset:
            starts.add(offset)
        for cell in grid.cells:
            left, right = (_nearest(edges, x) for x in (cell.box[0], cell.box[2]))
            cells.append(
                cell._replace(
                    top=cell.top + offset,
                    bottom=cell.bottom + offset,
                    left=left,
                    right=max(right, left + 1),
                )
            )
        offset += grid.rows
    return make_table(offset, len(edges) - 1, cells, frozenset(starts))


def make_table(rows: int, columns: int, cells: Sequence[Cell], starts: frozenset[int]) -> Table:
    """Return a table with its look-up by row."""
    by_row: list[list[int]] = [[] for _ in range(rows)]
    for number in sorted(range(len(cells)), key=lambda number: cells[number].left):
        for row in range(cells[number].top, cells[number].bottom):
            by_row[row].append(number)
    return Table(rows, columns, tuple(cells), starts, tuple(map(tuple, by_row)))


def _columns(grids: Iterable[Grid]) -> list[float]:
    edges: list[float] = []
    for x in sorted(x for grid in grids for cell in grid.cells for x in (cell.box[0], cell.box[2])):
        if not edges or x - edges[-1] > SAME_X:
            edges.append(x)
    if not edges:
        raise ValueError("a table has at least one cell")
    return edges


def _nearest(edges: list[float], x: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - x))


def paragraphs(lines: Sequence[tuple[Word, ...]]) -> str:
    """Return left-aligned running text with its paragraphs kept apart by line feeds.

    A line ends its paragraph when it stops short, or when it ends a sentence and
    the next begins a numbered one.
    """
    if not lines:
        return ""
    edge = max(line[-1].x1 for line in lines)
    blocks: list[list[str]] = [[]]
    for line in lines:
        text = line_text(line)
        if blocks[-1] and _NUMBERED.match(text) and blocks[-1][-1].endswith(_SENTENCE_ENDS):
            blocks.append([])
        blocks[-1].append(text)
        if edge - line[-1].x1 > SHORT * (line[-1].y1 - line[-1].y0):
            blocks.append([])
    return "\n".join(join_lines(block) for block in blocks if block)


def found(cell: Cell) -> Found:
    """Return a cell's text and place."""
    return Found(cell.text, cell.page, cell.box)
