"""A page's annotations → those hidden that people laid over it, before anything is read.

Stamps, electronic seals, comments and marks are none of the form, and the lines that they draw are no
rulings.  What somebody typed into the form is: fields, and text without a frame.  What somebody struck out,
or covered, is told, since it may count no more.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from functools import partial
from typing import NamedTuple

import pymupdf

from extractor.geometry import Word, holds_middle
from extractor.grid.near_words import by_height
from extractor.page.bearings import content_of
from extractor.page.filled_fields import typed_into
from extractor.page.outlines import pieces
from extractor.page.pictures import UNREADABLE
from extractor.page.veils import is_solid
from extractor.page.walls import Walls
from models.records import Box, Note, NoteCode

HIDDEN = 1 << 1
"""The flag of an annotation that is not shown.

Source:
    ISO 32000-1 §12.5.3, table 165.
"""
LINK, FREE_TEXT, LINE, STRIKE_OUT, STAMP, INK, WIDGET = 1, 2, 3, 11, 13, 15, 21
"""MuPDF's kinds of annotations (pdf_annot_type)."""
SQUARE, CIRCLE, POLYGON = 4, 5, 6
FILLS = {FREE_TEXT: "C", SQUARE: "IC", CIRCLE: "IC", POLYGON: "IC"}
"""Which entry tells the colour of what an annotation covers.

Source:
    ISO 32000-1 §12.5.6.6 to 12.5.6.9.
"""
COVERING = 0.9
"""Less opaque than this, an annotation lets what it covers be read."""
CORE = 0.25
"""What passes a word within this share of its height from its top or bottom does not strike it out."""
MOST_PAIRS = 1_000_000
"""Of words and what was typed; a page of more is no form."""
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(r"[.,，%％]*\d[\d.,，%％]*")
SIGNATURE, CALLOUT = "/Sig", "/FreeTextCallout"


class Aside(NamedTuple):
    """What an annotation says, and where it lies in the page's content; some show it upon the page."""

    box: Box
    text: str
    is_shown: bool = False


class Laid(NamedTuple):
    """What hidden annotations say, framed fields, what was struck out, covered or typed; what fields hold."""

    asides: list[Aside]
    fields: list[Box]
    struck: list[Box]
    typed: list[Aside]
    filled: list[tuple[Box, str]]


def set_aside(document: pymupdf.Document, leaf: pymupdf.Page) -> Laid:
    """Hide what was laid over a page, until the document is closed; return what it says, and framed fields.

    An annotation that is broken stays as it is.
    """
    laid = Laid([], [], [], [], [])
    annotations = leaf.annot_xrefs()
    if not annotations or (leaf.first_annot is None and leaf.first_widget is None):
        return laid
    has_fields = leaf.first_widget is not None
    for xref, kind, _ in annotations:
        with suppress(*UNREADABLE, ValueError):
            laid.struck.extend(_crossed_out(document, leaf, xref, kind))
        with suppress(*UNREADABLE, ValueError):
            if not _is_typed(document, xref, kind):
                laid.asides.extend(_hide(document, leaf, xref, kind))
            elif kind == FREE_TEXT:
                laid.typed.extend(_said(document, leaf, xref))
        with suppress(*UNREADABLE, ValueError):
            if has_fields and kind == WIDGET and document.xref_get_key(xref, "MK/BC")[0] == "array":
                laid.fields.append(_place(document, leaf, xref))
        with suppress(*UNREADABLE, ValueError):
            if has_fields and kind == WIDGET and (text := typed_into(document, xref)):
                laid.filled.append((_place(document, leaf, xref), text))
    return laid


def _hide(document: pymupdf.Document, leaf: pymupdf.Page, xref: int, kind: int) -> Iterator[Aside]:
    """Hide an annotation, and yield what it says, if anything; a stamp may have its words drawn alone."""
    said: list[Aside] = []
    is_shown = kind in (FREE_TEXT, STAMP)
    with suppress(*UNREADABLE, ValueError, AttributeError):
        said += _said(document, leaf, xref)
        if is_shown and not said and (drawn := " ".join(leaf.load_annot(xref).get_text().split())):
            said.append(Aside(_place(document, leaf, xref), drawn))
    flags = document.xref_get_key(xref, "F")[1]
    document.xref_set_key(xref, "F", str((int(flags) if flags.isdigit() else 0) | HIDDEN))
    yield from (one._replace(is_shown=is_shown) for one in said)


