"""What a page has → its kind: a text layer that can be read, pictures to be recognised, or both.

Scanners and archives lay a text layer of their own under their pictures, invisible or painted
over.  Nobody knows how well it was recognised, so it is no text of the page.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any, NamedTuple

import pymupdf

from extractor.geometry import Page, Word, area, holds_middle
from extractor.page.bearings import area_of
from extractor.page.pictures import UNREADABLE
from extractor.page.placements import has_inline_pictures, named_pictures, picture_area, placed_pictures
from extractor.page.strokes import touch
from extractor.page.texts import FEWEST_CHARACTERS, is_rubbish
from models.records import Box, Kind, Unread, Why

FEW_WORDS = 20
"""A page of fewer words that is mostly a picture is a scan with a stamp or a page number."""
MOSTLY = 0.5
LARGE = 0.2
"""A picture that covers this share of its page may hold a form."""
LEAST_PIXELS = 250_000
"""A form in fewer pixels cannot be read: logos, seals, codes."""
FEWEST_CUT, BEYOND, AT = 3, 3.0, 0.6
"""So many rulings that meet others and go so many points beyond a page's side are those of a table that goes
on; so are such as end at it, where MuPDF cuts some off.
"""
COVERED = 0.8
"""Text of which so much is painted over by a picture is a layer under that picture."""

HALF_OPAQUE = 128
"""An opacity of less than this (of 255) lets one see through."""
MANY_OUTLINES, OUTLINES_A_WORD = 200, 50
"""So many shapes in all, and beside each word, are text whose characters were made drawings."""

Leaf = Any
"""A pymupdf.Page, whose methods have no types."""
See = Callable[[Box], Box]
"""Turns a box of the content into one of the page as it is read."""


class Triage(NamedTuple):
    """A page's kind, why it must be recognised to be read, and its large pictures."""

    kind: Kind
    why: Why | None = None
    pictures: tuple[Box, ...] = ()


def triage(  # noqa: PLR0913 - each is one thing that a page has
    leaf: Leaf,
    words: Sequence[Word],
    text: str,
    unseen: int,
    *,
    see: See | None,
    is_bare: bool,
    outlines: int = 0,
) -> Triage:
    """Return what kind of page this is.

    Args:
        leaf: The page.
        words: Its visible words, in places of the page as read.
        text: They joined.
        unseen: How many characters of its text layer are invisible.
        see: Turns a box of the content into one of the page as read.
        is_bare: Nothing is drawn on it: if it has a table, that is in its pictures, under whatever text.
        outlines: How many shapes as high as text are drawn on it.
    """
    if is_rubbish(text):
        return Triage("rubbish-text", "rubbish-text")
    if not named_pictures(leaf) and not (is_bare and _has_inline_pictures(leaf)):
        return _without_pictures(len(words), outlines, is_bare=is_bare)
    few, mostly = len(words) < FEW_WORDS, _is_mostly_pictures(leaf)
    if (few and unseen >= FEWEST_CHARACTERS and (mostly or not words)) or (
        mostly and words and _is_under(leaf)
    ):
        return Triage("scan-with-layer", "no-text")
    pictures = tuple(see(box) if see else box for box in _large_pictures(leaf))
    if few and (mostly or not words):
        return Triage("mixed" if words else "scan", "no-text", pictures)
    inside = sum(any(holds_middle(box, word.box) for box in pictures) for word in words)
    if pictures and (inside < FEW_WORDS or is_bare):
        return Triage("mixed", None, pictures)
    return Triage("text")


def _without_pictures(words: int, outlines: int, *, is_bare: bool) -> Triage:
    if outlines >= MANY_OUTLINES and words * OUTLINES_A_WORD < outlines:
        return Triage("scan", "no-text")
    return Triage("blank" if is_bare and not words else "text")


def _has_inline_pictures(leaf: Leaf) -> bool:
    """Tell whether pictures are written into the content itself, as no objects of their own.

    Finding them costs a second pass: only where their operator, BI, or a form that may hold it is there.
    """
    return bool((leaf.get_xobjects() or has_inline_pictures(leaf)) and placed_pictures(leaf))


def _is_mostly_pictures(leaf: Leaf) -> bool:
    return picture_area(leaf) > MOSTLY * area_of(leaf)


def _large_pictures(leaf: Leaf) -> tuple[Box, ...]:
    known = named_pictures(leaf)
    if known and not any(image[2] * image[3] >= LEAST_PIXELS for image in known):
        return ()
    least = LARGE * area_of(leaf)
    boxes: list[Box] = [
        one["bbox"] for one in placed_pictures(leaf) if one["width"] * one["height"] >= LEAST_PIXELS
    ]
    return tuple(box for box in boxes if area(box) >= least)


