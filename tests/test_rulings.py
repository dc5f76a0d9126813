"""Strokes → rulings: what a reader sees as one line, and what separates nothing."""

from dataclasses import replace
from time import process_time

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.geometry import Page, Ruling, Word, sides
from extractor.grid.grids import find_grids
from extractor.grid.rulings import JOIN, anchored, connected, find_rulings, merge_pieces, sides_of
from extractor.page.pages import read_pages
from models.records import Unread
from tests.drawings import Drawn, draw

TABLE = Drawn([40, 140, 240], [60, 100, 140], {(0, 0, 1, 2): "项目", (1, 0, 2, 1): "年度", (1, 1, 2, 2): "5"})


def touches(ruling: Ruling, other: Ruling) -> bool:
    """Tell whether two rulings of different directions meet, or miss by a hair."""
    return (
        ruling.start - JOIN <= other.at <= ruling.end + JOIN
        and other.start - JOIN <= ruling.at <= other.end + JOIN
    )


def test_dots_of_one_line_make_no_other():
    """A row of dots is one ruling, although the dots are as high as they are wide."""
    dots = [(10.0 + 2 * at, 20.0, 10.8 + 2 * at, 21.0) for at in range(50)]
    assert find_rulings(dots, along=0) == [pytest.approx((20.5, 10.0, 108.8))]
    assert find_rulings(dots, along=1) == []


def test_rulings_are_sorted_though_near_ones_stand_above_one_another():
    """Strokes that nearly line up are looked at together, but each is told where it stands among all."""
    strokes = [(432.0, 50.0, 432.0, 90.0), (430.2, 200.0, 430.2, 240.0)]
    assert [ruling.at for ruling in find_rulings(strokes, along=1)] == pytest.approx([430.2, 432.0])


def test_hatching_costs_no_more_a_stroke_than_a_few_strokes():
    """Thousands of low strokes side by side, as of a chart or an attack, are looked at once each."""
    strokes = [(at * 0.35, at * 389 % 700, at * 0.35 + 0.2, at * 389 % 700 + 4.5) for at in range(16_000)]
    before = process_time()
    assert len(find_rulings(strokes, along=1)) < len(strokes)
    assert process_time() - before < 5


def _with(add: str, *spots: tuple[float, float, float, float]) -> list[tuple[int, int, int, int]]:
    """Return the spans of the table's cells, read with more lines drawn into it."""
    document = pymupdf.open(stream=draw([TABLE]), filetype="pdf")
    for x0, y0, x1, y1 in spots:
        if add == "stroke":
            document[0].draw_line((x0, y0), (x1, y1), width=0.5)
        else:
            document[0].draw_rect((x0, y0, x1, y1), color=None, fill=(0, 0, 0))
    (page,) = read_pages(document.tobytes(), max_pages=1).pages
    cells = [cell for grid in find_grids(page).grids for cell in grid.cells]
    return [(cell.top, cell.left, cell.bottom, cell.right) for cell in cells]


@pytest.mark.parametrize(
    ("add", "spot"),
    [
        ("stroke", (42, 72, 58, 72)),
        ("stroke", (42, 112, 120, 112)),
        ("fill", (60, 84, 90, 84.6)),
        ("stroke", (150, 101, 150, 120)),
        ("stroke", (300, 20, 300, 50)),
    ],
    ids=["underline", "long underline", "struck out", "a bar", "elsewhere"],
)
def test_what_ends_in_mid_cell_separates_nothing(add: str, spot: tuple[float, float, float, float]):
    """Underlines, struck-out words and stray lines leave the cells as they are."""
    assert _with(add, spot) == [(0, 0, 1, 2), (1, 0, 2, 1), (1, 1, 2, 2)]


def test_a_ruling_from_side_to_side_separates():
    """The same line drawn through cuts the cell."""
    assert _with("stroke", (40, 120, 140, 120)) == [
        (0, 0, 1, 2),
        (1, 0, 2, 1),
        (1, 1, 3, 2),
        (2, 0, 3, 1),
    ]


def test_anchors_lengthen_and_shorten():
    """A ruling runs from the first to the last one that it meets, within a hair."""
    down, sides = [Ruling(10, 0, 50), Ruling(60, 0, 50), Ruling(90, 0, 50)], (10.0, 90.0)
    assert anchored([Ruling(20, 12, 75)], down, sides) == [Ruling(20, 10, 60)]
    assert anchored([Ruling(20, 12, 40)], down, sides) == []
    assert anchored([Ruling(50 + JOIN + 1, 20, 80)], down, sides) == []


