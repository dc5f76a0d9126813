"""The loose lines of a form's pages → title, year, unit and signatures, and what stands apart.

Lines beside the table may belong into it; page numbers, running heads and prose
above and below it stand outside.
"""

import re
from collections.abc import Collection, Iterable, Mapping

from msgspec import structs

from extractor.form.drafts import Draft, Placed
from extractor.form.lexicons import Lexicon, key
from extractor.form.notes import pairs_in
from extractor.form.overflows import Line, hangs_out
from extractor.form.pairs import YEAR, place_pair
from extractor.form.parts import Part
from extractor.form.tables import Found
from extractor.form.titles import is_title, only_says_continued
from extractor.geometry import line_text, rounded, union
from extractor.text.codepoints import UNKNOWN
from models.records import Box, Unplaced

LONGEST_BESIDE_YEAR = 4
"""A line with more characters beside a year is prose that happens to hold one."""
NEAR = 2.5
"""Lines of one signature or note stand less than this many line heights apart."""
ROOM = 3.0
"""A line is full when less than so many of its heights are left in the table's width."""
ALIKE = 0.25
"""Lines of one note differ by no larger share of their height; recognised ones are never quite alike."""
CLOSE, ALIGNED = 0.5, 0.15
"""Lines that end together, to the second share of their height, are one text if they stand less than
the first apart; those that begin together may be two."""

_UNIT = re.compile(
    r"(?:单位|金额单位)?\s*[：:(（]\s*(?:单位[：:])?\s*([^\s：:()（）]{1,4})\s*[)）]?\s*"
    r"(?:[(（]\s*[\d.]+\s*分\s*[)）]\s*)?$"
)

_OPENING = re.compile(r"[(（\[【〔]")
_UPRIGHT = str.maketrans("︵︶", "（）")
"""Brackets as they are printed in text that runs downwards."""
_YEAR_SPREAD = re.compile(r"(?:1\s+9|2\s+0)\s+\d\s+\d\s*年")
"""A year whose figures are set wide, as the rest of its line is."""
_YEAR_BEHIND = re.compile(r"^(.*\S)\s+[(（]?\s*((?:19|20)\d\d)\s*年度\s*[)）]?$")
"""The form's year behind the value of a pair in one line: 填报单位：某局  2022年度."""
_YEAR_AHEAD = re.compile(r"^[(（]?\s*((?:19|20)\d\d)\s*年度?\s*[)）]?\s+(?=\S+[：:])")
"""The form's year before the pairs of one line: （2022年度）  自评得分：98."""
_COUNTED = re.compile(r"\s*[一二三四五六七八九十]{1,2}、")
"""What numbers the heading of a block: 五、存在问题 heads a table, 存在问题 alone may be a note."""
_DAY = re.compile(r"年\s*(?:\d{1,2}\s*)?月(?!\s*[-—–~～至])")
"""A day, or a month: when a form was filled in, which is not its year; 2019年1月-6月 is a part of that."""
_BESIDE_YEAR = re.compile(r"(?:19|20)\d\d|[\s()（）年度:：]")

Span = tuple[float, float]
"""Top and bottom of the form's table on one page."""


def read_margins(draft: Draft, lexicon: Lexicon, taken: Collection[str] = ()) -> tuple[Part, list[Unplaced]]:
    """Return what the lines around a form give, and those that give nothing.

    Fields in `taken` have their values in the table.
    """
    part, loose = Part(), list[Unplaced]()
    left = read_heading(part, draft.heading, lexicon, taken)
    if not draft.lines and not left:
        return part, loose
    spans = _spans(draft)
    used = [item for item in draft.heading if item not in left]
    below = [item for item in draft.lines if _is_below(item, draft, spans)]
    unread = _read_notes(part, below, draft.grids[-1].box, lexicon, taken)
    others = [item for item in draft.lines if item not in below and not _is_again(item, used)]
    last = draft.grids[-1].page
    for page, line in (*left, *others, *unread):
        outside = page not in spans or _is_outside(line, spans[page], cut=page != last)
        outside = outside or only_says_continued(line_text(line))
        if not outside and _took_heading(part, page, line, lexicon):
            continue
        if outside and (page, line) in left and "title" not in part.fields:
            outside = UNKNOWN not in line_text(line)  # it may be the title
        loose.append(unplaced(page, line, outside=outside))
    return part, loose


