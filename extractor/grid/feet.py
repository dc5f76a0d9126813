"""A page whose rulings go on past its end → where its foot begins, with its number.

Chromium draws the dotted sides of a cut cell as long as the whole cell is, and clips them where its
pages end: above the foot.  What stands there would be in the cell.
"""

import re

from extractor.geometry import SAME_LINE, Page, line_text

FREE = 1.0
"""So many heights of the number are free above it."""
_NUMBER = re.compile(r"(?=\D*\d)[\d\s第页共/／—–-]*")


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
