"""The block of funds, however its labels stand: its lines, and what each of their columns holds."""

from dataclasses import dataclass

from extractor.form.fund_crossings import BUDGETS, Crossing
from extractor.form.headers import Columns
from extractor.form.lexicons import Lexicon
from extractor.form.tables import Table, transposed

MONEY = BUDGETS | {"executed"}
MARKS = frozenset({"rate", "weight", "score"})


@dataclass(frozen=True, slots=True)
class Funds:
    """The funds block: its lines, one source each, and the columns that its header names.

    `labels_end` is the column past the labels of the lines.  Where the labels of the
    amounts stand `down` instead of across, all this is said of the transposed table.
    So it is of the table as a `crossing` puts it.  Where each amount stands behind a label
    of its own, the lines are `paired`.
    """

    lines: tuple[int, ...]
    columns: Columns
    labels_end: int
    rows: frozenset[int]
    """The rows of the form's table that the block takes up."""
    down: bool = False
    paired: bool = False
    crossing: Crossing | None = None
    unlisted: frozenset[int] = frozenset()
    """The cells of the block's own label, where that is in no list."""

    def view(self, table: Table) -> Table:
        """Return the form's table so that the labels of the amounts stand across."""
        if self.crossing:
            return self.crossing.view(table)
        return transposed(table, self.rows) if self.down else table

    def has_source(self, table: Table, row: int) -> bool:
        """Tell whether a line begins with the name of its source; the rest of a cut one does not."""
        return any(cell.text and cell.right <= self.labels_end for _, cell in table.opening(row))


def is_mark(label: str, lexicon: Lexicon) -> bool:
    """Tell whether a key names a rate, a weight or a score of the funds, and no source."""
    return lexicon.fund_columns.get(label) in MARKS and label not in lexicon.fund_rows
