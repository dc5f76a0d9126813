"""A page and what was read from it → a drawing, so that anyone can see why a cell was read so.

Leaves SVG of the page as seen, in its own points, with a legend beneath: shades and strokes as drawn,
rulings as merged, cells with their rows and columns, the fields read from them,
every word in its place, and what no field claimed.  All text is untrusted: it
is escaped, and what XML forbids or what would hide other text is replaced.
Each kind of mark has its limit, so no page makes a drawing of more than a few
megabytes; what is left out is counted under the legend.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, product

from extractor.explanation import marks
from extractor.explanation.legends import beneath, document
from extractor.geometry import Cell, Page, Sheet, Word, as_seen
from extractor.grid.rulings import find_rulings
from models.layers import MOST_CELLS, MOST_RULINGS, Layer, LayerCell, span
from models.records import Box, Form, Pointer, Unplaced

ROOM = {
    "shades": 200_000,
    "strokes": 600_000,
    "rulings": 400_000,
    "cells": 800_000,
    "fields": 400_000,
    "words": 1_000_000,
    "unplaced": 300_000,
    "outside": 200_000,
    "notes": 200_000,
}
"""The most characters of SVG that each kind of mark may take on one page."""
MOST_STRAYS = 2_000
"""So many texts that no field claimed give their colour to the words in them."""
_SQUARES = 24
"""The page is looked up in so many squares either way."""
_INDEX = re.compile(r"^(/\w+/)(\d+)(/.*)$", re.DOTALL)


def lay_out(page: Page, sheet: Sheet) -> Layer:
    """Return a page's rulings and cells as data, on the page as seen, within `models.layers`' limits."""
    cells, rulings = _all_cells(sheet), _ruled(page)
    lost = max(0, len(cells) - MOST_CELLS) + max(0, len(rulings) - MOST_RULINGS)
    return Layer(
        page=page.number,
        rulings=tuple(as_seen(ruling, page) for ruling in rulings[:MOST_RULINGS]),
        cells=tuple(
            LayerCell(
                rows=(cell.top + 1, cell.bottom),
                columns=(cell.left + 1, cell.right),
                box=as_seen(cell.box, page),
            )
            for cell in cells[:MOST_CELLS]
        ),
        left_out=lost,
        turn=page.turn,
    )


def draw_page(page: Page, sheet: Sheet, forms: Sequence[Form]) -> str:
    """Return one page as an SVG document.

    Args:
        page: Its words, strokes and shades, as read.
        sheet: The same page cut into cells.
        forms: Those that lie on it, with evidence, unplaced text and notes on the page as read; may be none.

    Returns:
        XML 1.0 that refers to nothing outside itself; the inner `svg` has the size of the page as seen,
        and text lies on it as on the page.
    """
    room = _Room()
    width, height = max(page.width, 1.0), max(page.height, 1.0)
    shades = "".join(room.take("shades", marks.outline(shade)) for shade in page.shades)
    strokes = "".join(room.take("strokes", marks.outline(stroke)) for stroke in page.strokes)
    rulings = "".join(room.take("rulings", marks.outline(ruling)) for ruling in _ruled(page))
    strays = _Strays(page, forms)
    names = _names(page.number, forms)
    drawn = [
        f'<rect class="paper" width="{marks.number(width)}" height="{marks.number(height)}"/>',
        f'<path class="shades" d="{shades}"/>',
        f'<path class="strokes" d="{strokes}"/><path class="rulings" d="{rulings}"/>',
        *_boxes(room, page, forms),
        '<g class="cells">',
        *(
            _draw_cell(room, cell, names.pop(_near(cell.box), (cell.box, []))[1], strays)
            for cell in _all_cells(sheet)
        ),
        "</g>",
        *(_draw_name(room, box, pointers, framed=True) for box, pointers in names.values()),
        *_words(room, chain.from_iterable(sheet.loose), strays),
    ]
    return document(page, "".join(drawn), beneath(page, sheet, forms, room.lost))


class _Room:
    """What each kind of mark may still take, and how many marks found no room."""

    def __init__(self) -> None:
        self.left = dict(ROOM)
        self.lost: Counter[str] = Counter()

    def take(self, kind: str, mark: str) -> str:
        """Return a mark, or nothing where its kind's room is used up."""
        self.left[kind] -= len(mark)
        if self.left[kind] >= 0:
            return mark
        self.lost[kind] += 1
        return ""


class _Strays:
    """Finds whether a word belongs to text that no field claimed, by squares of the page."""

    def __init__(self, page: Page, forms: Sequence[Form]) -> None:
        self._side = max(page.width, page.height, 1.0) / _SQUARES
        self._squares: dict[tuple[int, int], list[tuple[Box, str]]] = {}
        for piece in islice(_unplaced(page.number, forms), MOST_STRAYS):
            x0, y0, x1, y1 = map(self._at, piece.box)
            for square in product(range(x0, x1 + 1), range(y0, y1 + 1)):
                self._squares.setdefault(square, []).append((piece.box, _kind(piece)))

    def kind(self, word: Word) -> str:
        """Return `unplaced` or `outside` for a word of such a text, else `words`."""
        x, y = word.middle
        for (x0, y0, x1, y1), kind in self._squares.get((self._at(x), self._at(y)), ()):
            if x0 <= x <= x1 and y0 <= y <= y1:
                return kind
        return "words"

    def _at(self, length: float) -> int:
        return int(min(max(length / self._side, 0), _SQUARES)) if math.isfinite(length) else 0


