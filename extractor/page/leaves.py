"""One page of a PDF on its way from MuPDF's text layer to words and strokes.

One content pass gives both: MuPDF's structured text collects vectors on request.  Where that pass cannot
tell a path's parts (curves, joined segments) or shows nothing around most words, the page's drawings are
asked for as well.
"""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import repeat
from operator import itemgetter
from typing import Any

import pymupdf

from extractor.geometry import Page, Word, turned
from extractor.grid.rulings import find_rulings
from extractor.page.annotations import laid_over, set_aside, struck_out
from extractor.page.bearings import bearing_of, seen_with
from extractor.page.blanks import blank_out, without_spaces
from extractor.page.coverings import still_hidden
from extractor.page.directions import lines_sideways, upright_turn, words_sideways
from extractor.page.field_frames import without_drawn_frames, without_frames
from extractor.page.filled_fields import cut_off
from extractor.page.glyphs import lines_at, linked, run_of, show_pictures, stood
from extractor.page.heights import are_off, set_right
from extractor.page.layers import TEXT_BLOCK, At
from extractor.page.outlines import Line, is_thin, slanting_lines
from extractor.page.overlays import overlaid_spans
from extractor.page.pale_strokes import Part, without_pale
from extractor.page.pens import Mark, lines_aslant, lines_through, read_apart
from extractor.page.placements import picture_boxes
from extractor.page.raised_signs import has_raised, raised_figures, with_raised_in_line
from extractor.page.reprints import printed_once
from extractor.page.script_gaps import Item, joined_at, set_apart, without_gaps
from extractor.page.strokes import Strokes, color_of, count_outlines, from_blocks, from_drawings
from extractor.page.substitutes import read_layer
from extractor.page.texts import beside_nothing, hidden_spans, restored
from extractor.page.tiles import tiled
from extractor.page.tilts import warp_of
from extractor.page.triages import FEW_WORDS, See, triage
from extractor.page.walls import Walls, crossing_words, split_at, walls_of, words_of
from extractor.text.codepoints import oddities_of
from extractor.text.pictorials import pictorial
from models.errors import TooLarge
from models.records import Box, Kind, Note, NoteCode, Unread
from models.warps import Warp

MOST_WORDS, MOST_STROKES = 50_000, 200_000
"""A page of more is no form but a map, or an attack: the densest forms have a hundredth of that."""
COLOR = itemgetter("color")
FEW_CROSSING = 30
"""Of so many words that cross rulings, each is looked up; of more, all lines of the page are read."""


