"""Sheets → drafts: which grids and loose lines make up one form.

A form begins at a grid that names a project and goes on, over page breaks, until
the next such grid.  A continuation page may repeat the heading and the first
rows; those repetitions are dropped here, so that no later stage sees them.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from extractor.geometry import Grid, Sheet, Word, joined, line_text
from extractor.lexicons import Lexicon, key
from extractor.tables import join_grids
from extractor.zones import find_zones

LONGEST_TITLE = 40
"""A line of more characters is prose that happens to hold the words."""
FULL = 0.5
"""A line over this share of the page's width may have been wrapped."""
ALIGNED = 6.0
"""A continuation's sides stand within this many points of the form's."""

_PAGE_NUMBER = re.compile(r"[\d\s第页共/／—–-]*")

Line = tuple[Word, ...]
Placed = tuple[int, Line]
"""A loose line and the page it stands on."""


@dataclass(slots=True)
class Draft:
    """The grids and loose lines of one form, gathered page by page."""

    grids: list[Grid] = field(default_factory=list)
    lines: list[Placed] = field(default_factory=list)

    def close(self, lines: Iterable[Placed]) -> None:
        """Keep those lines that stand on the form's own pages and repeat none before them."""
        pages = {grid.page for grid in self.grids}
        seen = {line_text(line) for _, line in self.lines}
        self.lines += [(page, line) for page, line in lines if page in pages and line_text(line) not in seen]


def gather_drafts(sheets: Iterable[Sheet], lexicon: Lexicon) -> Iterator[Draft]:
    """Yield the drafts of a document, each as soon as the next one begins."""
    draft = Draft()
    waiting: list[Placed] = []
    for sheet in sheets:
        for item in _from_the_top(sheet, lexicon):
            if not isinstance(item, Grid):
                waiting.append((sheet.number, item))
            elif rest := _continuation(item, draft, lexicon):
                draft.grids[-1], waiting = _with_overflow(draft.grids[-1], waiting)
                draft.grids.append(rest)
                draft.close(waiting)
                waiting = []
            elif _names_project(item, lexicon):
                tail, heading = _heading_in(waiting, sheet.number, lexicon)
                draft.close(tail)
                if draft.grids:
                    yield draft
                draft, waiting = Draft([item], heading), []
    draft.close(waiting)
    if draft.grids:
        yield draft


def is_title(text: str, lexicon: Lexicon) -> bool:
    """Tell whether a line is the form's title."""
    bare = "".join(text.split())
    return len(bare) <= LONGEST_TITLE and any(title in bare for title in lexicon.titles)


def _from_the_top(sheet: Sheet, lexicon: Lexicon) -> list[Grid | Line]:
    placed: list[tuple[float, Grid | Line]] = [(grid.box[1], grid) for grid in sheet.grids]
    placed += [(line[0].y0, line) for line in _whole_titles(sheet, lexicon)]
    return [item for _, item in sorted(placed, key=lambda pair: pair[0])]


def _whole_titles(sheet: Sheet, lexicon: Lexicon) -> list[Line]:
    """Return the loose lines, a title that was wrapped made one of them."""
    lines: list[Line] = []
    for line in sheet.loose:
        above = lines[-1] if lines else ()
        if (
            above
            and _is_wrapped(above, line, sheet.width)
            and is_title(line_text(above + line), lexicon)
            and not is_title(line_text(above), lexicon)
        ):
            lines[-1] = above + line
        else:
            lines.append(line)
    return lines


def _is_wrapped(above: Line, below: Line, width: float) -> bool:
    """Tell whether a full line goes on in the one right under it, in the same size."""
    size = above[0].y1 - above[0].y0
    return (
        above[-1].x1 - above[0].x0 > FULL * width
        and abs(below[0].y1 - below[0].y0 - size) < size / 10
        and below[0].y0 - above[0].y0 < 2 * size
    )


def _heading_in(waiting: list[Placed], page: int, lexicon: Lexicon) -> tuple[list[Placed], list[Placed]]:
    """Split the lines between two forms: the last title and what follows it head the next."""
    for index in range(len(waiting) - 1, -1, -1):
        if is_title(line_text(waiting[index][1]), lexicon):
            return waiting[:index], waiting[index:]
    return [line for line in waiting if line[0] != page], [line for line in waiting if line[0] == page]


def _names_project(grid: Grid, lexicon: Lexicon) -> bool:
    return any(lexicon.head.get(key(cell.text)) == "project_name" for cell in grid.cells)


def _continuation(grid: Grid, draft: Draft, lexicon: Lexicon) -> Grid | None:
    """Return what a grid adds to an unfinished form; None where it belongs elsewhere."""
    if not draft.grids:
        return None
    last = draft.grids[-1]
    aligned = all(abs(grid.box[side] - last.box[side]) <= ALIGNED for side in (0, 2))
    if not aligned or not 0 <= grid.page - last.page <= 1:
        return None
    if not _names_project(grid, lexicon):
        return grid if grid.page != last.page or not _finished(draft, lexicon) else None
    rest = _without_repeated(grid, draft.grids[0])
    return rest if rest is not grid and not _finished(draft, lexicon) else None


def _with_overflow(grid: Grid, waiting: list[Placed]) -> tuple[Grid, list[Placed]]:
    """Return a grid that goes on overleaf with the lines that hang out of its last cells.

    Chromium draws no side where a page break cuts a merged cell, and may print its text
    below the last ruling.  Page numbers stand further off.
    """
    edge = grid.box[3]
    for page, line in waiting:
        size = line[0].y1 - line[0].y0
        if page != grid.page or not 0 <= line[0].y0 - edge < size or _PAGE_NUMBER.fullmatch(line_text(line)):
            continue
        for number, cell in enumerate(grid.cells):
            if cell.bottom == grid.rows and cell.box[0] <= line[0].x0 and line[-1].x1 <= cell.box[2]:
                lines = (*cell.lines, line)
                cells = list(grid.cells)
                cells[number] = cell._replace(lines=lines, text=joined(lines))
                grid, edge = replace(grid, cells=tuple(cells)), line[0].y1
                waiting = [other for other in waiting if other[1] is not line]
                break
    return grid, waiting


def _finished(draft: Draft, lexicon: Lexicon) -> bool:
    zones = find_zones(join_grids(draft.grids), lexicon)
    return zones is not None and zones.total is not None


def _without_repeated(grid: Grid, first: Grid) -> Grid:
    """Return a grid less its leading rows that the form's first grid has as well."""
    known = [_row_texts(first, row) for row in range(first.rows)]
    row = position = 0
    while row < grid.rows and _row_texts(grid, row) in known[position:]:
        position += known[position:].index(_row_texts(grid, row)) + 1
        row += 1
    if not row or row == grid.rows:
        return grid
    cells = [
        cell._replace(top=cell.top - row, bottom=cell.bottom - row) for cell in grid.cells if cell.top >= row
    ]
    return replace(grid, rows=grid.rows - row, cells=tuple(cells))


def _row_texts(grid: Grid, row: int) -> tuple[str, ...]:
    return tuple(cell.text for cell in grid.cells if cell.top == row and cell.text)
