"""Sheets → those that show a form of which nothing was read.

The labels of its columns stand in no cell, where its rulings were not found: some pages draw none
down the page, or rule it with gradients.
"""

from extractor.form.lexicons import Lexicon, key
from extractor.geometry import Sheet

FEWEST_COLUMNS = 4
"""So many columns whose labels stand outside every table are those of one that was not found."""
RESULTS = frozenset({"actual", "score"})
"""Columns that tell a self-evaluation from a table of targets."""


def has_lost_table(sheet: Sheet, lexicon: Lexicon) -> bool:
    """Tell whether labels of several columns stand outside every table."""
    return len(_lost_columns(sheet, lexicon)) >= FEWEST_COLUMNS


def shows_form(sheet: Sheet, lexicon: Lexicon) -> bool:
    """Tell whether labels of several columns of a self-evaluation stand outside every table."""
    columns = _lost_columns(sheet, lexicon)
    return len(columns) >= FEWEST_COLUMNS and not RESULTS.isdisjoint(columns)


def _lost_columns(sheet: Sheet, lexicon: Lexicon) -> set[str]:
    known = {**lexicon.goal_parts, **lexicon.fund_columns, **lexicon.indicator_columns}
    labels = {key(word.text) for line in sheet.loose for word in line}
    return {known[label] for label in labels & known.keys()}
