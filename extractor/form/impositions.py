"""Sheets on which several pages are printed → those pages, and the way back.

A table that goes on overleaf may be printed there further to one side, as margins for binding are, or
larger: its page is laid under the one before.

Printers put two or four pages on one sheet to save paper.  Nothing stands on the lines
between them, each part has a page's shape, and something of a table is in each.  The
parts are read as pages of their own, one after the other; what is published is led back
to the sheet.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from msgspec import structs

from extractor.form.lookalikes import Refusal
from extractor.geometry import Grid, Sheet, Word, holds_middle, into_lines, rounded
from models.records import Box, Evidence, Form, Note, Unplaced

SHAPES = 1.2, 1.7
"""A page is so many times as long as it is wide, or as wide as long: A4 1.41, Letter 1.29, Legal 1.65."""
GUTTER = 12.0
"""Between two pages at least so many points are blank: their margins."""
LEVEL = 1.5
"""Two pages end at the same height of their own, with page numbers; or begin so, but for twice as many
points, since a title's letters are less high than its line."""
NEAR = 3.0
"""Columns fit within so many points."""
FIT, FEWEST = 0.8, 4
"""A page is laid under another where its table is as wide, or where so many of the sides fit that the one or
the other has, and at least so many; one more if it is larger or smaller."""
LARGEST = 2.0
"""It is no larger or smaller than by this factor."""
LAYOUTS = ((2, 2), (2, 1), (1, 2))
"""Pages beside and below one another."""

UNREAD = "page-unread:"
"""Before the number of a page that may hold more of a form."""

Place = tuple[int, float, float, float]
"""The number of a sheet, where on it a page begins, from the left and from the top, and how many times
larger it is read."""
Part = tuple[Sheet, Place]
"""What stands on a page, at its places on the sheet, and where the page begins."""
Line = tuple[Word, ...]
Item = TypeVar("Item", Unplaced, Note)


def parts_of(sheet: Sheet) -> list[Part]:
    """Return the pages that are printed on one sheet, in reading order: itself, where it is one."""
    if len(sheet.grids) > 1 and not sheet.unread:
        things = [grid.box for grid in sheet.grids] + [word.box for line in sheet.loose for word in line]
        for across, down in LAYOUTS:
            boxes = _boxes(sheet, across, down)
            if _are_pages(sheet, boxes, things, down):
                return [_part(sheet, box) for box in boxes if any(holds_middle(box, one) for one in things)]
    return [(sheet, (sheet.number, 0.0, 0.0, 1.0))]


def _under(part: Part, before: Sheet) -> Place:
    """Return where a page begins, and how large it is read, so that its table stands under that before it."""
    sheet, (number, left, top, times) = part
    first, last = sheet.grids[0].box, before.grids[-1].box
    if abs(first[0] - left - last[0]) <= NEAR and abs(first[2] - left - last[2]) <= NEAR:
        return part[1]
    lower, upper = [x - left for x in _sides(sheet.grids[0])], _sides(before.grids[-1])
    size = (upper[-1] - upper[0]) / (lower[-1] - lower[0])
    ways = [(1.0, 0.0), (1.0, upper[0] - lower[0]), (1.0, upper[-1] - lower[-1])]
    if abs(lower[-1] - lower[0] - upper[-1] + upper[0]) <= NEAR:
        ways = ways[1:2]
    elif 1 / LARGEST <= size <= LARGEST:
        ways.append((size, upper[0] - size * lower[0]))
    gaps = [_gaps([size * x + by for x in lower], upper) for size, by in ways]
    (size, by), best = max(zip(ways, gaps, strict=True), key=lambda one: len(one[1]))
    if len(best) < max(FIT * min(len(lower), len(upper)), FEWEST + (size != 1.0)):
        return part[1]
    by += sum(best) / len(best) if by else 0.0
    return number, left - by / size, top, times * size


def _gaps(lower: Sequence[float], upper: Sequence[float]) -> list[float]:
    nearest = [min((other - x for other in upper), key=abs) for x in lower]
    return [gap for gap in nearest if abs(gap) <= NEAR]


def _sides(grid: Grid) -> list[float]:
    return sorted({x for cell in grid.cells for x in (cell.box[0], cell.box[2])})


def _boxes(sheet: Sheet, across: int, down: int) -> list[Box]:
    width, height = sheet.width / across, sheet.height / down
    return [
        rounded((width * column, height * row, width * (column + 1), height * (row + 1)))
        for row in range(down)
        for column in range(across)
    ]


