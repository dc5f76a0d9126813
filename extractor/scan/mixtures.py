"""A page with text of its own and a scanned form pasted in → one page with the words of both.

The picture is recognised by itself, because it may lie askew on a page that does not.  The
page is then as straight as its picture; its own text is kept exactly as it stands in the file,
and doubted where it is written over the picture and recognised otherwise.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from extractor.geometry import Page, Sight, Word, area, as_seen
from extractor.grid.grids import find_grids
from extractor.grid.rulings import find_rulings
from extractor.scan.foreign_layers import are_alike, said_at
from models.records import Box, Unread
from models.warps import IDENTITY, Warp, after, flattened, moved_by

FEWEST_CELLS = 6
"""A picture with fewer cells holds no form."""
SAME = 0.5
"""A line of which so much is covered by text of the page's own was recognised from that text."""

CONTRADICTED = 0.3
"""So sure is text of the page's own where something else was recognised."""

Look = Callable[[Page, Box | None], Page]
"""A page and a part of it as seen (None: all of it) → what is recognised there, as a page of its own."""


def read_mixed(page: Page, look: Look) -> Page:
    """Return a page with what stands in its pictures; the page itself where that is no form.

    Args:
        page: Of the kind `mixed`: its own words, or its `layer` where it is unread.
        look: Recognises a part of it.
    """
    part = as_seen(page.pictures[0], page) if len(page.pictures) == 1 else None
    seen = look(page, part)
    cells = sum(len(grid.cells) for grid in find_grids(seen).grids)
    if cells < FEWEST_CELLS and not page.unread:
        return page
    frame = _Frame(page, seen, part)
    own = words_on(page.layer or page.words, page, frame.to_seen)
    kept = [sight for sight in seen.sights if not _is_own(sight, own)]
    doubts = [_doubted(sight, own) for sight in seen.sights if _is_own(sight, own)]
    words = [frame.shift(Word(*sight.box, sight.readings[0])) for sight in kept if sight.readings[0]]
    strokes = [frame.shifted(box) for box in seen.strokes]
    if part is not None:
        strokes += [frame.placed(box) for box in page.strokes]
    return replace(
        page,
        width=frame.width,
        height=frame.height,
        words=(*(frame.shift(word) for word in own), *words),
        strokes=tuple(strokes),
        down=tuple(find_rulings(strokes, along=1)),
        shades=tuple(frame.placed(box) for box in page.shades),
        notes=(
            *(replace(note, box=frame.placed(note.box)) for note in page.notes),
            *(replace(note, box=frame.shifted(note.box)) for note in seen.notes),
        ),
        sights=tuple(
            sight._replace(box=frame.shifted(sight.box))
            for sight in (*kept, *(doubt for doubt in doubts if doubt))
        ),
        unread=None if own or words else page.unread,
        warp=frame.warp,
        turn=0,
        layer=(),
    )


def blank_part(page: Page, box: Box) -> Page:
    """Return a part of a page as a page of its own on which nothing has been read."""
    x0, y0, x1, y1 = box
    unread = Unread(page=page.number, why="no-text")
    return Page(page.number, x1 - x0, y1 - y0, (), (), unread=unread, kind=page.kind)


def words_on(words: Iterable[Word], given: Page, warp: Warp | None) -> list[Word]:
    """Return words of a page as given in the places of the page made straight by a warp."""
    return [Word(*flattened(as_seen(word.box, given), warp or IDENTITY), word.text) for word in words]


class _Frame:
    """The straight page of a picture, made large enough for all of the page around it."""

    def __init__(self, page: Page, seen: Page, part: Box | None) -> None:
        self._page = page
        self.to_seen: Warp = seen.warp or IDENTITY
        x0 = y0 = 0.0
        self.width, self.height, self.warp = seen.width, seen.height, self.to_seen
        if part is not None:
            self.to_seen = after(moved_by(part[0], part[1]), self.to_seen)
            x0, y0, x1, y1 = flattened(as_seen((0, 0, page.width, page.height), page), self.to_seen)
            self.width, self.height = x1 - x0, y1 - y0
            self.warp = after(self.to_seen, moved_by(x0, y0))
        self._by = x0, y0

    def placed(self, box: Box) -> Box:
        """Return a box of the page in the frame."""
        return self.shifted(flattened(as_seen(box, self._page), self.to_seen))

    def shift(self, word: Word) -> Word:
        """Return a word of the straight picture in the frame."""
        return Word(*self.shifted(word.box), word.text)

    def shifted(self, box: Box) -> Box:
        """Return a box of the straight picture in the frame."""
        x, y = self._by
        return (box[0] - x, box[1] - y, box[2] - x, box[3] - y)


def _is_own(sight: Sight, own: Sequence[Word]) -> bool:
    """Tell whether a line was recognised from text that the page has as text."""
    covered = sum(area(_common(sight.box, word.box)) for word in own)
    return covered > SAME * area(sight.box)


def _doubted(sight: Sight, own: Sequence[Word]) -> Sight | None:
    """Return text of the page's own as a line that may be another; None if it was recognised alike.

    Another's recognition may be written over a picture for all to see, and its words over two cells.
    """
    said = said_at(sight, own)
    if not sight.readings[0] or are_alike(said, sight.readings[0]):
        return None
    return sight._replace(readings=(said, sight.readings[0]), confidence=CONTRADICTED)


def _common(box: Box, other: Box) -> Box:
    x0, y0 = max(box[0], other[0]), max(box[1], other[1])
    return (x0, y0, max(x0, min(box[2], other[2])), max(y0, min(box[3], other[3])))