def _took_heading(part: Part, page: int, line: Line, lexicon: Lexicon) -> bool:
    """Take the unit from the heading of a block between two of the form's grids; tell whether it is one.

    A line that says more than the block's label and the unit is none.
    """
    text = line_text(line)
    unit = unit_in(text, lexicon)
    label = _without_unit(text, unit).rstrip(" (（")
    known = key(label) in lexicon.blocks or (_COUNTED.match(label) and lexicon.knows(key(label)))
    if not known or _OPENING.search(label):
        return False
    if unit:
        place = Found(unit, page, rounded(union([word.box for word in line])))
        return part.fields.setdefault("amount_unit", place).text == unit
    return True


def read_heading(
    part: Part, lines: Iterable[Placed], lexicon: Lexicon, taken: Collection[str] = ()
) -> list[Placed]:
    """Add title, year, unit and pairs such as 填报单位 to `part`; return the lines left over."""
    left = []
    for page, line in lines:
        text = line_text(line)
        place = Found(text, page, rounded(union([word.box for word in line])))
        unit = unit_in(text, lexicon)
        text = text if _YEAR_SPREAD.search(text) is None else "".join(text.split())
        year = YEAR.search(text)
        titled = "title" not in part.fields and is_title(text, lexicon)
        if titled:
            part.fields["title"] = place
        dated = year and (titled or _is_year(_without_unit(text, unit))) and "year" not in part.fields
        if year and dated:
            part.fields["year"] = structs.replace(place, text=year[1])
        if unit and dated and not titled and "amount_unit" not in part.fields:
            part.fields["amount_unit"] = structs.replace(place, text=unit)
        if titled or dated:
            continue
        if unit and "amount_unit" not in part.fields and not _has_pairs(text):
            part.fields["amount_unit"] = structs.replace(place, text=unit)
        elif not _keep_pairs(part, place, lexicon, taken):
            left.append((page, line))
    return left


def _without_unit(text: str, unit: str) -> str:
    return _UNIT.sub("", text) if unit else text


def _is_year(text: str) -> bool:
    """Tell whether a line says little but a year: （2019 年度）, and no day: 2020年3月1日."""
    return len(_BESIDE_YEAR.sub("", text)) <= LONGEST_BESIDE_YEAR and _DAY.search(text) is None


def unit_in(text: str, lexicon: Lexicon) -> str:
    """Return the unit of amounts that a text ends with, points behind it aside; `""` where there is none."""
    text = "".join((text.translate(_UPRIGHT) if text.endswith("︶") else text).split()).rstrip("：:")
    unit = _UNIT.search(text) if text.endswith((*lexicon.units, ")", "）")) else None
    return unit[1] if unit and unit[1] in lexicon.units else ""


def unplaced(page: int, line: Line, *, outside: bool) -> Unplaced:
    """Return a line as text without a field."""
    box = rounded(union([word.box for word in line]))
    return Unplaced(page=page, box=box, text=line_text(line), outside=outside)


def _has_pairs(text: str) -> bool:
    return len(pairs_in(text)) > 1


def _keep_pairs(part: Part, place: Found, lexicon: Lexicon, taken: Collection[str]) -> bool:
    ahead = None if "year" in part.fields or "year" in taken else _YEAR_AHEAD.match(place.text)
    pairs = pairs_in(place.text[ahead.end() :] if ahead else place.text)
    if ahead and pairs:
        part.fields["year"] = structs.replace(place, text=ahead[1])
    for label, value in pairs:
        dated = None if "year" in part.fields or "year" in taken else _YEAR_BEHIND.match(value)
        if dated:
            part.fields["year"] = structs.replace(place, text=dated[2])
        text = dated[1] if dated else value
        place_pair(part, label, structs.replace(place, text=text), lexicon, taken)
    return bool(pairs)