def test_a_ruling_that_ends_in_the_open_goes_on():
    """Where no crossing ruling is drawn before the outer side, a ruling reaches it."""
    across, sides = [Ruling(10, 0, 90), Ruling(60, 0, 90), Ruling(100, 50, 90)], (10.0, 100.0)
    assert anchored([Ruling(20, 10, 80)], across, sides) == [Ruling(20, 10, 100)]
    assert anchored([Ruling(70, 10, 80)], across, sides) == [Ruling(70, 10, 60)]


def test_missing_sides_are_where_the_crossing_rulings_end():
    """Where the outer border is not drawn, even one ruling that reaches it tells where it is."""
    across, down = [Ruling(20, 0, 100), Ruling(40, 0, 100)], [Ruling(0, 20, 40), Ruling(50, 5, 60)]
    assert sides_of(across, down) == (0, 5, 100, 60)


def test_cells_cut_by_a_page_break_are_open():
    """A cell at the upper or lower end of a grid tells whether its side there is drawn."""
    strokes = [(10, y, 90, y) for y in (20, 40)] + [(50, 60, 90, 60)]
    strokes += [(x, 12, x, 60) for x in (10, 50, 90)]
    (grid,) = find_grids(Page(1, 100, 100, (), tuple(strokes), tuple(find_rulings(strokes, along=1)))).grids
    assert [(cell.text, cell.open_top, cell.open_bottom) for cell in grid.cells] == [
        ("", True, False),
        ("", True, False),
        ("", False, False),
        ("", False, False),
        ("", False, True),
        ("", False, False),
    ]


def test_a_side_that_stands_alone():
    """The outer side of a cell open above and below belongs to the table that it ends level with."""
    across, down = [Ruling(20, 50, 100), Ruling(40, 50, 100)], [Ruling(0, 20, 40), Ruling(50, 20, 40)]
    assert connected(across, [*down, Ruling(100, 20, 40)]) == [(across, [*down, Ruling(100, 20, 40)])]
    assert connected(across, [Ruling(0, 20, 70), *down[1:]]) == [(across, down[1:])]


def test_a_running_rule_is_no_side():
    """A rule above or below a table whose sides are drawn is not its; without outer sides it may be."""
    across = [Ruling(20, 0, 100), Ruling(30, 0, 100), Ruling(40, 0, 100)]
    down = [Ruling(0, 20, 40), Ruling(50, 20, 30), Ruling(100, 20, 40)]
    assert connected([Ruling(5, 0, 100), *across, Ruling(60, 0, 100)], down) == [(across, down)]
    assert connected([*across, Ruling(60, 0, 100)], down[1:2]) == [([*across, Ruling(60, 0, 100)], down[1:2])]
    past = [Ruling(50, 5, 50)]
    assert connected([Ruling(-9, 0, 100), *across, Ruling(60, 0, 100)], past) == [(across, past)]


_numbers = st.integers(0, 60).map(float)


@st.composite
def rulings(pick: st.DrawFn) -> list[Ruling]:
    """Draw up to a dozen rulings."""
    spans = pick(st.lists(st.tuples(_numbers, _numbers, st.floats(5, 40)), max_size=12))
    return sorted({Ruling(at, start, start + length) for at, start, length in spans})


@given(rulings(), rulings())
def test_groups_part_the_rulings(across: list[Ruling], down: list[Ruling]):
    """Every ruling that meets another is in one table, and those of different tables never touch."""
    tables = connected(across, down)
    for index, (flat, tall) in enumerate(tables):
        others = [one for _, other in tables[:index] + tables[index + 1 :] for one in other]
        met = [one for one in others if any(touches(one, other) for other in flat)]
        assert not met
        assert (flat, tall) == (sorted(flat), sorted(tall))
    meeting = [one for one in across if any(touches(one, other) for other in down)]
    assert set(meeting) <= {one for flat, _ in tables for one in flat}


def test_a_table_of_too_many_boxes():
    """A page ruled into more boxes than any form has is unread, not worked on."""
    document = pymupdf.open()
    page = document.new_page(width=3000, height=3000)
    shape = page.new_shape()
    for at in range(10, 2900, 5):
        shape.draw_line((at, 10), (at, 2900))
        shape.draw_line((10, at), (2900, at))
    shape.finish(width=0.1)
    shape.commit()
    (read,) = read_pages(document.tobytes(), max_pages=1).pages
    sheet = find_grids(read)
    assert (sheet.grids, sheet.unread) == ((), Unread(page=1, why="too-large"))


