"""Several forms in one grid are read one by one."""

import pytest

from tests.department_forms import COUNTED, SECTIONS
from tests.drawings import draw
from tests.drawn_forms import HEAD, NATIONAL, Rows, read_all, table

TITLE: Rows = [[("项目支出绩效自评表", 10)], [("（2023年度）", 10)]]
BUNDLES: dict[str, tuple[list[Rows], list[tuple[str, str, str]]]] = {
    "titled": (
        [[*NATIONAL, *TITLE, *COUNTED.rows]],
        [("河道清淤", "", ""), ("桥梁检测", "项目支出绩效自评表", "")],
    ),
    "a note above the next": (
        [[*NATIONAL, [("注：单位自评。", 10)], *COUNTED.rows]],
        [("河道清淤", "", "单位自评。"), ("桥梁检测", "", "")],
    ),
    "the end of one from the page before": (
        [NATIONAL[:-5], [*NATIONAL[-5:], *TITLE, *SECTIONS.rows[2:]]],
        [("河道清淤", "", ""), ("桥梁检测", "项目支出绩效自评表", "")],
    ),
    "a list of parts within one": (
        [
            [
                *HEAD,
                [("资金来源", 2), ("全年预算数", 4), ("全年执行数", 4)],
                [("合计", 2), ("90", 4), ("90", 4)],
                [("子项目名称", 5), ("清淤", 5)],
                *NATIONAL[8:],
            ]
        ],
        [("河道清淤", "", "")],
    ),
}


@pytest.mark.parametrize(("pages", "forms"), BUNDLES.values(), ids=BUNDLES)
def test_forms_of_one_grid(pages: list[Rows], forms: list[tuple[str, str, str]]):
    """Each form has its own project, title and note, and all its indicators; nothing stays over."""
    read = read_all(draw([table(rows, height=26) for rows in pages]))
    records = [form.record for form in read]
    assert [(one.project_name, one.title, one.extras.get("注", "")) for one in records] == forms
    assert all(one.total_score and len(one.indicators) > 1 for one in records)
    assert not any(form.unplaced for form in read)
