"""Page geometry → cell grids.

Rulings cut the page into elementary boxes; boxes that no ruling separates are
one cell.  Forms are drawn that way, so merged cells need no special case.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from extractor.geometry import Cell, Grid, Page, Ruling, Sheet, Word, area, into_lines, sides
from extractor.grid.columns_of_text import cell_lines
from extractor.grid.cut_lines import with_cut_lines
from extractor.grid.double_sides import Line, lacking_above, lines_across
from extractor.grid.edges import nearest
from extractor.grid.feet import foot_of, on_page
from extractor.grid.outer_sides import GAP, Drawn, is_open, outer_side
from extractor.grid.overprints import overprints
from extractor.grid.rulings import anchored, axis_of, connected, find_rulings, sides_of
from extractor.grid.stacked_figures import cell_text
from extractor.grid.underlines import without_underlines
from models.errors import TooLarge
from models.records import Box, Note, Unread

COVERED = 0.5
"""A ruling separates two boxes when it covers this share of the side between them."""
MOST_BOXES = 200_000
"""A table of more elementary boxes is no form but an attack."""
MOST_CROSSINGS = 4 * MOST_BOXES
"""Rulings may come in pieces, so a table may have more crossings than boxes."""
FEWEST_SHADES = 2
"""So many shaded boxes may be the cells of a table that nobody ruled."""

WIDE, HIGH = 0.5, 0.4
"""One box alone is a table's row if it is wider and lower than these shares of the page."""

Spans = tuple[int, int, int, int]
"""A merged cell: its first row and column, and those past its last."""


class Frame(NamedTuple):
    """A grid without words: the edges of its rows and columns, and its cells."""

    ys: list[float]
    xs: list[float]
    cells: list[Spans]
    top: int
    """The columns (bits) whose upper outer side is drawn."""
    bottom: int
    """The columns (bits) whose lower outer side is drawn."""
    left: Drawn
    """How far the left outer side is drawn."""
    right: Drawn
    """How far the right outer side is drawn."""
    lacking: list[int]
    """By row, the columns (bits) whose upper side is but that of the row above; empty on a first page."""

    @property
    def box(self) -> Box:
        """The outer sides."""
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


def find_grids(page: Page) -> Sheet:
    """Return a page cut into its ruled grids, with every word in one cell or loose.

    Args:
        page: Words and strokes, in points from the top left.

    Returns:
        Grids from top to bottom, each tiled by its cells: where its outer side is
        not drawn (a page break cuts merged cells so), the frame counts as closed.
        Words in no cell are `loose`, as lines.  Shaded boxes count as ruled where
        the strokes leave most words outside every cell.  A page with a table of more
        than MOST_BOXES elementary boxes is `unread`, and nothing of it is kept.
    """
    try:
        return _cut_apart(page)
    except TooLarge:
        unread = Unread(page=page.number, why="too-large")
        return Sheet(page.number, page.width, page.height, (), (), unread=unread, turn=page.turn)


def _cut_apart(page: Page) -> Sheet:
    across = find_rulings(page.strokes, along=0)
    strokes, through = without_underlines(page.strokes, across, page.words)
    if strokes is not page.strokes:
        across = find_rulings(strokes, along=0)
    grids, loose = _cut(page, across, page.down)
    if len(page.shades) >= FEWEST_SHADES and 2 * len(loose) > len(page.words):
        outlined = [*strokes, *(side for shade in page.shades for side in sides(shade))]
        shaded, left = _cut(page, find_rulings(outlined, along=0), find_rulings(outlined, along=1))
        if len(left) < len(loose):
            grids, loose = shaded, left
    grids.sort(key=lambda grid: (grid.box[1], grid.box[0]))
    cut: list[Note] = []
    if not page.sights:
        grids = [with_cut_lines(page, grid, cut) for grid in grids]
    return Sheet(
        number=page.number,
        width=page.width,
        height=page.height,
        grids=tuple(grids),
        loose=into_lines(loose),
        notes=(*page.notes, *overprints(page, strokes, through, grids), *cut),
        unread=page.unread,
        turn=page.turn,
        warp=page.warp,
        sights=page.sights,
        kind=page.kind,
    )