def test_gaps_between_separate_borders_are_no_rows():
    """Borders drawn apart leave narrow bands without words, which are no rows; with words they are."""
    lines = (20.0, 40.0, 44.0, 64.0)
    strokes = [(10.0, y, 90.0, y) for y in lines] + [(x, 20.0, x, 64.0) for x in (10.0, 50.0, 54.0, 90.0)]
    down = tuple(find_rulings(strokes, along=1))
    page = Page(1, 100, 100, (Word(12, 25, 20, 35, "一"), Word(60, 50, 70, 60, "二")), tuple(strokes), down)
    (grid,) = find_grids(page).grids
    assert [(cell.top, cell.left, cell.text) for cell in grid.cells] == [
        (0, 0, "一"),
        (0, 1, ""),
        (1, 0, ""),
        (1, 1, "二"),
    ]
    (grid,) = find_grids(replace(page, words=(Word(12, 41, 20, 43, "一"),))).grids
    assert grid.rows == 3


def test_one_wide_low_box_is_a_row():
    """A row that a page break leaves alone is a table of one cell; a frame around the page is none."""
    words = (Word(20, 40, 60, 50, "说明"),)
    for high, grids in ((60.0, 1), (190.0, 0)):
        strokes = [*sides((10.0, 30.0, 90.0, high))]
        page = Page(1, 100, 200, words, tuple(strokes), tuple(find_rulings(strokes, along=1)))
        assert len(find_grids(page).grids) == grids


def test_a_row_open_above_and_below_is_a_table():
    """The middle page of a row that is higher than a page has nothing but the sides of its cells."""
    strokes = [(x, 50.0, x, 750.0) for x in (40.0, 120.0, 300.0, 550.0)]
    words = (Word(130, 100, 200, 110, "为进一步"), Word(310, 100, 380, 110, "完成"))
    (grid,) = find_grids(
        Page(1, 595, 842, words, tuple(strokes), tuple(find_rulings(strokes, along=1)))
    ).grids
    assert [(cell.text, cell.open_top, cell.open_bottom) for cell in grid.cells] == [
        ("", True, True),
        ("为进一步", True, True),
        ("完成", True, True),
    ]


def test_rulings_one_below_the_other_stand_where_each_is_drawn():
    """Two tables of a page may have columns that nearly agree; neither moves the other's."""
    strokes = [(100.0, 20.0, 100.0, 60.0), (101.8, 20.0, 101.8, 60.0), (103.4, 200.0, 103.4, 260.0)]
    assert find_rulings(strokes, along=1) == [
        pytest.approx((100.9, 20.0, 60.0)),
        pytest.approx((103.4, 200.0, 260.0)),
    ]


@pytest.mark.parametrize(
    ("strokes", "ends"),
    [
        ([(50.0, 22.0, 50.0, 26.5)], [(22.0, 26.5)]),
        ([(50.0, 22.0, 50.0, 25.5)], []),
        ([(50.0, 22.0, 50.0, 26.5), (50.0, 26.5, 50.0, 60.0)], [(26.5, 60.0)]),
        ([(50.0, 22.0, 50.0, 26.5), (50.0, 30.5, 50.0, 60.0)], [(30.5, 60.0), (22.0, 26.5)]),
    ],
    ids=["of a low row", "too short", "the rest of a side", "in line, apart"],
)
def test_a_low_side_drawn_short_is_a_ruling(
    strokes: list[tuple[float, float, float, float]], ends: list[tuple[float, float]]
):
    """The side of a row of one small line counts, if none goes on from it, as a rest does."""
    assert sorted(ruling[1:] for ruling in find_rulings(strokes, along=1)) == sorted(ends)


def test_sides_drawn_from_corner_to_corner_are_one_ruling():
    """Word draws each corner as a square: between columns that all but meet it is short."""
    for apart in (3.1, 3.6, 4.2):
        pieces = [(50.0, 20.24, 99.76), (50.0, 99.76, 100.24), (50.0, 100.24, 99.76 + apart)]
        pieces += [(50.0, 99.76 + apart, 100.24 + apart), (50.0, 100.24 + apart, 200.0)]
        assert merge_pieces(pieces) == [Ruling(50.0, 20.24, 200.0)]


def test_the_last_dash_of_a_line_ends_it():
    """A line of dashes ends with what is left of one, which alone would be too short for a ruling."""
    dashes = [(20.0 + 7.5 * at, 50.0, 25.1 + 7.5 * at, 50.6) for at in range(9)]
    for left in (3.6, 4.9):
        rest = (dashes[-1][2] + 2.4, 50.0, dashes[-1][2] + 2.4 + left, 50.6)
        assert find_rulings([*dashes, rest], along=0) == [pytest.approx((50.3, 20.0, rest[2]))]