def _said(document: pymupdf.Document, leaf: pymupdf.Page, xref: int) -> Iterator[Aside]:
    type_, text = document.xref_get_key(xref, "Contents")
    if type_ == "string" and text.strip():
        yield Aside(_place(document, leaf, xref), text.strip())


def _is_typed(document: pymupdf.Document, xref: int, kind: int) -> bool:
    """Tell whether an annotation is part of the form: a link, a field, or text without a frame."""
    said = partial(document.xref_get_key, xref)
    if kind == WIDGET:
        return SIGNATURE not in (said("FT")[1], said("Parent/FT")[1])
    if kind == FREE_TEXT:
        return bool(said("IT")[1] != CALLOUT and said("BS/W")[1] in ("null", "0"))
    return kind == LINK


def laid_over(
    words: Sequence[Word], laid: Laid, walls: Walls, see: Callable[[Box], Box], page: int
) -> Iterator[Note]:
    """Yield what hidden annotations say; in a cell, a figure or what is upon no word may be its value.

    `see` leads to places as read.
    """
    for aside in laid.asides:
        place = Word(*see(aside.box), aside.text)
        may = aside.is_shown and not walls.cut(place)
        is_value = may and (_is_figure(place) or not any(_overlap(place.box, word.box) for word in words))
        code: NoteCode = "struck-text" if is_value else "overlaid-text"
        yield Note(code=code, page=page, box=place.box, seen=aside.text)


def struck_out(
    words: Sequence[Word], laid: Laid, walls: Walls, see: Callable[[Box], Box], page: int
) -> Iterator[Note]:
    """Yield the words of a page that lie in the places of what was struck out, wholly or in part.

    So are those told that somebody typed upon or beside others: no wall stands between them.  `see` leads
    to places as read.
    """
    if not words or not (laid.struck or laid.typed):
        return
    told = set(_struck(words, map(see, laid.struck)))
    for box, text, _ in laid.typed if len(laid.typed) * len(words) <= MOST_PAIRS else ():
        place = see(box)
        within = {word for word in words if holds_middle(place, word.box)}
        typed = {word for word in within if word.text in text}
        if _signs(within) == sorted("".join(text.split())):
            told -= within
            typed = within
        told |= _mixed(words, within, typed, walls)
        told.update(word for word in words if _holds_more(word, text) and _overlap(place, word.box))
    for word in words:
        if word in told:
            yield Note(code="struck-text", page=page, box=word.box, seen=word.text, kept=word.text)


def _struck(words: Sequence[Word], boxes: Iterable[Box]) -> Iterator[Word]:
    near = by_height(words)
    for box in boxes:
        yield from (word for word in near(box[1], box[3]) if _strikes(box, word))


def _mixed(
    words: Sequence[Word], within: AbstractSet[Word], typed: AbstractSet[Word], walls: Walls
) -> AbstractSet[Word]:
    """Return what was typed and what stands with it in its cell, if one has a figure.

    `within` its place that is any word, beside it another figure; all in its place where none is known
    as `typed`.
    """
    figures = set(filter(_is_figure, typed))
    others = {word for word in within - typed if not typed or _is_by(word, typed, walls)}
    if figures:
        aside = (word for word in words if _is_figure(word) and word not in within)
        others.update(word for word in aside if _is_by(word, figures, walls))
    mixed = typed | others
    return mixed if others and any(_DIGIT.search(word.text) for word in mixed) else set()


def _is_by(word: Word, others: Iterable[Word], walls: Walls) -> bool:
    """Tell whether a word stands on one line of a cell with another, or upon it."""
    return any(
        _meet(word.y0, word.y1, other.y0, other.y1)
        and not walls.between(word, min(word.x1, other.x1), max(word.x0, other.x0))
        for other in others
    )


def _is_figure(word: Word) -> bool:
    return _FIGURE.fullmatch(word.text) is not None