def _cut(page: Page, across: Sequence[Ruling], down: Sequence[Ruling]) -> tuple[list[Grid], list[Word]]:
    """Return the grids that rulings make of a page, and the words in none of them."""
    groups = connected(*on_page(page, across, down))
    lines = lines_across(page.strokes) if page.number > 1 else []
    frames = [frame for group in groups if (frame := _frame(page, *group, lines)) is not None]
    frames.sort(key=lambda frame: area(frame.box))
    for frame in frames:
        if frame.ys[-1] >= page.height and (foot := foot_of(page)) > frame.ys[-2]:
            frame.ys[-1] = min(frame.ys[-1], foot)
    held, loose = _pour(page.words, frames)
    return [_grid(page, frame, words) for frame, words in zip(frames, held, strict=True)], loose


def _frame(page: Page, across: list[Ruling], down: list[Ruling], lines: Sequence[Line]) -> Frame | None:
    """Return the cells that one group of touching rulings encloses."""
    if len(across) * len(down) > MOST_CROSSINGS:
        raise TooLarge(f"a table of {len(across)} by {len(down)} rulings")
    left, top, right, bottom = sides_of(across, down)
    drawn = down
    across, down = anchored(across, down, (left, right)), anchored(down, across, (top, bottom))
    ys = axis_of([*across, Ruling(top, left, right), Ruling(bottom, left, right)])
    xs = axis_of([*down, Ruling(left, top, bottom), Ruling(right, top, bottom)])
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1:
        return None
    if rows * columns > MOST_BOXES:
        raise TooLarge(f"a table of {rows} by {columns} boxes; the limit is {MOST_BOXES}")
    ys, xs = _without_gaps(ys, across, page, 1), _without_gaps(xs, down, page, 0)
    # Places are published in hundredths of a point.
    ys, xs = [round(y, 2) for y in ys], [round(x, 2) for x in xs]
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1:
        return None
    beneath, beside = [0] * (rows + 1), [0] * rows
    for line, first, last in _separations(across, ys, xs):
        beneath[line] |= (1 << last) - (1 << first)
    for line, first, last in _separations(down, xs, ys):
        for row in range(first, last):
            beside[row] |= 1 << line
    cells = _tile(columns, beneath, beside)
    left_sides, right_sides = (outer_side(page, drawn, at, ys) for at in (xs[0], xs[-1]))
    lacking = lacking_above(lines, page.strokes, ys, xs) if lines else []
    frame = Frame(ys, xs, cells, beneath[0], beneath[rows], left_sides, right_sides, lacking)
    return frame if len(cells) > 1 or _is_row(frame.box, page) else None


def _is_row(box: Box, page: Page) -> bool:
    """Tell whether one box is a row that a page break left alone, not a frame around text or a small mark."""
    return box[2] - box[0] > WIDE * page.width and box[3] - box[1] < HIGH * page.height


def _without_gaps(
    edges: list[float], rulings: Sequence[Ruling], page: Page, axis: Literal[0, 1]
) -> list[float]:
    """Return edges with those made one that stand apart by a gap between borders.

    Args:
        edges: Of columns (axis 0) or rows (axis 1), sorted.
        rulings: The rulings that stand there, sorted by `at`.
        page: Where words stand in a gap, it is a row or column.
        axis: As above.
    """
    if len(edges) == 2 or all(after - before > GAP for before, after in pairwise(edges)):  # noqa: PLR2004
        return edges
    places = [word.middle for word in page.words]
    middles = sorted([(place[axis], place[1 - axis]) for place in places])
    kept = edges[:1]
    for edge in edges[1:]:
        before = kept[-1]
        inside = middles[bisect_left(middles, (before,)) : bisect_left(middles, (edge,))]
        if edge - before > GAP or any(_is_between(rulings, before, edge, along) for _, along in inside):
            kept.append(edge)
        else:
            kept[-1] = (before + edge) / 2
    return kept


def _is_between(rulings: Sequence[Ruling], before: float, after: float, along: float) -> bool:
    """Tell whether rulings on both sides of a gap pass a place; elsewhere a cell goes on over it."""
    first, last = bisect_left(rulings, (before - GAP,)), bisect_left(rulings, (after + GAP,))
    near = [one.at for one in rulings[first:last] if one.start <= along <= one.end]
    middle = (before + after) / 2
    return any(at < middle for at in near) and any(at >= middle for at in near)


