"""Page geometry → cell grids."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.geometry import Page, Ruling, Sheet, Word, as_seen, into_lines, line_text
from extractor.grid.grids import find_grids
from extractor.grid.rulings import JOIN, SNAP, find_rulings, merge_pieces
from extractor.page.pages import read_pages
from tests.drawings import STYLES, Drawn, draw

Found = list[tuple[tuple[int, ...], str]]


def _sheets(data: bytes) -> list[Sheet]:
    return [find_grids(page) for page in read_pages(data, max_pages=99).pages]


def _rounded(box: Sequence[float]) -> tuple[int, ...]:
    return tuple(round(side) for side in box)


def _cells(sheet: Sheet) -> Found:
    return sorted((_rounded(cell.box), cell.text) for grid in sheet.grids for cell in grid.cells)


def _expected(table: Drawn) -> Found:
    return sorted((_rounded(table.box(span)), text) for span, text in table.cells.items())


def _is_alike(found: Found, expected: Found) -> bool:
    """Tell whether the same texts stand in the same boxes, a point more or less."""
    left = list(found)
    for box, text in expected:
        same = next((one for one in left if one[1] == text and one[0] == pytest.approx(box, abs=1)), None)
        if same is None:
            return False
        left.remove(same)
    return not left


@st.composite
def drawn_tables(pick: st.DrawFn) -> Drawn:
    """Draw a grid of up to 7 x 6 boxes, some merged into cells, with texts that fit."""
    rows, columns = pick(st.integers(2, 7)), pick(st.integers(2, 6))
    ys = [60.0]
    for height in pick(st.lists(st.integers(14, 60), min_size=rows, max_size=rows)):
        ys.append(ys[-1] + height)
    xs = [40.0]
    for width in pick(st.lists(st.integers(20, 80), min_size=columns, max_size=columns)):
        xs.append(xs[-1] + width)
    taken: set[tuple[int, int]] = set()
    cells = {}
    for top in range(rows):
        for left in range(columns):
            if (top, left) in taken:
                continue
            bottom = pick(st.integers(top + 1, rows))
            right = pick(st.integers(left + 1, columns))
            while any((row, column) in taken for row in range(top, bottom) for column in range(left, right)):
                bottom, right = (bottom - 1, right) if bottom > top + 1 else (bottom, right - 1)
            taken.update((row, column) for row in range(top, bottom) for column in range(left, right))
            room = max(1, int((xs[right] - xs[left] - 4) / 8)) * int((ys[bottom] - ys[top] - 2) / 11)
            cells[top, left, bottom, right] = pick(st.text(alphabet="项目资金年度8.%", max_size=min(room, 9)))
    return Drawn(xs, ys, cells)


@settings(max_examples=150, deadline=None)
@given(drawn_tables(), st.sampled_from(sorted(STYLES)))
def test_reads_back_what_was_drawn(table: Drawn, style: str):
    """Any table of merged cells, in any border style, gives exactly its cells and texts."""
    (sheet,) = _sheets(draw([table], style))
    if len(table.cells) > 1:
        assert _is_alike(_cells(sheet), _expected(table))
        assert not sheet.loose


@settings(max_examples=60, deadline=None)
@given(drawn_tables())
def test_cells_tile_their_grid(table: Drawn):
    """The cells of a grid cover each of its elementary boxes once."""
    (sheet,) = _sheets(draw([table]))
    for grid in sheet.grids:
        boxes = [
            (row, column)
            for cell in grid.cells
            for row in range(cell.top, cell.bottom)
            for column in range(cell.left, cell.right)
        ]
        assert len(boxes) == len(set(boxes)) == grid.rows * grid.columns


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500), st.floats(1, 60)), max_size=60))
def test_merging_again_changes_nothing(pieces: list[tuple[float, float, float]]):
    """Merged rulings stand apart: further than JOIN along the axis, or at another place across it."""
    merged = merge_pieces([Ruling(at, start, start + length) for at, start, length in pieces])
    for first, second in pairwise(merged):
        if abs(second.at - first.at) < 1e-9:
            assert max(second.start - first.end, first.start - second.end) > JOIN
    assert all(ruling.end > ruling.start for ruling in merged)


RULES = {
    "pieces that touch": ([(10, 0, 50), (10, 50, 90)], [(10, 0, 90)]),
    "a gap of a crossing": ([(10, 0, 50), (10, 50 + JOIN, 90)], [(10, 0, 90)]),
    "a gap too wide": ([(10, 0, 50), (10, 60, 90)], [(10, 0, 50), (10, 60, 90)]),
    "a double line": ([(10, 0, 90), (10 + SNAP / 2, 0, 90)], [(10 + SNAP / 4, 0, 90)]),
    "a speck": ([(10, 0, 2)], []),
}


@pytest.mark.parametrize(("pieces", "lines"), RULES.values(), ids=RULES.keys())
def test_pieces_become_the_line_a_reader_sees(
    pieces: list[tuple[float, float, float]], lines: list[tuple[float, float, float]]
):
    """Dashes, crossings and double lines are one ruling; real gaps stay."""
    assert [tuple(one) for one in merge_pieces([Ruling(*piece) for piece in pieces])] == lines


TURNED = {
    90: (842 - 120, 40, 842 - 60, 200),
    180: (595 - 200, 842 - 120, 595 - 40, 842 - 60),
    270: (60, 595 - 200, 120, 595 - 40),
}


@pytest.mark.parametrize(("rotation", "box"), TURNED.items())
def test_a_turned_page_reads_as_it_is_seen(rotation: int, box: tuple[int, ...]):
    """Boxes follow /Rotate: the grid stands where it is seen, and its text is read along its own lines."""
    cells = {(0, 0, 1, 1): "项目", (0, 1, 1, 2): "1", (1, 0, 2, 2): "年度"}
    table = Drawn([40, 100, 200], [60, 80, 120], cells)
    (page,) = read_pages(draw([table], rotation=rotation), max_pages=1).pages
    (grid,) = find_grids(page).grids
    assert _rounded(as_seen(grid.box, page)) == box
    assert _cells(find_grids(page)) == _expected(table)
    assert sorted(cell.text for cell in grid.cells) == ["1", "年度", "项目"]


def test_no_outer_border():
    """Rulings that end level outside the last crossing one prove the side that nobody drew."""
    flat = [(40.0, y, 200.0, y) for y in (50.0, 70.0, 90.0)]
    tall = [(120.0, 50.0, 120.0, 90.0)]
    words = (Word(50, 55, 70, 65, "左"), Word(150, 75, 170, 85, "右"))
    down = tuple(find_rulings(tall, along=1))
    (grid,) = find_grids(Page(1, 300, 300, words, (*flat, *tall), down)).grids
    assert [(cell.top, cell.left, cell.text) for cell in grid.cells] == [
        (0, 0, "左"),
        (0, 1, ""),
        (1, 0, ""),
        (1, 1, "右"),
    ]


def test_words_outside_every_cell_are_loose():
    """A page without rulings has no grid, and loses no word."""
    sheet = find_grids(Page(1, 300, 300, (Word(10, 10, 40, 20, "标题"),), ()))
    assert not sheet.grids
    assert [line_text(line) for line in sheet.loose] == ["标题"]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 20), st.sampled_from("年月日")), max_size=30))
def test_lines_keep_every_word(spots: list[tuple[int, int, str]]):
    """Ordering words into lines loses and invents none."""
    words = [Word(x * 10, y * 6, x * 10 + 9, y * 6 + 10, text) for x, y, text in spots]
    assert sorted(word for line in into_lines(words) for word in line) == sorted(words)


def test_a_table_that_only_shading_shows():
    """Where no line is drawn, cells filled in colour are the cells; beside rulings they change nothing."""
    cells = {
        (0, 0, 1, 1): "项目",
        (0, 1, 1, 2): "年度",
        (1, 0, 2, 2): "5",
        (2, 0, 3, 1): "8",
        (2, 1, 3, 2): "资金",
    }
    table = Drawn([40, 140, 240], [60, 100, 140, 180], cells)
    (shaded,) = _sheets(draw([table], "shades"))
    assert _cells(shaded) == _expected(table)
    page = next(read_pages(draw([table]), max_pages=1).pages)
    marked = replace(page, shades=tuple((x, 70.0, x + 15, 80.0) for x in (45.0, 65.0, 85.0, 105.0)))
    assert find_grids(marked) == find_grids(page)


@pytest.mark.parametrize(("rows", "columns"), [(2, 2), (2, 12)])
def test_a_mesh_finer_than_any_row_is_no_table(rows: int, columns: int):
    """Signs and hatchings are drawn of lines that all stand within one gap: nothing is in them."""
    xs, ys = ([100.0 + 4 * number for number in range(count + 1)] for count in (columns, rows))
    strokes = [(xs[0], y, xs[-1], y) for y in ys] + [(x, ys[0], x, ys[-1]) for x in xs]
    down = find_rulings(strokes, along=1)
    page = Page(1, 595, 842, (Word(20, 20, 60, 30, "签名"),), tuple(strokes), tuple(down))
    sheet = find_grids(page)
    assert not sheet.grids
    assert [line_text(line) for line in sheet.loose] == ["签名"]
