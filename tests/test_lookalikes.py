"""Tables that are taken for a self-evaluation → refused by name; real forms beside them are read."""

import pymupdf
import pytest

from extractor.pipeline import extract, load_kit
from models.errors import BadDocument, NotASelfEvaluation, NoTextLayer, UnknownForm
from tests.drawings import Drawn, draw, draw_titled
from tests.drawn_forms import HEAD, NATIONAL, Rows, table
from tests.province_forms import row

TARGETS: Rows = [
    *HEAD,
    [("年度目标", 2), ("清淤十公里", 8)],
    [("一级指标", 2), ("二级指标", 2), ("三级指标", 3), ("指标值", 3)],
    [("产出指标", 2), ("数量指标", 2), ("清淤长度", 3), ("10公里", 3)],
]
WEIGHTED: Rows = [
    *HEAD,
    [("一级指标", 2), ("二级指标", 2), ("三级指标", 2), ("年度指标值", 2), ("分值", 2)],
    [("产出指标", 2), ("数量指标", 2), ("清淤长度", 2), ("10公里", 2), ("50", 2)],
]
GUESTS: Rows = [
    [("合计", 2), ("因公出国（境）费", 2), ("公务用车购置费", 2), ("公务用车运行费", 2), ("公务接待费", 2)],
    [("12.5", 2), ("0", 2), ("0", 2), ("8.5", 2), ("4", 2)],
]
BUDGET: Rows = [
    [("科目编码", 2), ("科目名称", 4), ("基本支出", 2), ("项目支出", 2)],
    [("2010301", 2), ("行政运行", 4), ("100", 2), ("20", 2)],
]
PROJECTS: Rows = [
    [("项目名称", 4), ("项目支出", 2), ("一般公共预算", 2), ("政府性基金预算", 2)],
    [("河道清淤", 4), ("20", 2), ("20", 2), ("0", 2)],
]
WATCHED: Rows = [
    *HEAD,
    [("一级指标", 2), ("三级指标", 2), ("年度指标值", 2), ("全年预计完成情况", 2), ("完成目标可能性", 2)],
    [("产出指标", 2), ("清淤长度", 2), ("10公里", 2), ("10公里", 2), ("确定能", 2)],
]
AGAIN: Rows = [
    *HEAD,
    [("一级指标", 2), ("三级指标", 4), ("上年完成值", 2), ("本年指标值", 2)],
    [("产出指标", 2), ("清淤长度", 4), ("8公里", 2), ("10公里", 2)],
]
FORECAST: Rows = [
    *HEAD,
    [("评估内容", 2), ("评估要点", 3), ("分值", 1), ("评估得分", 1), ("评估意见", 3)],
    [("立项必要性", 2), ("符合规划", 3), ("20", 1), ("18", 1), ("可行", 3)],
]
AUGUST: Rows = [
    *HEAD,
    [("一级指标", 2), ("三级指标", 2), ("年度指标值", 2), ("8月底完成值", 2), ("预警级别", 2)],
    [("产出指标", 2), ("清淤长度", 2), ("10公里", 2), ("6公里", 2), ("黄", 2)],
]
FOLLOWED: Rows = [
    *HEAD,
    [("一级指标", 2), ("三级指标", 2), ("年度指标值", 2), ("实际完成值", 2), ("全年预计完成值", 2)],
    [("产出指标", 2), ("清淤长度", 2), ("10公里", 2), ("6公里", 2), ("10公里", 2)],
]
JUDGED: Rows = [
    *HEAD,
    [("一级指标", 2), ("三级指标", 2), ("分值", 1), ("评分标准", 2), ("评价得分", 1), ("扣分原因", 2)],
    [("产出指标", 2), ("清淤长度", 2), ("100", 1), ("按比例", 2), ("97", 1), ("验收延期", 2)],
]
REFUSED = {
    "assessed before": (
        "新增项目事前绩效评估表",
        FORECAST,
        "page 1 holds a 事前绩效评估: it judges a project",
    ),
    "assessed before, without a title": ("", FORECAST, "page 1 holds a 事前绩效评估表"),
    "watched in August": ("绩效目标执行监控情况表", AUGUST, "page 1 holds a 执行监控情况表"),
    "followed through the year": ("", FOLLOWED, "page 1 holds a 绩效运行监控表"),
    "a policy judged by others": (
        "供水补贴政策绩效评价指标体系及评分表",
        [
            HEAD[0],
            row("一级指标|三级指标|政策目标值|实际值|评价得分", "23221"),
            row("产出指标|补贴户数|300户|290户|48", "23221"),
        ],
        "a 评价指标体系: others than the unit",
    ),
    "judged by others": (
        "清淤项目绩效评价评分表",
        JUDGED,
        "a 绩效评价评分表: others than the unit",
    ),
    "applied for": (
        "项目支出绩效目标申报表",
        TARGETS,
        "page 1 holds a 绩效目标申报表: it has targets but no actual values",
    ),
    "approved": (
        "2023年度绩效目标批复表",
        WEIGHTED,
        "page 1 holds a 绩效目标批复表: it has targets but no actual values",
    ),
    "without a title": ("", TARGETS, "page 1 holds a 绩效目标表: it has targets but no actual values"),
    "travel, cars and guests": ("“三公”经费预算表", GUESTS, "it has amounts but no indicators"),
    "travel, cars and guests without a title": ("", GUESTS, "page 1 holds a 三公经费表"),
    "watched": ("上半年绩效运行监控表", WATCHED, "page 1 holds a 绩效运行监控表"),
    "watched, without a title": ("", WATCHED, "page 1 holds a 绩效运行监控表"),
    "applied for again": ("2024年绩效目标申报表", AGAIN, "page 1 holds a 绩效目标申报表"),
    "a budget": ("部门支出预算表", BUDGET, "page 1 holds a 支出预算表"),
    "a budget by project": ("", PROJECTS, "page 1 holds a 预算表"),
}


