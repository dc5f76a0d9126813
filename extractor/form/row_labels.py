"""What the label that begins a row tells of it."""

from extractor.form.lexicons import Lexicon, key
from extractor.form.tables import Table


def first_label(table: Table, row: int) -> str:
    """Return the key of the first label that begins in a row, up to its colon."""
    cells = table.cells
    for number in table.by_row[row]:
        if table.keys[number] and cells[number].top == row:
            return table.keys[number].partition(":")[0]
    return ""


def is_labelled(table: Table, row: int, lexicon: Lexicon) -> bool:
    """Tell whether a row begins with a known label, not with the end of one that a page break cut."""
    if not lexicon.knows(first_label(table, row)):
        return False
    first = next(cell for number, cell in table.opening(row) if table.keys[number])
    above = table.above(first) if row in table.starts else None
    return above is None or not lexicon.knows(key(table.cells[above].text + first.text))


def is_total(table: Table, row: int, lexicon: Lexicon) -> bool:
    """Tell whether a row is labelled as the total."""
    return lexicon.is_total(first_label(table, row))