class Leaf:
    """One page; `place` leads a box of its content to where it is read, `see` does if that is elsewhere."""

    def __init__(self, number: int, leaf: pymupdf.Page) -> None:
        self.number, self.leaf = number, leaf
        self.laid = set_aside(leaf.parent, leaf)
        self.text, self.layer = read_layer(self.leaf)
        self.is_off = are_off(self.layer.reaches) and set_right(self.layer.texts)
        self.pictured = pictorial(self.layer.fonts)
        self.overruns: list[Word] = []
        self.slants: list[Line] = []
        self._raw: list[dict[str, Any]] | None = None
        self.rotation = self.leaf.rotation
        self.turn = upright_turn(self.layer, self.rotation)
        self.size = leaf.rect.width, leaf.rect.height
        self.times = 1.0
        self.matrix = bearing_of(self.leaf)
        self.see: See | None = None
        self.place: See = _as_it_is

    def read(self) -> Page:
        """Return the page as a reader sees it, so many `times` as large."""
        if self.rotation or self.turn or self.times != 1:
            self.see = self.place = self._sight()
        hidden, covered = still_hidden(self.leaf, self.layer, hidden_spans(self.layer), self.matrix)
        self.laid.struck.extend([*covered, *raised_figures(self.layer.sizes, self.layer.lines)])
        strokes, marks = self._strokes()
        down = find_rulings(strokes.thin, along=1)
        walls = walls_of(down, strokes.shades)
        over = overlaid_spans(self.layer, self._characters, marks, lambda box: walls.cut(self._word(box, "")))
        overlaid = set(over).difference(hidden)
        without = {span.at for span in (*hidden, *overlaid)}
        words = self._words(without, walls)
        is_untold, is_otherwise = oddities_of(text := "".join([word.text for word in words]))
        if is_untold:
            is_changed = blank_out(self.leaf, self._characters(), self.matrix)
            words = self._rebuilt(walls, without) if is_changed else words
        notes = [self._note("hidden-text", span.box, span.text) for span in hidden]
        notes += [self._note("overlaid-text", span.box, span.text) for span in sorted(overlaid)]
        words, again = printed_once(without_spaces(words, text))
        notes += laid_over(words, self.laid, walls, self.place, self.number)
        notes += [Note(code="repeated-text", page=self.number, box=one.box, seen=one.text) for one in again]
        words = with_raised_in_line(words, walls) if has_raised(self.layer.sizes) else words
        text = "".join([word.text for word in words])
        if is_otherwise:
            words, changes = restored(words, self.number)
            notes += changes
        notes += [self._kept("overrun-text", word) for word in self.overruns]
        self.laid.struck.extend(lines_through(words, marks, self.place))
        self.laid.struck.extend(lines_aslant(words, self.slants, self.place))
        notes += struck_out(words, self.laid, walls, self.place, self.number)
        notes += cut_off(words, self.laid.filled, self.place, self.number)
        unseen = sum(len(span.text) for span in hidden)
        is_bare = not (strokes.thin or strokes.shades)
        outlines = count_outlines(self.layer.blocks) if len(words) < FEW_WORDS else 0
        kind, why, pictures = triage(
            self.leaf, words, text, unseen, see=self.see, is_bare=is_bare, outlines=outlines
        )
        unread = Unread(page=self.number, why=why) if why else None
        sideways = lines_sideways(self.layer, self.rotation + self.turn)
        runs_down, runs_up = words_sideways(words, [(self.place(box), turn) for box, turn in sideways])
        width, height = self.size if self.turn in (0, 180) else self.size[::-1]
        return Page(
            number=self.number,
            width=width * self.times,
            height=height * self.times,
            words=() if unread else tuple(words),
            strokes=tuple(strokes.thin),
            down=tuple(down),
            shades=tuple(strokes.shades),
            notes=() if unread else tuple(notes),
            unread=unread,
            turn=self.turn,
            kind=kind,
            pictures=pictures,
            layer=self._layer(kind, words) if unread else (),
            downward=runs_down,
            upward=runs_up,
        )

    def _sight(self) -> See:
        """Return what turns a box of the content into one of the page as read."""
        seen = seen_with(self.matrix * pymupdf.Matrix(self.times, self.times))
        width, height = self.size[0] * self.times, self.size[1] * self.times
        return lambda box: turned(seen(box), self.turn, width, height)

    def warp(self, tilt: float = 0.0) -> Warp:
        """Return the way from the page as read to the page as seen, level or not."""
        return warp_of(tilt, self.turn, *self.size, self.times)

    def _strokes(self) -> tuple[Strokes, list[Mark]]:
        """Return what may rule the page, and the marks upon it, which are in the content's coordinates."""
        strokes, marks = read_apart(self._seen(self.layer.vectors, COLOR), COLOR, from_blocks)
        if strokes is None or beside_nothing(self.layer, strokes.thin):
            drawings = self.leaf.get_cdrawings()
            strokes, marks = read_apart(self._seen(drawings, color_of), color_of, from_drawings)
            self.slants.extend(slanting_lines(drawings))
        assert strokes is not None  # noqa: S101 - drawings always tell
        if not strokes.thin:
            strokes.thin.extend(filter(is_thin, picture_boxes(self.leaf)))
        if self.see is not None:
            strokes = Strokes(*([self.see(box) for box in boxes] for boxes in strokes))
        fields = list(map(self.place, self.laid.fields))
        strokes = strokes._replace(thin=without_drawn_frames(strokes.thin, strokes.frames))
        strokes.thin.extend(tiled(strokes.shades, strokes.papers))
        if len(strokes.thin) > MOST_STROKES:
            raise TooLarge(f"{len(strokes.thin)} strokes; the limit is {MOST_STROKES}")
        return strokes._replace(thin=without_frames(strokes.thin, fields, strokes.shades)), marks

    def drawn(self) -> list[Box]:
        """Return the thin boxes that the page draws, with what of them is beyond its sides."""
        return list(map(self.place, from_drawings(self.leaf.get_cdrawings()).thin))

    def _seen(self, parts: Sequence[Part], color: Callable[[Part], int]) -> Sequence[Part]:
        return without_pale(parts, color, self.layer, self.leaf, self.matrix)

    def _words(self, without: AbstractSet[At], walls: Walls) -> list[Word]:
        items = self.text.extractWORDS()
        if len(items) > MOST_WORDS:
            raise TooLarge(f"{len(items)} words; the limit is {MOST_WORDS}")
        is_upside_down = (self.turn + self.rotation) % 360 == 180  # noqa: PLR2004 - degrees
        if without or self.is_off or self.pictured or is_upside_down:
            return self._rebuilt(walls, without)
        if self.see is None:
            # What Word._make does, without a call of Python's own for each.
            words = list(map(tuple.__new__, repeat(Word), map(itemgetter(0, 1, 2, 3, 4), items)))
        else:
            words = [self._word(item[:4], item[4]) for item in items]
        crossing = crossing_words(walls, words)
        if len(crossing) > FEW_CROSSING:
            return self._rebuilt(walls, frozenset())
        runs = self._glyphs([items[number] for number in crossing])
        if apart := set_apart(items, self._lines_of):
            words, crossing = joined_at(words, apart, crossing, walls)
        return split_at(walls, words, crossing, runs, self.overruns)

    def _rebuilt(self, walls: Walls, without: AbstractSet[At]) -> list[Word]:
        """Return the words of every line, character by character, but for some spans."""
        self.overruns = []
        return [word for line in self._lines(without) for word in words_of(line, walls, self.overruns)]

    def _word(self, box: Box, text: str) -> Word:
        return Word(*self.place(box), text)

    def _characters(self) -> list[dict[str, Any]]:
        """Return the blocks with each span's characters."""
        if self._raw is None:
            self._raw = self.text.extractRAWDICT()["blocks"]
            if self.is_off:
                set_right(self._raw)
            if self.pictured:
                show_pictures(self._raw, self.pictured)
        return self._raw

    def _lines(self, without: AbstractSet[At]) -> Iterator[list[Word]]:
        """Yield the characters of every line, but for those of some spans."""
        for at, block in enumerate(self._characters()):
            for number, line in enumerate(block["lines"] if block["type"] == TEXT_BLOCK else ()):
                spans = [
                    span for place, span in enumerate(line["spans"]) if (at, number, place) not in without
                ]
                upside_down = line["dir"][0] < 0
                chars = without_gaps([one for span in spans for one in span["chars"]])
                yield [self._word(stood(one) if upside_down else one["bbox"], one["c"]) for one in chars]

    def _glyphs(self, items: Sequence[Item]) -> Iterator[list[Word]]:
        """Yield the characters of some words."""
        for (*box, text, _, _, _), line in zip(items, self._lines_of(items), strict=True):
            run = run_of(list(linked(line)), text, box)
            yield run if self.see is None else [self._word(glyph.box, glyph.text) for glyph in run]

    def _lines_of(self, items: Sequence[Item]) -> Iterator[Any]:
        """Yield the first characters of the lines of some words, far cheaper than those of every line."""
        # MuPDF counts a word's block among those of text alone, and the blocks among all.
        numbers = [block["number"] for block in self.layer.texts]
        places = [(numbers[item[5]], item[6]) for item in items]
        return lines_at(self.text.this.m_internal, len(self.layer.blocks), places)

    def _note(self, code: NoteCode, box: Box, seen: str) -> Note:
        return Note(code=code, page=self.number, box=self.place(box), seen=seen)

    def _kept(self, code: NoteCode, word: Word) -> Note:
        return Note(code=code, page=self.number, box=word.box, seen=word.text, kept=word.text)

    def _layer(self, kind: Kind, words: Sequence[Word]) -> tuple[Word, ...]:
        """Return the text of a page to be recognised that is not its own: character by character."""
        if kind != "scan-with-layer":
            return tuple(words)
        return tuple(one for line in self._lines(frozenset()) for one in line if not one.text.isspace())


def _as_it_is(box: Box) -> Box:
    return box
