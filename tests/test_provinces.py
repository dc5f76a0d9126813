"""Forms as provinces, cities and departments print them are read field by field, and nothing is unplaced."""

import pytest

from extractor.form.titles import is_title
from extractor.pipeline import extract, load_kit
from models.pointers import all_values
from tests.agency_forms import AGENCIES
from tests.borough_forms import BOROUGHS
from tests.branch_forms import BRANCHES
from tests.bureau_forms import BUREAUS
from tests.city_forms import CITIES, WHOLE_DEPARTMENT
from tests.county_forms import COUNTIES
from tests.department_forms import DEPARTMENTS, SECTIONS
from tests.drawings import draw
from tests.drawn_forms import read_all, table
from tests.institution_forms import INSTITUTIONS
from tests.ministry_forms import MINISTRIES, NESTED
from tests.office_forms import OFFICES, TASKS
from tests.province_forms import PROVINCES, Province, row
from tests.station_forms import LOST, STATIONS
from tests.team_forms import HEAD, PARTS, ROWS, SOURCES, TEAMS, USES
from tests.town_forms import TOWNS
from tests.township_forms import TOWNSHIPS

ALL = (
    PROVINCES
    | CITIES
    | COUNTIES
    | BUREAUS
    | BOROUGHS
    | DEPARTMENTS
    | OFFICES
    | AGENCIES
    | MINISTRIES
    | INSTITUTIONS
    | TEAMS
    | BRANCHES
    | STATIONS
    | TOWNS
    | TOWNSHIPS
)


@pytest.mark.parametrize("province", ALL.values(), ids=ALL)
def test_a_provinces_form_is_read(province: Province):
    """Each field that its columns and rows name is the printed one."""
    (form,) = read_all(draw([table(province.rows)]))
    values = all_values(form.record)
    assert {pointer: values.get(pointer) for pointer in province.fields} == province.fields
    assert not form.unplaced


def test_a_title_in_traditional_characters_is_one():
    """The simplified script's title is known in the other, too."""
    assert is_title("項目支出績效自評表（2023年度）", load_kit().lexicon)


def test_a_list_does_not_stand_in_for_lost_funds():
    """A form whose block of funds has no line goes to review for what was spent, whatever a list says."""
    (form,) = extract(draw([table(LOST.rows)]), "lost.pdf", load_kit()).forms
    assert "missing:/funds/0/executed" in form.why_review


def test_marks_for_the_goals_count():
    """The total counts what the goals got; nobody is blamed for it."""
    (form,) = extract(draw([table(TASKS.rows)]), "goals.pdf", load_kit()).forms
    assert not {"total-is-sum", "weights-are-100"} & {finding.code for finding in form.findings}


def test_a_departments_whole_spending_goes_to_review():
    """整体支出 is no project's: the form names none, and a person sees it."""
    (form,) = extract(draw([table(WHOLE_DEPARTMENT)]), "whole.pdf", load_kit()).forms
    assert not form.record.project_name
    assert form.needs_review


def test_what_stands_above_a_title_in_the_table_is_no_part_of_the_form():
    """附件2 over the title asks for no review; a text under it does."""
    (form,) = read_all(draw([table([[("附件2", 10)], *SECTIONS.rows])]))
    assert [(one.text, one.outside) for one in form.unplaced] == [("附件2", True)]
    title, *rows = SECTIONS.rows
    (form,) = read_all(draw([table([title, [("存量项目", 10)], *rows])]))
    assert [(one.text, one.outside) for one in form.unplaced] == [("存量项目", False)]


def test_projects_without_one_of_the_forms_own_name_none():
    """Of several projects none is the form's; a person sees it."""
    (form,) = read_all(draw([table(PARTS.rows[1:])]))
    assert not form.record.project_name
    assert "missing:/project_name" in form.missing


def test_a_list_alone_with_what_was_spent_goes_to_review():
    """Uses of money are no sources: they are extras, and a person sees that the funds lack."""
    (form,) = read_all(draw([table(USES)]))
    assert form.record.extras["抢修堤段/全年执行数"] == "160"
    assert form.missing == ("missing:/funds/0/executed",)


