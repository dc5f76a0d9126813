"""A table cut by page breaks → the same table with the cut cells whole again.

A page break cuts a row when neither side of it is a complete row, and a merged
label wherever it stands: then one side may be blank, or each may hold a part of
the text.  Row numbers stay as they are; a cell made whole covers both rows.
"""

from extractor.geometry import Cell, joined
from extractor.lexicons import Lexicon, key
from extractor.tables import Table, make_table
from extractor.zones import Columns, Zones, by_column

LABELS = ("level1", "level2")
MARKS = ("weight", "score")
"""A complete indicator row prints both its marks, save in forms that have none."""


def stitch(table: Table, zones: Zones, columns: Columns, lexicon: Lexicon) -> Table:
    """Return the table with every cell that a page break cut joined to its other part."""
    for row in sorted(table.starts):
        cut = _is_cut(table, row, zones, columns, lexicon)
        table = _joined(table, row, columns, cut=cut)
    return table


def _is_cut(table: Table, row: int, zones: Zones, columns: Columns, lexicon: Lexicon) -> bool:
    """Tell whether the rows before and after a page break are one."""
    if row in zones.indicators and row - 1 in zones.indicators:
        above, below = (_filled(table, at, columns) for at in (row - 1, row))
        marks = [name for name in MARKS if name in columns]
        if marks:
            return not (above.issuperset(marks) and below.issuperset(marks))
        return not {"level3", "target"} <= below
    labels = (key(cell.text) for _, cell in table.row(row) if cell.lines)
    first = next(labels, "")
    known = (lexicon.head, lexicon.fund_rows, lexicon.blocks, lexicon.indicator_columns, lexicon.fund_columns)
    if row == zones.total or row in zones.indicators_header or any(first in names for names in known):
        return False
    return row - 1 in zones.goals or row - 1 in zones.foot


def _filled(table: Table, row: int, columns: Columns) -> set[str]:
    fields = by_column(table, row, columns)
    return {name for name, cells in fields.items() if any(cell.lines for _, cell in cells)}


def _joined(table: Table, row: int, columns: Columns, *, cut: bool) -> Table:
    above = {(cell.left, cell.right): number for number, cell in table.row(row - 1) if cell.bottom == row}
    cells = dict(enumerate(table.cells))
    labels_end = min((left for name, (left, _) in columns.items() if name not in LABELS), default=0)
    for number, cell in table.row(row):
        other = above.get((cell.left, cell.right))
        if other is None or cell.top != row:
            continue
        if (cell.right <= labels_end and _one_label(cells[other], cell)) or (cut and cell.right > labels_end):
            cells[other] = _whole(cells[other], cell)
            del cells[number]
    kept = [cells[number] for number in sorted(cells)]
    return make_table(table.rows, table.columns, kept, table.starts)


def _one_label(above: Cell, below: Cell) -> bool:
    """Tell whether two label cells that meet at a page break are one, cut in two."""
    if not above.lines or not below.lines:
        return True
    first, second = above.text, below.text
    return first == second or not _is_whole(first) or not _is_whole(second)


def _is_whole(label: str) -> bool:
    bare = key(label)
    return (
        bare.endswith(("指标", "目标", "资金"))
        and len(bare) > len("指标")
        and label.count("(") == label.count(")")
    )


def _whole(above: Cell, below: Cell) -> Cell:
    lines = above.lines if above.text == below.text else above.lines + below.lines
    place = above if above.lines else below
    return above._replace(
        bottom=below.bottom, lines=lines, text=joined(lines), page=place.page, box=place.box
    )