def _are_pages(sheet: Sheet, boxes: list[Box], things: list[Box], down: int) -> bool:
    """Tell whether the parts of a sheet are pages: nothing crosses from one to the next.

    Where what stands below one another could be one page as well, the margins must be alike.
    """
    width, height = boxes[0][2] - boxes[0][0], boxes[0][3] - boxes[0][1]
    if not _is_page(width, height):
        return False
    half = GUTTER / 2
    if not all(any(_is_within(box, thing, half, sheet) for box in boxes) for thing in things):
        return False
    held = [[thing for thing in things if holds_middle(box, thing)] for box in boxes]
    tabled = [any(holds_middle(box, grid.box) for grid in sheet.grids) for box in boxes]
    filled = [bool(some) for some in held]
    if sum(filled) < 2 or tabled != filled or filled != sorted(filled, reverse=True):  # noqa: PLR2004
        return False
    if down == 1 or not _is_page(width, sheet.height):
        return True
    tops = [min(one[1] for one in some) - box[1] for box, some in zip(boxes, held, strict=True) if some]
    ends = [max(one[3] for one in some) - box[1] for box, some in zip(boxes, held, strict=True) if some]
    return _are_level(tops, len(boxes) // down) or max(ends) - min(ends) <= LEVEL


def _are_level(tops: Sequence[float], across: int) -> bool:
    """Tell whether a page in a lower row begins where another does: at the margin."""
    lower = range(across, len(tops))
    return any(
        at != one and abs(tops[at] - tops[one]) <= 2 * LEVEL for one in lower for at in range(len(tops))
    )


def _is_page(width: float, height: float) -> bool:
    least, most = SHAPES
    return least * min(width, height) <= max(width, height) <= most * min(width, height)


def _is_within(box: Box, thing: Box, half: float, sheet: Sheet) -> bool:
    """Tell whether something stands in a part, apart from the lines to the next ones."""
    return (
        (box[0] == 0 or thing[0] >= box[0] + half)
        and (box[1] == 0 or thing[1] >= box[1] + half)
        and (box[2] >= sheet.width - half or thing[2] <= box[2] - half)
        and (box[3] >= sheet.height - half or thing[3] <= box[3] - half)
        and holds_middle(box, thing)
    )


def _part(sheet: Sheet, box: Box) -> Part:
    """Return what stands in a part of a sheet as a page of its own, and where that begins."""
    left, top, right, bottom = box
    words = [word for line in sheet.loose for word in line if holds_middle(box, word.box)]
    held = replace(
        sheet,
        width=right - left,
        height=bottom - top,
        grids=tuple(grid for grid in sheet.grids if holds_middle(box, grid.box)),
        loose=into_lines(words),
        notes=tuple(note for note in sheet.notes if holds_middle(box, note.box)),
    )
    return held, (sheet.number, left, top, 1.0)


@dataclass(slots=True)
class Impositions:
    """The pages of a document, numbered through, and where on which sheet each is printed."""

    places: dict[int, Place] = field(default_factory=dict)
    """Of the pages from the first sheet on that has several, and of those laid under others."""

    def pages(self, sheets: Iterable[Sheet]) -> Iterator[Sheet]:
        """Yield the pages that are printed on some sheets."""
        more, before = 0, None
        for sheet in sheets:
            parts = parts_of(sheet)
            for number, (part, printed) in enumerate(parts, sheet.number + more):
                # Recognised sheets are laid under one another when they are cut into cells.
                is_next = part.grids and (not part.sights or part is not parts[0][0])
                place = _under((part, printed), before) if before and is_next else printed
                page = part
                if more or len(parts) > 1 or place != printed:
                    self.places[number] = place
                    page = _put(part, number, place)
                before = page if page.grids else before
                yield page
            more += len(parts) - 1

    def put_back(self, table: Form | Refusal) -> Form | Refusal:
        """Return a form, or what looks like one, with its numbers and boxes those of the sheets."""
        if isinstance(table, Refusal):
            return table._replace(page=self._sheet(table.page)) if self.places else table
        if self.places.keys().isdisjoint(table.pages):
            return table
        return replace(
            table,
            pages=tuple(sorted({self._sheet(page) for page in table.pages})),
            evidence={pointer: self._struct(one) for pointer, one in table.evidence.items()},
            unplaced=tuple(self._item(one) for one in table.unplaced),
            notes=tuple(self._item(one) for one in table.notes),
            missing=tuple(dict.fromkeys(map(self._lack, table.missing))),
        )

    def _lack(self, missing: str) -> str:
        page = missing.removeprefix(UNREAD)
        return missing if page == missing else f"{UNREAD}{self._sheet(int(page))}"

    def _sheet(self, page: int) -> int:
        return self.places[page][0] if page in self.places else page

    def _struct(self, one: Evidence) -> Evidence:
        page, box = self._back(one.page, one.box)
        return structs.replace(one, page=page, box=box)

    def _item(self, one: Item) -> Item:
        page, box = self._back(one.page, one.box)
        return replace(one, page=page, box=box)

    def _back(self, page: int, box: Box) -> tuple[int, Box]:
        sheet, left, top, times = self.places.get(page, (page, 0.0, 0.0, 1.0))
        x0, y0, x1, y1 = (side / times for side in box)
        return sheet, rounded((x0 + left, y0 + top, x1 + left, y1 + top))


def _put(sheet: Sheet, number: int, place: Place) -> Sheet:
    """Return what stands on a sheet as a page of its own, with its number and places of its own."""
    _, left, top, times = place

    def at(box: Box) -> Box:
        x0, y0, x1, y1 = box
        return (x0 - left) * times, (y0 - top) * times, (x1 - left) * times, (y1 - top) * times

    def line_at(line: Line) -> Line:
        return tuple(Word(*at(word.box), word.text) for word in line)

    def grid_at(grid: Grid) -> Grid:
        cells = (
            structs.replace(
                cell, page=number, box=rounded(at(cell.box)), lines=tuple(map(line_at, cell.lines))
            )
            for cell in grid.cells
        )
        return replace(grid, page=number, box=rounded(at(grid.box)), cells=tuple(cells))

    return replace(
        sheet,
        number=number,
        width=sheet.width * times,
        height=sheet.height * times,
        grids=tuple(map(grid_at, sheet.grids)),
        loose=tuple(map(line_at, sheet.loose)),
        notes=tuple(replace(note, page=number, box=at(note.box)) for note in sheet.notes),
    )
