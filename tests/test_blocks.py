"""Forms drawn here: what each block gives, whatever the template."""

from collections.abc import Iterator

import pymupdf
import pytest

from extractor.form.lexicons import key
from models.codecs import to_plain
from models.records import Form
from tests.drawings import Drawn, draw
from tests.drawn_forms import HEAD, NATIONAL, Rows, read_all, table


def _national() -> Iterator[Form]:
    yield from read_all(draw([table(NATIONAL)]))


def test_a_form_of_another_template():
    """Columns are found by their labels: adjusted budget, carried-over funds, goals under headings."""
    (form,) = _national()
    record = form.record
    assert form.template == "national-2020"
    assert (record.project_name, record.department, record.implementing_unit) == (
        "河道清淤",
        "某县水利局",
        "河道管理所",
    )
    assert record.amount_unit == "元"
    assert [(fund.source, fund.adjusted_budget, fund.executed) for fund in record.funds] == [
        ("total", "1000", "800"),
        ("fiscal", "900", "700"),
        ("carried_over", "100", "100"),
    ]
    assert to_plain(record.goals) == {"planned": "清淤十公里", "achieved": "清淤八公里"}
    assert [(row.level1, row.level2, row.target, row.score, row.reason) for row in record.indicators] == [
        ("产出指标", "数量指标", "10公里", "40", "降雨"),
        ("产出指标", "时效指标", "12月", "30", ""),
        ("效益指标", "社会效益指标", "提高", "10", ""),
    ]
    assert (record.total_weight, record.total_score) == ("100", "88")


def test_what_has_no_field_becomes_an_extra():
    """Unknown columns and foot rows are kept under their printed labels; nothing is unplaced."""
    (form,) = _national()
    assert form.record.extras == {"indicators/0/评分标准": "按比例", "自评结论": "良"}
    assert form.evidence["/extras/indicators~10~1评分标准"].page == 1
    assert not form.unplaced


TITLES = {
    "a full line": (
        "2021年度某某省省级部门预算一般公共服务",
        "2021年度某某省省级部门预算一般公共服务项目支出绩效自评表",
    ),
    "a short line with the year": ("某县2021年度预算", "某县2021年度预算项目支出绩效自评表"),
    "a sentence": ("于2021年完工。", "项目支出绩效自评表"),
    "no year": ("附件2", "项目支出绩效自评表"),
    "a day": ("2022年3月5日", "项目支出绩效自评表"),
}


@pytest.mark.parametrize(("line", "title"), TITLES.values(), ids=TITLES)
def test_a_title_over_two_lines(line: str, title: str):
    """A title that was wrapped is one title, with the year that stands in its first line."""
    document = pymupdf.open(stream=draw([table(NATIONAL)]))
    for y, text in ((16, line), (34, "项目支出绩效自评表")):
        document[0].insert_text((60, y), text, fontname="china-s", fontsize=16)
    (form,) = read_all(document.tobytes())
    assert form.record.title == title
    assert form.record.year == ("2021" if "2021" in title else "")
    assert all(one.outside for one in form.unplaced)


def test_a_title_inside_thetable():
    """Title, year and unit are read where they stand, in the table's own first rows too."""
    rows = [[("2021年度项目支出绩效自评表", 10)], [("(单位:千元)", 10)], *NATIONAL]
    rows[4] = [("项目资金", 2), *rows[4][1:]]
    (form,) = read_all(draw([table(rows)]))
    record = form.record
    assert (record.title, record.year, record.amount_unit) == ("2021年度项目支出绩效自评表", "2021", "千元")
    assert not form.unplaced


def test_text_that_nobody_claims_is_unplaced():
    """A lone text without a label is listed with its place, never dropped."""
    rows = [*NATIONAL[:2], [("游离的文字", 10)], *NATIONAL[2:]]
    (form,) = read_all(draw([table(rows)]))
    assert [(one.page, one.text) for one in form.unplaced] == [(1, "游离的文字")]


