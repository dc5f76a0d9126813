"""Cells that page breaks cut → whole cells: whatever goes on in whatever, no text is lost or doubled."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from extractor.form.joins import Joins
from extractor.form.tables import Table, make_table
from extractor.geometry import Cell, Word

ROWS, COLUMNS = 6, 2


def _table() -> Table:
    """Return rows of one page each, every cell with a text of its own."""
    cells = []
    for row in range(ROWS):
        for column in range(COLUMNS):
            text = f"文{row}{column}"
            box = (10.0 * column, 10.0 * row, 10.0 * column + 9, 10.0 * row + 9)
            word = Word(*box, text)
            cells.append(Cell(row, column, row + 1, column + 1, row + 1, box, ((word,),), text))
    return make_table(ROWS, COLUMNS, cells)


def test_a_text_that_goes_on_in_a_blank_cell_stays_as_it_was():
    """Figures that stand apart in their cell stay apart."""
    table, joins = _table(), Joins()
    cells = list(table.cells)
    cells[0] = structs.replace(cells[0], text="88 7")
    cells[2] = structs.replace(cells[2], lines=(), text="")
    table = make_table(ROWS, COLUMNS, cells)
    joins.add(table, 0, 2)
    assert joins.joined(table).cells[0].text == "88 7"


@given(st.lists(st.tuples(st.integers(0, ROWS * COLUMNS - 3), st.integers(0, COLUMNS - 1)), max_size=20))
def test_texts_are_kept_once(breaks: list[tuple[int, int]]):
    """A cell that two seem to go on in is the first one's alone."""
    table, joins = _table(), Joins()
    for above, column in sorted(breaks):
        joins.add(table, above, (above // COLUMNS + 1) * COLUMNS + column)
    whole = joins.joined(table)
    texts = [cell.text for cell in whole.cells]
    assert sorted("".join(texts)) == sorted("".join(cell.text for cell in table.cells))
    for first, parts in joins.parts.items():
        assert len(parts) == len(set(parts))
        assert whole.cells[first].text == "".join(table.cells[part].text for part in parts)
