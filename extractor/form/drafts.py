"""What one form is made of before it is read: its grids, loose lines and notes, page by page."""

from bisect import bisect_left, insort
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from math import inf

from extractor.form.column_labels import indicator_headers
from extractor.form.level_names import GROUP, level_of
from extractor.form.lexicons import Lexicon, key
from extractor.form.overflows import Item, Line
from extractor.form.repeats import row_texts
from extractor.form.row_labels import is_total
from extractor.form.spreads import side_by_side
from extractor.form.tables import SAME_X, Table, join_tables, sides_of
from extractor.geometry import Grid, Word, line_text
from models.records import Note

Placed = tuple[int, Line]
"""A loose line and the page it stands on."""

ENDLESS = (inf, inf)


@dataclass(slots=True)
class Draft:
    """The grids and loose lines of one form, gathered page by page."""

    grids: list[Grid] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    right: list[Table] = field(default_factory=list)
    """What the first of its tables hold further to the right, on sheets of their own."""
    heading: list[Placed] = field(default_factory=list)
    """The title and what follows it, above the first grid."""
    lines: list[Placed] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    pages: set[int] = field(default_factory=set)
    last_page: int = 0
    texts: set[str] = field(default_factory=set)
    """Of all loose lines so far, each as printed and by its key."""
    leading_rows: list[tuple[str, ...]] = field(default_factory=list)
    """The texts of the first grid's rows, its header of indicators the last of them."""
    edges: list[float] = field(default_factory=list)
    """Where the vertical edges of its cells stand, from left to right."""
    strewn: bool = False
    """Whether its lines were handed on to the form around it."""
    shared: bool = False
    """Whether another draft, or its heading, begins on its last page."""
    headed: bool = False
    """Whether the header of indicators was met."""
    lent: Table | None = None
    """That of the form above it in the same table, which may be meant for both."""
    end: tuple[float, float] = ENDLESS
    """The page and the lower side of the table with its total."""
    missed: set[int] = field(default_factory=set)
    """The pages after it whose tables hold rows as its own, but do not fit."""

    def add(self, grid: Grid, table: Table, lexicon: Lexicon) -> None:
        """Go on with one more grid."""
        self.grids.append(grid)
        self.tables.append(table)
        self.reach(grid.page)
        for x in sorted(sides_of(table)):
            if not self.has_edge(x):
                insort(self.edges, x)
        headers = indicator_headers(table, lexicon)
        first = 0 if self.headed else headers[0].stop if headers else table.rows
        if not self.leading_rows:
            last = headers[0].stop if headers else table.rows
            self.leading_rows = [texts for row in range(last) if (texts := row_texts(table, row))]
        self.headed = self.headed or bool(headers)
        if not self.totalled and any(is_total(table, row, lexicon) for row in range(first, table.rows)):
            self.end = (grid.page, grid.box[3])

    @property
    def totalled(self) -> bool:
        """Tell whether its total was met."""
        return self.end != ENDLESS

    def reach(self, page: int) -> None:
        """Go on to a page."""
        self.pages.add(page)
        self.last_page = page

    def has_edge(self, x: float) -> bool:
        """Tell whether an edge of the form stands at x."""
        after = bisect_left(self.edges, x - SAME_X)
        return after < len(self.edges) and self.edges[after] <= x + SAME_X

    def joined(self) -> Table:
        """Return its tables as one; where those on the right do not fit, their lines stand in none."""
        table = join_tables(self.tables)
        if not self.right:
            return table
        if whole := side_by_side(table, join_tables(self.right)):
            return whole
        self.lines += [(cell.page, line) for one in self.right for cell in one.cells for line in cell.lines]
        return table

    def texts_on(self, pages: Collection[int]) -> list[Placed]:
        """Return all its lines, in cells or not, that stand on some pages."""
        cells = [cell for grid in self.grids for cell in grid.cells if cell.page in pages]
        inside = [(cell.page, line) for cell in cells for line in cell.lines]
        return inside + [item for item in (*self.heading, *self.lines) if item[0] in pages]

    def close(self, items: Iterable[Item]) -> None:
        """Keep the lines and notes that stand on the form's own pages."""
        for page, item in items:
            if page not in self.pages:
                continue
            if isinstance(item, Note):
                self.notes.append(item)
            else:
                self.lines.append((page, item))
                self.say(line_text(item))

    def unread_pages(self, lexicon: Lexicon) -> list[int]:
        """Return the pages that may hold more rows: a group's name stands outside tables, above its total.

        So may those with the label of a total that it lacks.
        """
        outside = {
            page
            for page, line in self.lines
            if (page, line[0].y0) < self.end
            and (any(map(_is_group, line)) or (not self.totalled and lexicon.is_total(key(line_text(line)))))
        }
        return sorted(self.missed | outside)

    def say(self, text: str) -> None:
        """Keep the text of a loose line, for the pages that say it again."""
        self.texts |= {text, key(text)}


def _is_group(word: Word) -> bool:
    """Tell whether a word is a group's name as a table shows it: 数量指标, no 1.数量指标 of a text."""
    return word.text.endswith(GROUP) and level_of(word.text) > 0 and key(word.text) == word.text
