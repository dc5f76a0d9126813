"""The rows of a header → those as well in which its labels begin or end, where nobody merged the cells.

年度 stands over 指标值, or 目标值 over a blank cell beside 一级指标.
"""

from collections.abc import Collection

from extractor.form.chosen_labels import is_over
from extractor.form.lexicons import key
from extractor.form.tables import Table

ENOUGH = 2
"""So many labels over blank cells, or one that begins there, tell that a header begins a row higher."""
LONGEST_HEADING = 8
"""What stands over a label is no text of a row above."""
MORE = (2, 1)
"""A label may end so many rows lower."""


def with_parted_rows(table: Table, header: range, labels: Collection[str]) -> range:
    """Return the rows of a header with those above and below that only complete its labels."""
    top = header.start - (header.start > 0 and _begins_above(table, header.start, labels))
    for more in MORE:
        if _ends_below(table, range(top, header.stop), more, labels):
            return range(top, header.stop + more)
    return range(top, header.stop)


def _begins_above(table: Table, top: int, labels: Collection[str]) -> bool:
    """Tell whether the row above a header names some of its columns, and else heads the labels under it."""
    told = 0
    over = table.row(top - 1)
    for number, cell in table.opening(top):
        at, above = next((one for one in over if is_over(one[1], cell)), (-1, cell))
        text, label = above.text, table.keys[number]
        if at < 0 or not text:
            continue
        if not cell.text and above.right - above.left == cell.right - cell.left:
            told += table.keys[at] in labels
        elif label not in labels and key(text + cell.text) in labels:
            told += ENOUGH
        elif label not in labels or len(text) > LONGEST_HEADING or not table.keys[at].isalpha():
            return False
    return told >= ENOUGH


def _ends_below(table: Table, header: range, more: int, labels: Collection[str]) -> bool:
    """Tell whether some rows below a header hold nothing but the ends of its labels."""
    rows = range(header.stop, header.stop + more)
    if rows.stop > table.rows or any(table.sides(row) != table.sides(header[-1]) for row in rows):
        return False
    if not all(any(cell.text for _, cell in table.opening(row)) for row in rows):
        return False
    ends = 0
    for _, last in table.row(rows[-1]):
        texts = [_text_in(table, row, last.left) for row in (*header, *rows)]
        end, whole = "".join(texts[len(header) :]), key("".join(texts))
        if end and (whole not in labels or (key(end) and whole == key("".join(texts[: len(header)])))):
            return False  # 【产出指标】 is a name, not what stands in brackets behind a label
        ends += bool(key(end)) and end != "".join(texts)
    return ends > 0


def _text_in(table: Table, row: int, column: int) -> str:
    """Return the text that begins in a row, in a column that a cell begins with."""
    return next((cell.text for _, cell in table.opening(row) if cell.left == column), "")
