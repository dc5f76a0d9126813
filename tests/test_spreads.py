"""Sheets that hold the columns right of others: one form, whichever way it was cut."""

from collections.abc import Sequence

import pymupdf
import pytest

from tests.drawn_forms import read_all

CUT = 5
"""The first column on the sheets of the right part."""
LEFT, WIDTH, HEIGHT = 60.0, 60.0, 24.0
Row = Sequence[tuple[str, str, int]]
"""The text that a cell shows on either sheet, and its columns."""
HEAD: Sequence[Row] = [
    [("项目名称", "", 1), ("河道清", "清淤工程", 7)],
    [("主管部门", "", 1), ("某县水利局", "", 2), ("实施单位", "", 1), ("", "河道管理所", 4)],
    [("资金总额", "", 1), ("年初预算数", "", 1), ("900", "", 2), ("", "执行数", 3), ("", "800", 1)],
]
ROWS: Sequence[Row] = [
    [(text if at < CUT else "", text if at >= CUT else "", 1) for at, text in enumerate(texts.split("|"))]
    for texts in (
        "一级指标|二级指标|三级指标|指标值|完成值|分值|得分|原因",
        "产出|数量|清淤长度|10公里|8公里|50|40|降雨",
        "效益|社会|防洪能力|提高|提高|50|50|",
        "满意度|群众|满意率|90%|92%|0|0|",
    )
]
TOTAL: Sequence[Row] = [[("总分", "", 5), ("", "100", 1), ("", "90", 1), ("", "", 1)]]


def _draw(document: pymupdf.Document, rows: Sequence[Row], side: int) -> None:
    """Draw one part of some rows on a page; a cell that the cut divides has no side there."""
    page = document.new_page(width=595, height=842)
    for top, row in enumerate(rows):
        y, first = 60 + HEIGHT * top, 0
        for *texts, width in row:
            ends = (first, min(first + width, CUT)) if side == 0 else (max(first, CUT), first + width)
            if ends[0] < ends[1]:
                x0, x1 = (LEFT + WIDTH * (end - CUT * side) for end in ends)
                for line in (y, y + HEIGHT):
                    page.draw_line((x0, line), (x1, line), width=0.6)
                if side == 0 or first >= CUT:
                    page.draw_line((x0, y), (x0, y + HEIGHT), width=0.6)
                if side == 1 or first + width <= CUT:
                    page.draw_line((x1, y), (x1, y + HEIGHT), width=0.6)
                at = x0 + 3
                if first < CUT < first + width:  # half of the character on the cut stands outside
                    at = x0 - 4 if side else x1 + 5 - pymupdf.get_text_length(texts[side], "china-s", 9)
                page.insert_text((at, y + 15), texts[side], fontname="china-s", fontsize=9)
            first += width


@pytest.mark.parametrize("pages", [1, 2], ids=["one sheet high", "two sheets high"])
def test_columns_on_sheets_of_their_own(pages: int):
    """The sheets of the right part end the rows of the left ones, and the values stand where they are."""
    rows = [*HEAD, *ROWS, *TOTAL]
    parts = [rows] if pages == 1 else [[*HEAD, *ROWS[:2]], [*ROWS[2:], *ROWS[2:], *TOTAL]]
    document = pymupdf.open()
    for side in (0, 1):
        for part in parts:
            _draw(document, part, side)
    (form,) = read_all(document.tobytes())
    record = form.record
    assert (record.project_name, record.implementing_unit) == ("河道清淤工程", "河道管理所")
    assert [(one.score, one.reason) for one in record.indicators][:2] == [("40", "降雨"), ("50", "")]
    (fund,) = record.funds
    assert (fund.label, fund.initial_budget, fund.executed) == ("资金总额", "900", "800")
    assert (record.total_weight, record.total_score) == ("100", "90")
    assert form.evidence["/indicators/0/score"].page == pages + 1
    assert form.pages == tuple(range(1, 2 * pages + 1))
    assert not form.unplaced


def test_a_right_part_that_does_not_fit_is_listed():
    """Where sheets of the right part are missing, what the others say is in no field."""
    document = pymupdf.open()
    for part in ([*HEAD, *ROWS[:2]], [*ROWS[2:], *ROWS[2:], *TOTAL]):
        _draw(document, part, 0)
    _draw(document, [*HEAD, *ROWS[:2]], 1)
    (form,) = read_all(document.tobytes())
    assert "河道管理所" in [one.text for one in form.unplaced]


def test_another_table_with_equal_rows_is_no_right_part():
    """A table without cut cells stands by itself, though its rows are as high."""
    document = pymupdf.open()
    _draw(document, [*HEAD, *ROWS, *TOTAL], 0)
    _draw(document, [[("", str(at), 3) if at else ("", "", 8)] for at in range(8)], 1)
    (form,) = read_all(document.tobytes())
    assert form.pages == (1,)


def test_forms_without_outer_sides_are_no_parts_of_each_other():
    """Two forms of one height, each on a page of its own and open at both sides, are two."""
    document = pymupdf.open()
    for name in ("河道清淤", "堤防加固"):
        rows = [[("项目名称", "", 1), (name, "", 4)], *([(str(at), "", 2), ("", "", 3)] for at in range(3))]
        rows += [[(text, "", 1) for text in ["三级指标", "指标值", "完成值", "分值", "得分"]]]
        rows += [[(text, "", 1) for text in ["清淤长度", "10公里", "8公里", "50", "40"]]]
        page = document.new_page(width=595, height=842)
        for top, row in enumerate(rows):
            y, first = 60 + HEIGHT * top, 0
            for text, _, width in row:
                x0, x1 = LEFT + WIDTH * first, LEFT + WIDTH * (first + width)
                page.draw_line((x0, y), (x1, y), width=0.6)
                page.draw_line((x0, y + HEIGHT), (x1, y + HEIGHT), width=0.6)
                if first:
                    page.draw_line((x0, y), (x0, y + HEIGHT), width=0.6)
                page.insert_text((x0 + 3, y + 15), text, fontname="china-s", fontsize=9)
                first += width
    forms = read_all(document.tobytes())
    assert [form.record.project_name for form in forms] == ["河道清淤", "堤防加固"]
