"""Sheets → labelled forms, over the kept PDFs and over tables drawn here."""

import json
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

import pytest

from extractor.forms import read_forms
from extractor.grids import find_grids
from extractor.lexicons import key
from extractor.pages import read_pages
from extractor.pipeline import load_kit
from models.records import Form, Record, all_values, from_json, to_plain
from tests.drawings import Drawn, Span, draw

HERE = Path(__file__).parent
TRUTH = [from_json(path.read_bytes(), Record) for path in sorted((HERE / "truth").glob("*.json"))]
ONE_A_PAGE = ["fit.chromium", "fit.lodocx", "fit.loxlsx", "fit.weasy", "fit.rl"]
FILES = {name: list(range(7)) for name in (*ONE_A_PAGE, "flow.lodocx", "flowrep.weasy")} | {
    "sty-dashed.loxlsx": [0, 1, 6]
}


def _forms(data: bytes) -> list[Form]:
    return list(
        read_forms((find_grids(page) for page in read_pages(data, max_pages=99).pages), load_kit().lexicon)
    )


def _bare(record: Record) -> dict[str, str]:
    return {pointer: "".join(value.split()) for pointer, value in all_values(record).items()}


@pytest.mark.parametrize("name", FILES)
def test_every_cell_is_right(name: str):
    """All producers' files give the seven records cell by cell, and leave no text unplaced."""
    forms = _forms((HERE / "pdfs" / f"{name}.pdf").read_bytes())
    assert len(forms) == len(FILES[name])
    for form, number in zip(forms, FILES[name], strict=True):
        assert _bare(form.record) == _bare(TRUTH[number])
        assert form.template == "beijing-2019"
        assert not form.unplaced


@pytest.mark.parametrize("name", ONE_A_PAGE)
def test_every_value_has_its_place(name: str):
    """Each printed value has a box on its own page, and the words in that box hold it."""
    data = (HERE / "pdfs" / f"{name}.pdf").read_bytes()
    pages = {page.number: page for page in read_pages(data, max_pages=99).pages}
    for form in _forms(data):
        for pointer, value in all_values(form.record).items():
            if not value or pointer.endswith("/source"):
                continue
            evidence = form.evidence[pointer]
            x0, y0, x1, y1 = evidence.box
            assert evidence.page in form.pages
            inside = "".join(
                word.text
                for word in pages[evidence.page].words
                if x0 <= word.middle[0] <= x1 and y0 <= word.middle[1] <= y1
            )
            assert set("".join(value.split())) <= set(inside), pointer


Rows = list[list[tuple[str, int]]]
"""Rows of (text, columns); a text of `^` goes on with the cell above."""


def _table(rows: Rows, columns: int = 10, height: float = 40) -> Drawn:
    cells: dict[Span, str] = {}
    open_: dict[tuple[int, int], Span] = {}
    for top, row in enumerate(rows):
        at = 0
        for text, width in row:
            place = (at, at + width)
            if text == "^":
                first, left, _, right = open_[place]
                kept = cells.pop(open_[place])
                open_[place] = (first, left, top + 1, right)
                cells[open_[place]] = kept
            else:
                open_[place] = (top, at, top + 1, at + width)
                cells[open_[place]] = text
            at += width
        assert at == columns, row
    ys = list(accumulate([height] * len(rows), initial=40.0))
    return Drawn([30 + 53 * column for column in range(columns + 1)], ys, cells)


HEAD: Rows = [
    [("项目名称", 2), ("河道清淤", 8)],
    [("主管部门", 2), ("某县水利局", 3), ("实施单位", 2), ("河道管理所", 3)],
]
NATIONAL: Rows = [
    *HEAD,
    [
        ("项目资金(元)", 2),
        ("", 2),
        ("年初预算数", 1),
        ("全年预算数", 1),
        ("全年执行数", 1),
        ("分值", 1),
        ("执行率", 1),
        ("得分", 1),
    ],
    [("^", 2), ("年度资金总额", 2), ("900", 1), ("1000", 1), ("800", 1), ("10", 1), ("80%", 1), ("8", 1)],
    [("^", 2), ("其中:当年财政拨款", 2), ("900", 1), ("900", 1), ("700", 1), ("-", 1), ("", 1), ("-", 1)],
    [("^", 2), ("上年结转资金", 2), ("", 1), ("100", 1), ("100", 1), ("-", 1), ("", 1), ("-", 1)],
    [("年度总体目标", 2), ("预期目标", 4), ("实际完成情况", 4)],
    [("^", 2), ("清淤十公里", 4), ("清淤八公里", 4)],
    [
        ("一级指标", 1),
        ("二级指标", 1),
        ("三级指标", 2),
        ("年度指标值", 1),
        ("实际完成值", 1),
        ("分值", 1),
        ("得分", 1),
        ("评分标准", 1),
        ("偏差原因分析及改进措施", 1),
    ],
    [
        ("产出指标", 1),
        ("数量指标", 1),
        ("清淤长度", 2),
        ("10公里", 1),
        ("8公里", 1),
        ("50", 1),
        ("40", 1),
        ("按比例", 1),
        ("降雨", 1),
    ],
    [
        ("^", 1),
        ("时效指标", 1),
        ("完成时间", 2),
        ("12月", 1),
        ("12月", 1),
        ("30", 1),
        ("30", 1),
        ("", 1),
        ("", 1),
    ],
    [
        ("效益指标", 1),
        ("社会效益指标", 1),
        ("防洪", 2),
        ("提高", 1),
        ("提高", 1),
        ("10", 1),
        ("10", 1),
        ("", 1),
        ("", 1),
    ],
    [("总分", 6), ("100", 1), ("88", 1), ("", 2)],
    [("自评结论", 2), ("良", 8)],
]