def test_a_name_alone_is_an_indicator_that_a_person_looks_at():
    """It may be that of those below; what a form prints for one that nobody filled in is none."""
    header = row("一级指标|二级指标|三级指标|目标值|完成值|分值|得分", "1121122")
    rows = [
        NESTED.rows[1],
        header,
        row("产出指标|数量指标|东堤||||", "1121122"),
        row("^|^|改造水厂|1座|1座|90|87", "1121122"),
        *(row(f"^|^|{name}||||", "1121122") for name in ("指标2：", "……", "")),
    ]
    (form,) = read_all(draw([table(rows)]))
    assert form.missing == ("missing:/indicators/0/target",)


def test_funds_whose_budgets_nobody_knows_go_to_review():
    """Figures under labels in no list may be the budget; a person sees it."""
    header = row("项目资金||预定数额|现定数额|全年执行数|分值|执行率|得分", "22111111")
    (form,) = read_all(draw([table([*HEAD, header, SOURCES[1], *ROWS])]))
    assert form.record.extras["funds/0/现定数额"] == "300"
    assert form.missing == ("missing:/funds/0/adjusted_budget",)


def test_funds_without_a_known_amount_spent_go_to_review():
    """What stands under a label in no list may be what was spent, if it has digits at all."""
    header = row("项目资金||年初预算数|全年预算数|执|分值|执行率|得分", "22111111")
    amounts = row("^|年度资金总额|300|300|27行0|10|90%|9", "22111111")
    (form,) = read_all(draw([table([*HEAD, header, amounts, *ROWS])]))
    assert form.missing == ("missing:/funds/0/executed",)


@pytest.mark.parametrize(
    "label",
    ["追加预算", "结余预算", "未执行预算", "核减预算", "本年可用预算", "追加预算金额", "剩余预算金额"],
)
def test_what_was_added_or_is_left_is_no_initial_budget(label: str):
    """A label that ends like one of a budget keeps its own name, and a person sees it."""
    header = row(f"项目资金||{label}|全年执行数|分值|执行率|得分", "2221111")
    amounts = row("^|年度资金总额|300|270|10|90%|9", "2221111")
    (form,) = read_all(draw([table([*HEAD, header, amounts, *ROWS])]))
    assert (form.record.funds[0].initial_budget, form.record.funds[0].adjusted_budget) == ("", "")
    assert form.record.extras[f"funds/0/{label}"] == "300"
    assert form.missing == ("missing:/funds/0/adjusted_budget",)


def test_a_column_of_times_is_none_of_actual_values():
    """A table of targets, and when and by whom they are due, is no self-evaluation."""
    header = row("一级指标|二级指标|三级指标|指标值|完成时限|完成部门", "112222")
    values = row("产出指标|数量指标|改造水厂|1座|12月|水利科", "112222")
    assert not read_all(draw([table([NESTED.rows[1], header, values])]))


LACKING = {
    "no target": (
        "一级指标|二级指标|三级指标|定额|完成值|分值|得分",
        "产出指标|数量指标|改造水厂|1座|1座|100|97",
        ("column-missing:target",),
    ),
    "two actual values, and no target": (
        "一级指标|二级指标|三级指标|规划完成值|完成值|分值|得分",
        "产出指标|数量指标|改造水厂|1座|1座|100|97",
        ("column-missing:target",),
    ),
    "no weight": (
        "一级指标|二级指标|三级指标|目标值|完成值|占比|得分",
        "产出指标|数量指标|改造水厂|1座|1座|100|97",
        ("column-missing:weight",),
    ),
    "a rate, and a text": (
        "一级指标|二级指标|三级指标|完成率|完成值|评分标准|得分",
        "产出指标|数量指标|改造水厂|100%|1座|按比例|97",
        (),
    ),
    "marks alone, and texts": (
        "一级指标|二级指标|三级指标|评分细则|佐证材料|分值|得分",
        "产出指标|数量指标|改造水厂|按比例|验收单|100|97",
        ("column-missing:target", "column-missing:actual"),
    ),
    "marks of its own alone, and texts": (
        "一级指标|二级指标|三级指标|评分细则|佐证材料|分值|自评得分",
        "产出指标|数量指标|改造水厂|按比例|验收单|100|97",
        (),
    ),
    "a number of the row": (
        "一级指标|二级指标|三级指标|目标值|完成值|序号|得分",
        "产出指标|数量指标|改造水厂|1座|1座|1|97",
        (),
    ),
    "actual values by a word alone": (
        "一级指标|二级指标|三级指标|目标值|取得水平|分值|得分",
        "产出指标|数量指标|改造水厂|1座|1座|100|97",
        ("column-missing:actual",),
    ),
    "another's score": (
        "一级指标|二级指标|三级指标|目标值|完成值|复核分|得分",
        "产出指标|数量指标|改造水厂|1座|1座|100|97",
        (),
    ),
}


