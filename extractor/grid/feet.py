"""A page whose rulings go on past its end → those upon it, and where its foot begins, with its number.

Chromium draws the dotted sides of a cut cell as long as the whole cell is, and all rows that a merged
cell covers, and clips them where its pages end: above the foot.  What stands there would be in the cell.
"""

import re
from collections.abc import Sequence

from extractor.geometry import SAME_LINE, Page, Ruling, line_text
from extractor.grid.rulings import SNAP

FREE = 1.0
"""So many heights of the number are free above it."""
_NUMBER = re.compile(r"(?=\D*\d)[\d\s第页共/／—–-]*")


def on_page(
    page: Page, across: Sequence[Ruling], down: Sequence[Ruling]
) -> tuple[Sequence[Ruling], Sequence[Ruling]]:
    """Return the rulings across and down a page, sorted by `at`, as far as they go above its end."""
    end = page.height
    if not across or across[-1].at <= end + SNAP:
        return across, [one if one.end <= end else one._replace(end=end) for one in down]
    ending = [one._replace(end=min(one.end, end)) for one in down if one.start < end]
    return [one for one in across if one.at <= end], ending


def foot_of(page: Page) -> float:
    """Return the upper side of a page's last line if that is a number, apart from all other words; else 0."""
    if not page.words:
        return 0.0
    last = max(page.words, key=lambda word: word.y1)
    high = last.y1 - last.y0
    line = {word for word in page.words if abs(word.middle[1] - last.middle[1]) < SAME_LINE * high}
    if not _NUMBER.fullmatch(line_text(sorted(line))):
        return 0.0
    ends = [word.y1 for word in page.words if word not in line]
    top = min(word.y0 for word in line)
    return top if not ends or top - max(ends) >= FREE * high else 0.0
