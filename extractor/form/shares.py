"""Two cells that meet at a page break → whether they are one text that several indicators share."""

from collections.abc import Collection

from extractor.form.column_labels import GROUPS
from extractor.form.flows import NEXT, goes_on, is_full, least_rooms, lines_out, pitch_of, rooms_of
from extractor.form.paragraphs import SENTENCE_ENDS
from extractor.form.tables import Table
from extractor.form.zones import Zones
from extractor.geometry import Cell

OWN = frozenset({"level3", "target", "actual", "weight", "score"})
"""What a whole indicator has; of a cut one, either part lacks most."""
NOT_SHARED = frozenset({"", "nature", "unit", *GROUPS, *OWN})
"""Nor has a unit or a nature so much text that a page break would part it."""


def is_shared(table: Table, above: Cell, below: Cell, zones: Zones, cut: Collection[Cell] = ()) -> bool:
    """Tell whether two cells that meet at a page break are one text that several indicators share.

    Then its last line before the break is full, ends no sentence, and has no room below it.

    Args:
        table: As it stands on its pages.
        above: The cell before the break.
        below: The one that it meets.
        zones: The blocks.
        cut: The cells before the break that are known to go on.
    """
    if not {below.top - 1, below.top} <= zones.indicator_rows or zones.columns.owner(below) in NOT_SHARED:
        return False
    if not above.lines or not below.lines:
        return False
    out = lines_out(above)
    if above.text.endswith(SENTENCE_ENDS):
        return out > 0 and above.open_bottom  # rows grow until they hold their own texts
    if goes_on(above, below) or out > 1:
        return True
    if not is_full(above, below, least_rooms(cell for _, cell in table.row(below.top - 1))):
        return False
    rows = max(above.bottom - above.top, below.bottom - below.top)
    alike = rows > 1 or out > 0 or (len(above.lines) > 1 and _are_shared(table, above, zones))
    return alike and not _is_grown(table, above, zones, cut)


def is_own_blank(table: Table, cell: Cell, zones: Zones) -> bool:
    """Tell whether a blank cell of a level before a page break is its row's own: the level is named above it.

    So are others of its column elsewhere: blank, below a name, and beside texts of their row.
    """
    if cell.lines or cell.top not in zones.indicator_rows:
        return False
    return any(
        (other.left, other.right) == (cell.left, cell.right)
        and not other.lines
        and table.starts.isdisjoint((other.top, other.bottom))
        and (over := table.above(other)) is not None
        and table.cells[over].lines
        and OWN & zones.columns.filled(table, row)
        for row in zones.indicators
        for _, other in table.opening(row)
    )


def _are_shared(table: Table, cell: Cell, zones: Zones) -> bool:
    """Tell whether another text of a cell's column stands beside several indicators."""
    own = (cell.left, cell.right)
    return any(
        (other.left, other.right) == own
        and other.bottom - other.top > 1
        and {other.top, other.bottom - 1} <= zones.indicator_rows
        for row in zones.indicators
        for _, other in table.opening(row)
    )


def _is_grown(table: Table, cell: Cell, zones: Zones, cut: Collection[Cell]) -> bool:
    """Tell whether a cell's last row is so high for its text alone, which then ends there.

    Rows are as high as their own texts need; what a merged or cut cell lacks is added to its last row.
    """
    if len(cell.lines) < 2:  # noqa: PLR2004
        return False
    usual = sorted(_slack(table, row) for row in zones.indicators if row + 1 not in table.starts)
    slack = _slack(table, cell.bottom - 1, (cell, *cut))
    return bool(usual) and slack - usual[len(usual) // 2] > NEXT * pitch_of(cell)


def _slack(table: Table, row: int, without: Collection[Cell] = ()) -> float:
    """Return how many points are left above and below the fullest text of a row, merged cells aside."""
    own = [cell for _, cell in table.opening(row) if cell.bottom == row + 1 and cell.lines]
    return min((sum(rooms_of(cell)) for cell in own if cell not in without), default=0.0)
