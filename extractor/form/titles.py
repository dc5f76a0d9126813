"""Loose lines → the titles of forms, a wrapped one made one line, and what else heads a form."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import inf

from extractor.form.bundles import parted
from extractor.form.lexicons import Lexicon
from extractor.form.overflows import Item, Line
from extractor.geometry import Grid, Sheet, line_text
from extractor.text.scripts import SIMPLIFIED
from models.records import Note

LONGEST_TITLE = 40
"""A line of more characters is prose that happens to hold the words."""
FULL = 0.5
"""A line over this share of the page's width may have been wrapped."""
_DATED = re.compile(r"[^()（）。；;：:，,]*(?:19|20)\d\d\s*年(?!\s*\d)[^()（）。；;：:，,]*")
"""A line that tells a year, not a day, and is no sentence: a title's first."""

_CONTINUED = re.compile(r"^[(（]?[续接][上前]?[表页]|(?<![手继连陆持延])续表?[一二三四五\d]?[)）]?$")
"""What stands above the rest of a table overleaf: 续表, 接上页."""

_JOINT = re.compile(
    r"[(（【]?附?[表件]?[一二三四五六\d-]{0,4}[(（]?(?:续|[续接][上前]?[表页]|[转接续]下[表页])[一二三四五六\d]{0,2}[)）】]?"
)
"""A line that says no more than that: 续表, （续）, 表1（续）, 转下页."""


def is_title(text: str, lexicon: Lexicon) -> bool:
    """Tell whether a line is the form's title."""
    bare = "".join(text.split())
    return len(bare) <= LONGEST_TITLE and any(title in bare.translate(SIMPLIFIED) for title in lexicon.titles)


def says_continued(text: str) -> bool:
    """Tell whether a line says that a table goes on from the page before."""
    return _CONTINUED.search("".join(text.split())) is not None


def only_says_continued(text: str) -> bool:
    """Tell whether a line says nothing else than that a table goes on, from the page before or overleaf."""
    return _JOINT.fullmatch("".join(text.split())) is not None


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


def from_the_top(sheet: Sheet, lexicon: Lexicon) -> list[Grid | Line | Note]:
    """Return what stands on a page in reading order: of two forms side by side the left one first."""
    middle, sheet = _part_side_by_side(sheet, lexicon)
    placed: list[tuple[float, float, Grid | Line | Note]] = [
        (part.box[0], part.box[1], part) for grid in sheet.grids for part in parted(grid, lexicon)
    ]
    placed += [(note.box[0], note.box[1], note) for note in sheet.notes]
    placed += [(line[0].x0, line[0].y0, line) for line in whole_titles(sheet, lexicon)]
    placed.sort(key=lambda item: (item[0] > middle, item[1]))
    return [item for _, _, item in placed]


def _part_side_by_side(sheet: Sheet, lexicon: Lexicon) -> tuple[float, Sheet]:
    """Return where two forms side by side are parted, and the page with its loose lines cut there.

    Only a title above either side tells two forms from two tables of one; else nothing is parted.
    """
    ends = sorted((grid.box[0], grid.box[2]) for grid in sheet.grids)
    reach = -inf
    for (_, left), (right, _) in pairwise(ends):
        middle, reach = (left + right) / 2, max(reach, left)
        if middle < reach:
            continue
        lines = [tuple(word for word in line if word.x0 < middle) for line in sheet.loose]
        others = [tuple(word for word in line if word.x0 >= middle) for line in sheet.loose]
        if all(any(is_title(line_text(line), lexicon) for line in side if line) for side in (lines, others)):
            return middle, replace(sheet, loose=tuple(line for line in (*lines, *others) if line))
    return inf, sheet


def split_heading(
    waiting: list[Item], grids: Sequence[Grid], lexicon: Lexicon
) -> tuple[list[Item], list[Item]]:
    """Split what stands between two forms: the last title and what follows it head the next.

    Without a title it is what stands below the widest gap.

    Args:
        waiting: Lines and notes since the last grid.
        grids: The next form's first, after the last one of a form that ends on its page.
        lexicon: Tells titles.
    """
    for index in range(len(waiting) - 1, -1, -1):
        item = waiting[index][1]
        if not isinstance(item, Note) and is_title(line_text(item), lexicon):
            return waiting[:index], waiting[index:]
    page = grids[-1].page
    tail, heading = (
        [item for item in waiting if item[0] != page],
        [item for item in waiting if item[0] == page],
    )
    lines = [(number, line) for number, line in heading if not isinstance(line, Note)]
    if not lines or len(grids) == 1:
        return tail, heading
    tops = [*(line[0].y0 for _, line in lines), grids[-1].box[1]]
    bottoms = [grids[0].box[3], *(line[0].y1 for _, line in lines)]
    gaps = [top - bottom for top, bottom in zip(tops, bottoms, strict=True)]
    above = [item for item in heading if item in lines[: gaps.index(max(gaps))]]
    return tail + above, [item for item in heading if item not in above]


def _is_wrapped(above: Line, below: Line, width: float) -> bool:
    """Tell whether a full line, or a dated one, goes on in the one right under it, in the same size."""
    size = above[0].y1 - above[0].y0
    return (
        (above[-1].x1 - above[0].x0 > FULL * width or _DATED.fullmatch(line_text(above)) is not None)
        and abs(below[0].y1 - below[0].y0 - size) < size / 10
        and below[0].y0 - above[0].y0 < 2 * size
    )
