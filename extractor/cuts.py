"""The sides drawn at page breaks → which cells the breaks cut, where the sides tell.

Producers leave a cut cell open above the break (Chromium, WeasyPrint, Calc), or
close every cell there (Writer, Word).  One that leaves cells open at one break of a
form does so at each.
"""

from collections.abc import Collection, Mapping, Sequence

from extractor.geometry import Cell
from extractor.tables import Table

Numbered = tuple[int, Cell]


def cuts_told(table: Table) -> Mapping[int, Collection[int]]:
    """Return, by the first row after a page break, the numbers of the cells before it that it cut.

    A break whose sides tell nothing is left out: no cell is open at any of them; or
    all are where the table is drawn without its outer border, or where the page
    after it repeats rows (WeasyPrint then draws no side under the last whole row).
    """
    above = {row: list(table.row(row - 1)) for row in table.starts}
    mixed = any(len(set(_opens(cells))) > 1 for cells in above.values())
    if not mixed and (_is_frameless(table) or not any(any(_opens(cells)) for cells in above.values())):
        return {}
    return {
        row: {number for number, cell in cells if cell.open_bottom}
        for row, cells in above.items()
        if not (row in table.repeats and all(_opens(cells)))
    }


def _opens(cells: Sequence[Numbered]) -> list[bool]:
    return [cell.open_bottom for _, cell in cells]


def _is_frameless(table: Table) -> bool:
    """Tell whether neither the first nor the last row of a table has its outer side."""
    first, last = table.row(0), table.row(table.rows - 1)
    return all(cell.open_top for _, cell in first) or all(cell.open_bottom for _, cell in last)
