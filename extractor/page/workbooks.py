"""A workbook filled by hand → `Sheet`s such as pages give, so that one reader reads both.

Each worksheet is a page; its bordered rows are grids, merged ranges are cells, and
rows without any border are loose lines.  Hidden rows and columns are left out, and
what they say is told.  A sheet without borders is one grid below
its heading.  Places are made up: columns and rows of even size, in points.  A formula that
no program has computed counts as its own text, so that it is seen to be no number.
"""

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import accumulate, groupby
from typing import NamedTuple

from openpyxl import load_workbook
from openpyxl.cell import Cell as BookCell
from openpyxl.cell import MergedCell
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from extractor.geometry import Cell, Grid, Sheet, Word, joined, union
from extractor.page.cell_formats import shown
from models.errors import DamagedWorkbook, TooLarge
from models.records import Box, Note

MOST_BYTES = 64_000_000
"""A workbook unpacks to no more."""
MOST_CELLS = 200_000
MOST_SHEETS = 200

COLUMN = 80.0
LINE = 14.0
SIGN = 6.0
"""Sizes of a column, of a line of text and of a character, in points."""

_MERGED = re.compile(rb'mergeCell [^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_SIDES = ("left", "right", "top", "bottom")


class Spot(NamedTuple):
    """One cell of a worksheet, merged or not: rows and columns from 0, ends excluded."""

    top: int
    left: int
    bottom: int
    right: int
    text: str
    bordered: bool


def read_sheets(data: bytes) -> Iterator[Sheet]:
    """Yield the visible worksheets of an XLSX file that hold anything.

    Args:
        data: The file's bytes, untrusted: to be called in a limited process.

    Raises:
        TooLarge: More bytes when unpacked, cells or sheets than a form has.
        DamagedWorkbook: It is no workbook, or broken beyond reading.
    """
    _check_size(data)
    try:
        book, formulas = (load_workbook(io.BytesIO(data), data_only=values) for values in (True, False))
    except Exception as error:  # openpyxl raises whatever its parsers meet
        lacks = "" if b"xl/" in data else "; it is a ZIP archive without a workbook in it: a Word document?"
        raise DamagedWorkbook(f"the workbook cannot be read: {type(error).__name__}{lacks}") from error
    both = zip(book.worksheets, formulas.worksheets, strict=True)
    pages = [(page, written) for page, written in both if page.sheet_state == "visible"]
    if len(pages) > MOST_SHEETS:
        raise TooLarge(f"the workbook has more than {MOST_SHEETS} sheets")
    for number, (page, written) in enumerate(pages, 1):
        if spots := read_spots(page, written):
            shown, hidden = parted(spots, _hidden_rows(page), _hidden_columns(page))
            if any(spot.text for spot in shown):
                yield lay_out(number, shown, hidden)


def _check_size(data: bytes) -> None:
    """Refuse what would take too long to open: bombs, and merged ranges over millions of cells."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MOST_BYTES:
                raise TooLarge(f"the workbook unpacks to more than {MOST_BYTES:,} bytes")
            parts = [archive.read(member) for member in members if member.filename.endswith(".xml")]
    except (zipfile.BadZipFile, zlib.error, RuntimeError, ValueError, OSError) as error:
        raise DamagedWorkbook("the workbook is no ZIP archive, a broken or an encrypted one") from error
    if sum(_area(found) for part in parts for found in _MERGED.finditer(part)) > MOST_CELLS:
        raise TooLarge(f"more than {MOST_CELLS:,} cells are merged")


def _area(merged: re.Match[bytes]) -> int:
    left, top, right, bottom = merged.groups()
    columns = abs(column_index_from_string(right.decode()) - column_index_from_string(left.decode())) + 1
    return columns * (abs(int(bottom) - int(top)) + 1)


def read_spots(page: Worksheet, written: Worksheet) -> list[Spot]:
    """Return a worksheet's cells in reading order, merged ones once, none beyond its last text or border.

    Args:
        page: The worksheet with what its formulas gave when they were last computed.
        written: The same worksheet with the formulas themselves.

    Raises:
        TooLarge: It has more cells than a form.
    """
    if page.max_row * page.max_column > MOST_CELLS:
        raise TooLarge(f"a sheet has more than {MOST_CELLS:,} cells")
    table = list(page.iter_rows())
    texts = [
        [_text(cell, twin).strip() for cell, twin in zip(row, twins, strict=True)]
        for row, twins in zip(table, written.iter_rows(), strict=True)
    ]
    bordered = [[_is_bordered(cell) for cell in row] for row in table]
    used = [
        (row, column)
        for row in range(len(table))
        for column in range(len(table[row]))
        if texts[row][column] or bordered[row][column]
    ]
    if not any(map(any, texts)):
        return []
    rows, columns = max(row for row, _ in used) + 1, max(column for _, column in used) + 1
    spots = []
    free = {(row, column) for row in range(rows) for column in range(columns)}
    for merged in page.merged_cells.ranges:
        bottom, right = min(merged.max_row, rows), min(merged.max_col, columns)
        inside = [
            (row, column)
            for row in range(merged.min_row - 1, bottom)
            for column in range(merged.min_col - 1, right)
        ]
        if inside and free.issuperset(inside):
            free.difference_update(inside)
            (top, left), ruled = inside[0], any(bordered[row][column] for row, column in inside)
            spots.append(Spot(top, left, bottom, right, texts[top][left], ruled))
    single = (Spot(row, at, row + 1, at + 1, texts[row][at], bordered[row][at]) for row, at in free)
    return sorted([*spots, *single])


def _hidden_rows(page: Worksheet) -> set[int]:
    """Return the rows that a worksheet does not show, from 0."""
    return {row - 1 for row, how in page.row_dimensions.items() if how.hidden}


def _hidden_columns(page: Worksheet) -> set[int]:
    """Return the columns that a worksheet does not show, from 0: a file tells those alike at once."""
    runs = [(how.min or 1, how.max or 0) for how in page.column_dimensions.values() if how.hidden]
    return {column for first, last in runs for column in range(first - 1, min(last, page.max_column))}


def parted(
    spots: list[Spot], hidden_rows: AbstractSet[int], hidden_columns: AbstractSet[int]
) -> tuple[list[Spot], list[Spot]]:
    """Return the cells that are shown, and those hidden that say something, which have no room.

    Args:
        spots: The cells of a worksheet; a merged one of which a part is hidden shows its text in the rest.
        hidden_rows: Which rows are not shown.
        hidden_columns: Likewise.
    """
    if not (hidden_rows or hidden_columns):
        return spots, []
    down = _shown_before(max(spot.bottom for spot in spots), hidden_rows)
    across = _shown_before(max(spot.right for spot in spots), hidden_columns)
    placed = [
        spot._replace(
            top=down[spot.top],
            left=across[spot.left],
            bottom=down[spot.bottom],
            right=across[spot.right],
        )
        for spot in spots
    ]
    shown = [spot for spot in placed if spot.top < spot.bottom and spot.left < spot.right]
    return shown, [
        spot for spot in placed if spot.text and (spot.top == spot.bottom or spot.left == spot.right)
    ]


def _shown_before(count: int, hidden: AbstractSet[int]) -> list[int]:
    """Return how many rows or columns are shown before each of them, and before their end."""
    return list(accumulate((at not in hidden for at in range(count)), initial=0))


def _text(cell: BookCell | MergedCell, written: BookCell | MergedCell) -> str:
    """Return what a cell shows; the formula of one that was never computed."""
    # A formula that gave an empty text has the type `str` and no value (ECMA-376 part 1 §18.18.11).
    if cell.value is None and written.data_type == "f" and cell.data_type != "str":
        formula = written.value
        return formula if isinstance(formula, str) else getattr(formula, "text", "=")
    return shown(cell.value, cell.number_format)


def _is_bordered(cell: BookCell | MergedCell) -> bool:
    border = cell.border
    return any((side := getattr(border, name)) is not None and side.style for name in _SIDES)


def lay_out(number: int, spots: Sequence[Spot], hidden: Sequence[Spot] = ()) -> Sheet:
    """Return the cells of one worksheet as a page: its grids, its lines in none, and what it hides."""
    rows = max(spot.bottom for spot in spots)
    heights = _heights(spots, rows)
    tops = list(accumulate(heights, initial=0.0))
    gridded = _gridded_rows(spots, rows)
    by_row: list[list[Spot]] = [[] for _ in range(rows)]
    for spot in spots:
        by_row[spot.top].append(spot)
    grids, loose = [], list[tuple[Word, ...]]()
    for ruled, run in groupby(range(rows), key=gridded.__contains__):
        numbers = list(run)
        within = [spot for row in numbers for spot in by_row[row]]
        if ruled:
            grids.append(_grid(number, within, range(numbers[0], numbers[-1] + 1), tops))
        else:
            loose += [line for spot in within for line in _lines(spot, tops)]
    width = COLUMN * max(spot.right for spot in spots)
    notes = [Note(code="hidden-text", page=number, box=_box(one, tops), seen=one.text) for one in hidden]
    return Sheet(number, width, tops[-1], tuple(grids), tuple(loose), tuple(notes))


def _gridded_rows(spots: Sequence[Spot], rows: int) -> set[int]:
    """Return the rows that belong to a table: the bordered ones, else all below a heading of single cells."""
    found = {row for spot in spots if spot.bordered for row in range(spot.top, spot.bottom)}
    if not found:
        filled = Counter(spot.top for spot in spots if spot.text)
        several = [row for row, count in filled.items() if count > 1]
        found = set(range(min(several), rows)) if several else set()
    # A merged cell that reaches into a table is of it.
    for spot in spots:
        span = range(spot.top, spot.bottom)
        if len(span) > 1 and not found.isdisjoint(span):
            found.update(span)
    return found


def _grid(number: int, spots: Sequence[Spot], rows: range, tops: Sequence[float]) -> Grid:
    used = [spot for spot in spots if spot.text or spot.bordered]
    first, last = min(spot.left for spot in used), max(spot.right for spot in used)
    cells = [_cell(number, spot, rows.start, first, tops) for spot in spots if first <= spot.left < last]
    return Grid(number, union([cell.box for cell in cells]), len(rows), last - first, tuple(cells))


def _cell(number: int, spot: Spot, top: int, left: int, tops: Sequence[float]) -> Cell:
    lines = _lines(spot, tops)
    place = (spot.top - top, spot.left - left, spot.bottom - top, spot.right - left)
    return Cell(*place, number, _box(spot, tops), lines, joined(lines))


def _box(spot: Spot, tops: Sequence[float]) -> Box:
    return (spot.left * COLUMN, tops[spot.top], spot.right * COLUMN, tops[spot.bottom])


def _lines(spot: Spot, tops: Sequence[float]) -> tuple[tuple[Word, ...], ...]:
    """Return a cell's text as lines of words, each line within the cell's sides."""
    lines = []
    for at, text in enumerate(_texts(spot)):
        sign = min(SIGN, (spot.right - spot.left) * COLUMN / (len(text) + 1))
        x, y = spot.left * COLUMN + sign / 2, tops[spot.top] + at * LINE + 1
        words = [
            Word(x + sign * word.start(), y, x + sign * word.end(), y + LINE - 2, word[0])
            for word in re.finditer(r"\S+", text)
        ]
        lines.append(tuple(words))
    return tuple(lines)


def _texts(spot: Spot) -> list[str]:
    return [line for line in spot.text.splitlines() if line.strip()]


def _heights(spots: Sequence[Spot], rows: int) -> list[float]:
    """Return a height for each row, so that every cell has room for its lines."""
    heights = [LINE + 2] * rows
    for spot in sorted(spots, key=lambda spot: spot.bottom - spot.top):
        missing = LINE * len(_texts(spot)) + 2 - sum(heights[spot.top : spot.bottom])
        heights[spot.bottom - 1] += max(missing, 0.0)
    return heights
