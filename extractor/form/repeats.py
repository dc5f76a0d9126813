"""Rows that a page shows again above the rest of a form → the rest alone."""

from collections.abc import Sequence

from extractor.form.column_labels import indicator_headers
from extractor.form.lexicons import LEVELS, Lexicon, key
from extractor.form.tables import Table, without_rows

HEADER_ROWS = 2
"""A header has at most so many."""

Texts = tuple[str, ...]
"""The texts of the cells that begin in one row."""


def row_texts(table: Table, row: int) -> Texts:
    """Return the texts of the cells that begin in a row, without spaces: recognition invents some."""
    return tuple("".join(cell.text.split()) for _, cell in table.opening(row) if cell.text)


def is_repeated(table: Table, known: Sequence[Texts], *, around: bool = False) -> bool:
    """Tell whether a table holds nothing but rows that a form has already.

    Of one that goes `around` another table, the rows that do are blank.
    """
    rows = _repeated(table, known)
    if around and 0 < rows < table.rows:
        return not any(row_texts(table, row) for row in range(rows, table.rows))
    return rows == table.rows


def without_repeated(table: Table, known: Sequence[Texts], *, headed: bool, lexicon: Lexicon) -> Table:
    """Return a table less its leading rows that the form has already: its head, its headers.

    Args:
        table: What may go on with the form.
        known: The first rows of the form, its header of indicators the last of them.
        headed: Whether that header was met.
        lexicon: Tells a header.
    """
    row = _repeated(table, known)
    if headed:
        headers = indicator_headers(table, lexicon)
        again = (rows for rows in headers if rows.start <= row < rows.stop)
        row = next((rows.stop for rows in again if not ends_header(table, rows, known, lexicon)), row)
    return without_rows(table, row) if 0 < row < table.rows else table


def ends_header(table: Table, header: range, known: Sequence[Texts], lexicon: Lexicon) -> bool:
    """Tell whether a header is the rest of the form's, cut by a page break: it repeats none of those labels.

    Labels of two lines may stand overleaf whole.
    """
    texts = {text for row in header for text in row_texts(table, row)}
    begun = {text for row in known[-HEADER_ROWS:] for text in row}
    named = {lexicon.indicator_columns.get(key(text)) for text in begun}
    return not LEVELS.isdisjoint(named) and texts.isdisjoint(begun)


def _repeated(table: Table, known: Sequence[Texts]) -> int:
    """Return how many leading rows of a table are known ones, in their order."""
    row = position = 0
    while row < table.rows and (texts := row_texts(table, row)) in known[position:]:
        position += known[position:].index(texts) + 1
        row += 1
    return row