def _unplaced(number: int, forms: Sequence[Form]) -> Iterator[Unplaced]:
    return (piece for form in forms for piece in form.unplaced if piece.page == number)


def _kind(piece: Unplaced) -> str:
    return "outside" if piece.outside else "unplaced"


def _all_cells(sheet: Sheet) -> list[Cell]:
    return [cell for grid in sheet.grids for cell in grid.cells]


def _ruled(page: Page) -> list[Box]:
    """Return the page's merged rulings as boxes without width."""
    across = find_rulings(page.strokes, along=0)
    down = find_rulings(page.strokes, along=1)
    return [
        *((one.start, one.at, one.end, one.at) for one in across),
        *((one.at, one.start, one.at, one.end) for one in down),
    ]


def _names(number: int, forms: Sequence[Form]) -> dict[str, tuple[Box, list[Pointer]]]:
    found: dict[str, tuple[Box, list[Pointer]]] = {}
    for form in forms:
        for pointer, seen in form.evidence.items():
            if seen.page == number:
                found.setdefault(_near(seen.box), (seen.box, []))[1].append(pointer)
    return found


def _near(box: Box) -> str:
    """Return what a box shares with the same one rounded: evidence has two decimals."""
    return " ".join(f"{side * 2 + 0.274:.0f}" for side in box)


def condense(pointers: Sequence[Pointer]) -> list[str]:
    """Return pointers with rows of the same field joined: `/indicators/0–7/level1`."""
    found: list[tuple[str, int, int, str]] = []
    last: dict[tuple[str, str], int] = {}
    for pointer in pointers:
        match = _INDEX.match(pointer)
        head, at, tail = (match[1], int(match[2]), match[3]) if match else (pointer, -1, "")
        place = last.get((head, tail))
        if match and place is not None and found[place][2] == at - 1:
            found[place] = (head, found[place][1], at, tail)
        else:
            last[head, tail] = len(found)
            found.append((head, at, at, tail))
    return [head + (span(first, end) if first >= 0 else "") + tail for head, first, end, tail in found]


def _draw_cell(room: _Room, cell: Cell, pointers: list[Pointer], strays: _Strays) -> str:
    at = f"r{span(cell.top + 1, cell.bottom)} c{span(cell.left + 1, cell.right)}"
    x0, y0, x1, y1 = cell.box
    size = min(3.6, (x1 - x0) / 5, (y1 - y0) / 2.5)
    title = "\n".join([at, *condense(pointers), cell.text])
    label = (x0 + 1, y0, x0 + 1 + size * len(at), y0 + size * 1.25)
    outline = room.take(
        "cells",
        f"<title>{marks.clean(title)}</title><rect {marks.sides(cell.box)}/>"
        + marks.fitted("at", at, label, most=size),
    )
    words = "".join(_words(room, chain.from_iterable(cell.lines), strays))
    drawn = outline + words + _draw_name(room, cell.box, pointers, framed=False)
    return f"<g>{drawn}</g>" if drawn else ""


def _draw_name(room: _Room, box: Box, pointers: Sequence[Pointer], *, framed: bool) -> str:
    if not pointers:
        return ""
    shown = " ".join(condense(pointers))
    x0, _, x1, y1 = box
    frame = marks.frame("fields", box, shown) if framed else ""
    return room.take(
        "fields", frame + marks.fitted("name", shown, (x0 + 1, y1 - 4.5, x1 - 1, y1 - 0.3), most=3.2)
    )


def _words(room: _Room, words: Iterable[Word], strays: _Strays) -> Iterator[str]:
    for word in words:
        kind = strays.kind(word)
        yield room.take(kind, marks.fitted("" if kind == "words" else kind, word.text, word.box, most=7.0))


def _boxes(room: _Room, page: Page, forms: Sequence[Form]) -> Iterator[str]:
    """Yield the frames of unplaced text, of text outside, and of notes, with what they say."""
    for piece in _unplaced(page.number, forms):
        kind = _kind(piece)
        yield room.take(kind, marks.frame(kind, piece.box, f"{kind}: {piece.text}"))
    notes = chain(page.notes, *(form.notes for form in forms))
    for note in {(note.code, note.page, _near(note.box), note.seen): note for note in notes}.values():
        if note.page == page.number:
            said = f"{note.code}: {note.seen}" + (f" → {note.kept}" if note.kept else "")
            words = marks.fitted("notes", said, note.box, most=3.0, low=-0.2)
            yield room.take("notes", marks.frame("notes", note.box, said) + words)
