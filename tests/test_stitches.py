"""A table cut by page breaks → the same table whole."""

from itertools import pairwise

import pymupdf
import pytest

from extractor.form.alignments import align
from extractor.form.tables import join_tables, make_table, table_of
from extractor.geometry import Cell, Grid
from extractor.grid.grids import find_grids
from extractor.page.pages import read_pages
from extractor.proof.checks import recheck
from tests.drawings import draw_cut
from tests.drawn_forms import NATIONAL, Rows, read_all, table
from tests.province_forms import row

ROW = NATIONAL[-5]


def _row(level3: str, reason: str) -> list[tuple[str, int]]:
    return [("^", 1), ("^", 1), (level3, 2), *ROW[3:8], (reason, 1)]


FIRST: Rows = [*NATIONAL[:-5], ROW, _row("清淤面积", "无")]
SECOND: Rows = [[("", 1), ("", 1), *_row("清淤深度", "")[2:]], *NATIONAL[-4:]]
SECOND[1] = [("", 1), *SECOND[1][1:]]
REASONS = {
    "one cell over the break": ({0, 1, 9}, ["降雨", "无", "无"]),
    "two cells": ({0, 1}, ["降雨", "无", ""]),
}


@pytest.mark.parametrize(("opened", "reasons"), REASONS.values(), ids=REASONS.keys())
def test_a_cell_left_open_at_a_page_break_goes_on(opened: set[int], reasons: list[str]):
    """Where some cells are open at a break, those alone go on below: a reason that rows share, too."""
    (form,) = read_all(draw_cut([table(FIRST), table(SECOND)], [opened, set()]))
    assert [row.reason for row in form.record.indicators[:3]] == reasons
    assert [row.level2 for row in form.record.indicators] == [*["数量指标"] * 3, "时效指标", "社会效益指标"]


def test_a_header_cut_in_two_is_a_header():
    """Labels of columns that a page break cut are whole before the form's blocks are looked for."""
    header = NATIONAL[8]
    halves = [[(text[at : at + 2 + 9 * at], width) for text, width in header] for at in (0, 2)]
    pages = [table([*NATIONAL[:8], halves[0]]), table([halves[1], *NATIONAL[9:]])]
    (form,) = read_all(draw_cut(pages, [set(range(10)), set()]))
    assert [(row.level3, row.actual, row.reason) for row in form.record.indicators[:2]] == [
        ("清淤长度", "8公里", "降雨"),
        ("完成时间", "12月", ""),
    ]
    assert not form.unplaced


def _shared(reason: str) -> tuple[list[tuple[str, int]], ...]:
    """Return two rows of indicators that share one reason."""
    return [("", 1), ("", 1), *ROW[2:8], (reason, 1)], [("^", 1), ("^", 1), *ROW[2:8], ("^", 1)]


@pytest.mark.parametrize("at", [2, 8], ids=["funds", "indicators"])
def test_a_closed_header_cut_in_two_is_a_header(at: int):
    """Where no side tells, labels above a break and their ends below it are known together."""
    halves = [
        [(text[start : start + 2 + 9 * start], width) for text, width in NATIONAL[at]] for start in (0, 2)
    ]
    pages = [table([*NATIONAL[:at], halves[0]]), table([halves[1], *_begun(NATIONAL[at + 1 :])])]
    (form,) = read_all(draw_cut(pages, [set(), set()]))
    assert [row.level3 for row in form.record.indicators] == ["清淤长度", "完成时间", "防洪"]
    assert [fund.executed for fund in form.record.funds] == ["800", "700", "100"]
    assert not form.unplaced


ALL = set(range(10))
SIDES = {"closed": (set(), set()), "open": (ALL, ALL), "open above": (ALL, {0})}


