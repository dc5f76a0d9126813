"""Text that a page break leaves below the rulings, under a cell that is open there."""

import pymupdf
import pytest

from extractor.form.overflows import with_open_cells, with_scattered_labels
from extractor.form.tables import Table, make_table
from extractor.geometry import Cell, Word, into_lines, joined
from tests.drawn_forms import NATIONAL, Rows, read_all, table

ROW = NATIONAL[-5]
FIRST: Rows = [*NATIONAL[:-5], [*ROW[:-1], ("", 1)]]
SECOND: Rows = [[("", 1), ("", 1), ("清淤深度", 2), *ROW[3:8], ("", 1)], *NATIONAL[-4:]]
SECOND[1] = [("", 1), *SECOND[1][1:]]


def _draw(text: str, down: float, opened: int, within: str) -> bytes:
    """Return two pages, of which the first lacks the lower side of some last columns, and a text below it."""
    document = pymupdf.open()
    first = table([*FIRST[:-1], [*FIRST[-1][:-1], (within, 1)]])
    for drawn, openings in ((first, opened), (table(SECOND), 0)):
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


LONG = "连日大雨，水位上涨，道路中断，"
UNDER = {
    "far under the only open cell": (80.0, 1, "", ["降雨", "降雨"], []),
    "under one of many": (80.0, 9, "", ["", ""], ["降雨"]),
    "at the foot": (0.0, 1, "", ["", ""], ["降雨"]),
    "the rest of its text": (28.0, 1, LONG, [LONG + "降雨"] * 2, []),
    "too far under its text": (80.0, 1, LONG, [LONG] * 2, ["降雨"]),
}


@pytest.mark.parametrize(("down", "opened", "within", "reasons", "unplaced"), UNDER.values(), ids=UNDER)
def test_a_text_below_the_rulings_is_in_the_middle_of_its_open_cell(
    down: float, opened: int, within: str, reasons: list[str], unplaced: list[str]
):
    """Chromium leaves out the sides of a cell that goes on overleaf, and prints its text in its middle."""
    down = down or 835 - table(FIRST).ys[-1]
    (form,) = read_all(_draw("降雨", down, opened, within))
    assert [row.reason for row in form.record.indicators[:2]] == reasons
    assert [one.text for one in form.unplaced] == unplaced


def _rows(page: int, *rows: tuple[tuple[float, float], list[tuple[float, str]]], cut: bool = False) -> Table:
    """Return a table of one cell a row, from x to x, with words that begin at an x; the last may be cut."""
    cells = []
    for row, ((left, right), texts) in enumerate(rows):
        words = [Word(x, 20.0 * row + 5, x + 9.0 * len(text), 20.0 * row + 15, text) for x, text in texts]
        lines = into_lines(words)
        box = (left, 20.0 * row, right, 20.0 * row + 20)
        cells.append(Cell(row, 0, row + 1, 1, page, box, lines, joined(lines), open_bottom=cut))
    return make_table(len(rows), 1, cells)


OVER = {
    "a name is whole": (
        [(20.0, "指"), (90.0, "总分")],
        [(20.0, "标"), (40.0, "结论")],
        "产出指标",
        ["总分", "结论"],
    ),
    "what is no name": (
        [(20.0, "指"), (90.0, "总分")],
        [(20.0, "数"), (40.0, "结论")],
        "产出",
        ["指 总分", "数 结论"],
    ),
    "beside it": ([(60.0, "指标"), (90.0, "总分")], [(40.0, "结论")], "产出", ["指标 总分", "结论"]),
}


@pytest.mark.parametrize(("first", "second", "label", "texts"), OVER.values(), ids=OVER)
def test_the_rest_of_a_label_may_stand_over_the_rows_that_follow(
    first: list[tuple[float, str]], second: list[tuple[float, str]], label: str, texts: list[str]
):
    """In its own column, until it is a name."""
    above = _rows(1, ((10, 35), [(14.0, "产出")]), cut=True)
    table, above = with_scattered_labels(_rows(2, ((10, 200), first), ((10, 200), second)), above)
    assert [cell.text for cell in above.cells] == [label]
    assert [cell.text for cell in table.cells] == texts


def test_a_label_of_the_next_page_is_its_own():
    """Where the next page has a cell in the column of a cut one, nothing is printed over it."""
    above, rest = _rows(1, ((10, 35), [(14.0, "产出")]), cut=True), _rows(2, ((10, 35), [(14.0, "指标")]))
    assert with_scattered_labels(rest, above) == (rest, above)


BESIDE = {
    "one text": ([(14.0, "连日大雨，"), (62.0, "水位上涨")], ["连日大雨，水位上涨"]),
    "words far apart": ([(14.0, "大雨"), (120.0, "停工")], ["大雨停工"]),
    "a row": ([(14.0, "防洪"), (120.0, "提高"), (170.0, "8")], []),
}


@pytest.mark.parametrize(("texts", "taken"), BESIDE.values(), ids=BESIDE)
def test_a_row_that_no_ruling_closes_is_no_text_of_a_cut_cell(
    texts: list[tuple[float, str]], taken: list[str]
):
    """What stands apart in several columns stays loose, and is told; a text goes to its cell."""
    above = _rows(1, ((10, 160), [(14.0, "目标")]), ((10, 200), []), cut=True)
    (line,) = _rows(2, ((10, 200), texts)).cells[0].lines
    table, words = with_open_cells(_rows(2, ((210, 250), [(215.0, "5")])), above, [line])
    assert ["".join(word.text for word in words)] * bool(words) == taken
    assert [cell.text.replace(" ", "") for cell in table.cells if cell.text != "5"] == (taken or [""])
