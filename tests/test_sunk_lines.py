"""The last lines of a cell that a page break cuts, where they stand in the next cell."""

import pytest

from extractor.form.sunk_lines import with_sunk_lines
from extractor.form.tables import Table, make_table
from extractor.geometry import Cell, Word, joined

PITCH, HIGH = 12.0, 10.0


def _cell(top: int, box: tuple[float, float], *tops: float) -> Cell:
    lines = tuple((Word(2, y, 50, y + HIGH, f"第{y:g}行"),) for y in tops)
    opens = {"open_top": True} if top == 0 else {}
    return Cell(top, 0, top + 1, 1, 2, (0, box[0], 60, box[1]), lines, joined(lines), **opens)


def _above(*tops: float) -> Table:
    return make_table(1, 1, [_cell(0, (700, 800), *tops)])


NEXT = {
    "apart from the others": ((700.0, 712.0), (22.0, 48.0), ["第10行第22行", "第48行"]),
    "as near to the others": ((700.0, 712.0), (22.0, 34.0), ["第10行", "第22行第34行"]),
    "further than its lines are": ((700.0, 712.0), (26.0, 52.0), ["第10行", "第26行第52行"]),
    "as far as lines are high": ((700.0,), (20.0, 48.0), ["第10行第20行", "第48行"]),
}


@pytest.mark.parametrize(("above", "beneath", "read"), NEXT.values(), ids=NEXT)
def test_a_line_apart_is_the_last_of_the_cell_above(
    above: tuple[float, ...], beneath: tuple[float, float], read: list[str]
):
    """It stands as far from the line above it as the lines before the page break from each other."""
    blank = Cell(0, 1, 2, 2, 2, (60, 8, 90, 62), open_top=True)
    rest = make_table(2, 2, [_cell(0, (8, 21), 10), blank, _cell(1, (21, 62), *beneath)])
    assert [cell.text for cell in with_sunk_lines(rest, _above(*above)).cells if cell.text] == read


@pytest.mark.parametrize(("others", "read"), [((78.0, 118.0), "第10行第22行"), ((64.0, 104.0), "第10行")])
def test_a_text_at_the_top_of_its_cell_where_others_stand_in_the_middle(others: tuple[float, ...], read: str):
    """It ends the cell above; where all stand at the top, it is the cell's own."""
    blank = Cell(0, 1, 2, 2, 2, (60, 8, 90, 62), open_top=True)
    cells = [_cell(0, (8, 21), 10), blank, _cell(1, (21, 62), 22)]
    cells += [_cell(2, (62, 104), others[0]), _cell(3, (104, 142), others[1]), _cell(4, (142, 156), 144)]
    rest = make_table(6, 2, [*cells, _cell(5, (156, 170), 158)])
    assert with_sunk_lines(rest, _above(700, 712)).cells[0].text == read