def _separations(
    rulings: Iterable[Ruling], lines: list[float], stops: list[float]
) -> Iterator[tuple[int, int, int]]:
    """Yield (line, first, past the last) of the elementary boxes along each ruling that it separates."""
    for ruling in rulings:
        first = max(0, bisect_right(stops, ruling.start) - 1)
        last = min(len(stops) - 1, bisect_left(stops, ruling.end))
        if first < last and not _covers(ruling, stops[first], stops[first + 1]):
            first += 1
        if first < last and not _covers(ruling, stops[last - 1], stops[last]):
            last -= 1
        if first < last:
            yield nearest(lines, ruling.at), first, last


def _covers(ruling: Ruling, start: float, end: float) -> bool:
    return min(end, ruling.end) - max(start, ruling.start) >= COVERED * (end - start)


def _tile(columns: int, beneath: list[int], beside: list[int]) -> list[Spans]:
    """Return the merged cells, in reading order.

    Args:
        columns: How many columns of elementary boxes there are.
        beneath: For each horizontal line, the columns (bits) that it separates.
        beside: For each row, the vertical lines (bits) that separate it.
    """
    rows, past = len(beside), 1 << columns
    taken = [0] * rows
    cells = []
    for top in range(rows):
        free = (past - 1) & ~taken[top]
        while free:
            first = free & -free
            ends = (beside[top] | taken[top] | past) & -(first << 1)
            end = ends & -ends
            across, inner = end - first, end - (first << 1)
            bottom = top
            while True:
                taken[bottom] |= across
                bottom += 1
                if bottom == rows or (beneath[bottom] | taken[bottom]) & across or beside[bottom] & inner:
                    break
            cells.append((top, first.bit_length() - 1, bottom, end.bit_length() - 1))
            free &= -end
    return cells


def _pour(words: Iterable[Word], frames: list[Frame]) -> tuple[list[list[list[Word]]], list[Word]]:
    """Return, frame by frame and cell by cell, the words whose middle a cell holds, and the words left."""
    held: list[list[list[Word]]] = [[[] for _ in frame.cells] for frame in frames]
    places = [(frame.ys, frame.xs, _owners(frame), cells) for frame, cells in zip(frames, held, strict=True)]
    loose = []
    for word in words:
        x0, y0, x1, y1, _ = word
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        for ys, xs, owners, cells in places:
            if ys[0] <= y < ys[-1] and xs[0] <= x < xs[-1]:
                cells[owners[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]].append(word)
                break
        else:
            loose.append(word)
    return held, loose


def _owners(frame: Frame) -> list[list[int]]:
    """Return for every elementary box the number of its cell."""
    owners = [[0] * (len(frame.xs) - 1) for _ in range(len(frame.ys) - 1)]
    for number, (top, left, bottom, right) in enumerate(frame.cells):
        for row in range(top, bottom):
            owners[row][left:right] = [number] * (right - left)
    return owners


def _grid(page: Page, frame: Frame, held: Sequence[Sequence[Word]]) -> Grid:
    number = page.number
    ys, xs, spans, above, below, on_left, on_right, lacking = frame
    rows, columns = len(ys) - 1, len(xs) - 1
    cells = []
    for (top, left, bottom, right), words in zip(spans, held, strict=True):
        lines = cell_lines(words, page) if len(words) > 1 else (tuple(words),) if words else ()
        box = (xs[left], ys[top], xs[right], ys[bottom])
        text = words[0].text if len(words) == 1 else cell_text(lines, box)
        open_top = not above >> left & 1 if top == 0 else bool(lacking and lacking[top] >> left & 1)
        open_bottom = bottom == rows and not below >> left & 1
        open_side = (left == 0 and is_open(on_left, box[1], box[3])) or (
            right == columns and is_open(on_right, box[1], box[3])
        )
        opens = (open_top, open_bottom, open_side)
        cells.append(Cell(top, left, bottom, right, number, box, lines, text, *opens))
    return Grid(number, frame.box, rows, columns, tuple(cells))
