"""Groups of indicators that a row of their own names, and the totals below them."""

from collections.abc import Mapping, Sequence

import pytest

from extractor.proof.sidelines import marks_beside
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


NUMBERED = row("序号|指标名称|目标值|实际完成值|分值|得分|原因", "1321111")
PLAIN = row("指标名称|目标值|实际完成值|分值|得分|原因", "421111")
LEVELS = row("一级指标|二级指标|三级指标|目标值|实际完成值|分值|得分|原因", "11211112")
LENGTH, REPAIR, VOICES = (
    "养护里程|50公里|45公里|30|27|暴雨",
    "完好率|95%|92%|20|18|暴雨",
    "群众满意|90%|93%|40|40|",
)
TREES: dict[str, tuple[Rows, Sequence[str]]] = {
    "counted": (
        [
            PLAIN,
            row("一、产出指标|||||", "421111"),
            row("（一）数量指标|||||", "421111"),
            row(LENGTH, "421111"),
            row("（二）质量指标|||||", "421111"),
            row(REPAIR, "421111"),
            row("二、满意度指标|||||", "421111"),
            row(VOICES, "421111"),
        ],
        ("一、产出指标||（一）数量指标", "一、产出指标||（二）质量指标", "二、满意度指标||"),
    ),
    "by what levels are called": (
        [
            PLAIN,
            [("产出指标", 10)],
            [("数量指标", 10)],
            row(LENGTH, "421111"),
            [("成本指标", 10)],
            row(REPAIR, "421111"),
            [("满意度指标", 10)],
            row(VOICES, "421111"),
        ],
        ("产出指标||数量指标", "产出指标||成本指标", "满意度指标||"),
    ),
    "of the second level, under none of the first": (
        [
            PLAIN,
            [("产出指标", 10)],
            [("数量指标", 10)],
            row(LENGTH, "421111"),
            [("社会效益指标", 10)],
            row(REPAIR, "421111"),
            [("满意度指标", 10)],
            row(VOICES, "421111"),
        ],
        ("产出指标||数量指标", "社会效益指标||", "满意度指标||"),
    ),
    "by their numbers": (
        [
            NUMBERED,
            row("1|道路养护|||||", "1321111"),
            row(f"1.1|{LENGTH}", "1321111"),
            row(f"1.2|{REPAIR}", "1321111"),
            row("2|群众评价|||||", "1321111"),
            row(f"2.1|{VOICES}", "1321111"),
        ],
        ("道路养护||", "道路养护||", "群众评价||"),
    ),
    "by their marks": (
        [
            PLAIN,
            row("道路养护|||50|45|", "421111"),
            row(LENGTH, "421111"),
            row(REPAIR, "421111"),
            row("群众评价|||40|40|", "421111"),
            row(VOICES, "421111"),
        ],
        ("道路养护|50|", "道路养护|50|", "群众评价|40|"),
    ),
    "within the first level": (
        [
            row("一级指标|指标名称|目标值|实际完成值|分值|得分|原因", "1321111"),
            row("产出指标|数量指标|—|—|30|27|", "1321111"),
            row(f"^|{LENGTH}", "1321111"),
            row("^|质量指标", "19"),
            row(f"^|{REPAIR}", "1321111"),
            row(f"满意度指标|{VOICES}", "1321111"),
        ],
        ("产出指标||数量指标", "产出指标||质量指标", "满意度指标||"),
    ),
    "with dashes and a remark": (
        [
            PLAIN,
            row("产出指标|—|/|50|45|见下", "421111"),
            row(LENGTH, "421111"),
            row(REPAIR, "421111"),
            row("满意度指标|—|/|40|40|", "421111"),
            row(VOICES, "421111"),
        ],
        ("产出指标|50|", "产出指标|50|", "满意度指标|40|"),
    ),
    "in the columns of levels": (
        [
            LEVELS,
            row("产出指标|||||50|45|", "11211112"),
            row("|数量指标||||||", "11211112"),
            row(f"||{LENGTH}", "11211112"),
            row("|质量指标||||20|18|", "11211112"),
            row(f"||{REPAIR}", "11211112"),
            row("满意度指标|||40|40|", "411112"),
            row(f"||{VOICES}", "11211112"),
        ],
        ("产出指标|50|数量指标", "产出指标|50|质量指标", "满意度指标|40|"),
    ),
}


@pytest.mark.parametrize(("rows", "groups"), TREES.values(), ids=TREES.keys())
def test_groups_amid_the_names(rows: Rows, groups: Sequence[str]):
    """Groups in rows of their own are levels of the rows below, their weights too; no mark counts twice."""
    (form,) = read_all(draw([table([*NATIONAL[:8], *rows])]))
    own = [one.level3 for one in form.record.indicators]
    assert own == ["养护里程", "完好率", "群众满意"]
    read = [f"{one.level1}|{one.level1_weight}|{one.level2}" for one in form.record.indicators]
    assert read == list(groups)
    assert marks_beside(form.record, "score") == 0
    assert not form.unplaced
    assert not [code for code in form.missing if code.endswith("/target")]


