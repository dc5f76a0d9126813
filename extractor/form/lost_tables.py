"""Sheets → those that show a form of which nothing was read.

The labels of its columns stand in no cell, where its rulings were not found: some pages draw none
down the page, or none across, rule it with gradients, or with characters.
"""

import re
from collections.abc import Sequence

from extractor.form.lexicons import Lexicon, key
from extractor.geometry import Grid, Sheet, Word, into_lines

FEWEST_COLUMNS = 4
"""So many columns whose labels stand outside every table are those of one that was not found."""
_BARS = re.compile("[|｜\u2500-\u257f]+")
"""Characters that draw lines."""
RESULTS = frozenset({"actual", "score"})
"""Columns that tell a self-evaluation from a table of targets."""


def has_lost_table(sheet: Sheet, lexicon: Lexicon) -> bool:
    """Tell whether labels of several columns stand outside every table."""
    return len(set[str]().union(*_lost_columns(sheet, lexicon))) >= FEWEST_COLUMNS


def shows_form(sheet: Sheet, lexicon: Lexicon) -> bool:
    """Tell whether labels of several columns of a self-evaluation stand outside every table.

    Beside one of results another one stands: a list of contents or terms has each on a line of its own.
    """
    lines = _lost_columns(sheet, lexicon)
    is_header = any(len(columns) > 1 and not RESULTS.isdisjoint(columns) for columns in lines)
    return is_header and len(set[str]().union(*lines)) >= FEWEST_COLUMNS


def _lost_columns(sheet: Sheet, lexicon: Lexicon) -> list[set[str]]:
    """Return the columns whose labels stand outside every table, line by line.

    A frame that lines across alone divide, or lines down, is no table.
    """
    framed = (line for grid in sheet.grids if 1 in (grid.rows, grid.columns) for line in _lines_in(grid))
    lines = (
        {_column(key(label), lexicon) for word in line for label in _BARS.split(word.text)} - {""}
        for line in (*sheet.loose, *framed)
    )
    return [columns for columns in lines if columns]


def _lines_in(grid: Grid) -> Sequence[tuple[Word, ...]]:
    return into_lines([word for cell in grid.cells for line in cell.lines for word in line])


def _column(label: str, lexicon: Lexicon) -> str:
    """Return the column that a label names, `""` where it names none."""
    kinds = (lexicon.indicator_columns, lexicon.fund_columns, lexicon.goal_parts)
    return next((kind[label] for kind in kinds if label in kind), "")