def _is_under(leaf: Leaf) -> bool:
    """Tell whether most text is drawn before a picture that is painted over it and hides it."""
    clear = _see_through(leaf)
    over: list[Box] = []
    hidden = shown = 0
    drawn: list[tuple[str, Box]] = leaf.get_bboxlog()
    for kind, box in reversed(drawn):
        if kind == "fill-image":
            if not any(holds_middle(one, box) and holds_middle(box, one) for one in clear):
                over.append(box)
        elif kind.endswith("-text"):
            under = any(holds_middle(picture, box) for picture in over)
            hidden, shown = hidden + under, shown + (not under)
    return bool(hidden) and hidden >= COVERED * (hidden + shown)


def _see_through(leaf: Leaf) -> list[Box]:
    """Return the places of pictures through most of which one sees: watermarks, not scans."""
    masks = {image[0]: image[1] for image in named_pictures(leaf) if image[1]}
    placed = leaf.get_image_info(xrefs=True) if masks else ()
    return [one["bbox"] for one in placed if one["xref"] in masks and _is_clear(leaf, masks[one["xref"]])]


def _is_clear(leaf: Leaf, mask: int) -> bool:
    """Tell whether a mask lets one see through most of its picture; one that is broken does not."""
    try:
        share, value = pymupdf.Pixmap(leaf.parent, mask).color_topusage()
    except UNREADABLE:
        return False
    return bool(share > MOSTLY and value[0] < HALF_OPAQUE)


def is_cut(page: Page, count: int, drawn: Callable[[], Sequence[Box]] | None) -> bool:
    """Tell whether a side of a page cuts off a table: its rulings go on there, texts beyond it are lost.

    So are those of a page cropped within its table, and of a web page printed wider than the sheet.
    Where a table only goes on overleaf, nothing is drawn beyond the page's end.

    Args:
        page: The page.
        count: How many pages its file has.
        drawn: Gives the thin boxes that it draws, with what is beyond it, of which MuPDF leaves most out
            elsewhere; None where nobody can tell.
    """
    if not page.strokes:
        return False
    x0, y0 = (min(map(itemgetter(at), page.strokes)) for at in (0, 1))
    x1, y1 = (max(map(itemgetter(at), page.strokes)) for at in (2, 3))
    sides = ((x0 < AT, 0, 0.0, False), (x1 > page.width - AT, 0, page.width, False))
    head = (y0 < AT, 1, 0.0, page.number > 1)
    foot = (y1 > page.height - AT, 1, page.height, page.number < count)
    return any(
        is_reached
        and _goes_on(page.strokes, axis, side)
        and not (is_break and drawn and not _is_passed(drawn(), axis, side))
        for is_reached, axis, side, is_break in (*sides, head, foot)
    )


def _goes_on(strokes: Sequence[Box], axis: int, side: float) -> bool:
    """Tell whether rulings lead to a side, or beyond it, and none along it ends them."""
    across = [box for box in strokes if box[axis] - AT < side < box[axis + 2] + AT]
    through = [box for box in across if box[axis + 2] - box[axis] > BEYOND]
    if len(through) < FEWEST_CUT:
        return False
    is_closed = len(across) > len(through)
    return (_is_passed(through, axis, side) or not is_closed) and len(
        _met(strokes, through, axis)
    ) >= FEWEST_CUT


def _is_passed(strokes: Sequence[Box], axis: int, side: float) -> bool:
    """Tell whether a line goes on beyond a side."""
    return any(box[axis] < side - BEYOND and side + BEYOND < box[axis + 2] for box in strokes)


def _met(strokes: Sequence[Box], through: Sequence[Box], axis: int) -> list[Box]:
    """Return the lines that others meet, as rulings of a table: those of a letter's head stand alone."""
    other = 1 - axis
    walls = [
        wall for wall in strokes if wall[other + 2] - wall[other] > BEYOND >= wall[axis + 2] - wall[axis]
    ]
    return [box for box in through if any(touch(box, wall, AT) for wall in walls)]


def as_damaged(page: Page, *, lacks_font: bool) -> Page:
    """Return a page that lost something.

    Text in a font that is not there is drawn in another: if its codes are nonsense there, they are so to
    the eye as well, and there is nothing to recognise.
    """
    kind = "unreadable" if lacks_font and page.kind == "rubbish-text" else page.kind
    return replace(page, kind=kind, unread=Unread(page=page.number, why="damaged-page"))
