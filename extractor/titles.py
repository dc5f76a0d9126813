"""Loose lines → the titles of forms, a wrapped one made one line."""

from extractor.geometry import Sheet, line_text
from extractor.lexicons import Lexicon
from extractor.overflows import Line

LONGEST_TITLE = 40
"""A line of more characters is prose that happens to hold the words."""
FULL = 0.5
"""A line over this share of the page's width may have been wrapped."""


def is_title(text: str, lexicon: Lexicon) -> bool:
    """Tell whether a line is the form's title."""
    bare = "".join(text.split())
    return len(bare) <= LONGEST_TITLE and any(title in bare for title in lexicon.titles)


def whole_titles(sheet: Sheet, lexicon: Lexicon) -> list[Line]:
    """Return the loose lines, a title that was wrapped made one of them."""
    lines: list[Line] = []
    for line in sheet.loose:
        above = lines[-1] if lines else ()
        if (
            above
            and _is_wrapped(above, line, sheet.width)
            and is_title(line_text(above + line), lexicon)
            and not is_title(line_text(above), lexicon)
        ):
            lines[-1] = above + line
        else:
            lines.append(line)
    return lines


def _is_wrapped(above: Line, below: Line, width: float) -> bool:
    """Tell whether a full line goes on in the one right under it, in the same size."""
    size = above[0].y1 - above[0].y0
    return (
        above[-1].x1 - above[0].x0 > FULL * width
        and abs(below[0].y1 - below[0].y0 - size) < size / 10
        and below[0].y0 - above[0].y0 < 2 * size
    )
