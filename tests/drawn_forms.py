"""Forms to draw: rows of cells, and the table that they make."""

from itertools import accumulate

from extractor.form.forms import read_forms
from extractor.grid.grids import find_grids
from extractor.page.pages import read_pages
from extractor.pipeline import load_kit
from models.records import Form
from tests.drawings import Drawn, Span

Rows = list[list[tuple[str, int]]]
"""Rows of (text, columns); a text of `^` goes on with the cell above."""


def table(rows: Rows, columns: int = 10, height: float = 40) -> Drawn:
    """Return rows as a table to draw, in equal columns of 53 points."""
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


COLUMNS = (
    ("一级指标", 1),
    ("二级指标", 1),
    ("三级指标", 2),
    ("年度指标值", 1),
    ("实际完成值", 1),
    ("分值", 1),
    ("得分", 1),
    ("评分标准", 1),
)
"""The labels of the indicators' columns, but for the last one of a form."""
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
    [*COLUMNS, ("偏差原因分析及改进措施", 1)],
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


def read_all(data: bytes) -> list[Form]:
    """Return the forms of a PDF, neither checked nor classified."""
    sheets = (find_grids(page) for page in read_pages(data, max_pages=99).pages)
    return list(read_forms(sheets, load_kit().lexicon))