def _is_again(item: Placed, used: Iterable[Placed]) -> bool:
    """Tell whether a line says what one of the heading does on an earlier page."""
    return any(item[0] > page and line_text(item[1]) == line_text(line) for page, line in used)


def _spans(draft: Draft) -> Mapping[int, Span]:
    spans: dict[int, Span] = {}
    for grid in draft.grids:
        top, bottom = spans.get(grid.page, (grid.box[1], grid.box[3]))
        spans[grid.page] = (min(top, grid.box[1]), max(bottom, grid.box[3]))
    return spans


def _is_below(item: Placed, draft: Draft, spans: Mapping[int, Span]) -> bool:
    page, line = item
    last = draft.grids[-1].page
    return page > last or (page == last and line[0].middle[1] >= spans[page][1])


def _is_outside(line: Line, span: Span, *, cut: bool) -> bool:
    """Tell whether a line stands apart from the table: not beside it, nor hanging out of a cut cell."""
    middle = (line[0].y0 + line[0].y1) / 2
    return not span[0] <= middle <= span[1] and not (cut and hangs_out(line, span[1]))


def _read_notes(
    part: Part, lines: list[Placed], table: Box, lexicon: Lexicon, taken: Collection[str]
) -> list[Placed]:
    """Keep the signatures and notes right below the table; return the lines left over.

    A note goes on in the next line where it fills its own, or where that has the next number; so it does
    right below, where both end together: its own cell may be narrower than the table.
    """
    left = []
    note = ""
    full = False
    item = 0
    above: Line = ()
    edge, width = table[3], table[2] - table[0]
    for page, line in lines:
        text = line_text(line)
        place = Found(text, page, rounded(union([word.box for word in line])))
        height = line[0].y1 - line[0].y0
        near = line[0].y0 - edge < NEAR * height
        pairs = pairs_in(text) if near else []
        opening = re.match(r"\s*([^\s：:]{1,8})\s*[：:]", text)
        if opening and near and key(opening[1]) in lexicon.foot and len(pairs) < 2:  # noqa: PLR2004 - a note, not a row of signatures
            note = opening[1]
            part.keep(note, structs.replace(place, text=text[opening.end() :].strip()))
            item = _item(text[opening.end() :])
        elif note and item and near and _item(text) == item + 1:
            item += 1
            _add_line(part, note, structs.replace(place, text=f"\n{text}"))
        elif pairs:
            note = ""
            _keep_pairs(part, place, lexicon, taken)
        elif note and _goes_on(above, line, full=full):
            _add_line(part, note, place)
        else:
            left.append((page, line))
            continue
        edge, above = line[0].y1, line
        full = width - (line[-1].x1 - line[0].x0) < ROOM * height
    return left


def _goes_on(above: Line, line: Line, *, full: bool) -> bool:
    """Tell whether a note may go on in the line below it."""
    height, size = (one[0].y1 - one[0].y0 for one in (line, above))
    if abs(height - size) >= ALIKE * size:
        return False
    apart = line[0].y0 - above[0].y1
    if full and apart < height:
        return True
    return abs(apart) < CLOSE * height and abs(above[-1].x1 - line[-1].x1) < ALIGNED * height


def _item(text: str) -> int:
    """Return the number that an item of a list begins with; 0 where there is none."""
    item = re.match(r"\s*[(（]?(\d{1,2})[)）.．、]", text)
    return int(item[1]) if item else 0


def _add_line(part: Part, note: str, line: Found) -> None:
    before = part.extras[note]
    box = union([before.box, line.box]) if line.page == before.page else before.box
    part.extras[note] = Found(before.text + line.text, before.page, box)
