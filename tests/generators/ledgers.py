"""A file's printed characters, set against those that reading it gives: none dropped, none doubled.

Nothing is known here of what was drawn, so any file can be balanced, also one
whose tables are only half a form.  White space is nobody's.  Labels are not in a
record: what is missing there must be one, or repeat an earlier page.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import pymupdf

from extractor.form.clippings import grid_without, printed_twice
from extractor.form.gatherings import ALIGNED
from extractor.form.lexicons import key
from extractor.geometry import Sheet, Word, line_text, rounded, union
from models.pointers import all_values
from models.records import Box, Form
from tests.generators.readings import Reading, kit

Chars = Counter[str]
BETWEEN = "AB单位金额万元其中年度年初设定目标年度总体目标完成情况综述" + "()（）[]【】:：;；-—*、.,。分%" * 4
"""What may stand in one form's cells beside their values: words and signs that tell which value is which."""
HEAD = 6
"""So many first rows of a page may be a head that it repeats."""
APART = 20.0
"""So many points between two words of a line."""
TEXT_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
_BLOCK = re.compile(r"^(?:funds|indicators)/\d+/|(?<=.) \d+$")
_UNCLOSED = re.compile(r"\([^()]*$")
_ROW = re.compile(r"(?<=/|1)\d+(?=/|~)")


class Printed(NamedTuple):
    """The text of a cell or of a loose line."""

    page: int
    box: Box
    text: str


class Given(NamedTuple):
    """The text of a value or of what is unplaced, and where it was read; one merged over rows is one."""

    page: int
    box: Box
    text: str
    field: str = ""


def imbalances(data: bytes, reading: Reading, drawn: Sequence[str] = ()) -> list[str]:
    """Return what is printed and not given, or given and not printed.

    Args:
        data: A PDF.
        reading: What was read from it.
        drawn: What can be seen on each page, where that is known.
    """
    sheets = reading.sheets
    found = [line for layer, sheet in zip(_layers(data), sheets, strict=True) for line in _page(layer, sheet)]
    if drawn:
        for sheet, text in zip(sheets, drawn, strict=True):
            found += _differences(f"page {sheet.number} as drawn", bare(text), _shown(sheet))
    for forms in _sharing_pages(reading.forms):
        if odd := _balance(forms, sheets):
            found += min(odd, _balance(forms, _printed_once(sheets)), key=len)
    return found


