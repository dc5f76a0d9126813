"""Columns of the first level that no label of the header names."""

from collections.abc import Collection, Sequence

from extractor.form.headers import Columns, Span
from extractor.form.tables import Table
from extractor.geometry import Cell


def with_level1(columns: Columns, table: Table, headers: Sequence[range], blocks: Collection[str]) -> Columns:
    """Return the columns with one more of the first level, where it stands beside them.

    It does under the block's own label, or beside several headers: each group then has a
    header of its own, and its name covers that and its rows.
    """
    if "level1" in columns.spans:
        return columns
    first = min(left for left, _ in columns.spans.values())
    if (label := _label_over(table, headers[0], first, blocks)) is not None:
        return _with(columns, (table.cells[label].left, table.cells[label].right), {label})
    if len(headers) < 2:  # noqa: PLR2004 - one has no other to tell it
        return columns
    names = [_beside(table, header, first, blocks) for header in headers]
    sides = {(cell.left, cell.right) for cell in names if cell}
    if None in names or len(sides) > 1:
        return columns
    (span,) = sides
    return _with(columns, span)


def _with(columns: Columns, span: Span, named: Collection[int] = ()) -> Columns:
    owners = [*columns.owners]
    owners[slice(*span)] = ["level1"] * (span[1] - span[0])
    return Columns({"level1": span, **columns.spans}, tuple(owners), columns.named.union(named))


def _label_over(table: Table, header: range, first: int, blocks: Collection[str]) -> int | None:
    """Return the label of a block left of the columns that ends with the header, texts below it."""
    if header.stop >= table.rows:
        return None
    for number, cell in table.row(header.stop - 1):
        if cell.right <= first and cell.bottom == header.stop and table.keys[number] in blocks:
            below = table.below(cell)
            return number if below is not None and table.cells[below].text else None
    return None


def _beside(table: Table, header: range, first: int, blocks: Collection[str]) -> Cell | None:
    """Return the cell left of a header that covers it and rows below, and is no block's label."""
    cells = (
        (table.keys[number], cell) for number, cell in table.opening(header.start) if cell.right <= first
    )
    return next(
        (cell for label, cell in cells if label and label not in blocks and cell.bottom > header.stop),
        None,
    )
