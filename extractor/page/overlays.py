"""A page's text layer → the spans laid over its form: watermarks and the text of seals.

They run askew, or look otherwise than the form and stand upon its text.  What they say belongs to no cell
that happens to lie beneath.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from extractor.geometry import holds_middle, union
from extractor.page.directions import is_askew
from extractor.page.layers import TEXT_BLOCK, At, Block, Layer
from extractor.page.pens import Mark, is_colourful
from extractor.page.texts import PAPER, Hidden, beneath
from models.records import Box

FAINT = 0x80
"""A colour that differs from its ground by less than this (of 255) in each channel is hardly to be read."""
OPAQUE = 240
HUGE, HUGER = 2.0, 3.0
"""Faint text so many times as high as the form's is a watermark wherever it stands; text of any look, upon
the form's: MuPDF does not tell how opaque a group is (Chromium's `opacity`)."""
MIDDLE = 0.25
"""Of the height of a line its box may reach into its neighbours' by this share."""
ROUND = 3
"""So many lines askew in one colour are writing round a seal; what they surround is its own."""
RULES = frozenset("_＿.…·- ")
"""Signs that draw the line on which something is written, or leave it blank."""
FEW_TEXTS = 4
"""All text of a page that says so few things askew, over and over, is its watermark."""
COPIES = 4
"""Texts askew said so many times each, on average, are a watermark's, whole or cut at the page's sides."""
FEWEST_CUT, ONE_IN = 2, 8
"""Copies stand in no cell of which so many, and one in so many, have a ruling through the middle of a
character: a value that is printed often may now and then be too long for its column."""
LARGEST_SEAL = 170.0
"""A frame wider or higher than this, in points (60 mm), is no seal: what is written in it may be a title."""

HAIR = 0.25
"""A shadow stands within this share of its height beside what it is the shadow of."""

Look = tuple[int, int]
"""A span's colour, and how opaque it is."""
Characters = Callable[[], Sequence[Block]]
Kind = tuple[Look, int, str]
"""What the copies of one watermark have in common: their look, size, and text, unless they may be cut."""


_LOOK = itemgetter("color", "alpha")


class _Piece(NamedTuple):
    """One span with where it stands in the text layer."""

    at: At
    span: Mapping[str, Any]
    is_askew: bool


