"""Rows near the funds → whether they hold amounts, and where these begin and the names of their lines end."""

from extractor.form.headers import Columns
from extractor.form.lexicons import Lexicon
from extractor.form.tables import Table
from extractor.value.numbers import parse_number, states_nothing


def is_amounts(table: Table, row: int, columns: Columns) -> bool:
    """Tell whether a row has amounts in most of some columns, and a figure in one."""
    cells = [cell for under in columns.split(table, row).values() for _, cell in under if cell.text]
    amounts = [cell.text for cell in cells if is_amount(cell.text)]
    return len(cells) > 1 and 2 * len(amounts) > len(cells) and not all(map(states_nothing, amounts))


def without_amounts(table: Table, header: range) -> range:
    """Return a header without the rows of amounts that one label goes on beside: 预算执行率."""
    while len(header) > 1:
        texts = [cell.text for _, cell in table.opening(header[-1]) if cell.text]
        if not texts or not all(map(is_amount, texts)) or all(map(states_nothing, texts)):
            break
        header = header[:-1]
    return header


def has_figures(table: Table, row: int) -> bool:
    """Tell whether a figure begins in a row, alone or before a unit of money."""
    return any(is_figure(cell.text) or _is_money(cell.text) for _, cell in table.opening(row))


def first_amount(table: Table, header: range, lexicon: Lexicon) -> int:
    """Return where the first label of amounts begins; one that goes on beside the lines is the block's."""
    cells = [item for row in header for item in table.row(row)]
    known = [cell for number, cell in cells if table.keys[number] in lexicon.fund_columns]
    return min(cell.left for cell in [one for one in known if one.bottom <= header.stop] or known)


def has_names(table: Table, row: int, before: range, first: int) -> bool:
    """Tell whether the line under a header begins with a text, left of the amounts."""
    return row in before and any(cell.text and cell.left < first for _, cell in table.opening(row))


def names_end(table: Table, row: int, first: int) -> int:
    """Return the column past the names of unlisted sources, left of all amounts."""
    cells = table.opening(row) if row < table.rows else []
    return min([cell.left for _, cell in cells if cell.left and is_figure(cell.text)] + [first])


def is_amount(text: str) -> bool:
    """Tell whether a text is an amount or a share, or stands for none: 108万元, 90%, —."""
    return bool(text) and (
        is_figure(text.rstrip("%％")) or parse_number(text) is not None or states_nothing(text)
    )


def _is_money(text: str) -> bool:
    number = parse_number(text) if text.endswith("元") else None
    return number is not None and number.mark != ""


def is_figure(text: str) -> bool:
    """Tell whether a text begins and ends with a figure."""
    return bool(text) and text[0].isdecimal() and text[-1].isdecimal()


def names_parts(table: Table, row: int, lexicon: Lexicon) -> bool:
    """Tell whether of the sources in a row one has parts named below it, beside others that go on."""
    sources = [cell for number, cell in table.opening(row) if table.keys[number] in lexicon.fund_rows]
    wide = any(cell.bottom == row + 1 and cell.right - cell.left > 1 for cell in sources)
    return wide and any(cell.bottom == row + 2 for cell in sources)
