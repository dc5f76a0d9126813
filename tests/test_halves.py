"""Forms that hold what nobody expects: nothing on their pages is dropped, nothing is given twice."""

import pymupdf
import pytest
from hypothesis import given

from models.records import Form
from tests.drawings import Drawn, draw
from tests.drawn_forms import HEAD, NATIONAL, Rows, read_all, table
from tests.generators.cases import CANVASES, MAKERS, Case, draw_case
from tests.generators.halves import make_half
from tests.generators.ledgers import imbalances
from tests.generators.properties import drawn, printer_of, profile
from tests.generators.readings import read_back

FILES = {True: 40, False: 8}
"""How many files are drawn by hand, and by each browser, where no option says otherwise."""


@pytest.mark.parametrize("maker", MAKERS)
def test_nothing_of_a_half_form_is_lost(maker: str, request: pytest.FixtureRequest):
    """Where cells hold what nobody expects there, each is still given or unplaced, once and on its page."""
    with printer_of(maker, request) as print_html:

        @profile(request, maker, FILES[maker in CANVASES])
        @given(drawn(lambda pick: draw_case(pick, maker, print_html, make_half)))
        def balance(case: Case) -> None:
            assert not imbalances(case.data, read_back(case.data), case.drawn)

        balance()


def _told(form: Form) -> list[str]:
    return [one.text for one in form.unplaced]


def _written(drawn: Drawn, *lines: tuple[float, str]) -> bytes:
    """Return a drawn page with lines at some heights."""
    document = pymupdf.open(stream=draw([drawn]))
    for y, text in lines:
        document[0].insert_text((60, y), text, fontname="china-s", fontsize=8)
    data: bytes = document.tobytes()
    document.close()
    return data


def test_what_was_added_to_a_goal_is_not_unplaced():
    """A second cell under one heading is in the goal's text, and only there."""
    more: Rows = [*NATIONAL[:8], [("^", 2), ("岸线整治", 4), ("完成整治", 4)], *NATIONAL[8:]]
    (form,) = read_all(draw([table(more)]))
    assert form.record.goals.planned == "清淤十公里\n岸线整治"
    assert not form.unplaced


def test_a_year_in_prose_is_not_the_forms():
    """A sentence above the table that holds a year stays whole; a line that says little else is the year."""
    prose, (form,) = (
        "自2018年6月起实施",
        read_all(_written(table(NATIONAL), (20, "自2018年6月起实施"), (32, "（2021年度）"))),
    )
    assert form.record.year == "2021"
    assert _told(form) == [prose]


def test_a_line_under_the_table_replaces_no_value_of_its_head():
    """What a note calls by the label of a field that the head has already is kept beside it."""
    rows = table(NATIONAL)
    (form,) = read_all(_written(rows, (rows.ys[-1] + 10, "主管部门：另一单位")))
    assert form.record.department == "某县水利局"
    assert form.record.extras["主管部门"] == "另一单位"


def test_a_table_that_is_no_form_is_kept_by_the_form_on_its_page():
    """A head without indicators above or under a form gives its texts to that form, once."""
    head: Rows = [[("项目名称", 2), ("道路养护", 8)], [("主管部门", 2), ("某县交通局", 8)]]
    whole = table(NATIONAL, height=24)
    for above in (True, False):
        first, second = (table(head, height=24), whole) if above else (whole, table(head, height=24))
        down = first.ys[-1] + 30 - second.ys[0]
        (form,) = read_all(_on_one_page(first, Drawn(second.xs, [y + down for y in second.ys], second.cells)))
        assert form.record.project_name == "河道清淤"
        assert sorted(_told(form)) == sorted(["项目名称", "道路养护", "主管部门", "某县交通局", "道路养护表"])


def _on_one_page(first: Drawn, second: Drawn) -> bytes:
    """Return one page with two tables, a title between them."""
    document = pymupdf.open(stream=draw([first]))
    with pymupdf.open(stream=draw([second])) as other:
        document[0].show_pdf_page(document[0].rect, other, 0)
    document[0].insert_text((60, first.ys[-1] + 18), "道路养护表", fontname="china-s", fontsize=8)
    data: bytes = document.tobytes()
    document.close()
    return data


def test_a_funds_header_under_a_group_alone_is_read():
    """Columns of funds that name no source, under a label over all of them, end no reading."""
    header: Rows = [
        [("资金情况", 2), ("数", 2), ("年初预算数", 3), ("全年执行数", 3)],
        [("^", 2), ("其他说明", 2), ("5", 3), ("4", 3)],
    ]
    group: Rows = [[("资金情况", 2), ("安排和执行", 8)], [("^", 2), *header[0][1:]], header[1]]
    (form,) = read_all(draw([table([*NATIONAL[:2], *group, *NATIONAL[6:]])]))
    assert [fund.executed for fund in form.record.funds] == ["4"]


def test_a_label_that_goes_on_from_the_funds_into_the_indicators_is_read():
    """A cell of the header of the funds that goes on into that of the indicators ends no reading."""
    rows: Rows = [
        [("项目资金", 2), ("", 2), ("年初预算数", 1), ("全年执行数", 3), ("执行率", 2)],
        [("三级指标", 4), ("^", 1), ("实际完成值", 3), ("分值", 1), ("得分", 1)],
        [("清淤长度", 4), ("10", 1), ("8", 3), ("90", 1), ("80", 1)],
    ]
    (form,) = read_all(draw([table([*HEAD, *rows])]))
    assert form.record.indicators[0].actual == "8"


def test_a_row_amidst_the_indicators_is_one_whatever_it_is_called():
    """What names an indicator may be a label of the foot elsewhere; labels that span it tell."""
    output, quantity, length = NATIONAL[9][0], NATIONAL[9][1], NATIONAL[9][2:]
    rows: Rows = [
        *NATIONAL[:9],
        [output, quantity, *length],
        [("^", 1), ("^", 1), ("联系电话", 2), *length[1:]],
        [("^", 1), ("^", 1), ("清淤次数", 2), *length[1:]],
    ]
    (form,) = read_all(draw([table(rows)]))
    assert [one.level3 for one in form.record.indicators] == ["清淤长度", "联系电话", "清淤次数"]
    assert "联系电话" not in form.record.extras


def test_a_sentence_among_labels_is_unplaced():
    """Whatever column it would name, and whatever else its lines would be, it stays whole."""
    upper: Rows = [[("指标", 4), ("年度指标值", 2), ("实际完成值", 2), ("得分", 2)]]
    lower: Rows = [[("三级指标", 4), ("计量单位", 1), ("另定。见后", 1), ("^", 2), ("^", 2)]]
    rows: Rows = [[("清淤长度", 4), ("公里", 1), ("10", 1), ("8", 2), ("40", 2)]]
    (form,) = read_all(draw([table([*NATIONAL[:8], *upper, *lower, *rows])]))
    assert form.record.indicators[0].target == "10"
    assert "另定。见后" in _told(form)


def test_a_sentence_in_a_cell_alone_is_no_title():
    """A line of it that holds a year is not the form's year."""
    said = "开工两次；自\n2020年6月起\n实施"
    (form,) = read_all(draw([table([[(said, 10)], *NATIONAL])]))
    assert not form.record.year
    assert said.replace("\n", "") in _told(form)
