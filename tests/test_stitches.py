"""A table cut by page breaks → the same table whole."""

import pymupdf
import pytest

from tests.drawings import Drawn
from tests.drawn_forms import NATIONAL, Rows, read_all, table

ROW = NATIONAL[-5]


def _row(level3: str, reason: str) -> list[tuple[str, int]]:
    return [("^", 1), ("^", 1), (level3, 2), *ROW[3:8], (reason, 1)]


def _draw(pages: list[Drawn], openings: list[set[int]]) -> bytes:
    """Return a PDF whose cells lack their lower side in these columns of the last row, page by page."""
    document = pymupdf.open()
    for drawn, opened in zip(pages, openings, strict=True):
        page = document.new_page(width=595, height=842)
        for span, text in drawn.cells.items():
            left, bottom = span[1:3]
            box = drawn.box(span)
            for start, end in ((box.tl, box.tr), (box.tl, box.bl), (box.tr, box.br)):
                page.draw_line(start, end, width=0.6)
            if not (bottom == len(drawn.ys) - 1 and left in opened):
                page.draw_line(box.bl, box.br, width=0.6)
            for number in range(0, len(text), 6):
                page.insert_text(
                    box.tl + pymupdf.Point(2, 10 + 1.5 * number),
                    text[number : number + 6],
                    fontname="china-s",
                    fontsize=8,
                )
    data: bytes = document.tobytes()
    document.close()
    return data


FIRST: Rows = [*NATIONAL[:-5], ROW, _row("清淤面积", "无")]
SECOND: Rows = [[("", 1), ("", 1), *_row("清淤深度", "")[2:]], *NATIONAL[-4:]]
SECOND[1] = [("", 1), *SECOND[1][1:]]
REASONS = {
    "one cell over the break": ({0, 1, 9}, ["降雨", "无", "无"]),
    "two cells": ({0, 1}, ["降雨", "无", ""]),
}


@pytest.mark.parametrize(("opened", "reasons"), REASONS.values(), ids=REASONS.keys())
def test_a_cell_left_open_at_a_page_break_goes_on(opened: set[int], reasons: list[str]):
    """Where some cells are open at a break, those alone go on below: a reason that rows share, too."""
    (form,) = read_all(_draw([table(FIRST), table(SECOND)], [opened, set()]))
    assert [row.reason for row in form.record.indicators[:3]] == reasons
    assert [row.level2 for row in form.record.indicators] == [*["数量指标"] * 3, "时效指标", "社会效益指标"]
