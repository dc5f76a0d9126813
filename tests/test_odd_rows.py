"""Rows among the indicators that are none, or look like the funds → what they give."""

from models.records import Record
from tests.drawings import draw
from tests.drawn_forms import HEAD, NATIONAL, Rows, read_all, table

Row = list[tuple[str, int]]
LABELS: Row = [
    ("一级指标", 1),
    ("二级指标", 1),
    ("三级指标", 2),
    *((label, 1) for label in ("指标值", "完成值", "分值", "得分")),
    ("原因", 2),
]
TOTAL: Row = [("总分", 6), ("50", 1), ("40", 1), ("", 2)]


def _indicator(name: str) -> Row:
    values = ("5", "4", "50", "40")
    return [("产出", 1), ("数量", 1), (name, 2), *((value, 1) for value in values), ("雨", 2)]


def _read(rows: Rows) -> Record:
    (form,) = read_all(draw([table([*HEAD, LABELS, *rows])]))
    assert not form.unplaced
    return form.record


def test_a_text_over_all_columns():
    """A label and one text over targets and actual values are no indicator, also where names begin."""
    record = _read([_indicator("修路"), [("年度绩效目标2", 2), ("做好防汛", 8)], _indicator("清淤"), TOTAL])
    assert [row.level3 for row in record.indicators] == ["修路", "清淤"]
    assert record.extras["年度绩效目标2"] == "做好防汛"


def test_one_text_for_target_and_actual_value():
    """What stands in one cell under both is an indicator's still."""
    merged: Row = [("产出", 1), ("数量", 1), ("清淤", 2), ("按方案完成", 2), ("50", 1), ("40", 1), ("雨", 2)]
    record = _read([_indicator("修路"), merged, TOTAL])
    assert [(row.level3, row.score) for row in record.indicators] == [("修路", "40"), ("清淤", "40")]


def test_scores_in_turn_that_stand_as_columns_do():
    """Labels and numbers in turn end in the total, also where each stands in a column of the indicators."""
    last: Row = [("指标得分", 2), ("40", 2), ("执行率得分", 2), ("9", 1), ("总分", 1), ("49", 2)]
    record = _read([_indicator("修路"), last])
    assert [row.level3 for row in record.indicators] == ["修路"]
    assert record.total_score == "49"
    assert record.extras == {"指标得分": "40", "执行率得分": "9"}


def test_a_unit_behind_the_name_of_an_indicator():
    """What an indicator's name says in brackets is no unit of the form's amounts."""
    rows = [[(text.replace("(元)", ""), width) for text, width in row] for row in NATIONAL]
    rows = [[(text.replace("清淤长度", "培训经费（元）"), width) for text, width in row] for row in rows]
    (form,) = read_all(draw([table(rows)]))
    assert form.record.indicators[0].level3 == "培训经费（元）"
    assert form.record.amount_unit == ""
