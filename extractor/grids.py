"""Page geometry → cell grids.

Rulings cut the page into elementary boxes; boxes that no ruling separates are
one cell.  Forms are drawn that way, so merged cells need no special case.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from extractor.geometry import Cell, Grid, Page, Ruling, Sheet, Word, into_lines, joined
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
Walls = set[tuple[int, int]]
"""Where rulings separate: pairs (line, the elementary box between two crossing lines)."""


def find_grids(page: Page) -> Sheet:
    """Return a page cut into its ruled grids, with every word in one cell or loose.

    Args:
        page: Words and strokes, in points from the top left.

    Returns:
        Grids from top to bottom, each tiled by its cells: where its outer side is
        not drawn (a page break cuts merged cells so), the frame counts as closed.
        Words in no cell are `loose`, as lines.
    """
    across = merge_pieces(_pieces(page.strokes, along=0))
    down = merge_pieces(_pieces(page.strokes, along=1))
    grids = [grid for group in _connected(across, down) if (grid := _grid(page.number, *group)) is not None]
    grids.sort(key=lambda grid: (grid.box[1], grid.box[0]))
    filled, loose = _pour(page.words, grids)
    return Sheet(
        page.number, page.width, page.height, tuple(filled), into_lines(loose), page.notes, page.unread
    )


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
    walls = _walls(across, ys, xs), _walls(down, xs, ys)
    rows, columns = len(ys) - 1, len(xs) - 1
    taken: set[tuple[int, int]] = set()
    cells = []
    for top in range(rows):
        for left in range(columns):
            if (top, left) in taken:
                continue
            bottom, right = _extent((top, left), (rows, columns), walls, taken)
            taken.update((row, column) for row in range(top, bottom) for column in range(left, right))
            box = (xs[left], ys[top], xs[right], ys[bottom])
            cells.append(Cell(top, left, bottom, right, page, box))
    if len(cells) < 2:  # noqa: PLR2004 - one cell is a frame around the page, no table
        return None
    return Grid(page, (xs[0], ys[0], xs[-1], ys[-1]), rows, columns, tuple(cells))


def _extent(
    first: tuple[int, int], size: tuple[int, int], walls: tuple[Walls, Walls], taken: set[tuple[int, int]]
) -> tuple[int, int]:
    """Return the first row and column past the cell that begins at a box."""
    (top, left), (rows, columns), (beneath, beside) = first, size, walls
    right = left + 1
    while right < columns and (right, top) not in beside and (top, right) not in taken:
        right += 1
    bottom = top + 1
    while (
        bottom < rows
        and not any((bottom, column) in beneath or (bottom, column) in taken for column in range(left, right))
        and all((column, bottom) not in beside for column in range(left + 1, right))
    ):
        bottom += 1
    return bottom, right


def _framed(rulings: list[Ruling], others: list[Ruling]) -> list[Ruling]:
    """Return rulings with the outer sides that the crossing ones prove but nobody drew.

    Some forms have no outer border, and page breaks leave merged cells open: then
    crossing rulings end level, outside the outermost ruling.
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
    return len(level) > 1


def _axis(rulings: list[Ruling]) -> Axis:
    return [sum(ruling.at for ruling in bundle) / len(bundle) for bundle in _bundles(sorted(rulings))]


def _walls(rulings: list[Ruling], lines: Axis, stops: Axis) -> Walls:
    """Return where rulings cover enough of the side between two boxes to separate them."""
    walls: Walls = set()
    for ruling in rulings:
        line = min(range(len(lines)), key=lambda index: abs(lines[index] - ruling.at))
        for box, (start, end) in enumerate(pairwise(stops)):
            if min(end, ruling.end) - max(start, ruling.start) >= COVERED * (end - start):
                walls.add((line, box))
    return walls


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
                _filled(cell, held[index, number]) if (index, number) in held else cell
                for number, cell in enumerate(grid.cells)
            ),
        )
        for index, grid in enumerate(grids)
    ], loose


def _filled(cell: Cell, words: list[Word]) -> Cell:
    lines = into_lines(words)
    return cell._replace(lines=lines, text=joined(lines))


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
