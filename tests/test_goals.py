"""Goals in words and places of their own take nothing from indicators, and lose nothing."""

import pytest

from tests.drawings import draw
from tests.drawn_forms import HEAD, Rows, read_all, table

HEADER = [
    (label, 1)
    for label in (
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "扣分",
        "偏差率",
        "备注",
    )
]
GOALS: Rows = [
    [("年度总体目标", 2), ("预期目标", 4), ("实际完成情况", 4)],
    [("^", 2), ("疏浚十公里", 4), ("疏浚八公里", 4)],
]
TOTAL = [("总分", 5), ("100", 1), ("90", 1), ("", 3)]


def _indicator(*texts: str) -> list[tuple[str, int]]:
    cells = [*texts, *("" for _ in range(10 - len(texts)))]
    return [(text, 1) for text in cells]


FIRST = _indicator("产出指标", "数量指标", "清淤", "10公里", "8公里", "50", "40")
SECOND = _indicator("效益指标", "社会效益指标", "防洪", "提高", "提高", "50", "50")
SWALLOWING: dict[str, Rows] = {
    "a target that a label opens, goals below": [
        HEADER,
        _indicator("产出指标", "数量指标", "清淤", "年度目标：清淤10公里", "8公里", "50", "40"),
        SECOND,
        TOTAL,
        *GOALS,
    ],
    "an actual value that a label opens, goals below": [
        HEADER,
        _indicator("产出指标", "数量指标", "清淤", "10公里", "完成情况：8公里", "50", "40"),
        SECOND,
        TOTAL,
        *GOALS,
    ],
    "names as headings of both parts": [
        HEADER,
        _indicator("产出指标", "数量指标", "年初计划", "10公里", "8公里", "50", "40"),
        _indicator("产出指标", "数量指标", "完成情况", "提高", "提高", "50", "50"),
        TOTAL,
    ],
    "a group's name as the block's": [
        HEADER,
        _indicator("绩效目标", "数量指标", "年初目标", "10公里", "8公里", "50", "40"),
        [("^", 1), *_indicator("质量指标", "完成情况", "提高", "提高", "50", "50")[:9]],
        TOTAL,
    ],
}


@pytest.mark.parametrize("rows", SWALLOWING.values(), ids=SWALLOWING)
def test_an_indicators_row_is_no_goals(rows: Rows):
    """Whatever the cells of an indicator say, its row stays one; goals below the total stay these."""
    (form,) = read_all(draw([table([*HEAD, *rows])]))
    assert [one.weight for one in form.record.indicators] == ["50", "50"]
    goals = ("疏浚十公里", "疏浚八公里") if GOALS[0] in rows else ("", "")
    assert (form.record.goals.planned, form.record.goals.achieved) == goals


ONE_CELL = {
    "the block's label before the heading of what was achieved": (
        "年度目标：疏浚十公里，其中：干渠六公里。完成情况：疏浚八公里",
        "疏浚十公里，其中：干渠六公里。",
    ),
    "the block's label before both headings": (
        "年度目标：治理河道。预期目标：疏浚十公里。完成情况：疏浚八公里",
        "治理河道。\n疏浚十公里。",
    ),
}


@pytest.mark.parametrize(("text", "planned"), ONE_CELL.values(), ids=ONE_CELL)
def test_a_plan_behind_the_blocks_label_stands_before_what_was_achieved(text: str, planned: str):
    """One cell holds both: what the block's label opens is planned, and no text of it is lost or changed."""
    (form,) = read_all(draw([table([*HEAD, [(text, 10)], HEADER, FIRST, SECOND, TOTAL])]))
    assert form.record.goals.planned == planned
    assert form.record.goals.achieved == "疏浚八公里"


BESIDE = {
    "a plan that no heading opens": ("疏浚十公里，建两座桥。完成情况：疏浚八公里", "疏浚十公里，建两座桥。"),
    "a plan of one line": ("疏浚十公里\n实际完成情况：疏浚八公里", "疏浚十公里"),
    "words before the label of the plan": (
        "续建。年度目标：疏浚十公里。完成情况：疏浚八公里",
        "续建。年度目标：疏浚十公里。",
    ),
    "headings with numbers": ("一、预期目标：疏浚十公里。二、完成情况：疏浚八公里", "疏浚十公里。"),
    "a line before a short heading": ("疏浚十公里\n完成情况：疏浚八公里", "疏浚十公里"),
    "a word of the heading": ("项目实际完成情况：疏浚八公里", ""),
    "a year": ("2022年度目标完成情况：疏浚八公里", ""),
    "a short plan": ("疏浚十公里，年度目标完成情况：疏浚八公里", "疏浚十公里，"),
    "a figure": ("疏浚十公里，投资3.年度目标完成情况：疏浚八公里", "疏浚十公里，投资3."),
    "a short figure": ("投资35.年度目标完成情况：疏浚八公里", "投资35."),
}