def _national() -> Iterator[Form]:
    yield from _forms(draw([_table(NATIONAL)]))


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


def test_a_title_inside_the_table():
    """Title, year and unit are read where they stand, in the table's own first rows too."""
    rows = [[("2021年度项目支出绩效自评表", 10)], [("(单位:千元)", 10)], *NATIONAL]
    rows[4] = [("项目资金", 2), *rows[4][1:]]
    (form,) = _forms(draw([_table(rows)]))
    record = form.record
    assert (record.title, record.year, record.amount_unit) == ("2021年度项目支出绩效自评表", "2021", "千元")
    assert not form.unplaced


def test_text_that_nobody_claims_is_unplaced():
    """A lone text without a label is listed with its place, never dropped."""
    rows = [*NATIONAL[:2], [("游离的文字", 10)], *NATIONAL[2:]]
    (form,) = _forms(draw([_table(rows)]))
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
    (form,) = _forms(draw([_table(first), _table(second)]))
    assert form.pages == (1, 2)
    assert [
        (row.level1, row.level3, row.target, row.score, row.reason) for row in form.record.indicators
    ] == [
        ("产出指标", "清淤长度", "10公里", "40", "连日降雨"),
        ("产出指标", "完成时间", "12月", "30", ""),
        ("效益指标", "防洪", "提高", "10", ""),
    ]
    assert form.record.total_score == "88"


def test_two_forms_in_one_file():
    """A grid that names another project begins another form."""
    other = [[("项目名称", 2), ("道路养护", 8)], *NATIONAL[1:]]
    forms = _forms(draw([_table(NATIONAL), _table(other)]))
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
    assert _forms(draw([_table(rows)])) == []


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
    (form,) = _forms(draw([_table([*NATIONAL[:6], *rows, *NATIONAL[8:]])]))
    assert to_plain(form.record.goals) == {"planned": "修路三公里", "achieved": "修路两公里"}
    assert not form.unplaced


def test_foot_notes_of_two_people_in_one_row():
    """Cells that hold both label and text are no pair of their neighbours."""
    rows = [*NATIONAL, [("负责人：张三", 5), ("财务负责人：李四", 5)]]
    (form,) = _forms(draw([_table(rows)]))
    assert form.record.extras["负责人"] == "张三"
    assert form.record.extras["财务负责人"] == "李四"


def test_numbered_goals_keep_their_paragraphs():
    """A numbered sentence begins a paragraph even where the line before it is full."""
    line = 18 * "路"
    goals = f"预期目标：1.{line}。2.修桥。"
    rows: Rows = [*NATIONAL[:6], [("年度目标", 2), (goals, 4), ("完成情况：已完成", 4)], *NATIONAL[8:]]
    (form,) = _forms(draw([_table(rows)]))
    assert form.record.goals.planned == f"1.{line}。\n2.修桥。"


KEYS = {
    "全年执行数(B)": "全年执行数",
    "年度指标值（A）": "年度指标值",
    "分值（10 分）": "分值",
    "其中：财政拨款": "财政拨款",
    "年度资金总额：": "年度资金总额",
    " 主管部门\n及代码": "主管部门及代码",
    "执行率(Ｂ/Ａ)": "执行率",
}


@pytest.mark.parametrize(("printed", "bare"), KEYS.items())
def test_labels_compare_by_their_key(printed: str, bare: str):
    """Width, white space, bracketed marks, 其中 and colons make no other label."""
    assert key(printed) == bare


def test_truth_has_the_record_s_shape():
    """The kept records are complete: every field of the type stands in the files."""
    for path, record in zip(sorted((HERE / "truth").glob("*.json")), TRUTH, strict=True):
        assert json.loads(path.read_text()) == to_plain(record)
