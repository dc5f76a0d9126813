"""Groups of indicators that a row of their own names, and the totals below them."""

from collections.abc import Mapping

import pytest

from models.pointers import all_values
from tests.drawings import draw
from tests.drawn_forms import NATIONAL, Rows, read_all, table
from tests.province_forms import row

HEADER = row("三级指标|年初目标值|实际完成值|权重（分）|得分|偏差分析及改进", "222112")
PUPILS = row("受益学生|3000|3100|30|30|", "222112")
MEALS = row("供餐达标率|100%|98%|30|28|抽检", "222112")
GROUP = [("产出指标（60分）", 10)]
GROUPS: dict[str, tuple[Rows, Mapping[str, str]]] = {
    "a year in the first column": (
        [GROUP, PUPILS, row("上年通报指标（2020）|||||", "222112"), MEALS],
        {"/indicators/1/level3": "上年通报指标（2020）", "/indicators/2/level1_weight": "60"},
    ),
    "a name with a number": (
        [GROUP, PUPILS, row("培训班次（10）|||||", "222112"), MEALS],
        {"/indicators/1/level3": "培训班次（10）", "/indicators/2/level1_weight": "60"},
    ),
    "a group in the first column": (
        [GROUP, PUPILS, row("效益指标（30）|||||", "222112"), MEALS],
        {"/indicators/1/level1": "效益指标", "/indicators/1/level1_weight": "30"},
    ),
    "counted indicators": (
        [
            GROUP,
            row("一、受益学生|3000|3100|30|30|", "222112"),
            row("二、供餐|100%|98%|30|28|抽检", "222112"),
        ],
        {"/indicators/0/level1": "产出指标", "/indicators/1/level1": "产出指标"},
    ),
    "a group of a group": (
        [GROUP, [("数量指标", 10)], PUPILS, [("质量指标", 10)], MEALS, [("效益指标（30分）", 10)], PUPILS],
        {
            "/indicators/0/level1": "产出指标",
            "/indicators/0/level1_weight": "60",
            "/indicators/0/level2": "数量指标",
            "/indicators/1/level1": "产出指标",
            "/indicators/1/level2": "质量指标",
            "/indicators/2/level1": "效益指标",
            "/indicators/2/level2": "",
        },
    ),
    "groups without indicators": (
        [GROUP, [("效益指标（30分）", 10)], PUPILS, [("满意度指标（10分）", 10)], row("总分|100", "82")],
        {
            "/indicators/0/level1": "效益指标",
            "/indicators/0/level2": "",
            "/extras/产出指标（60分）": "",
            "/extras/满意度指标（10分）": "",
        },
    ),
}


@pytest.mark.parametrize(("rows", "fields"), GROUPS.values(), ids=GROUPS.keys())
def test_groups_that_a_row_names(rows: Rows, fields: Mapping[str, str]):
    """A group is named across the columns or in the first; under another it is of the second level."""
    (form,) = read_all(draw([table([*NATIONAL[:8], HEADER, *rows])]))
    values = all_values(form.record)
    assert {pointer: values.get(pointer) for pointer in fields} == fields
    assert not form.unplaced


def test_a_note_in_a_column_of_its_own_is_no_group():
    """What stands in another column than the first goes to a person, and the group goes on."""
    rows = [GROUP, PUPILS, row("|||||见上年通报（20）", "222112"), MEALS]
    (form,) = read_all(draw([table([*NATIONAL[:8], HEADER, *rows])]))
    assert [one.level1_weight for one in form.record.indicators] == ["60", "60"]
    assert [one.text for one in form.unplaced] == ["见上年通报（20）"]


def test_a_second_total_in_one_row_is_kept():
    """Of two scores in the row of the total, the second is an extra."""
    totals = row("总分|总分值|100|自评得分|98|综合得分|97", "1221211")
    (form,) = read_all(draw([table([*NATIONAL[:8], HEADER, PUPILS, totals])]))
    record = form.record
    assert (record.total_weight, record.total_score, record.extras["综合得分"]) == ("100", "98", "97")
    assert not form.unplaced
