"""Labels in no list → which field of the indicators each names, and which name none."""

import pytest

from tests.drawings import draw
from tests.drawn_forms import HEAD, Rows, read_all, table

MARKS = [("分值", 1), ("得分", 1)]
LABELS = {
    "last year's values beside this year's": (
        ["目标值", "上年完成值", "年末实际达到水平", "原因"],
        (0, 2, 3),
    ),
    "last year's values behind this year's": (
        ["目标值", "年末实际达到水平", "上年完成值", "原因"],
        (0, 1, 3),
    ),
    "the year's own target beside the next one's": (
        ["2024年计划", "2023年任务目标", "2023年完成", "原因"],
        (1, 2, 3),
    ),
    "the target of the year beside values of the one before": (
        ["2022年完成值", "2023年目标值", "全年实际值", "原因"],
        (1, 2, 3),
    ),
    "values of a part of the year": (["目标值", "中期完成值", "年末实际达到水平", "原因"], (0, 2, 3)),
    "the reason under a long label": (
        ["目标值", "上年实际", "完成值", "未完成原因和拟采取改进措施说明"],
        (0, 2, 3),
    ),
    "the reason with a word of actual values": (
        ["目标值", "佐证", "完成值", "未完成原因及下一步打算"],
        (0, 2, 3),
    ),
    "measures that are no reasons": (["保障措施", "目标值", "完成值", "偏差及整改措施"], (1, 2, 3)),
    "the longer ending behind": (["拟采取举措", "目标值", "完成值", "差距原因分析"], (1, 2, 3)),
}


@pytest.mark.parametrize(("labels", "places"), LABELS.values(), ids=LABELS.keys())
def test_unlisted_labels_beside_others(labels: list[str], places: tuple[int, int, int]):
    """A field goes to the label that most surely names it; what is of another year stays an extra."""
    printed = ["值甲", "值乙", "值丙", "值丁"]
    rows: Rows = [
        *HEAD,
        [("一级指标", 1), ("二级指标", 1), ("三级指标", 2), *((label, 1) for label in labels), *MARKS],
        [
            ("产出指标", 1),
            ("数量指标", 1),
            ("清淤长度", 2),
            *((text, 1) for text in printed),
            ("90", 1),
            ("80", 1),
        ],
        [("总分", 8), ("90", 1), ("80", 1)],
    ]
    (form,) = read_all(draw([table(rows)]))
    (row,) = form.record.indicators
    assert (row.target, row.actual, row.reason) == tuple(printed[place] for place in places)
    (spare,) = {*range(4)}.difference(places)
    assert form.record.extras[f"indicators/0/{labels[spare]}"] == printed[spare]
    assert not form.unplaced


def test_a_part_of_the_year_alone():
    """Where no other label names the actual values, those of a part of the year are they."""
    rows: Rows = [
        *HEAD,
        [("一级指标", 2), ("三级指标", 2), ("目标值", 2), ("上半年完成值", 2), *MARKS],
        [("产出指标", 2), ("清淤长度", 2), ("十公里", 2), ("六公里", 2), ("90", 1), ("80", 1)],
        [("总分", 8), ("90", 1), ("80", 1)],
    ]
    (form,) = read_all(draw([table(rows)]))
    assert form.record.indicators[0].actual == "六公里"