def test_a_row_cut_by_a_page_break_is_one_indicator():
    """The parts of a cut row join in order; its marks are not doubled, its groups go on."""
    first = [
        *NATIONAL[:-5],
        [
            ("产出指标", 1),
            ("数量指标", 1),
            ("清淤", 2),
            ("10", 1),
            ("8公里", 1),
            ("50", 1),
            ("40", 1),
            ("", 1),
            ("连日", 1),
        ],
    ]
    second = [
        [("", 1), ("", 1), ("长度", 2), ("公里", 1), ("", 1), ("", 1), ("", 1), ("", 1), ("降雨", 1)],
        *NATIONAL[-4:],
    ]
    second[1] = [("", 1), *second[1][1:]]
    (form,) = read_all(draw([table(first), table(second)]))
    assert form.pages == (1, 2)
    assert [
        (row.level1, row.level3, row.target, row.score, row.reason) for row in form.record.indicators
    ] == [
        ("产出指标", "清淤长度", "10公里", "40", "连日降雨"),
        ("产出指标", "完成时间", "12月", "30", ""),
        ("效益指标", "防洪", "提高", "10", ""),
    ]
    assert form.record.total_score == "88"


HANGING = {
    "the rest of a label": ("(50分)", "50", []),
    "a page number": ("第 1 页", "", ["第 1 页"]),
}


@pytest.mark.parametrize(("text", "weight", "unplaced"), HANGING.values(), ids=HANGING.keys())
def test_text_that_hangs_out_at_a_page_break(text: str, weight: str, unplaced: list[str]):
    """A line right under the last ruling belongs to the cell it hangs out of; a page number does not."""
    first = table(NATIONAL[:-4])
    second = table([[("", 1), *NATIONAL[-4][1:]], *NATIONAL[-3:]])
    document = pymupdf.open(stream=draw([first, second]))
    document[0].insert_text((32, first.ys[-1] + 11), text, fontname="china-s", fontsize=8)
    (form,) = read_all(document.tobytes())
    assert [row.level1_weight for row in form.record.indicators] == [weight, weight, ""]
    assert [one.text for one in form.unplaced] == unplaced


def test_cells_that_are_claimed_but_give_nothing_are_unplaced():
    """An amount where a label of funds should stand, and a second value of a pair, are not dropped."""
    rows = [*NATIONAL]
    rows[1] = [("主管部门", 2), ("某县水利局", 3), ("某镇", 2), ("河道管理所", 3)]
    rows[4] = [("^", 2), ("526.24", 1), ("其中:当年财政拨款", 1), *NATIONAL[4][2:]]
    (form,) = read_all(draw([table(rows)]))
    given = {*form.record.extras.values(), *form.record.extras, *(one.text for one in form.unplaced)}
    assert {"526.24", "某镇", "河道管理所"} <= given


def test_an_unknown_label_over_several_columns_is_kept():
    """What stands over columns that have labels of their own is a blank extra."""
    header = [(text, width) for text, width in NATIONAL[8]]
    above = [*header[:3], ("指标对比", 2), *header[5:]]
    below = [
        *(("^", width) for _, width in header[:3]),
        *header[3:5],
        *(("^", width) for _, width in header[5:]),
    ]
    (form,) = read_all(draw([table([*NATIONAL[:8], above, below, *NATIONAL[9:]])]))
    assert form.record.extras["indicators/0/指标对比"] == ""
    assert form.evidence["/extras/indicators~10~1指标对比"].page == 1
    assert not form.unplaced


def test_two_forms_in_one_file():
    """A grid that names another project begins another form."""
    other = [[("项目名称", 2), ("道路养护", 8)], *NATIONAL[1:]]
    forms = read_all(draw([table(NATIONAL), table(other)]))
    assert [(form.record.project_name, form.pages) for form in forms] == [
        ("河道清淤", (1,)),
        ("道路养护", (2,)),
    ]


def test_a_table_of_targets_alone_is_no_self_evaluation():
    """Without actual values and scores the look-alike 绩效目标申报表 gives no form."""
    rows: Rows = [
        *HEAD,
        [("一级指标", 2), ("二级指标", 2), ("三级指标", 3), ("指标值", 3)],
        [("产出指标", 2), ("数量指标", 2), ("清淤长度", 3), ("10公里", 3)],
    ]
    assert read_all(draw([table(rows)])) == []


GOALS: dict[str, Rows] = {
    "headings above, the block's label beside": [
        [("年度目标", 2), ("年初设定目标", 4), ("全年实际完成情况", 4)],
        [("^", 2), ("修路三公里", 4), ("修路两公里", 4)],
    ],
    "the block's label as heading": [
        [("总体目标完成情况", 2), ("总体目标", 4), ("全年实际完成情况", 4)],
        [("^", 2), ("修路三公里", 4), ("修路两公里", 4)],
    ],
    "headings open the texts": [
        [("年度目标", 2), ("年初设定目标：修路三公里", 4), ("年度总体目标完成情况综述：修路两公里", 4)]
    ],
    "both in one cell": [
        [("年度目标", 2), ("年初设定目标：修路三公里年度总体目标完成情况综述：修路两公里", 8)],
    ],
    "headings beside": [
        [("年度目标", 2), ("预期目标", 2), ("修路三公里", 6)],
        [("^", 2), ("完成情况", 2), ("修路两公里", 6)],
    ],
    "no heading": [[("年度总体目标", 2), ("修路三公里", 4), ("修路两公里", 4)]],
}


