"""A recognised page and the one before it → the page moved so that its table stands under that one's.

A printer gives a table that goes on overleaf the same columns; a scanner shows each page a little
larger, or further to one side.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from extractor.geometry import Grid, Page, Sheet, Word
from extractor.grid.grids import find_grids
from extractor.grid.rulings import find_rulings
from models.records import Box
from models.warps import IDENTITY, Warp, after

NEAR = 3.0
"""Columns fit where their sides stand within so many points."""
MOST = 0.06
"""A page is no larger or smaller than another by more than this share."""
FIT, FEWEST = 0.8, 4
"""So many of a table's sides must fit, and at least so many; one more where an outer side does not."""
MOSTLY, MANY = 0.65, 8
"""Of many, a smaller share is no chance: what stands overleaf may have columns of its own.  Nor is it where
so many are nearly all that the table above has."""
ROUGHLY, MOST_BULGE = 6.0, 0.008
"""What is left of the perspective moves sides in the midst by no more than so many points, and than this
share of the table's width."""


def cut_under(page: Page, before: Sheet | None) -> tuple[Page, Sheet]:
    """Return a page and the same cut into cells; a recognised one is laid under the page before it."""
    sheet = find_grids(page)
    laid = laid_under(page, sheet, before) if sheet.sights else page
    return (page, sheet) if laid is page else (laid, find_grids(laid))


def laid_under(page: Page, sheet: Sheet, before: Sheet | None) -> Page:
    """Return a recognised page whose first table stands under the last one of the page before.

    Args:
        page: As recognised.
        sheet: The same cut into cells.
        before: The page before it.

    Returns:
        The page itself where its table stands there already, or is another one.
    """
    if before is None or not (before.grids and sheet.grids) or before.number + 1 != sheet.number:
        return page
    upper, lower = _sides(before.grids[-1]), _sides(sheet.grids[0])
    best = max(_ways(lower, upper), default=None)
    if best is None or best.fit <= len(_pairs(lower, upper)):
        return page
    return _moved(page, _levelled(best, lower, upper))


class _Move(NamedTuple):
    """How places are moved along a page: its size, the way to the right, and what is left of perspective."""

    size: float
    by: float
    bulge: float = 0.0
    """How much further places midway between both ends are moved, which stay."""
    start: float = 0.0
    end: float = 1.0

    def at(self, x: float) -> float:
        """Return where a place comes to lie."""
        x = self.size * x + self.by
        return x + self.bulge * self._share(x) if self.start < x < self.end else x

    def _share(self, x: float) -> float:
        return 4 * (x - self.start) * (self.end - x) / (self.end - self.start) ** 2

    def bulging(self, lower: Sequence[float], upper: Sequence[float]) -> "_Move":
        """Return the same, sides in the midst moved as fits best, by least squares."""
        moved = [self.at(x) for x in lower]
        pairs = [(moved[at], there) for at, there in _pairs(moved, upper, ROUGHLY).items()]
        shares = [self._share(x) if self.start < x < self.end else 0.0 for x, _ in pairs]
        weight = sum(share * share for share in shares)
        if not weight:
            return self
        best = sum(share * (there - x) for share, (x, there) in zip(shares, pairs, strict=True)) / weight
        most = MOST_BULGE * (self.end - self.start)
        return self._replace(bulge=max(-most, min(best, most)))


class _Way(NamedTuple):
    """How a table is laid under another: how many sides fit, how much its size is kept, and the move."""

    fit: int
    kept: float
    move: _Move


def _ways(lower: Sequence[float], upper: Sequence[float]) -> Iterator[_Way]:
    """Yield the ways in which a table's outer sides stand under those of another.

    A page may lack the first columns or the last ones: then one outer side of either stands
    under, or over, an inner one.
    """
    first, last = lower[0], lower[-1]
    ends = {(first, last, x, upper[-1]) for x in upper[:-1]} | {(first, last, upper[0], x) for x in upper[1:]}
    ends |= {(x, last, upper[0], upper[-1]) for x in lower[:-1]}
    ends |= {(first, x, upper[0], upper[-1]) for x in lower[1:]}
    for start, end, onto, until in ends:
        size = (until - onto) / (end - start)
        if abs(size - 1) > MOST:
            continue
        by = onto - size * start
        move = _Move(size, by, 0.0, onto, until).bulging(lower, upper)
        fit = len(_pairs([move.at(x) for x in lower], upper))
        is_whole = (start, end, onto, until) == (first, last, upper[0], upper[-1])
        enough = (FIT * len(lower), max(MANY, MOSTLY * len(lower)), max(MANY, FIT * len(upper)))
        fewest = max(FEWEST if is_whole else FEWEST + 1, min(enough))
        if fit >= fewest:
            yield _Way(fit, -abs(size - 1), move)


def _levelled(way: _Way, lower: Sequence[float], upper: Sequence[float]) -> _Move:
    """Return the move under which all sides that fit do so best, by least squares."""
    moved = [way.move.at(x) for x in lower]
    bulges = [x - (way.move.size * side + way.move.by) for x, side in zip(moved, lower, strict=True)]
    pairs = [(lower[at], there - bulges[at]) for at, there in _pairs(moved, upper).items()]
    here, there = (sum(side) / len(pairs) for side in zip(*pairs, strict=True))
    size = sum((x - here) * (y - there) for x, y in pairs) / sum((x - here) ** 2 for x, _ in pairs)
    return way.move._replace(size=size, by=there - size * here)


def _sides(grid: Grid) -> list[float]:
    return sorted({x for cell in grid.cells for x in (cell.box[0], cell.box[2])})


def _pairs(sides: Sequence[float], others: Sequence[float], near: float = NEAR) -> dict[int, float]:
    """Return the numbers of the sides that stand where others do, which are sorted, and where those stand."""
    found = {}
    for number, x in enumerate(sides):
        at = bisect_left(others, x)
        nearest = min(others[max(0, at - 1) : at + 1], key=lambda other: abs(x - other))
        if abs(x - nearest) <= near:
            found[number] = nearest
    return found


def _moved(page: Page, move: _Move) -> Page:
    """Return a page larger by some factor, and moved to the right; the way back leaves out the bulge."""
    size, by = move.size, move.by

    def at(box: Box) -> Box:
        x0, y0, x1, y1 = box
        return (move.at(x0), size * y0, move.at(x1), size * y1)

    strokes = tuple(map(at, page.strokes))
    back: Warp = (1 / size, 0.0, -by / size, 0.0, 1 / size, 0.0, 0.0, 0.0, 1.0)
    return replace(
        page,
        width=size * page.width + by,
        height=size * page.height,
        words=tuple(Word(*at(word.box), word.text) for word in page.words),
        strokes=strokes,
        down=tuple(find_rulings(strokes, along=1)),
        shades=tuple(map(at, page.shades)),
        notes=tuple(replace(note, box=at(note.box)) for note in page.notes),
        sights=tuple(sight._replace(box=at(sight.box)) for sight in page.sights),
        warp=after(page.warp or IDENTITY, back),
    )
