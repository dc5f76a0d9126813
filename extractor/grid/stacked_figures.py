"""The lines of one cell → its text, figures that stand below one another kept apart.

A figure is broken at the end of a line only where it is wider than its cell.
"""

import re
from collections.abc import Sequence

from extractor.geometry import Word, joined, line_text

PADDING = 24.0
"""So many points of a cell's width may be padding; browsers are told of more than word processors have."""
HIGH = 2.0
"""So is as much as this times the height of its text: pages may be drawn in larger units."""
_FIGURE = re.compile(r"[\d.,，%％]*\d[%％]?")


def cell_text(lines: Sequence[tuple[Word, ...]], width: float) -> str:
    """Return the text of a cell so many points wide: 88 above 7 is no 887 where both fit in a line."""
    if len(lines) > 1 and lines[1][0].text[0].isdecimal() and _are_stacked(lines, width):
        return " ".join(map(line_text, lines))
    return joined(lines)


def _are_stacked(lines: Sequence[tuple[Word, ...]], width: float) -> bool:
    """Tell whether lines are figures alone, of which any two would fit side by side."""
    if not all(_FIGURE.fullmatch(line_text(line)) for line in lines):
        return False
    widths = sorted(line[-1].x1 - line[0].x0 for line in lines)
    first = lines[0][0]
    return sum(widths[-2:]) <= width - max(PADDING, HIGH * (first.y1 - first.y0))