@pytest.mark.parametrize("rows", GOALS.values(), ids=GOALS.keys())
def test_goals_wherever_their_headings_stand(rows: Rows):
    """Planned and achieved goals are told apart in every arrangement met."""
    (form,) = read_all(draw([table([*NATIONAL[:6], *rows, *NATIONAL[8:]])]))
    assert to_plain(form.record.goals) == {"planned": "修路三公里", "achieved": "修路两公里"}
    assert not form.unplaced


def test_foot_notes_of_two_people_in_one_row():
    """Cells that hold both label and text are no pair of their neighbours."""
    rows = [*NATIONAL, [("负责人：张三", 5), ("财务负责人：李四", 5)]]
    (form,) = read_all(draw([table(rows)]))
    assert form.record.extras["负责人"] == "张三"
    assert form.record.extras["财务负责人"] == "李四"


def test_a_gap_between_borders_is_no_value():
    """What stands beside a label is its value, also past the gap between two borders."""
    drawn = table([[("项目名称", 2), ("", 1), ("河道清淤", 7)], *NATIONAL[1:]])
    xs = [*drawn.xs[:3], drawn.xs[2] + 3.5, *drawn.xs[4:]]
    (form,) = read_all(draw([Drawn(xs, drawn.ys, drawn.cells)]))
    assert form.record.project_name == "河道清淤"


def test_the_foot_does_not_outdo_the_head():
    """A label that stands in the head and again in the foot keeps the head's value."""
    (form,) = read_all(draw([table([*NATIONAL, [("主管部门", 2), ("某审计局", 8)]])]))
    assert form.record.department == "某县水利局"


def test_labels_over_figures_in_the_foot_do_not_outdo_the_head():
    """A year in the foot that the title told already is an extra, as it would be beside its label."""
    rows = [[("2021年度项目支出绩效自评表", 10)], *NATIONAL[:-1]]
    rows += [[("评价年度", 5), ("参评人数", 5)], [("2020", 5), ("12", 5)]]
    (form,) = read_all(draw([table(rows)]))
    assert (form.record.year, form.record.extras["评价年度"]) == ("2021", "2020")
    assert not form.unplaced


NAMES = {"a name": ("河道清淤", ()), "a blank": ("", ("missing:/project_name",))}


@pytest.mark.parametrize(("name", "missing"), NAMES.values(), ids=NAMES.keys())
def test_a_blank_beside_its_label_names_no_project(name: str, missing: tuple[str, ...]):
    """A form whose project has no name goes to review, though the label is printed."""
    (form,) = read_all(draw([table([[("项目名称", 2), (name, 8)], *NATIONAL[1:]])]))
    assert form.missing == missing


def test_numbered_goals_keep_their_paragraphs():
    """A numbered sentence begins a paragraph even where the line before it is full."""
    line = 18 * "路"
    goals = f"预期目标：1.{line}。2.修桥。"
    rows: Rows = [*NATIONAL[:6], [("年度目标", 2), (goals, 4), ("完成情况：已完成", 4)], *NATIONAL[8:]]
    (form,) = read_all(draw([table(rows)]))
    assert form.record.goals.planned == f"1.{line}。\n2.修桥。"


KEYS = {
    "全年执行数(B)": "全年执行数",
    "年度指标值（A）": "年度指标值",
    "分值（10 分）": "分值",
    "其中：财政拨款": "财政拨款",
    "年度资金总额：": "年度资金总额",
    " 主管部门\n及代码": "主管部门及代码",
    "执行率(Ｂ/Ａ)": "执行率",
    "年初预算数①": "年初预算数",
    "执行率(%)④=③/②": "执行率",
    "执行率 C=B/A": "执行率",
    "执行率（％）Ｃ＝Ｂ/Ａ": "执行率",
    "全年执行数Ｂ": "全年执行数",
    "Ｂ类": "B类",
    "目标①：开展 PPP": "目标1:开展PPP",
}


@pytest.mark.parametrize(("printed", "bare"), KEYS.items())
def test_labels_compare_by_their_key(printed: str, bare: str):
    """Width, white space, bracketed marks, 其中 and colons make no other label."""
    assert key(printed) == bare