@pytest.mark.parametrize(("text", "planned"), BESIDE.values(), ids=BESIDE)
def test_what_stands_before_the_headings_is_planned(text: str, planned: str):
    """Beside the block's label one cell holds both parts, of which the first may have no heading."""
    goals: Rows = [[("年度总体目标", 2), (text, 8)]]
    (form,) = read_all(draw([table([*HEAD, *goals, HEADER, FIRST, SECOND, TOTAL])]))
    assert (form.record.goals.planned, form.record.goals.achieved) == (planned, "疏浚八公里")


PLAN: Rows = [[("年度总体目标", 2), ("疏浚十公里", 8)]]
DONE: Rows = [[("年度目标完成情况", 2), ("疏浚八公里", 8)]]
LISTED = "1.疏浚八公里，完成年度任务的百分之八十，其余部分受降雨影响延后实施。\n2.管护到位"
BOTH = ("疏浚十公里", "疏浚八公里")
APART: dict[str, tuple[Rows, Rows, tuple[str, str]]] = {
    "alone": ([], DONE, ("", "疏浚八公里")),
    "the plan above": (PLAN, DONE, BOTH),
    "the plan below": (DONE, PLAN, BOTH),
    "both below, in two rows": ([], [*PLAN, *DONE], BOTH),
    "over its text": (PLAN, [[("年度目标完成情况", 10)], [("疏浚八公里", 10)]], BOTH),
    "before its text": (PLAN, [[("目标完成情况：疏浚八公里", 10)]], BOTH),
    "paragraphs": (PLAN, [[("目标完成情况", 2), (LISTED, 8)]], ("疏浚十公里", LISTED)),
    "beside another pair": (PLAN, [[("完成情况", 2), ("疏浚八公里", 3), ("存在问题", 2), ("无", 3)]], BOTH),
    "the block's label, the plan above": (PLAN, [[("总体目标完成情况", 2), ("疏浚八公里", 8)]], BOTH),
    "given above": (GOALS, [[("目标完成情况", 2), ("全部完成", 8)]], BOTH),
    "no word of a goal, and no plan": ([], [[("完成情况", 2), ("疏浚八公里", 8)]], ("", "")),
    "a share": (PLAN, [[("目标完成情况", 2), ("80%", 8)]], ("疏浚十公里", "80%")),
    "a mark": (PLAN, [[("目标完成情况", 2), ("80分", 8)]], ("疏浚十公里", "")),
}


@pytest.mark.parametrize(("above", "below", "goals"), APART.values(), ids=APART)
def test_a_part_of_the_goals_may_stand_below_the_total(above: Rows, below: Rows, goals: tuple[str, str]):
    """It is that part where no other cell gives it; what else says so is kept under its label."""
    (form,) = read_all(draw([table([*HEAD, *above, HEADER, FIRST, SECOND, TOTAL, *below])]))
    assert (form.record.goals.planned, form.record.goals.achieved) == goals
    value = below[-1][1][0] if len(below[-1]) > 1 else "疏浚八公里"
    assert value in {*goals, *form.record.extras.values()}
    assert not form.unplaced


def test_what_may_be_a_plan_or_a_word_of_the_heading_goes_to_review():
    """It is neither dropped nor planned: its cell is listed."""
    text = "疏浚十公里实际完成情况：疏浚八公里"
    (form,) = read_all(draw([table([*HEAD, [("年度总体目标", 2), (text, 8)], HEADER, FIRST, SECOND, TOTAL])]))
    assert (form.record.goals.planned, form.record.goals.achieved) == ("", "疏浚八公里")
    assert [one.text for one in form.unplaced] == [text]


@pytest.mark.parametrize("before", ["我局高度重视，按序时推进。", "按序时推进\n"])
def test_what_stands_before_a_heading_is_of_the_cells_own_part(before: str):
    """Under the heading of what was achieved nothing is planned."""
    goals: Rows = [GOALS[0], [("^", 2), ("疏浚十公里", 4), (f"{before}完成情况：疏浚八公里", 4)]]
    (form,) = read_all(draw([table([*HEAD, *goals, HEADER, FIRST, SECOND, TOTAL])]))
    assert form.record.goals.planned == "疏浚十公里"
    assert form.record.goals.achieved == f"{before.strip()}\n疏浚八公里"
