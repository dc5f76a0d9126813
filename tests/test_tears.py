"""Cells that a page break tears: closed too high, and what is left of them without sides."""

import pytest

from extractor.form.tables import Table, make_table
from extractor.form.tears import with_torn_cells
from extractor.geometry import Cell, Word, joined
from extractor.pipeline import load_kit


def _cell(row: int, text: str = "", opens: str = "") -> Cell:
    """Return a cell one row high; `opens` names its sides that are not drawn: T, B or S."""
    lines = ((Word(5, 20.0 * row, 60, 20.0 * row + 10, text),),) if text else ()
    box = (0.0, 20.0 * row, 80.0, 20.0 * row + 20)
    return Cell(
        row, 0, row + 1, 1, 1 + row // 2, box, lines, joined(lines), "T" in opens, "B" in opens, "S" in opens
    )


def _table(*cells: Cell, again: bool) -> Table:
    """Return a table of which the third row begins a page, that shows rows again or not."""
    starts = frozenset({2})
    return make_table(len(cells), 1, cells, starts, starts if again else frozenset())


TORN = {
    "under an open top": (("", "T"), ("", "S"), False, [(0, 1), (1, 2), (2, 4)]),
    "its last line in the rest": (("连日", "T"), ("降雨", "S"), False, [(0, 1), (1, 2), (2, 4)]),
    "under repeated rows": (("", ""), ("", "S"), True, [(0, 1), (1, 2), (2, 4)]),
    "its last line, under repeated rows": (("连日", ""), ("降雨", "S"), True, [(0, 1), (1, 2), (2, 4)]),
    "closed": (("连日", ""), ("降雨", "S"), False, [(0, 1), (1, 2), (2, 3), (3, 4)]),
}


@pytest.mark.parametrize(("upper", "rest", "again", "rows"), TORN.values(), ids=TORN)
def test_what_is_left_of_a_cut_cell_is_its_end(
    upper: tuple[str, str], rest: tuple[str, str], rows: list[tuple[int, int]], *, again: bool
):
    """Where it goes on from the page before: under rows shown again it looks closed."""
    cells = [_cell(0, "无"), _cell(1, "因", "B"), _cell(2, *upper), _cell(3, *rest)]
    torn = with_torn_cells(_table(*cells, again=again), load_kit().lexicon)
    assert [(cell.top, cell.bottom) for cell in torn.cells] == rows
    assert "".join(cell.text for cell in torn.cells) == "无因" + upper[0] + rest[0]
