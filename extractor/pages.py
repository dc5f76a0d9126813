"""PDF bytes → pages of words and strokes.  The only file that knows PyMuPDF.

One content pass a page gives both: MuPDF's structured text collects vectors on
request.  Where that pass cannot tell a path's parts (curves, rings, joined
segments), the page's drawings are asked for as well.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pymupdf

from extractor.geometry import Page, Word, union
from models.errors import DamagedPdf, EmptyFile, EncryptedPdf, NotAPdf, TooLarge
from models.records import Box, Unread

THIN = 4.0
"""Anything drawn at most this wide, in points, may be a ruling; wider fills are shading."""
EDGE = 1.0
"""A word crosses a stroke that stands further than this inside it, in points."""
HEADER_WITHIN = 1024
"""ISO 32000-1 Annex H.3 lets readers look for `%PDF-` this many bytes in."""
TRAILER_WITHIN = 2048

_FLAGS = pymupdf.TEXT_COLLECT_VECTORS | pymupdf.TEXTFLAGS_WORDS
_VECTOR = 3
_UNREADABLE = (RuntimeError, ValueError, pymupdf.mupdf.FzErrorBase)

pymupdf.TOOLS.mupdf_display_errors(False)  # noqa: FBT003 - the library's own switch
pymupdf.TOOLS.mupdf_display_warnings(False)  # noqa: FBT003


@dataclass(frozen=True, slots=True)
class Picture:
    """A page drawn as pixels; width and height are those of the page, in points."""

    width: float
    height: float
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Pages:
    """An open PDF: how many pages, and each of them in turn."""

    count: int
    pages: Iterator[Page]


def read_pages(data: bytes, *, max_pages: int) -> Pages:
    """Open a PDF and return its pages, each read only when it is asked for.

    Raises:
        EmptyFile, NotAPdf, EncryptedPdf: As their names say.
        DamagedPdf: Truncated, or no page can be loaded; also later, by the iterator.
        MemoryError: MuPDF was refused memory, which says nothing of the file.
        TooLarge: More than `max_pages` pages.
    """
    document = _open(data)
    count = document.page_count
    if count > max_pages:
        raise TooLarge(f"{count} pages; the limit is {max_pages}")
    return Pages(count, (_read_page(document, number) for number in range(1, count + 1)))


def render_page(data: bytes, page: int, scale: float = 2.0, max_pixels: int = 40_000_000) -> Picture:
    """Return one page (counted from 1) as a PNG, `scale` pixels a point.

    Grey where the page has no colour: a third of the size, and forms rarely have any.

    Raises:
        EmptyFile, NotAPdf, EncryptedPdf, DamagedPdf: As `read_pages`.
        TooLarge: The page would take more than `max_pixels` even at one pixel a point.
    """
    document = _open(data)
    if not 1 <= page <= document.page_count:
        raise DamagedPdf(f"there is no page {page}")
    try:
        leaf = document[page - 1]
        width, height = leaf.rect.width, leaf.rect.height
        if width * height > max_pixels:
            raise TooLarge(f"page {page} is {width:.0f} by {height:.0f} points")
        scale = min(scale, (max_pixels / (width * height)) ** 0.5)
        matrix = pymupdf.Matrix(scale, scale)
        pixels = leaf.get_pixmap(matrix=matrix, alpha=False)
        if pixels.is_monochrome or _is_grey(pixels):
            pixels = pymupdf.Pixmap(pymupdf.csGRAY, pixels)
        return Picture(width, height, "image/png", pixels.tobytes("png"))
    except _UNREADABLE as error:
        raise _why(f"page {page} cannot be drawn", error) from error


def _is_grey(pixels: pymupdf.Pixmap) -> bool:
    samples = pixels.samples_mv
    return bool(samples[0::3] == samples[1::3] == samples[2::3])


def _why(what: str, error: Exception) -> Exception:
    """Return what to raise for an error of MuPDF: the file's fault, unless memory ran out."""
    if isinstance(error, pymupdf.mupdf.FzErrorSystem) and "alloc" in str(error):
        return MemoryError(f"{what}: {error}")
    return DamagedPdf(f"{what}: {error}")


def _open(data: bytes) -> pymupdf.Document:
    if not data:
        raise EmptyFile("the file has no bytes")
    if b"%PDF-" not in data[:HEADER_WITHIN]:
        raise NotAPdf("the file does not begin like a PDF")
    try:
        document = pymupdf.open(stream=data, filetype="pdf")
        if document.needs_pass:
            raise EncryptedPdf("the file is encrypted and asks for a password")
        if document.is_repaired and b"%%EOF" not in data[-TRAILER_WITHIN:]:
            raise DamagedPdf("the file is cut off: its end is missing")
        if not document.page_count:
            raise DamagedPdf("the file has no page")
    except _UNREADABLE as error:
        raise _why("the file cannot be opened", error) from error
    return document


