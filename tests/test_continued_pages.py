"""A form that goes on overleaf under its header again: its groups there, and what stands above them."""

from dataclasses import replace

import pymupdf
import pytest

from extractor.form.titles import says_continued
from tests.drawings import draw, draw_cut
from tests.drawn_forms import NATIONAL, Rows, read_all, table

ROW = NATIONAL[-5]


def _pages(above: tuple[str, str], below: tuple[str, str], line: str = "") -> bytes:
    """Return a form over two pages, with the names of the groups at the break and a line over the second."""
    first: Rows = [*NATIONAL[:9], [(name, 1) for name in above] + ROW[2:]]
    second: Rows = [NATIONAL[8], [(name, 1) for name in below] + ROW[2:], *NATIONAL[-2:]]
    data = draw([table(first), table(second)])
    if not line:
        return data
    with pymupdf.open(stream=data) as document:
        document[1].insert_text((260, 25), line, fontname="china-s", fontsize=10)
        return document.tobytes()


GROUPS = {
    "without 指标": (("产出", "数量"), ("产出", "质量"), []),
    "another group has another second level": (("产出指标", "村道"), ("效益指标", "群众出行"), []),
    "names of their own": (("产出指标", "村道"), ("产出指标", "群众出行"), ["/indicators/0/level2"]),
    "one name in two": (("满意度", "服务对象"), ("满意度", "满意度"), []),
}


@pytest.mark.parametrize(("above", "below", "doubts"), GROUPS.values(), ids=GROUPS)
def test_two_groups_beside_a_break_stay_two(
    above: tuple[str, str], below: tuple[str, str], doubts: list[str]
):
    """Names that need no ending are whole, no group is of two others; of other names a person is asked."""
    (form,) = read_all(_pages(above, below))
    assert [one.field for one in form.uncertain] == doubts
    assert {one.readings for one in form.uncertain} <= {(above[1] + below[1], above[1])}
    seconds = [row.level2 for row in form.record.indicators]
    one = doubts or above[1] == "服务对象"
    assert seconds == ([above[1] + below[1]] * 2 if one else [above[1], below[1]])


@pytest.mark.parametrize("line", ["续表", "（续）", "表1（续）", "续上表", "(接上页)", "附表2-1续", "转下页"])
def test_what_only_says_so_stands_outside(line: str):
    """Between two tables of one page it is no text of the form, and nothing of it is dropped."""
    drawn = table([*NATIONAL[:10], [("", 10)], NATIONAL[8], *NATIONAL[10:]])
    del drawn.cells[10, 0, 11, 10]
    with pymupdf.open(stream=draw([drawn])) as document:
        document[0].insert_text((260, drawn.ys[10] + 25), line, fontname="china-s", fontsize=10)
        (form,) = read_all(document.tobytes())
    assert [(one.text, one.outside) for one in form.unplaced] == [(line, True)]


@pytest.mark.parametrize("line", ["资产移交手续表", "审批手续"])
def test_a_list_of_formalities_does_not_say_so(line: str):
    """手续 is another word."""
    assert not says_continued(line)


@pytest.mark.parametrize(
    "line", ["续表", "续表1", "接上页", "指标表续表", "（续表）", "绩效自评表（续）", "绩效自评表（续2）"]
)
def test_a_page_goes_on_under_what_says_so(line: str):
    """续表 is no other table's title."""
    (form,) = read_all(_pages(("产出指标", "数量指标"), ("产出指标", "质量指标"), line))
    assert form.record.total_score == "88"
    assert len(form.record.indicators) == 2


def test_another_tables_title_ends_the_form():
    """What follows a title goes on with no form."""
    assert len(read_all(_pages(("产出指标", "数量指标"), ("产出指标", "质量指标"), "绩效评价指标表"))) == 2


@pytest.mark.parametrize(("drawn", "others"), [(False, ["未能施工"]), (True, [])], ids=["undrawn", "drawn"])
def test_a_blank_cell_that_is_not_drawn_goes_to_review(*, drawn: bool, others: list[str]):
    """Before a break it is a part of another cell, which may be the one overleaf; a drawn one is blank."""
    first = table([*NATIONAL[:9], ROW, [("^", 1), ("^", 1), *ROW[2:-1], ("", 1)]])
    second = table([NATIONAL[8], [("", 1), ("", 1), *ROW[2:-1], ("未能施工", 1)], *NATIONAL[-2:]])
    if not drawn:
        del first.cells[10, 9, 11, 10]
    (form,) = read_all(draw_cut([first, second], [set(range(10)), set()]))
    assert [row.reason for row in form.record.indicators] == ["降雨", "", "未能施工"]
    assert [one.readings for one in form.uncertain] == [("", other) for other in others]


ELSEWHERE: dict[str, tuple[Rows, bool]] = {
    "indicators": ([[("效益指标", 1), ("社会效益", 1), *ROW[2:]]] * 2, True),
    "a total": (NATIONAL[-2:-1], True),
    "a total of money": ([[("费用明细", 4), ("金额", 6)], [("合计", 4), ("10", 6)]], False),
    "a word that a level is called by": ([[("环节", 4), ("说明", 6)], [("管理", 4), ("已加强", 6)]], False),
    "another table": ([[("序号", 2), ("姓名", 4), ("电话", 4)], [("1", 2), ("张三", 4), ("123", 4)]], False),
}


@pytest.mark.parametrize(("rows", "told"), ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_table_overleaf_that_fits_no_column_is_told_where_it_may_be_the_rest(rows: Rows, *, told: bool):
    """A form without a total goes on there, but nobody can tell which column is which."""
    narrow = replace(table(rows), xs=[30, 37, 99, 104, 141, 260, 313, 388, 402, 466, 530])
    for whole in (False, True):
        (form,) = read_all(draw([table(NATIONAL if whole else NATIONAL[:10]), narrow]))
        assert ("page-unread:2" in form.missing) == (told and not whole)


OUTSIDE = {"满意度指标": True, "总 分": True, "见数量指标表": False, "指标": False, "1.数量指标": False}


@pytest.mark.parametrize(("line", "told"), OUTSIDE.items(), ids=OUTSIDE)
def test_a_groups_name_outside_every_table_is_told(line: str, *, told: bool):
    """It begins a row whose cells were not found; so does the label of a total.  Below the total is prose."""
    for rows, asked in ((NATIONAL, False), (NATIONAL[:-2], told)):
        with pymupdf.open(stream=draw([table(rows)])) as document:
            place = (60, 40 + 40 * len(rows) + 30)
            document[0].insert_text(place, line, fontname="china-s", fontsize=10)
            (form,) = read_all(document.tobytes())
        assert ("page-unread:1" in form.missing) == asked


def test_a_groups_name_between_the_tables_of_a_form_with_a_total_is_told():
    """Rows are lost there, though the total was read."""
    with pymupdf.open(stream=draw([table(NATIONAL[:9]), table(NATIONAL[9:10] + NATIONAL[-2:])])) as document:
        document[1].insert_text((60, 25), "满意度指标", fontname="china-s", fontsize=10)
        (form,) = read_all(document.tobytes())
    assert form.pages == (1, 2)
    assert "page-unread:2" in form.missing
