"""Several forms in one grid are read one by one."""

import pytest

from tests.department_forms import COUNTED, SECTIONS
from tests.drawings import draw, draw_titled
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


def _project(name: str, department: str) -> Rows:
    return [
        [("项目名称", 2), (name, 8)],
        [("主管部门", 2), (department, 8)],
    ]


def _indicators(name: str, *, total: bool = True) -> Rows:
    first, *others = NATIONAL[9:13]
    return [[*first[:2], (name, 2), *first[3:]], *(others if total else others[:-1])]


HEADER = NATIONAL[8:9]
FIRST, SECOND, THIRD = (
    _project(*given)
    for given in (("河道清淤", "某县水利局"), ("桥梁检测", "某县交通局"), ("造林", "某县林业局"))
)
ONCE: dict[str, list[Rows]] = {
    "the header in the first form alone": [
        [
            *FIRST,
            *NATIONAL[2:8],
            *HEADER,
            *_indicators("甲"),
            *SECOND,
            *NATIONAL[2:8],
            *_indicators("乙"),
            *THIRD,
            *_indicators("丙"),
        ]
    ],
    "no totals": [
        [
            *FIRST,
            *HEADER,
            *_indicators("甲", total=False),
            *SECOND,
            *_indicators("乙", total=False),
            *THIRD,
            *_indicators("丙"),
        ]
    ],
    "the header over all": [
        [*TITLE, *HEADER, *FIRST, *_indicators("甲"), *SECOND, *_indicators("乙"), *THIRD, *_indicators("丙")]
    ],
    "a page break within the second": [
        [*FIRST, *HEADER, *_indicators("甲", total=False), *SECOND],
        [*_indicators("乙", total=False), *THIRD, *_indicators("丙")],
    ],
    "the department before the name": [
        [
            *FIRST[::-1],
            *HEADER,
            *_indicators("甲"),
            *SECOND[::-1],
            *HEADER,
            *_indicators("乙"),
            *THIRD[::-1],
            *HEADER,
            *_indicators("丙"),
        ]
    ],
    "numbered projects": [
        [
            row
            for number, mark, ((_, (name, _)), department) in zip(
                (1, 2, 3), "甲乙丙", (FIRST, SECOND, THIRD), strict=True
            )
            for row in (
                [("序号", 1), (str(number), 1), ("项目名称", 2), (name, 6)],
                department,
                *HEADER,
                *_indicators(mark),
            )
        ]
    ],
}


@pytest.mark.parametrize("pages", ONCE.values(), ids=ONCE)
def test_forms_under_one_header(pages: list[Rows]):
    """Each form has its own project, department and indicators, whether or not it has a header of its own."""
    read = read_all(draw([table(rows, height=21) for rows in pages]))
    assert [
        (form.record.project_name, form.record.department, form.record.indicators[0].level3) for form in read
    ] == [("河道清淤", "某县水利局", "甲"), ("桥梁检测", "某县交通局", "乙"), ("造林", "某县林业局", "丙")]
    assert all([row.score for row in form.record.indicators] == ["40", "30", "10"] for form in read)
    assert all(form.record.indicators[0].reason == "降雨" for form in read)
    assert not any(form.unplaced or form.missing for form in read)
    assert [form.record.title for form in read][1:] == ["", ""]


def test_a_header_is_lent_under_no_title_of_its_own():
    """A table without a header that has a title is not read under the header of the form above."""
    second = [*SECOND, *_indicators("乙")]
    read = read_all(
        draw_titled([("", table([*FIRST, *HEADER, *_indicators("甲")])), ("附表", table(second))])
    )
    assert [form.record.project_name for form in read] == ["河道清淤"]
