"""Page geometry → cell grids.

Rulings cut the page into elementary boxes; boxes that no ruling separates are
one cell.  Forms are drawn that way, so merged cells need no special case.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractor.geometry import Cell, Grid, Page, Ruling, Sheet, Word, into_lines
from models.records import Box

SNAP = 2.0
"""Rulings closer than this many points across count as one: double lines, uneven borders."""
JOIN = 3.5
"""Pieces of one ruling may stand this many points apart: dashes, broken crossings."""
SHORTEST = 5.0
"""A ruling shorter than this many points separates nothing."""
COVERED = 0.5
"""A ruling separates two boxes when it covers this share of the side between them."""

Axis = list[float]


def find_grids(page: Page) -> Sheet:
    """Return a page cut into its ruled grids, with every word in one cell or loose.

    Args:
        page: Words and strokes, in points from the top left.

    Returns:
        Grids from top to bottom; the cells of a grid never overlap and cover all
        of it that rulings enclose.  Words in no cell are `loose`, as lines.
    """
    across = merge_pieces(_pieces(page.strokes, along=0))
    down = merge_pieces(_pieces(page.strokes, along=1))
    grids = [grid for group in _connected(across, down) if (grid := _grid(page.number, *group)) is not None]
    grids.sort(key=lambda grid: (grid.box[1], grid.box[0]))
    filled, loose = _pour(page.words, grids)
    return Sheet(page.number, page.width, page.height, tuple(filled), into_lines(loose))


def merge_pieces(pieces: Iterable[Ruling]) -> list[Ruling]:
    """Return rulings with touching and near pieces joined, sorted by `at`.

    Dashes, dots, cell sides and double lines become the line that a reader sees.
    """
    merged: list[Ruling] = []
    for bundle in _bundles(sorted(pieces)):
        at = sum(piece.at * (piece.end - piece.start + 1) for piece in bundle) / sum(
            piece.end - piece.start + 1 for piece in bundle
        )
        bundle.sort(key=lambda piece: piece.start)
        start, end = bundle[0].start, bundle[0].end
        for piece in bundle[1:]:
            if piece.start - end > JOIN:
                merged.append(Ruling(at, start, end))
                start, end = piece.start, piece.end
            end = max(end, piece.end)
        merged.append(Ruling(at, start, end))
    return [ruling for ruling in merged if ruling.end - ruling.start >= SHORTEST]


def _pieces(strokes: Sequence[Box], *, along: int) -> list[Ruling]:
    """Return the strokes that run along one axis (0: across the page, 1: down it)."""
    other = 1 - along
    return [
        Ruling((box[other] + box[other + 2]) / 2, box[along], box[along + 2])
        for box in strokes
        if box[along + 2] - box[along] >= box[other + 2] - box[other]
    ]


def _bundles(pieces: list[Ruling]) -> Iterable[list[Ruling]]:
    """Group rulings, sorted by `at`, that lie within SNAP of their neighbour."""
    bundle: list[Ruling] = []
    for piece in pieces:
        if bundle and piece.at - bundle[-1].at > SNAP:
            yield bundle
            bundle = []
        bundle.append(piece)
    if bundle:
        yield bundle


def _connected(across: list[Ruling], down: list[Ruling]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Return the rulings as groups that touch one another: one group a table."""
    parent = list(range(len(across) + len(down)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for i, flat in enumerate(across):
        for j, tall in enumerate(down, len(across)):
            if (
                flat.start - JOIN <= tall.at <= flat.end + JOIN
                and tall.start - JOIN <= flat.at <= tall.end + JOIN
            ):
                parent[root(i)] = root(j)
    groups: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for i, flat in enumerate(across):
        groups.setdefault(root(i), ([], []))[0].append(flat)
    for j, tall in enumerate(down, len(across)):
        groups.setdefault(root(j), ([], []))[1].append(tall)
    return list(groups.values())


def _grid(page: int, across: list[Ruling], down: list[Ruling]) -> Grid | None:
    """Return the cells that one group of touching rulings encloses, yet without words."""
    if not across or not down:
        return None
    across, down = _framed(across, down), _framed(down, across)
    ys, xs = _axis(across), _axis(down)
    if len(ys) < 2 or len(xs) < 2:  # noqa: PLR2004 - two sides make a box
        return None
    walls = _Walls(_walls(across, ys, xs), _walls(down, xs, ys), len(ys) - 1, len(xs) - 1)
    taken = _outside(walls)
    cells = []
    for top in range(walls.rows):
        for left in range(walls.columns):
            if (top, left) in taken:
                continue
            bottom, right = _extent(top, left, walls, taken)
            taken.update((row, column) for row in range(top, bottom) for column in range(left, right))
            box = (xs[left], ys[top], xs[right], ys[bottom])
            cells.append(Cell(top, left, bottom, right, page, box))
    if not cells:
        return None
    return Grid(page, (xs[0], ys[0], xs[-1], ys[-1]), walls.rows, walls.columns, tuple(cells))


@dataclass(frozen=True, slots=True)
class _Walls:
    """Where rulings separate: `beneath` holds (line, column), `beside` (line, row)."""

    beneath: set[tuple[int, int]]
    beside: set[tuple[int, int]]
    rows: int
    columns: int

    def around(self, row: int, column: int) -> Iterator[tuple[tuple[int, int], bool]]:
        """Yield the four neighbours of a box, and whether the way there is open."""
        yield (row - 1, column), (row, column) not in self.beneath
        yield (row + 1, column), (row + 1, column) not in self.beneath
        yield (row, column - 1), (column, row) not in self.beside
        yield (row, column + 1), (column + 1, row) not in self.beside

    def holds(self, box: tuple[int, int]) -> bool:
        """Tell whether a box lies inside the table."""
        return 0 <= box[0] < self.rows and 0 <= box[1] < self.columns


def _framed(rulings: list[Ruling], others: list[Ruling]) -> list[Ruling]:
    """Return rulings with the outer sides that the crossing ones prove but nobody drew.

    Some forms have no outer border: then several crossing rulings end level,
    outside the outermost ruling.
    """
    start, end = min(other.at for other in others), max(other.at for other in others)
    before, after = min(other.start for other in others), max(other.end for other in others)
    missing = []
    if before < min(ruling.at for ruling in rulings) - SHORTEST and _ends_level(others, before):
        missing.append(before)
    if after > max(ruling.at for ruling in rulings) + SHORTEST and _ends_level(others, after):
        missing.append(after)
    return sorted([*rulings, *(Ruling(edge, start, end) for edge in missing)])


def _ends_level(others: list[Ruling], edge: float) -> bool:
    level = [other for other in others if min(abs(other.start - edge), abs(other.end - edge)) <= SNAP]
    return len(level) * 2 > len(others) and len(level) > 1


def _axis(rulings: list[Ruling]) -> Axis:
    return [sum(ruling.at for ruling in bundle) / len(bundle) for bundle in _bundles(sorted(rulings))]


def _walls(rulings: list[Ruling], lines: Axis, stops: Axis) -> set[tuple[int, int]]:
    """Return the pairs (line, box between two stops) where a ruling separates."""
    walls = set()
    for ruling in rulings:
        line = min(range(len(lines)), key=lambda index: abs(lines[index] - ruling.at))
        for box, (start, end) in enumerate(pairwise(stops)):
            if min(end, ruling.end) - max(start, ruling.start) >= COVERED * (end - start):
                walls.add((line, box))
    return walls


def _outside(walls: _Walls) -> set[tuple[int, int]]:
    """Return the elementary boxes (row, column) that are open to the outside of the table."""
    boxes = [(row, column) for row in range(walls.rows) for column in range(walls.columns)]
    edge = [
        box for box in boxes if any(way and not walls.holds(beyond) for beyond, way in walls.around(*box))
    ]
    outside = set(edge)
    while edge:
        for box, way in walls.around(*edge.pop()):
            if way and box not in outside and walls.holds(box):
                outside.add(box)
                edge.append(box)
    return outside


def _extent(top: int, left: int, walls: _Walls, taken: set[tuple[int, int]]) -> tuple[int, int]:
    """Return the first row and column past the cell that begins at (top, left)."""
    right = left + 1
    while right < walls.columns and (right, top) not in walls.beside and (top, right) not in taken:
        right += 1
    bottom = top + 1
    while (
        bottom < walls.rows
        and all((bottom, column) not in walls.beneath for column in range(left, right))
        and all((column, bottom) not in walls.beside for column in range(left + 1, right))
        and all((bottom, column) not in taken for column in range(left, right))
    ):
        bottom += 1
    return bottom, right


def _pour(words: Iterable[Word], grids: list[Grid]) -> tuple[list[Grid], list[Word]]:
    """Return the grids with every word in the cell around its middle, and the words left."""
    held: dict[tuple[int, int], list[Word]] = {}
    loose = []
    inner_first = sorted(range(len(grids)), key=lambda index: _area(grids[index].box))
    lookups = {index: _Lookup(grids[index]) for index in inner_first}
    for word in words:
        for index in inner_first:
            cell = lookups[index].find(*word.middle)
            if cell is not None:
                held.setdefault((index, cell), []).append(word)
                break
        else:
            loose.append(word)
    return [
        replace(
            grid,
            cells=tuple(
                replace(cell, lines=into_lines(held[index, number])) if (index, number) in held else cell
                for number, cell in enumerate(grid.cells)
            ),
        )
        for index, grid in enumerate(grids)
    ], loose


class _Lookup:
    """Finds the cell at a point of one grid."""

    def __init__(self, grid: Grid) -> None:
        self.xs = sorted({x for cell in grid.cells for x in (cell.box[0], cell.box[2])})
        self.ys = sorted({y for cell in grid.cells for y in (cell.box[1], cell.box[3])})
        self.cells: dict[tuple[int, int], int] = {}
        for number, cell in enumerate(grid.cells):
            for row in range(bisect_left(self.ys, cell.box[1]), bisect_left(self.ys, cell.box[3])):
                for column in range(bisect_left(self.xs, cell.box[0]), bisect_left(self.xs, cell.box[2])):
                    self.cells[row, column] = number

    def find(self, x: float, y: float) -> int | None:
        """Return the number of the cell around a point, if any."""
        return self.cells.get((bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1))


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