@pytest.mark.parametrize(("header", "values", "missing"), LACKING.values(), ids=LACKING)
def test_a_column_under_a_label_that_nobody_knows_is_missed(
    header: str, values: str, missing: tuple[str, ...]
):
    """What may be targets, actual values or marks is kept under its label, and a person looks."""
    rows = [NESTED.rows[1], row(header, "1121122"), row(values, "1121122")]
    (form,) = read_all(draw([table(rows)]))
    assert form.missing == missing


def test_a_title_tells_what_a_word_may_mean():
    """What a word alone names as the actual values is taken for them in a titled self-evaluation."""
    header, values, _ = LACKING["actual values by a word alone"]
    rows = [NESTED.rows[1], row(header, "1121122"), row(values, "1121122")]
    (form,) = read_all(draw([table([[("项目支出绩效自评表", 10)], *rows])]))
    assert not form.missing


def test_of_two_targets_a_person_chooses():
    """A target that was changed during the year is uncertain where the later one says something else."""
    header = "一级指标|三级指标|年初指标值|调整后指标值|完成值|分值|得分"
    unchanged = ("未调整", "不变", "无", "同年初目标", "与年初一致")
    rows = [
        NESTED.rows[1],
        row(header, "2211211"),
        *(row(f"产出指标|清淤|3公里|{text}|3公里|1|1", "2211211") for text in unchanged),
        row("产出指标|改造水厂|3座|2座|2座|60|60", "2211211"),
        row("产出指标|更换水表|9只|9只|9只|20|20", "2211211"),
        row("产出指标|管网|5公里|—|5公里|20|20", "2211211"),
    ]
    (form,) = read_all(draw([table(rows)]))
    assert [(one.field, one.choices) for one in form.uncertain] == [("/indicators/5/target", ("3座", "2座"))]


def test_what_else_was_changed_is_no_target():
    """The amount or the marks that were changed leave the target as it is."""
    for label in ("预算调整数", "调整后得分值"):
        rows = [
            NESTED.rows[1],
            row(f"一级指标|三级指标|指标值|{label}|完成值|分值|得分", "2211211"),
            row("产出指标|改造水厂|3座|2|3座|60|60", "2211211"),
        ]
        (form,) = read_all(draw([table(rows)]))
        assert not form.uncertain


@pytest.mark.parametrize("row_of", ["x", "9", "-7", ""])
def test_a_label_printed_like_one_of_a_row_names_none(row_of: str):
    """What stands in the head is none of a row's targets, whatever its label says, and is kept."""
    label = f"indicators/{row_of}/调整后目标"
    rows = [
        NESTED.rows[1],
        row(f"{label}|3座", "55"),
        row("一级指标|三级指标|指标值|完成值|分值|得分", "221122"),
        row("产出指标|改造水厂|2座|2座|60|60", "221122"),
        row("产出指标|更换水表|9只|9只|40|40", "221122"),
    ]
    (form,) = read_all(draw([table(rows)]))
    assert (form.record.extras[label], form.uncertain) == ("3座", ())


@pytest.mark.parametrize(
    ("label", "missing"),
    [("动用额", ("missing:/funds/0/executed",)), ("使用数", ())],
    ids=["unknown", "listed"],
)
def test_what_was_spent_under_an_unknown_label_is_missed(label: str, missing: tuple[str, ...]):
    """Figures under a label that nobody knows may be what was spent, and a person looks."""
    rows = [
        NESTED.rows[1],
        row(f"项目资金|年初预算数|{label}|执行率", "3322"),
        row("年度资金总额|300|279|93%", "3322"),
        row("一级指标|三级指标|目标值|完成值|分值|得分", "222211"),
        row("产出指标|改造水厂|2座|2座|100|97", "222211"),
    ]
    (form,) = read_all(draw([table(rows)]))
    assert form.missing == missing
