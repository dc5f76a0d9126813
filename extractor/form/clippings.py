"""Words through which a page break goes, printed on both pages → printed once.

Calc and Excel print a merged label in the middle of all its pages and clip it at each:
a line at the break shows its upper part on one page and its lower part on the next.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from msgspec import structs

from extractor.form.overflows import Item
from extractor.form.tables import Table, make_table
from extractor.geometry import Cell, Grid, Word
from extractor.grid.stacked_figures import cell_text
from models.records import Note

NEAR = 0.5
"""What is printed twice stands in the same place, give or take this many points."""


class Clipped(NamedTuple):
    """A word at a page's edge, and how much of its height stands before the edge."""

    word: Word
    depth: float

    def holds(self, other: "Clipped") -> bool:
        """Tell whether another word is this one or a part of it, of which the rest is clipped away whole."""
        one, two = self.word, other.word
        if two.x0 < one.x0 - NEAR or two.x1 > one.x1 + NEAR or abs(self.depth - other.depth) > NEAR:
            return False
        signs = iter(one.text)
        return all(sign in signs for sign in two.text)


def printed_once(
    table: Table, above: Grid, below: Grid, rows: Iterable[Iterable[str]], waiting: list[Item]
) -> tuple[Table, Grid, list[Item]]:
    """Return what stands on both hands of a page break without what is printed twice.

    Args:
        table: What the last grid of the page gave.
        above: That grid.
        below: The first one of the next page.
        rows: The texts of the rows that this may repeat.
        waiting: The lines between the two.
    """
    if not _words_at_end(above, waiting):
        return table, below, waiting
    known = {text for texts in rows for text in texts}
    upper, lower = printed_twice(above, below, edge_under(below, known), waiting, known)
    if upper:
        cells = [_cell_without(cell, upper) for cell in table.cells]
        table = make_table(table.rows, table.columns, cells, table.starts, table.repeats)
    if upper or lower:
        waiting = lines_without(waiting, upper | lower)
    return table, grid_without(below, lower), waiting


def edge_under(grid: Grid, known: Container[str]) -> float:
    """Return where the rows end that a page repeats: at least half their texts are known.

    Args:
        grid: The first one of a page.
        known: The texts of the rows that may be repeated, without spaces.
    """
    edge = grid.box[1]
    for row in range(grid.rows):
        opening = [cell for cell in grid.cells if cell.top == row]
        told = ["".join(cell.text.split()) in known for cell in opening if cell.text]
        if 2 * sum(told) < max(len(told), 1):
            break
        edge = min(cell.box[3] for cell in opening)
    return edge


def printed_twice(
    above: Grid, below: Grid, under: float, waiting: Sequence[Item], known: Container[str] = ()
) -> tuple[frozenset[Word], frozenset[Word]]:
    """Return the words at the end of a page to leave out, and those at the beginning of the next.

    The longer of two is kept, else the upper one.  All may stand a hair on one side of the edge.

    Args:
        above: The last grid of a page.
        below: The first one of the next page.
        under: Where that goes on, as `edge_under` tells.
        waiting: The lines between the two.
        known: The texts of the rows that may be repeated, without spaces: those that end there are whole.
    """
    cut = _words_at_end(above, waiting)
    upper: set[Word] = set()
    lower: set[Word] = set()
    for again in _clipped_at(under, below, waiting, known) if cut else ():
        if any(one.holds(again) for one in cut):
            lower.add(again.word)
        else:
            upper.update(one.word for one in cut if again.holds(one))
    return frozenset(upper), frozenset(lower)


def _words_at_end(above: Grid, waiting: Sequence[Item]) -> list[Clipped]:
    """Return the words that the lower side of a page's last grid may clip."""
    edge = above.box[3]
    words = (*_last_words(above), *_loose(waiting, above.page))
    return [Clipped(word, edge - word.y0) for word in words if _is_at(word, edge)]


def _is_at(word: Word, edge: float) -> bool:
    return word.y0 - NEAR < edge < word.y1 + NEAR


def grid_without(grid: Grid, words: frozenset[Word]) -> Grid:
    """Return a grid less some words."""
    return replace(grid, cells=tuple(_cell_without(cell, words) for cell in grid.cells)) if words else grid


def _cell_without(cell: Cell, words: frozenset[Word]) -> Cell:
    """Return a cell less some words."""
    if words.isdisjoint(word for line in cell.lines for word in line):
        return cell
    lines = tuple(filter(None, (tuple(word for word in line if word not in words) for line in cell.lines)))
    return structs.replace(cell, lines=lines, text=cell_text(lines, cell.box))


def lines_without(waiting: Iterable[Item], words: frozenset[Word]) -> list[Item]:
    """Return loose lines and notes less some words."""
    left = (
        (page, item if isinstance(item, Note) else tuple(word for word in item if word not in words))
        for page, item in waiting
    )
    return [(page, item) for page, item in left if item]


def _last_words(grid: Grid) -> Iterator[Word]:
    return (word for cell in grid.cells if cell.bottom == grid.rows and cell.lines for word in cell.lines[-1])


def _loose(waiting: Iterable[Item], page: int) -> Iterator[Word]:
    lines = (item for number, item in waiting if number == page and not isinstance(item, Note))
    return (word for line in lines for word in line)


def _clipped_at(edge: float, grid: Grid, waiting: Iterable[Item], known: Container[str]) -> Iterator[Clipped]:
    """Yield the words at an edge of a grid, in its cells or loose, but for those of repeated cells."""
    cells = (
        cell
        for cell in grid.cells
        if cell.box[1] - NEAR <= edge <= cell.box[3] + NEAR
        and not (cell.box[3] <= edge + NEAR and "".join(cell.text.split()) in known)
    )
    words = (word for cell in cells for line in cell.lines for word in line)
    for word in (*words, *_loose(waiting, grid.page)):
        if _is_at(word, edge):
            yield Clipped(word, edge - word.y0)
