"""Lists of figures in the head and foot of a form."""

from extractor.form.lists import read_list
from extractor.form.parts import Part
from extractor.form.tables import make_table
from extractor.geometry import Cell
from extractor.pipeline import load_kit


def test_a_row_of_cells_that_go_on_begins_no_line():
    """Below cells that all go on overleaf nothing begins: neither a name nor what numbers it."""
    texts = ("负责人", "张三", "电话", "123")
    cells = [
        Cell(0, at, 2, at + 1, 1, (50.0 * at, 0.0, 50.0 * at + 50, 40.0), text=text)
        for at, text in enumerate(texts)
    ]
    part = Part()
    read_list(part, make_table(2, 4, cells), 0, range(2), load_kit().lexicon)
    assert not part.extras
    assert not part.claimed
