"""A form's evidence → the boxes drawn over its page images.

Fields that share one printed cell (a merged group label, a department and its
code) share one box, so a click has one meaning and steps through them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from models.outcomes import RenderedPage
from models.records import Box, Form, Pointer
from models.warps import Straight, flattened

A4_POINTS = (595.0, 842.0)
"""Stands in until the page's image, and with it its size, is there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One box in points from the top left of its page, with all fields that it shows."""

    x: float
    y: float
    width: float
    height: float
    pointers: tuple[Pointer, ...]
    classes: str
    title: str
    key: str = ""
    """Finds a box that shows no field; the list beside the page has the same key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One page: its size in points (`known` or assumed) and its boxes, large ones first."""

    page: int
    width: float
    height: float
    known: bool
    boxes: tuple[Outline, ...]


def sheets(
    form: Form,
    images: Mapping[int, RenderedPage],
    straight: Mapping[int, Straight],
    marks: Mapping[Pointer, str],
    names: Mapping[Pointer, str],
) -> list[Sheet]:
    """Return a form's pages in order, with the boxes of fields, of text that no field claimed, and of notes.

    Args:
        form: As it now stands.
        images: What is rendered already, by page.
        straight: The scanned pages that are shown made straight, by page.
        marks: `review_ui.doubts.marks`.
        names: What people call each field; fields not drawn on the form have none and no box.
    """
    found = []
    for page in form.pages:
        size = straight.get(page) or images.get(page)
        width, height = (size.width, size.height) if size else A4_POINTS
        outlines = (*_noted(form, page), *_outlines(form, page, marks, names), *_strays(form, page))
        boxes = tuple(_laid(one, straight.get(page)) for one in outlines)
        found.append(Sheet(page=page, width=width, height=height, known=bool(size), boxes=boxes))
    return found


def _laid(one: Outline, straight: Straight | None) -> Outline:
    """Return a box where it lies on its page's image."""
    if straight is None or straight.warp is None:
        return one
    left, top, right, bottom = flattened((one.x, one.y, one.x + one.width, one.y + one.height), straight.warp)
    return replace(
        one, x=round(left, 2), y=round(top, 2), width=round(right - left, 2), height=round(bottom - top, 2)
    )


def _outlines(
    form: Form, page: int, marks: Mapping[Pointer, str], names: Mapping[Pointer, str]
) -> tuple[Outline, ...]:
    shared: dict[Box, list[Pointer]] = {}
    for pointer in names:
        seen = form.evidence.get(pointer)
        if seen and seen.page == page:
            shared.setdefault(seen.box, []).append(pointer)
    # Drawn later lies above: a small box inside a large one stays clickable.
    order = sorted(shared.items(), key=lambda pair: -_area(pair[0]))
    return tuple(_outline(box, pointers, marks, names) for box, pointers in order)


def _strays(form: Form, page: int) -> tuple[Outline, ...]:
    """Return the boxes of text that no field claimed; what lies outside the table is drawn quietly."""
    return tuple(
        replace(
            _outline(piece.box, [], {}, {}),
            classes="quiet outside" if piece.outside else "unsure stray",
            title=piece.text,
            key=f"unplaced-{at}",
        )
        for at, piece in enumerate(form.unplaced)
        if piece.page == page
    )


def _noted(form: Form, page: int) -> tuple[Outline, ...]:
    """Return the boxes of notes on the reading; they lie below, so fields stay clickable."""
    return tuple(
        replace(
            _outline(note.box, [], {}, {}),
            classes="quiet noted",
            title=f"{note.seen} → {note.kept}" if note.kept not in {"", note.seen} else note.seen,
            key=f"note-{at}",
        )
        for at, note in enumerate(form.notes)
        if note.page == page
    )


def _outline(
    box: Box, pointers: list[Pointer], marks: Mapping[Pointer, str], names: Mapping[Pointer, str]
) -> Outline:
    left, top, right, bottom = box
    kinds = {kind for pointer in pointers for kind in marks.get(pointer, "").split()}
    return Outline(
        x=round(left, 2),
        y=round(top, 2),
        width=round(max(0.0, right - left), 2),
        height=round(max(0.0, bottom - top), 2),
        pointers=tuple(pointers),
        classes=" ".join(sorted(kinds)),
        title=" / ".join(dict.fromkeys(names[pointer] for pointer in pointers)),
    )


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
