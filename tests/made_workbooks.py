"""A form as a unit fills it in a spreadsheet: numbers with formats, merged labels, borders."""

import io
from collections.abc import Callable

from openpyxl import Workbook
from openpyxl.styles import Border, Side
from openpyxl.worksheet.worksheet import Worksheet

LINE = Border(*[Side(style="thin")] * 4)
ROWS: list[list[object]] = [
    ["项目名称", "阳光社区", None, None, None, None, None, None],
    ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分", None],
    ["年度资金总额", 526.44, 526.44, 526.24, 10, 0.9996, 10, None],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "全年实际值", "分值", "得分", "未完成原因"],
    ["产出指标", "数量指标", "培训", "5场", "2场", 60, 24, "费用核减。"],
    [None, None, "活动", "150场", "160场", 30, 30, None],
    ["总分", None, None, None, None, 100, 64, None],
]
FORMATS = {"F3": "0.00%", "B3": "#,##0.00", "G5": "0.0"}


def made_book(
    change: Callable[[Worksheet], None] = lambda _: None, *, border: Border = LINE, first: int = 1
) -> bytes:
    """Return a workbook of one form, its table from row `first` on, changed before it is saved."""
    book = Workbook()
    page = book.worksheets[0]
    for at, row in enumerate(ROWS, first):
        for column, value in enumerate(row, 1):
            page.cell(at, column, value).border = border  # type: ignore[arg-type] - texts, numbers, None
    for cell, number_format in FORMATS.items():
        page[cell].offset(row=first - 1).number_format = number_format
    for merged in ((4, 1), (4, 2)):
        page.merge_cells(
            start_row=first + merged[0],
            end_row=first + merged[0] + 1,
            start_column=merged[1],
            end_column=merged[1],
        )
    change(page)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