@pytest.mark.parametrize(("above", "below"), SIDES.values(), ids=SIDES)
def test_the_corner_of_a_header_does_not_go_on_in_the_first_source(above: set[int], below: set[int]):
    """A page break under the header of the funds leaves the total its own label."""
    block, *header = NATIONAL[2]
    upper, lower = [("", 2), *header], [block, *NATIONAL[3][1:]]
    labels = "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|原因"
    values = "产出指标|数量指标|清淤长度|10公里|8公里|50|40|降雨"
    rows = [*NATIONAL[4:8], row(labels, "13111111"), row(values, "13111111")]
    pages = [table([*NATIONAL[:2], upper]), table([lower, *rows])]
    document = pymupdf.open(stream=draw_cut(pages, [below, set()]))
    document.delete_page(0)
    document.insert_pdf(pymupdf.open(stream=draw_cut(pages[:1], [above])), start_at=0)
    (form,) = read_all(document.tobytes())
    assert [fund.label for fund in form.record.funds][:2] == ["年度资金总额", "当年财政拨款"]
    assert form.record.funds[0].executed == "800"
    assert not form.unplaced


def _begun(rows: Rows) -> Rows:
    """Return rows whose first goes on with no cell above it."""
    return [[("" if text == "^" else text, width) for text, width in rows[0]], *rows[1:]]


def test_a_heading_does_not_go_on_in_the_text_below_it():
    """A row of headings left open at a break stays apart from the texts overleaf."""
    pages = [table(NATIONAL[:7]), table([[("", 2), *NATIONAL[7][1:]], *NATIONAL[8:]])]
    (form,) = read_all(draw_cut(pages, [{0, 2, 6}, set()]))
    assert (form.record.goals.planned, form.record.goals.achieved) == ("清淤十公里", "清淤八公里")


FLOWING = {
    "text to the cell's end": ("连日降雨河水上涨" * 6, ["连日降雨河水上涨" * 6 + "未能施工"] * 4),
    "room below": ("连日降雨停工", ["连日降雨停工", "连日降雨停工", "未能施工", "未能施工"]),
}


@pytest.mark.parametrize(("above", "read"), FLOWING.values(), ids=FLOWING.keys())
def test_a_closed_cell_goes_on_where_its_text_fills_it(above: str, read: list[str]):
    """Where all cells are closed at a break, a text that rows share goes on if no more of it fitted."""
    pages = [table([*NATIONAL[:-5], *_shared(above)]), table([*_shared("未能施工"), *NATIONAL[-4:]])]
    (form,) = read_all(draw_cut(pages, [set(), set()]))
    assert [row.reason for row in form.record.indicators[:4]] == read


DOUBTED = {
    "nothing tells": ("连日降雨河水上涨" * 6, "未能施工", ["连日降雨河水上涨" * 6]),
    "a sentence ends": ("连日降雨河水上涨" * 5 + "连日降雨停工了。", "未能施工", []),
    "a bracket is open": ("连日降雨（河水上涨" + "连日降雨停" * 8, "未能）施工", []),
    "room below": ("连日降雨停工", "未能施工", []),
}


@pytest.mark.parametrize(("above", "below", "others"), DOUBTED.values(), ids=DOUBTED.keys())
def test_a_text_that_may_be_one_or_two_goes_to_review(above: str, below: str, others: list[str]):
    """It is read one way, and the other stands beside it."""
    pages = [table([*NATIONAL[:-5], *_shared(above)]), table([*_shared(below), *NATIONAL[-4:]])]
    (form,) = read_all(draw_cut(pages, [set(), set()]))
    assert [one.readings[1] for one in form.uncertain] == others
    fields = [f"uncertain:{one.field}" for one in form.uncertain]
    assert [why for why in recheck(form).why_review if why.startswith("uncertain:")] == fields


def test_a_line_at_the_foot_of_a_page_is_no_rest_of_a_blank_cell():
    """What stands below a cut table, though under one open and blank cell, stays apart from it."""
    drawn = table([*FIRST[:-1], _row("清淤面积", "")])
    document = pymupdf.open(stream=draw_cut([drawn, table(SECOND)], [{0, 1, 9}, set()]))
    document[0].insert_text((drawn.xs[-2] + 3, 805), "财政局制", fontname="china-s", fontsize=8)
    (form,) = read_all(document.tobytes())
    assert [row.reason for row in form.record.indicators[:3]] == ["降雨", "", ""]
    assert [one.text for one in form.unplaced] == ["财政局制"]


