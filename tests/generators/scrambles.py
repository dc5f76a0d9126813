"""Half-forms torn apart: cells as no office draws them, on pages that nobody printed.

They are made of cells, not of a PDF's, so that thousands take a minute: rows lacking, repeated and
exchanged, cells divided and merged at random, pages that cut wherever.  What they should be read as
is anybody's guess; that reading ends is not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from extractor.geometry import Cell, Grid, Sheet, Word, joined
from tests.generators.halves import make_half
from tests.generators.picks import Pick
from tests.generators.sheets import Spot

WIDTH, HEIGHT = 520.0, 22.0
"""Points of a table, and of one of its rows."""
SIZE = 9.0
MARGIN = 30.0
LINE = 40
"""So many characters are in a line at most."""
MOST_FORMS = 3

Spots = list[Spot]


def make_sheets(pick: Pick) -> tuple[Sheet, ...]:
    """Return the pages of some torn half-forms, one behind the other."""
    sheets: list[Sheet] = []
    for _ in range(pick.whole(1, MOST_FORMS)):
        half = make_half(pick, longest=8)
        spots = list(half.spots)
        for _ in range(pick.one((0, 2, 8, 24))):
            spots = pick.one((_without_row, _with_row_again, _divided, _merged, _stretched))(pick, spots)
        lines = [text for _, text in half.heading] + [*half.before]
        pages = list(_pages(pick, spots))
        for at, page in enumerate(pages):
            grid = grid_of(pick, page, half.edges, len(sheets) + 1, MARGIN + HEIGHT * len(lines))
            above = lines if at == 0 else []
            below = half.outside if at + 1 == len(pages) else ()
            loose = [_line(text, MARGIN, MARGIN + HEIGHT * row) for row, text in enumerate(above)]
            loose += [
                _line(text, MARGIN, grid.box[3] + HEIGHT * (row + 0.3)) for row, text in enumerate(below)
            ]
            sheets.append(
                Sheet(grid.page, WIDTH + 2 * MARGIN, grid.box[3] + 200, (grid,), tuple(filter(None, loose)))
            )
            lines = []
    return tuple(sheets)


def _rows(spots: Spots) -> int:
    return max(spot.bottom for spot in spots)


def _without_row(pick: Pick, spots: Spots) -> Spots:
    """Return the cells less a row."""
    row = pick.whole(0, _rows(spots) - 1)
    kept = [spot for spot in spots if (spot.top, spot.bottom) != (row, row + 1)]
    moved = (
        replace(spot, top=spot.top - (spot.top > row), bottom=spot.bottom - (spot.bottom > row))
        for spot in kept
    )
    return list(moved) or spots


def _with_row_again(pick: Pick, spots: Spots) -> Spots:
    """Return the cells with a row twice; those that go on past it cover both."""
    row = pick.whole(0, _rows(spots) - 1)
    moved = [
        replace(spot, top=spot.top + (spot.top > row), bottom=spot.bottom + (spot.bottom > row))
        for spot in spots
    ]
    return [piece for spot in moved for piece in _twice(spot, row)]


def _twice(spot: Spot, row: int) -> Sequence[Spot]:
    if (spot.top, spot.bottom) == (row, row + 2):
        return replace(spot, bottom=row + 1), replace(spot, top=row + 1)
    return (spot,)


def _divided(pick: Pick, spots: Spots) -> Spots:
    """Return the cells with one in two, side by side."""
    wide = [at for at, spot in enumerate(spots) if spot.right - spot.left > 1]
    if not wide:
        return spots
    at = pick.one(wide)
    spot = spots[at]
    side, middle = pick.whole(spot.left + 1, spot.right - 1), pick.whole(0, len(spot.text))
    pieces = (
        replace(spot, right=side, text=spot.text[:middle]),
        replace(spot, left=side, text=spot.text[middle:]),
    )
    return [*spots[:at], *pieces, *spots[at + 1 :]]


def _merged(pick: Pick, spots: Spots) -> Spots:
    """Return the cells with two that stand side by side in one."""
    pairs = [
        (one, other)
        for one, other in pairwise(sorted(spots, key=lambda spot: (spot.top, spot.left)))
        if (one.top, one.bottom, one.right) == (other.top, other.bottom, other.left)
    ]
    if not pairs:
        return spots
    one, other = pick.one(pairs)
    whole = replace(one, right=other.right, text=one.text + other.text)
    return [whole if spot is one else spot for spot in spots if spot is not other]


def _stretched(pick: Pick, spots: Spots) -> Spots:
    """Return the cells with one that goes on below and covers what stands there, cells or parts of them."""
    one = pick.one(spots)
    under = [
        spot for spot in spots if spot.top == one.bottom and spot.left < one.right and one.left < spot.right
    ]
    if not under or any(spot.bottom > spot.top + 1 for spot in under):
        return spots
    kept = [spot for spot in spots if spot not in under and spot is not one]
    sides = [replace(spot, right=one.left) for spot in under if spot.left < one.left]
    sides += [replace(spot, left=one.right) for spot in under if one.right < spot.right]
    return [*kept, *sides, replace(one, bottom=one.bottom + 1)]


def _pages(pick: Pick, spots: Spots) -> Iterator[Spots]:
    """Yield the cells of each page; of what a page break cuts, either part may have the text."""
    rows = _rows(spots)
    cuts = sorted({pick.whole(1, rows - 1) for _ in range(pick.one((0, 0, 1, 2)))} if rows > 1 else ())
    for top, bottom in pairwise([0, *cuts, rows]):
        page = [spot for spot in spots if spot.top < bottom and top < spot.bottom]
        yield [_cut(pick, spot, top, bottom) for spot in page]


def _cut(pick: Pick, spot: Spot, top: int, bottom: int) -> Spot:
    whole = top <= spot.top and spot.bottom <= bottom
    text = spot.text if whole or pick.chance(60) else ""
    return replace(spot, top=max(spot.top, top) - top, bottom=min(spot.bottom, bottom) - top, text=text)


def grid_of(pick: Pick, spots: Spots, edges: Sequence[float], page: int, down: float) -> Grid:
    """Return cells as a page's grid, so many points down; in some the sides at its edges may lack."""
    is_open = pick.chance(30)
    rows = _rows(spots)
    cells = []
    for spot in sorted(spots, key=lambda spot: (spot.top, spot.left)):
        left, right = (MARGIN + WIDTH * edges[side] for side in (spot.left, spot.right))
        top, bottom = (down + HEIGHT * row for row in (spot.top, spot.bottom))
        texts = [spot.text[at : at + LINE] for at in range(0, len(spot.text), LINE)]
        lines = tuple(
            filter(None, (_line(text, left + 2, top + 3 + SIZE * at, right) for at, text in enumerate(texts)))
        )
        cells.append(
            Cell(
                spot.top,
                spot.left,
                spot.bottom,
                spot.right,
                page,
                (left, top, right, bottom),
                lines,
                joined(lines) if lines else "",
                open_top=is_open and spot.top == 0 and pick.chance(50),
                open_bottom=is_open and spot.bottom == rows and pick.chance(50),
                open_side=is_open and spot.left == 0 and pick.chance(20),
            )
        )
    box = (MARGIN, down, MARGIN + WIDTH, down + HEIGHT * rows)
    return Grid(page, box, rows, len(edges) - 1, tuple(cells))


def _line(text: str, left: float, top: float, right: float = 0.0) -> tuple[Word, ...]:
    """Return the words of a line; within a cell they end before its right side."""
    words: list[Word] = []
    for part in text.split():
        begin = words[-1].x1 + SIZE / 2 if words else left
        end = begin + SIZE * len(part)
        words.append(
            Word(begin, top, min(end, max(right - 1, begin + 1)) if right else end, top + SIZE, part)
        )
    return tuple(words)