def overlaid_spans(
    layer: Layer, characters: Characters, marks: Iterable[Mark], is_cut: Callable[[Box], bool]
) -> list[Hidden]:
    """Return the spans of a text layer that are laid over the form.

    Args:
        layer: What MuPDF has of the page.
        characters: The blocks with each span's characters, which are dear.
        marks: What is drawn upon the page in colours of its own: text within in that colour is its.
        is_cut: Tells of a character's box whether a ruling down the page passes it.
    """
    sizes = layer.sizes
    if not sizes:
        return []
    askew, middle = _askew(layer), sizes[len(sizes) // 2]
    is_unusual = any(_is_unusual((color, alpha)) for color, alpha, _ in layer.looks)
    if not askew and not is_unusual and sizes[-1] < HUGER * middle:
        return []
    pieces = [_Piece(at, span, at[:2] in askew) for at, span in layer.spans]
    over = _over(pieces, middle, layer, characters, is_cut)
    seals = _seals(pieces, marks)
    return [
        Hidden(piece.at, piece.span["text"], piece.span["bbox"])
        for piece in pieces
        if (piece.is_askew or piece.at in over or _is_in_seal(piece, seals))
        and not piece.span["text"].isspace()
    ]


def _askew(layer: Layer) -> AbstractSet[tuple[int, int]]:
    """Return the places of lines askew; none where most of the page is, in one direction."""
    if not any(map(is_askew, layer.ways)):
        return set()
    texts = [(at, block["lines"]) for at, block in enumerate(layer.blocks) if block["type"] == TEXT_BLOCK]
    found = {
        (at, number): line["spans"]
        for at, lines in texts
        for number, line in enumerate(lines)
        if is_askew(line["dir"])
    }
    said = {"".join(span["text"] for span in spans) for spans in found.values()}
    is_aside = len(found) * 2 < len(layer.sizes) or _runs_round(layer.ways)
    is_aside = is_aside or len(said) <= max(FEW_TEXTS, len(found) // COPIES)
    return found.keys() if is_aside else set()


def _runs_round(ways: Iterable[tuple[float, float]]) -> bool:
    """Tell whether lines run in so many directions askew as writing round a seal does."""
    return sum(map(is_askew, {(round(x, 1), round(y, 1)) for x, y in ways})) >= ROUND


def _is_unusual(look: Look) -> bool:
    """Tell whether a look is another than that of dark ink."""
    color, alpha = look
    channels = color >> 16 & 255, color >> 8 & 255, color & 255
    return alpha < OPAQUE or min(channels) >= 255 - FAINT or is_colourful(color)


def _is_faint(look: Look, ground: int = PAPER) -> bool:
    """Tell whether text of a look hardly differs from its ground."""
    color, alpha = look
    differences = (abs((color >> shift & 255) - (ground >> shift & 255)) for shift in (16, 8, 0))
    return max(differences) * alpha < FAINT * 255


class _Texts:
    """Where the form's own texts stand, from the top down."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self._cores = sorted(map(_core, boxes), key=itemgetter(1))
        self._tops = [core[1] for core in self._cores]
        self._highest = max((y1 - y0 for _, y0, _, y1 in self._cores), default=0.0)

    def lie_beneath(self, box: Box) -> bool:
        """Tell whether a text stands upon one of them."""
        x0, y0, x1, y1 = _core(box)
        first, last = bisect_left(self._tops, y0 - self._highest), bisect_left(self._tops, y1)
        return any(
            x0 < right and left < x1 and y0 < bottom for left, _, right, bottom in self._cores[first:last]
        )


def _over(
    pieces: Sequence[_Piece],
    size: float,
    layer: Layer,
    characters: Characters,
    is_cut: Callable[[Box], bool],
) -> set[At]:
    """Return the places of what stands upon the form's text, of its copies, and of watermarks.

    What says again more of the form's texts than a watermark would is their shadow: MuPDF keeps of a single
    character that is printed twice the first print alone, which is then no copy of others.
    """
    ordinary = _ordinary_look(pieces)
    form, others = list[_Piece](), list[_Piece]()
    for piece in pieces:
        look = _LOOK(piece.span)
        if not piece.is_askew:
            is_form = look == ordinary or not _is_unusual(look)
            (form if is_form and piece.span["size"] < HUGER * size else others).append(piece)
    over = {piece.at for piece in others if _is_watermark(piece, size, layer)}
    over |= _upon(form, [piece for piece in others if piece.at not in over], characters)
    over |= _across(others, characters, is_cut)
    if not over:
        return over
    kinds = [_kind(piece, layer) for piece in others]
    signs: dict[Kind, set[str]] = {}
    own: dict[str, list[Box]] = {}
    for piece in form:
        own.setdefault(piece.span["text"], []).append(piece.span["bbox"])
    echoes: dict[Kind, set[str]] = {}
    for piece, kind in zip(others, kinds, strict=True):
        if piece.at in over:
            signs.setdefault(kind, set()).update(piece.span["text"])
            echoes.setdefault(kind, set()).update(own.keys() & {piece.span["text"]})
    return over | {
        piece.at
        for piece, kind in zip(others, kinds, strict=True)
        if kind in signs
        and (
            signs[kind].issuperset(piece.span["text"])
            if len(echoes[kind]) <= FEW_TEXTS
            else _is_beside(piece.span["bbox"], own.get(piece.span["text"], ()))
        )
    }


def _is_beside(box: Box, others: Iterable[Box]) -> bool:
    """Tell whether a text is printed a hair away from one of others that are as long."""
    near = HAIR * (box[3] - box[1])
    return any(abs(box[0] - other[0]) <= near and abs(box[1] - other[1]) <= near for other in others)


def _across(others: Iterable[_Piece], characters: Characters, is_cut: Callable[[Box], bool]) -> set[At]:
    """Return the places of texts that are said over and over without regard to the table's rulings."""
    copies: dict[tuple[Look, str], list[_Piece]] = {}
    for piece in others:
        copies.setdefault((_LOOK(piece.span), piece.span["text"].strip()), []).append(piece)
    many = [pieces for pieces in copies.values() if len(pieces) >= COPIES]
    return {
        piece.at
        for pieces in many
        if sum(_is_across(piece.at, characters, is_cut) for piece in pieces)
        >= max(FEWEST_CUT, len(pieces) / ONE_IN)
        for piece in pieces
    }


def _is_across(at: At, characters: Characters, is_cut: Callable[[Box], bool]) -> bool:
    block, line, span = at
    signs = characters()[block]["lines"][line]["spans"][span]["chars"]
    return any(is_cut(one["bbox"]) for one in signs if not one["c"].isspace())


def _upon(form: Sequence[_Piece], others: Sequence[_Piece], characters: Characters) -> set[At]:
    """Return the places of texts that stand upon the form's, and not in its blanks."""
    texts = _Texts(piece.span["bbox"] for piece in form)
    near = [piece for piece in others if texts.lie_beneath(piece.span["bbox"])]
    if not near:
        return set()
    blocks = characters()
    runs = _Texts(run for piece in form for run in _runs(blocks, piece.at))
    return {piece.at for piece in near if any(map(runs.lie_beneath, _runs(blocks, piece.at)))}


def _runs(blocks: Sequence[Block], at: At) -> Iterator[Box]:
    """Yield the boxes of a span's runs of characters, without blanks and the lines drawn in them."""
    block, line, span = at
    characters = blocks[block]["lines"][line]["spans"][span]["chars"]
    for is_blank, run in groupby(characters, key=lambda one: one["c"] in RULES or one["c"].isspace()):
        if not is_blank:
            yield union([one["bbox"] for one in run])


def _ordinary_look(pieces: Iterable[_Piece]) -> Look | None:
    """Return the look of most of the text, where none of it is in dark ink."""
    counts = Counter[Look]()
    for piece in pieces:
        counts[_LOOK(piece.span)] += len(piece.span["text"])
    return max(counts, key=counts.__getitem__) if all(map(_is_unusual, counts)) else None


def _kind(piece: _Piece, layer: Layer) -> Kind:
    """Return what the copies of one watermark have in common: faint ones may be cut where a page ends."""
    span = piece.span
    look = _LOOK(span)
    is_pale = _is_faint(look, beneath(span["bbox"], piece.at[0], layer))
    return look, round(span["size"]), "" if is_pale else span["text"].strip()


def _is_watermark(piece: _Piece, size: float, layer: Layer) -> bool:
    """Tell whether a text is far higher than the form's, and faint on white paper."""
    span = piece.span
    return (
        _is_faint(_LOOK(span))
        and span["size"] >= HUGE * size > 0
        and beneath(span["bbox"], piece.at[0], layer) == PAPER
    )


def _core(box: Box) -> Box:
    """Return the part of a line's box that no line above or below reaches into."""
    x0, y0, x1, y1 = box
    across, down = min(x1 - x0, y1 - y0) * MIDDLE, (y1 - y0) * MIDDLE
    return x0 + across, y0 + down, x1 - across, y1 - down


def _seals(pieces: Iterable[_Piece], marks: Iterable[Mark]) -> dict[int, list[Box]]:
    """Return the boxes of seals by colour: around text that runs round it, and marks as small as seals."""
    around: dict[int, list[Box]] = {}
    for piece in pieces:
        if piece.is_askew:
            around.setdefault(piece.span["color"], []).append(piece.span["bbox"])
    seals = {color: [_square(boxes)] for color, boxes in around.items() if len(boxes) >= ROUND}
    for color, (x0, y0, x1, y1) in marks:
        if max(x1 - x0, y1 - y0) <= LARGEST_SEAL:
            seals.setdefault(color, []).append((x0, y0, x1, y1))
    return {color: boxes for color, boxes in seals.items() if _is_unusual((color, 255))}


def _square(boxes: list[Box]) -> Box:
    """Return the box around writing that may run round a part of its seal: as high as it is wide."""
    x0, y0, x1, y1 = union(boxes)
    across, down = max(0.0, y1 - y0 - x1 + x0), max(0.0, x1 - x0 - y1 + y0)
    return x0 - across, y0 - down, x1 + across, y1 + down


def _is_in_seal(piece: _Piece, seals: Mapping[int, Iterable[Box]]) -> bool:
    return any(holds_middle(box, piece.span["bbox"]) for box in seals.get(piece.span["color"], ()))
