"""Text that a page break leaves below the rulings, under a cell that is open there."""

import pymupdf
import pytest

from tests.drawn_forms import NATIONAL, Rows, read_all, table

ROW = NATIONAL[-5]
FIRST: Rows = [*NATIONAL[:-5], [*ROW[:-1], ("", 1)]]
SECOND: Rows = [[("", 1), ("", 1), ("清淤深度", 2), *ROW[3:8], ("", 1)], *NATIONAL[-4:]]
SECOND[1] = [("", 1), *SECOND[1][1:]]


def _draw(text: str, down: float, opened: int) -> bytes:
    """Return two pages, of which the first lacks the lower side of some last columns, and a text below it."""
    document = pymupdf.open()
    for drawn, openings in ((table(FIRST), opened), (table(SECOND), 0)):
        page = document.new_page(width=595, height=842)
        last = len(drawn.xs) - 1 - openings
        for span, content in drawn.cells.items():
            _, left, bottom, _ = span
            box = drawn.box(span)
            lines = [(box.tl, box.bl), (box.tr, box.br), (box.tl, box.tr)]
            lines += [(box.bl, box.br)] * (bottom < len(drawn.ys) - 1 or left < last)
            for start, end in lines:
                page.draw_line(start, end, width=0.6)
            page.insert_textbox(box, content, fontname="china-s", fontsize=8)
        if openings:
            page.insert_text((drawn.xs[-2] + 4, drawn.ys[-1] + down), text, fontname="china-s", fontsize=8)
    data: bytes = document.tobytes()
    document.close()
    return data


UNDER = {
    "far under the only open cell": (80.0, 1, ["降雨", "降雨"], []),
    "under one of many": (80.0, 9, ["", ""], ["降雨"]),
    "at the foot": (0.0, 1, ["", ""], ["降雨"]),
}


@pytest.mark.parametrize(("down", "opened", "reasons", "unplaced"), UNDER.values(), ids=UNDER)
def test_a_text_below_the_rulings_is_in_the_middle_of_its_open_cell(
    down: float, opened: int, reasons: list[str], unplaced: list[str]
):
    """Chromium leaves out the sides of a cell that goes on overleaf, and prints its text in its middle."""
    down = down or 835 - table(FIRST).ys[-1]
    (form,) = read_all(_draw("降雨", down, opened))
    assert [row.reason for row in form.record.indicators[:2]] == reasons
    assert [one.text for one in form.unplaced] == unplaced