def _slice(page: int, sides: list[int], *, top: bool, bottom: bool) -> list[Cell]:
    """Return one row of blank cells between such columns, cut above or below."""
    return [
        Cell(page, left, page + 1, right, page, (left, page, right, page + 1), (), "", top, bottom)
        for left, right in pairwise(sides)
    ]


def test_a_cell_cut_at_both_ends_of_a_page_is_divided_once():
    """The pieces of a blank cell stand once, though what it meets divides it on either side."""
    whole, one = [0, 1, 2, 3], [0, 1, 3]
    cells = [
        *_slice(0, whole, top=False, bottom=True),
        *_slice(1, one, top=True, bottom=True),
        *_slice(2, whole, top=True, bottom=False),
    ]
    aligned = align(make_table(3, 3, cells, frozenset({1, 2})))
    assert [aligned.sides(row) for row in range(3)] == [[(0, 1), (1, 2), (2, 3)]] * 3


def test_a_row_cut_in_every_cell_is_one():
    """A row is cut where each cell with text on both sides of the break is full above it."""
    text = "一二三四五六" * 4
    cells = [("", 1), ("", 1), (text * 2, 2), *[(text, 1)] * 4, ("", 1), ("", 1)]
    rest = [("", 1), ("", 1), ("七", 2), *[("八", 1)] * 4, ("", 1), ("", 1)]
    pages = [table([*NATIONAL[:-5], ROW, cells]), table([rest, [("", 1), *NATIONAL[-4][1:]], *NATIONAL[-3:]])]
    (form,) = read_all(draw_cut(pages, [set(), set()]))
    assert len(form.record.indicators) == 4
    assert form.record.indicators[1].weight == text + "八"


def test_a_blank_label_goes_on_with_the_one_before():
    """A label without text on a page is the rest of the one before, not the beginning of the next."""
    blank = [("", 1), ("质量指标", 1), *ROW[2:]]
    pages = [table(NATIONAL[:-4]), table([blank]), table(NATIONAL[-3:])]
    (form,) = read_all(draw_cut(pages, [set()] * 3))
    assert [row.level1 for row in form.record.indicators] == ["产出指标", "产出指标", "效益指标"]


def test_a_label_parted_by_its_own_beginning_is_one():
    """年度 before a break and 绩效指标 after it are one label, though the first alone is one, too."""

    def beside(label: str, row: list[tuple[str, int]]) -> list[tuple[str, int]]:
        return [(label, 1), *row[:2], (row[2][0], 1), *row[3:]]

    first = table([*NATIONAL[:8], beside("年度", NATIONAL[8])])
    second = table([beside("绩效指标", ROW), *(beside("^", row) for row in NATIONAL[-4:-2]), *NATIONAL[-2:]])
    (form,) = read_all(draw_cut([first, second], [set(), set()]))
    assert len(form.record.indicators) == 3
    assert not form.unplaced


def test_blank_cells_that_no_side_divides_are_divided_as_those_they_meet():
    """Where a cut row has nothing on a page yet, or no more, no side may stand between its cells there."""
    pages = [
        table_of(grid) for grid in _grids([[("", 2), ("降雨", 1), ("", 7)], [("", 1), ("一", 1), ("", 8)]])
    ]
    aligned = align(join_tables(pages))
    assert [[cell.right for _, cell in aligned.row(row)] for row in range(2)] == [[1, 2, 3, 4]] * 2


def _grids(rows: Rows) -> list[Grid]:
    """Return each row as the grid of a page, open at page breaks."""
    data = draw_cut([table([row]) for row in rows], [set(range(10)), set()])
    pages = read_pages(data, max_pages=9).pages
    return [grid for page in pages for grid in find_grids(page).grids]