INDICATORS: dict[str, tuple[Rows, Sequence[str]]] = {
    "a name alone": ([row("新建站点|||||", "421111")], ("missing:/indicators/1/target",)),
    "the execution rate": ([row("一、预算执行率|||10|9|", "421111")], ()),
    "a third level": (
        [
            row("一、产出指标|||||", "421111"),
            row("（一）数量指标|||||", "421111"),
            row("1.公路|||||", "421111"),
        ],
        ("missing:/indicators/1/target",),
    ),
    "names of levels that have values": (
        [row("产出指标|完成|完成|10|10|", "421111"), row("满意度指标|||10|9|", "421111")],
        (),
    ),
}


@pytest.mark.parametrize(("rows", "missing"), INDICATORS.values(), ids=INDICATORS.keys())
def test_rows_that_name_no_group(rows: Rows, missing: Sequence[str]):
    """A row stays an indicator that nothing tells to be a group; a name alone goes to a person."""
    own = [PLAIN, row(LENGTH, "421111"), *rows, row(REPAIR, "421111")]
    (form,) = read_all(draw([table([*NATIONAL[:8], *own])]))
    assert {one.level3 for one in form.record.indicators} >= {"养护里程", "完好率", rows[-1][0][0]}
    assert [code for code in form.missing if code.endswith("/target")] == list(missing)


@pytest.mark.parametrize(
    ("name", "weight", "unplaced"),
    [("产出指标（60分）", "60", ["（30分）", "（20分）"]), ("产出指标", "30", ["（20分）"])],
)
def test_of_several_weights_the_first_is_the_groups(name: str, weight: str, unplaced: Sequence[str]):
    """A weight alone below a name is its group's if that has none yet; a person sees the others."""
    values = (LENGTH, REPAIR, VOICES)
    firsts = (name, "（30分）", "（20分）")
    rows = [row(f"{first}|数量指标|{one}", "11211112") for first, one in zip(firsts, values, strict=True)]
    (form,) = read_all(draw([table([*NATIONAL[:8], LEVELS, *rows])]))
    assert [(one.level1, one.level1_weight) for one in form.record.indicators] == [("产出指标", weight)] * 3
    assert [one.text for one in form.unplaced] == unplaced


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


@pytest.mark.parametrize("label", ["指标类", "考核内容", "指标类型"])
@pytest.mark.parametrize(
    ("groups", "level"),
    [(("产出指标（50分）", "成本指标", "效益指标"), 1), (("数量指标", "质量指标", "服务对象满意度指标"), 2)],
)
def test_groups_under_a_label_that_tells_no_level_tell_it(label: str, groups: Sequence[str], level: int):
    """A column left of the names is of the level whose names stand in it, whatever it is called."""
    header = row(f"{label}|{'指标内容|目标值|实际完成值|分值|得分|原因'}", "2311111")
    names = [
        row(f"{group}|{text}", "2311111")
        for group, text in zip(groups, (LENGTH, REPAIR, VOICES), strict=True)
    ]
    (form,) = read_all(draw([table([*NATIONAL[:8], header, *names])]))
    read = [(one.level1, one.level2)[level - 1] for one in form.record.indicators]
    assert read == [group.partition("（")[0] for group in groups]
    assert not form.unplaced
    assert not any(label in name for name in form.record.extras)


@pytest.mark.parametrize(
    ("label", "words", "level"),
    [
        ("责任环节", ("管理", "过程", "决策"), 0),
        ("指标属性", ("数量", "质量", "时效"), 0),
        ("指标类别", ("数量", "质量", "时效"), 2),
        ("指标类别", ("产出", "效益", "满意度"), 1),
    ],
)
def test_words_that_levels_are_called_by_tell_one_only_under_a_label_of_kinds(
    label: str, words: Sequence[str], level: int
):
    """管理 under 责任环节 is an extra of the indicator, not its level."""
    header = row(f"{label}|指标内容|目标值|实际完成值|分值|得分|原因", "2311111")
    names = [
        row(f"{word}|{text}", "2311111") for word, text in zip(words, (LENGTH, REPAIR, VOICES), strict=True)
    ]
    (form,) = read_all(draw([table([*NATIONAL[:8], header, *names])]))
    read = [("", one.level1, one.level2)[level] for one in form.record.indicators]
    assert read == ([""] * 3 if not level else [*words])
    kept = [form.record.extras.get(f"indicators/{at}/{label}") for at in range(3)]
    assert kept == ([None] * 3 if level else [*words])
    assert not form.unplaced


def test_a_label_that_tells_its_level_is_believed():
    """产出指标 under 二级指标 is of the second level, as printed."""
    header = row("二级指标|三级指标|目标值|实际完成值|分值|得分|原因", "2311111")
    (form,) = read_all(draw([table([*NATIONAL[:8], header, row(f"产出指标|{LENGTH}", "2311111")])]))
    assert (form.record.indicators[0].level1, form.record.indicators[0].level2) == ("", "产出指标")