def _printed_once(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return pages less the words that a page break clips and the page on its other side shows as well."""
    pages = list(sheets)
    for number, (first, second) in enumerate(pairwise(sheets)):
        if not first.grids or not second.grids:
            continue
        loose = [(sheet.number, line) for sheet in (first, second) for line in sheet.loose]
        above, below = first.grids[-1], second.grids[0]
        for edge in {cell.box[1] for cell in below.cells if cell.top <= HEAD}:
            both = printed_twice(above, below, edge, loose)
            for at, words in zip((number, number + 1), both, strict=True):
                pages[at] = _less(pages[at], words)
    return pages


def _less(sheet: Sheet, words: frozenset[Word]) -> Sheet:
    lines = (tuple(word for word in line if word not in words) for line in sheet.loose)
    grids = tuple(grid_without(grid, words) for grid in sheet.grids)
    return replace(sheet, grids=grids, loose=tuple(filter(None, lines)))


def bare(*texts: str) -> Chars:
    """Return how often each character stands in some texts, white space aside."""
    return Counter(_plain("".join(texts)))


def _plain(text: str) -> str:
    return "".join(text.split())


def _layers(data: bytes) -> Iterator[Chars]:
    with pymupdf.open(stream=data) as document:
        for page in document:
            yield bare(page.get_text("text", flags=TEXT_FLAGS))


def _shown(sheet: Sheet) -> Chars:
    return bare(*(one.text for one in _printed(sheet)))


def _printed(sheet: Sheet) -> Iterator[Printed]:
    for cell in (cell for grid in sheet.grids for cell in grid.cells if cell.text):
        yield Printed(sheet.number, rounded(cell.box), cell.text)
    for line in sheet.loose:
        for run in _runs(line):
            yield Printed(sheet.number, rounded(union([word.box for word in run])), line_text(run))


def _runs(line: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Yield the parts of a line that stand so far apart as only those of two cells do."""
    ends = [at for at, (word, after) in enumerate(pairwise(line), 1) if after.x0 - word.x1 > APART]
    yield from (line[start:end] for start, end in pairwise([0, *ends, len(line)]))


def _page(layer: Chars, sheet: Sheet) -> list[str]:
    """Return how a page's cells and lines differ from its text layer, but for what its notes tell."""
    if sheet.unread:
        return []
    seen, kept = bare(*(note.seen for note in sheet.notes)), bare(*(note.kept for note in sheet.notes))
    return _differences(f"page {sheet.number}", layer + kept, _shown(sheet) + seen)


def _differences(where: str, printed: Chars, given: Chars) -> list[str]:
    return _told(where, "dropped", printed - given) + _told(where, "doubled", given - printed)


def _told(where: str, what: str, chars: Chars) -> list[str]:
    return [f"{where}: {what} | {''.join(sorted(chars.elements()))[:80]!r}"] if chars else []


def _sharing_pages(forms: Iterable[Form]) -> list[list[Form]]:
    """Return forms in groups that have no page in common."""
    groups: list[list[Form]] = []
    for form in forms:
        if groups and any(_pages(other) & _pages(form) for other in groups[-1]):
            groups[-1].append(form)
        else:
            groups.append([form])
    return groups


def _pages(form: Form) -> set[int]:
    """Return the pages that something of a form stands on: its title may stand on the one before."""
    return {*form.pages, *(one.page for one in form.evidence.values()), *(one.page for one in form.unplaced)}


def _balance(forms: Sequence[Form], sheets: Sequence[Sheet]) -> list[str]:
    """Return what stands on the pages of some forms and not in these, and the other way."""
    pages = {page for form in forms for page in form.pages}
    printed = [one for sheet in sheets if sheet.number in pages for one in _printed(sheet)]
    before = [one.text for sheet in sheets if sheet.number not in pages for one in _printed(sheet)]
    given = list(dict.fromkeys(one for form in forms for one in _given(form)))
    given_on = {page: [one for one in given if one.page == page] for page in {one.page for one in given}}
    labels = {
        name for form in forms for label in form.record.extras for name in _names(_BLOCK.sub("", label))
    }
    nameless, found = Chars(), []
    for one in printed:
        here = [place.text for place in given_on.get(one.page, ()) if _is_at(place, one)]
        rest = bare(one.text) - bare(*here)
        if _is_label(one.text, labels) or _is_repeated(one, printed):
            nameless += rest
            continue
        allowed = rest & bare(BETWEEN, *labels, _opening(one.text))
        nameless += allowed
        left = _without(one.text, here)
        label = next(
            (label for label in _closing(left) if _is_rest(left.removesuffix(label), one.page, given)), None
        )
        if rest != allowed and label is None:
            found.append(f"page {one.page}: dropped | {one.text!r}")
        nameless += bare(label or "") - allowed
    where = f"pages {min(pages)}-{max(pages)}"
    has, gives = (bare(*(one.text for one in items)) for items in (printed, given))
    found += _told(where, "doubled", gives - has - bare(*before))  # a title may stand on the page before
    return found + _told(where, "dropped", has - gives - nameless)


def _given(form: Form) -> Iterator[Given]:
    for pointer, text in all_values(form.record).items():
        place = form.evidence.get(pointer)
        if place and text and not (pointer == "/year" and text in form.record.title):
            yield Given(place.page, place.box, text, _ROW.sub("#", pointer))
    for item in form.unplaced:
        yield Given(item.page, item.box, item.text)


def _is_at(place: Given, one: Printed) -> bool:
    """Tell whether a place is that of a cell or line of its page, goes around it, or lies in it."""
    return _has_middle(place.box, one.box) or _has_middle(one.box, place.box)


def _has_middle(outer: Box, inner: Box) -> bool:
    """Tell whether a box has the middle of another, whose text may hang over by a hair."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _without(text: str, given: Iterable[str]) -> str:
    """Return a text less those given at its own place."""
    rest = _plain(text)
    for one in sorted(given, key=len, reverse=True):
        rest = rest.replace(_plain(one), "", 1)
    return rest.strip(BETWEEN)


def _closing(text: str) -> Iterator[str]:
    """Yield nothing, and each known label that ends a text: the end of a cut one may stand before it."""
    yield ""
    yield from (label for label in _labels() if text.endswith(label))


def _is_rest(text: str, page: int, given: Sequence[Given]) -> bool:
    """Tell whether a text was added to a value, or ends what a page break cut, and so stands after that.

    A heading may stand in it: what follows it is of another value.
    """
    before = [_plain(place.text) for place in given if place.page <= page - (not place.field)]
    parts = [part.strip(BETWEEN) for part in _headings().split(text)]
    return all(any(part in other for other in before) for part in parts)


@cache
def _headings() -> re.Pattern[str]:
    """Return the pattern of a goal's heading within a text."""
    labels = sorted(kit().lexicon.goal_parts, key=len, reverse=True)
    return re.compile("(?:" + "|".join(map(re.escape, labels)) + ")[:：]")


def _is_label(text: str, labels: AbstractSet[str]) -> bool:
    """Tell whether the text of a cell or line is a label, `labels` being what extras are kept under."""
    return bool(_names(text) & labels) or _is_known(text)


@cache
def _is_known(text: str) -> bool:
    """Tell whether a text is a known label, or the part of one that a page break leaves."""
    label = _UNCLOSED.sub("", key(text))
    if label and any(label in known for known in _labels()):
        return True
    parts = text.split()  # two cells, the side between them left out at a page break
    return len(parts) > 1 and all(key(part) in _labels() for part in parts)


def _opening(text: str) -> str:
    """Return the known label that opens a text, as in `实施单位：某局`."""
    label, colon, _ = text.replace(":", "：").partition("：")
    return label if colon and key(label) in _labels() else ""


def _names(label: str) -> set[str]:
    """Return what a label may be compared by: its key, if it has one, and all of its text."""
    return {key(label), _plain(label).rstrip("：:")} - {""}


@cache
def _labels() -> tuple[str, ...]:
    lexicon = kit().lexicon
    groups = (
        lexicon.head,
        lexicon.fund_columns,
        lexicon.fund_rows,
        lexicon.blocks,
        lexicon.goal_parts,
        lexicon.indicator_columns,
        lexicon.total,
        lexicon.foot,
    )
    return tuple({label for group in groups for label in group})


def _is_repeated(one: Printed, printed: Sequence[Printed]) -> bool:
    """Tell whether a text is printed in the same place of an earlier page, there perhaps more of it.

    Calc centres a merged label over all its pages, and clips it at each.
    """
    return any(
        other.page < one.page
        and other.text.endswith(one.text)
        and other.box[0] - ALIGNED <= one.box[0]
        and one.box[2] <= other.box[2] + ALIGNED
        for other in printed
    )