def test_a_shared_reason_closed_under_its_text_goes_on():
    """WeasyPrint closes a merged cell under its text and leaves what is below open; both are the cell."""
    texts = [("", 1), ("", 1), *ROW[2:8]]
    first = table([*NATIONAL[:-5], [*texts, ("无", 1)], [*(("^", width) for _, width in texts), ("", 1)]])
    second = table([[*texts, ("", 1)], *NATIONAL[-3:]])
    (form,) = read_all(draw_cut([first, second], [{9}, set()]))
    assert [row.reason for row in form.record.indicators[:2]] == ["无", "无"]


def test_two_labels_stay_two_where_a_part_is_left_open():
    """Chromium may leave the last part of a label open: another label below is not its rest."""
    pages = [table(NATIONAL[:-4]), table([[("", 1), *ROW[1:]]]), table(NATIONAL[-3:])]
    (form,) = read_all(draw_cut(pages, [{0}, {0}, set()]))
    assert [row.level1 for row in form.record.indicators] == ["产出指标", "产出指标", "效益指标"]


def test_lines_that_hang_out_of_several_cells():
    """Words under the last ruling go to the cells that each stands under."""
    first = table(NATIONAL[:-4])
    document = pymupdf.open(
        stream=draw_cut([first, table([[("", 1), *NATIONAL[-4][1:]], *NATIONAL[-3:]])], [{0}, set()])
    )
    for x, text in ((32, "(50)"), (350, "三次")):
        document[0].insert_text((x, first.ys[-1] + 8), text, fontname="china-s", fontsize=8)
    (form,) = read_all(document.tobytes())
    assert (form.record.indicators[0].level1_weight, form.record.indicators[0].weight) == ("50", "50三次")
    assert not form.unplaced


def test_a_line_on_the_side_under_a_cut_cell_ends_its_text():
    """Chromium may draw the rest of a cut cell too low for its last line; the cell below is another's."""
    second = table([[("", 1), ("", 1), ("", 2), *[("", 1)] * 5, ("停工，", 1)], *NATIONAL[-4:]])
    document = pymupdf.open(stream=draw_cut([table(FIRST), second], [set(range(10)), set()]))
    for y, text in ((second.ys[1] + 4, "次日复工"), (second.ys[1] + 16, "工期顺延")):
        document[1].insert_text((second.xs[9] + 2, y), text, fontname="china-s", fontsize=8)
    (form,) = read_all(document.tobytes())
    assert [row.reason for row in form.record.indicators[1:3]] == ["无停工，次日复工", "工期顺延"]


def test_a_label_after_a_part_without_rows_begins_the_next_rows():
    """Where a page ends before the next row, what is blank beside belongs to the label below."""
    beside = [("", 1), *(("^", width) for _, width in ROW[1:])]
    first = table([*NATIONAL[:-5], ROW, beside, [("^", 1), ("", 9)]])
    second = table([[("效益指标", 1), *ROW[1:]], *NATIONAL[-2:]])
    (form,) = read_all(draw_cut([first, second], [{0, 1}, set()]))
    assert [row.level1 for row in form.record.indicators] == ["产出指标", "效益指标"]


def test_a_cell_that_goes_on_through_the_room_at_a_break_covers_the_next_row():
    """Room that a row leaves as it moves overleaf is no row: what goes on beside it is of that row, too."""
    room = [("^", 1), ("^", 1), ("", 7), ("^", 1)]
    first = table([*NATIONAL[:-5], [*ROW[:8], ("降雨", 1)], room])
    second = table(
        [[("", 1), ("", 1), ("", 7), ("", 1)], [("^", 1), ("", 1), *ROW[2:8], ("", 1)], *NATIONAL[-3:]]
    )
    (form,) = read_all(draw_cut([first, second], [{0, 1, 2, 9}, set()]))
    assert [row.reason for row in form.record.indicators[:3]] == ["降雨", "降雨", ""]
    assert [row.level2 for row in form.record.indicators[:2]] == ["数量指标"] * 2