def _read_page(document: pymupdf.Document, number: int) -> Page:
    try:
        leaf = document[number - 1]
        text = leaf.get_textpage(flags=_FLAGS)
        seen = _as_seen(leaf)
        strokes = [seen(stroke) for stroke in _strokes(leaf, text)]
        words = [Word(*seen(item[:4]), item[4]) for item in text.extractWORDS()]
        words = _split_at(words, strokes, lambda: _glyph_lines(text, seen))
        scanned = not words and bool(leaf.get_images())
    except _UNREADABLE as error:
        raise _why(f"page {number} cannot be read", error) from error
    size = leaf.rect
    unread = Unread(page=number, why="no-text") if scanned else None
    return Page(number, size.width, size.height, tuple(words), tuple(strokes), unread=unread)


def _as_seen(leaf: pymupdf.Page) -> Callable[[Box], Box]:
    """Return what turns a box of the content into one of the page as seen.

    MuPDF's text and drawings ignore `/Rotate`, while the page's own size follows it.
    """
    if not leaf.rotation:
        return lambda box: box
    matrix = leaf.rotation_matrix
    return lambda box: tuple(pymupdf.Rect(box) * matrix)


def _strokes(leaf: pymupdf.Page, text: pymupdf.TextPage) -> list[Box]:
    strokes: list[Box] = []
    for block in text.extractDICT()["blocks"]:
        if block["type"] != _VECTOR or not block["alpha"]:
            continue
        if not block["isrect"] or block["continues"]:
            return _drawn_strokes(leaf)
        strokes.extend(_edges(block["bbox"], stroked=block["stroked"]))
    return strokes


def _edges(box: Box, *, stroked: bool) -> list[Box]:
    """Return the thin boxes of one drawn rectangle: itself, its outline, or none."""
    x0, y0, x1, y1 = box
    if x1 - x0 <= THIN or y1 - y0 <= THIN:
        return [box]
    if not stroked:
        return []
    return [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]


def _drawn_strokes(leaf: pymupdf.Page) -> list[Box]:
    strokes: list[Box] = []
    for drawing in leaf.get_cdrawings():
        stroked = "s" in drawing["type"]
        for item in drawing["items"]:
            if item[0] == "l" and stroked:
                (x0, y0), (x1, y1) = item[1], item[2]
                strokes.extend(_edges((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), stroked=False))
            elif item[0] == "re":
                strokes.extend(_edges(tuple(item[1]), stroked=stroked))
    return strokes


def _split_at(
    words: list[Word], strokes: list[Box], read_lines: Callable[[], list[list[Word]]]
) -> list[Word]:
    """Return the words cut where a vertical stroke crosses them.

    MuPDF glues neighbouring cells' texts where they fill their cells, even from
    different heights; the page's characters, asked for only then, tell them apart.
    """
    walls = _Walls(strokes)
    if not any(walls.between(word, word.x0 + EDGE, word.x1 - EDGE) for word in words):
        return words
    return [word for line in read_lines() for word in _words_of(line, walls)]


class _Walls:
    """The vertical strokes of a page, by x."""

    def __init__(self, strokes: list[Box]) -> None:
        tall = sorted(((x0 + x1) / 2, y0, y1) for x0, y0, x1, y1 in strokes if y1 - y0 >= x1 - x0)
        self.at = [x for x, _, _ in tall]
        self.spans = [(y0, y1) for _, y0, y1 in tall]

    def between(self, word: Word, left: float, right: float) -> bool:
        """Tell whether a stroke passes the middle of a word's height between two x."""
        _, middle = word.middle
        near = range(bisect_left(self.at, left), bisect_left(self.at, right))
        return any(self.spans[i][0] <= middle <= self.spans[i][1] for i in near)


def _glyph_lines(text: pymupdf.TextPage, seen: Callable[[Box], Box]) -> list[list[Word]]:
    return [
        [Word(*seen(glyph["bbox"]), glyph["c"]) for span in line["spans"] for glyph in span["chars"]]
        for block in text.extractRAWDICT()["blocks"]
        if block["type"] == 0
        for line in block["lines"]
    ]


def _words_of(line: list[Word], walls: _Walls) -> Iterator[Word]:
    part: list[Word] = []
    for glyph in [*line, Word(0, 0, 0, 0, " ")]:
        if part and (glyph.text.isspace() or walls.between(glyph, part[-1].middle[0], glyph.middle[0])):
            yield Word(*union([one.box for one in part]), "".join(one.text for one in part))
            part = []
        if not glyph.text.isspace():
            part.append(glyph)
