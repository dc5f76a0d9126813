"""A recognised page and the one before it → the page moved so that its table stands under that one's.

A printer gives a table that goes on overleaf the same columns; a scanner shows each page a little
larger, or further to one side.
"""

from collections.abc import Sequence
from dataclasses import replace

from extractor.geometry import Grid, Page, Sheet, Word
from extractor.grids import find_grids
from extractor.rulings import find_rulings
from models.records import Box
from models.warps import IDENTITY, Warp, after

NEAR = 3.0
"""Columns fit where their sides stand within so many points."""
MOST = 0.06
"""A page is no larger or smaller than another by more than this share."""
FIT, FEWEST = 0.8, 4
"""So many of a table's sides must fit, and at least so many."""


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
    size = (upper[-1] - upper[0]) / (lower[-1] - lower[0])
    by = upper[0] - size * lower[0]
    fit = _fit([size * x + by for x in lower], upper)
    if abs(size - 1) > MOST or fit < max(FEWEST, FIT * len(lower)) or _fit(lower, upper) >= fit:
        return page
    return _moved(page, size, by)


def _sides(grid: Grid) -> list[float]:
    return sorted({x for cell in grid.cells for x in (cell.box[0], cell.box[2])})


def _fit(sides: Sequence[float], others: Sequence[float]) -> int:
    """Return how many sides stand where others do."""
    return sum(any(abs(x - other) <= NEAR for other in others) for x in sides)


def _moved(page: Page, size: float, by: float) -> Page:
    """Return a page larger by some factor, and moved to the right."""

    def at(box: Box) -> Box:
        x0, y0, x1, y1 = box
        return (size * x0 + by, size * y0, size * x1 + by, size * y1)

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