@pytest.mark.parametrize(("title", "rows", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_look_alikes_are_refused(title: str, rows: Rows, message: str):
    """The error names the page, the table and what it lacks."""
    with pytest.raises(NotASelfEvaluation) as caught:
        extract(draw_titled([(title, table(rows))]), "a.pdf", load_kit())
    assert message in caught.value.message


def test_a_table_titled_a_self_evaluation_is_no_other():
    """Without a column that is known to hold actual values its labels may be new."""
    with pytest.raises(UnknownForm):
        extract(draw_titled([("项目支出绩效自评表", table(TARGETS))]), "a.pdf", load_kit())


SCANNED = {"titled": ("项目支出绩效目标申报表", NotASelfEvaluation), "untitled": ("", NoTextLayer)}


@pytest.mark.parametrize(("title", "error"), SCANNED.values(), ids=SCANNED.keys())
def test_a_scan_is_refused_by_its_title_alone(title: str, error: type[BadDocument]):
    """What its labels lack may only not have been read."""
    with pymupdf.open(stream=draw_titled([(title, table(TARGETS))])) as document:
        picture = document[0].get_pixmap(dpi=150).tobytes("png")
    with pytest.raises(error):
        extract(picture, "a.png", load_kit())


def test_a_real_form_is_read_beside_them():
    """Look-alikes before, between and after forms change nothing in the forms."""
    alone = extract(draw([table(NATIONAL)]), "a.pdf", load_kit()).forms[0]
    pages: list[tuple[str, Drawn]] = [
        ("部门支出预算表", table(BUDGET)),
        ("项目支出绩效目标申报表", table(TARGETS)),
        ("项目支出绩效自评表", table(NATIONAL)),
        ("“三公”经费支出决算表", table(GUESTS)),
        ("项目支出绩效自评表", table(NATIONAL)),
        ("", table(BUDGET)),
    ]
    forms = extract(draw_titled(pages), "a.pdf", load_kit()).forms
    assert [form.pages for form in forms] == [(3,), (5,)]
    for form in forms:
        assert form.record.indicators == alone.record.indicators
        assert form.record.extras == alone.record.extras
        assert form.record.title == "项目支出绩效自评表"


def test_a_form_under_another_title_is_read():
    """Values and scores make a form of what is only titled as a look-alike."""
    (form,) = extract(draw_titled([("项目绩效目标表", table(NATIONAL))]), "a.pdf", load_kit()).forms
    assert form.record.total_score == "88"


def test_marks_of_its_own_under_the_title_of_others():
    """自评得分 makes a self-evaluation of what is titled as one of others; without it a person looks."""
    own = {"评价得分": "自评得分"}
    rows: Rows = [[(own.get(text, text), span) for text, span in cells] for cells in JUDGED]
    (form,) = extract(draw_titled([("清淤项目绩效评价评分表", table(rows))]), "a.pdf", load_kit()).forms
    assert form.record.indicators[0].score == "97"
    assert not form.missing
    (form,) = extract(draw_titled([("", table(JUDGED))]), "a.pdf", load_kit()).forms
    assert form.missing == ("column-missing:target", "column-missing:actual")


def test_an_indicator_may_bear_the_label_of_a_look_alike():
    """Below the header 专家评分 names an indicator, and 预计完成情况 over the goals no column."""
    goals = [row("年度目标|预计完成情况|实际完成情况", "244"), row("^|清淤10公里|清淤6公里", "244")]
    rows: Rows = [
        *HEAD,
        *goals,
        row("一级指标|三级指标|年度指标值|实际完成值|偏差原因", "22222"),
        row("产出指标|专家评分|80分|85分|无", "22222"),
    ]
    (form,) = extract(draw_titled([("", table(rows))]), "a.pdf", load_kit()).forms
    assert form.record.indicators[0].level3 == "专家评分"


@pytest.mark.parametrize("title", ["清淤项目绩效评价打分表", "清淤项目评价指标体系（自评）"])
def test_a_title_alone_makes_no_marks_those_of_others(title: str):
    """A whole form is read under it where no label says that others judge; 第三方评价 says so itself."""
    rows: Rows = [
        *HEAD,
        row("一级指标|三级指标|年度指标值|实际完成值|分值|得分|评分标准", "2211112"),
        row("产出指标|清淤长度|10公里|10公里|100|100|按比例", "2211112"),
    ]
    plain = [[("备注" if text == "评分标准" else text, span) for text, span in cells] for cells in rows]
    (form,) = extract(
        draw_titled([(title, table(rows if "自评" in title else plain))]), "a.pdf", load_kit()
    ).forms
    assert form.record.indicators[0].score == "100"
    with pytest.raises(NotASelfEvaluation):
        extract(draw_titled([("清淤项目第三方评价表", table(plain))]), "a.pdf", load_kit())


LEDGERS = {
    "indicators beside projects": (
        "项目名称|一级指标|三级指标|指标值|完成值|得分",
        ("河道清淤|产出指标|清淤长度|10公里|9公里|9", "道路养护|产出指标|养护长度|8公里|8公里|10"),
        "项目汇总表",
    ),
    "a project a row": (
        "项目名称|预算数|执行数|指标值|完成值|得分",
        ("河道清淤|100|90|10公里|9公里|9", "道路养护|80|80|8公里|8公里|10"),
        "项目汇总表",
    ),
    "no indicators": (
        "项目名称|预算数|执行数|自评得分|自评等级|备注",
        ("河道清淤|100|90|95|优|", "道路养护|80|80|89|良|"),
        "自评汇总表",
    ),
}


@pytest.mark.parametrize(("header", "rows", "name"), LEDGERS.values(), ids=LEDGERS)
def test_several_projects_in_the_rows_of_one_table_are_no_form(header: str, rows: tuple[str, ...], name: str):
    """A ledger is refused by name; a form that names its own project may list others beside indicators."""
    ledger: Rows = [row(texts, "221122") for texts in (header, *rows)]
    title = "部门" + name.replace("项目汇总表", "项目支出绩效自评表")
    with pytest.raises(NotASelfEvaluation, match=name):
        extract(draw_titled([(title, table(ledger))]), "a.pdf", load_kit())
    if "指标值" in header:
        (form,) = extract(
            draw_titled([("项目支出绩效自评表", table([*HEAD, *ledger]))]), "a.pdf", load_kit()
        ).forms
        assert form.record.project_name == "河道清淤"


@pytest.mark.parametrize(
    ("heading", "head"),
    [
        ("项目支出绩效自评表\n项目名称：河道整治\n", HEAD[1:]),
        ("项目支出绩效自评表", [row("项目|河道整治", "28"), HEAD[1]]),
    ],
    ids=["in a line above", "beside a short label"],
)
def test_a_form_of_one_project_lists_others_wherever_it_names_its_own(heading: str, head: Rows):
    """What a form's own project is called is told by its reading, not by its table's head alone."""
    header, rows, _ = LEDGERS["indicators beside projects"]
    ledger: Rows = [row(texts, "221122") for texts in (header.replace("项目名称", "二级项目"), *rows)]
    (form,) = extract(draw_titled([(heading, table([*head, *ledger]))]), "a.pdf", load_kit()).forms
    assert form.record.project_name == "河道整治"
    assert len(form.record.indicators) == len(rows)


def test_a_table_of_no_kind_is_an_unknown_form():
    """A table that is like nothing known is no look-alike."""
    rows: Rows = [[("姓名", 5), ("年龄", 5)], [("张三", 5), ("40", 5)]]
    with pytest.raises(UnknownForm):
        extract(draw([table(rows)]), "a.pdf", load_kit())


def test_a_department_s_own_form_is_read():
    """部门整体支出绩效自评表 evaluates no project, yet has targets, values and scores: it is read."""
    rows: Rows = [
        [("部门名称", 2), ("某县水利局", 8)],
        *NATIONAL[2:],
    ]
    (form,) = extract(draw_titled([("部门整体支出绩效自评表", table(rows))]), "a.pdf", load_kit()).forms
    assert form.template == "department"
    assert form.record.department == "某县水利局"
    assert form.record.total_score == "88"