def _holds_more(word: Word, text: str) -> bool:
    """Tell whether a word is a typed figure and another one that MuPDF glued to it."""
    typed = [part for part in text.split() if _DIGIT.search(part) and part in word.text]
    return any(_DIGIT.search(word.text.replace(part, "", 1)) for part in typed)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _signs(words: Iterable[Word]) -> list[str]:
    return sorted("".join(word.text for word in words))


def _strikes(box: Box, word: Word) -> bool:
    """Tell whether a box lies over the middle of a word, across and down, or within the word's."""
    edge = CORE * (word.y1 - word.y0)
    return _meet(box[0], box[2], word.x0, word.x1) and _meet(box[1], box[3], word.y0 + edge, word.y1 - edge)


def _meet(start: float, end: float, other_start: float, other_end: float) -> bool:
    """Tell whether one of two stretches holds the middle of the other."""
    middle, other = (start + end) / 2, (other_start + other_end) / 2
    return start <= other <= end or other_start <= middle <= other_end


def _crossed_out(document: pymupdf.Document, leaf: pymupdf.Page, xref: int, kind: int) -> Iterator[Box]:
    """Yield the places that an annotation strikes out: marks so, draws through, or covers.

    A line of text is marked by four corners, eight numbers, or is all that the annotation lies over; a drawn
    one has two a point.
    """
    said = partial(_value, document, xref)
    if kind == STRIKE_OUT:
        lines = [_around(leaf, corners) for corners in _groups(said("QuadPoints"), 8)]
        yield from lines or _within(document, leaf, xref)
    elif kind == LINE:
        drawn = (((x0, y0), (x1, y1)) for x0, y0, x1, y1 in _groups(said("L"), 4))
        yield from (_around(leaf, (*start, *end)) for line in drawn for start, end in pieces(line))
    elif kind == INK:
        strokes = map(_numbers, said("InkList").split("]"))
        yield from (_around(leaf, stroke) for stroke in strokes if len(stroke) > 1)
    elif kind in FILLS and _numbers(said(FILLS[kind])) and _opacity(said("CA")) >= COVERING:
        yield from _within(document, leaf, xref)
    elif kind == STAMP:
        yield from _within(document, leaf, xref) if is_solid(leaf.load_annot(xref)) else ()


def _value(document: pymupdf.Document, xref: int, key: str) -> str:
    """Return an entry of an object as the file writes it, or what it refers to."""
    kind, value = document.xref_get_key(xref, key)
    return str(document.xref_object(int(value.split()[0]), compressed=True) if kind == "xref" else value)


def _numbers(array: str) -> list[float]:
    """Return the numbers of an array, however nested; none where there is no array."""
    return [] if array == "null" else list(map(float, array.replace("[", " ").replace("]", " ").split()))


def _groups(array: str, size: int) -> Iterator[Sequence[float]]:
    numbers = _numbers(array)
    return (numbers[at : at + size] for at in range(0, len(numbers) - size + 1, size))


def _opacity(said: str) -> float:
    return 1.0 if said == "null" else float(said)


def _around(leaf: pymupdf.Page, numbers: Sequence[float]) -> Box:
    """Return the box around points, each an x and a y, in the page's content."""
    across, down = numbers[::2], numbers[1::2]
    box = pymupdf.Rect(min(across), min(down), max(across), max(down)) * content_of(leaf)
    return (box.x0, box.y0, box.x1, box.y1)


def _place(document: pymupdf.Document, leaf: pymupdf.Page, xref: int) -> Box:
    """Return where an annotation lies: somewhere on its page, if it does not say."""
    anywhere = (0.0, 0.0, leaf.cropbox.width, leaf.cropbox.height)
    return next(_within(document, leaf, xref), anywhere)


def _within(document: pymupdf.Document, leaf: pymupdf.Page, xref: int) -> Iterator[Box]:
    """Yield the place that an annotation says it lies in, if it does."""
    with suppress(*UNREADABLE, ValueError):
        x0, y0, x1, y1 = _numbers(_value(document, xref, "Rect"))
        yield _around(leaf, (x0, y0, x1, y1))
