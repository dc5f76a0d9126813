"""A page's text layer → the words that a reader sees, and notes on the difference.

Text layers hold more and other than the page shows: invisible text, look-alike code
points, or codes that mean nothing at all.
"""

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from operator import itemgetter
from typing import NamedTuple

from extractor.geometry import Word, holds_middle
from extractor.page.layers import LOOK, At, Fill, Layer, Look
from extractor.page.strokes import is_white
from extractor.text.codepoints import AS_PRINTED
from models.records import Box, Note

PAPER, BLACK = 0xFFFFFF, 0x000000
PALE = 0xE0
"""A colour with a channel below this (of 255) is seen on paper without further proof."""
NO_CONTRAST = 24
"""Colours whose channels all differ by less than this (of 255) look the same."""
SMALLEST = 1.0
"""Text of fewer points than this cannot be read."""
PRINTED = 0x30
"""MuPDF's flags of a character that is filled or stroked (fz_stext_char.flags)."""
CLIPPED = 0x40
"""Of one that is a clip: what is drawn after it is seen within it alone."""
FEWEST_CHARACTERS = 20
ENOUGH = 400
"""So many characters, from all over the page, tell what the others are like."""
MOST_STRANGE = 0.3
MOST_UNREADABLE = 0.04
"""Characters that nobody can read are rare in any text: bullets, a rare name, a box to tick.
A single one tells nothing."""
FEWEST_WRITTEN, FEWEST_SIGNS, MOST_SIGNS = 0.05, 8, 0.1
"""A page with a smaller share of ideographs, so many different signs, and more than this share of them means
nothing."""
FEWEST_COMMON = 0.5
"""Of the ideographs of any Chinese text, more than this share are among GB 2312's 3,755 of level 1."""

FEWEST_FOREIGN, MOST_FOREIGN = 5, 0.01
"""Accented letters beside ideographs are names of foreigners, if they are few and rarer than this."""

MANY_BESIDE = 4
"""So many texts beside others on their line stand in a table."""


class Hidden(NamedTuple):
    """One span that the page does not show; not surely where a cover, clip or shape may let it be seen.

    A pale one is in the colour of paper, upon which it may stand, or upon a picture or shading: of these
    MuPDF's blocks tell nothing.
    """

    at: At
    text: str
    box: Box
    is_sure: bool = True
    is_clip: bool = False
    is_pale: bool = False


def hidden_spans(layer: Layer) -> list[Hidden]:
    """Return the spans of a text layer that cannot be seen.

    They are drawn in no mode, all but transparent, too small, in the colour of what lies
    beneath, or covered by a white or black box drawn later.  Where shapes lie beneath,
    or what one sees through, that is not sure; nor in the colour of paper; nor upon a box that is not
    white, since MuPDF tells a box whole of which a clip shows the edge alone: browsers print the shadows
    around a table so.
    """
    colors = {fill.color for fill in layer.fills}
    covers = list(filter(_covers, layer.fills))
    if not (
        any(not _is_printed(look) or _may_fade(look[0], colors) for look in layer.looks)
        or (layer.sizes and layer.sizes[0] < SMALLEST)
        or (covers and covers[-1].at > layer.first_text)
    ):
        return []
    hidden = []
    for at, span in layer.spans:
        color, box = span["color"], span["bbox"]
        is_clip = bool(span["char_flags"] & CLIPPED)
        is_sure = span["size"] < SMALLEST or not (_is_printed(LOOK(span)) or is_clip)
        may_fade = not is_clip and _may_fade(color, colors)
        ground = beneath(box, at[0], layer) if may_fade else PAPER
        is_faint = may_fade and _is_like(color, ground)
        is_pale = is_faint and is_white(ground) and not _may_stand_out(color, box, at[0], layer)
        is_covered = covers and covers[-1].at > at[0] and _is_covered(box, at[0], layer)
        if (is_sure or is_faint or is_clip or is_covered) and not span["text"].isspace():
            hidden.append(Hidden(at, span["text"], box, is_sure, is_clip, is_pale))
    return hidden


def _is_printed(look: Look) -> bool:
    _, alpha, flags = look
    return bool(flags & PRINTED and alpha >= NO_CONTRAST)


def _may_fade(color: int, colors: AbstractSet[int]) -> bool:
    """Tell whether text of a colour may be like what lies beneath it: paper, or a box of such a colour."""
    return color in colors or (color & 255 >= PALE and color >> 16 >= PALE and color >> 8 & 255 >= PALE)


def beneath(box: Box, at: int, layer: Layer) -> int:
    """Return the colour of the last fill drawn before a text at its middle: else paper."""
    near = reversed(layer.fills_at((box[1] + box[3]) / 2))
    return next((fill.color for fill in near if fill.at < at and holds_middle(fill.box, box)), PAPER)


def _may_stand_out(color: int, box: Box, at: int, layer: Layer) -> bool:
    """Tell whether something else than a plain box, in another colour, lies beneath a text at its middle."""
    near = layer.others_at((box[1] + box[3]) / 2)
    return any(
        other.at < at and holds_middle(other.box, box) and not _is_like(color, other.color) for other in near
    )


def _is_covered(box: Box, at: int, layer: Layer) -> bool:
    near = layer.fills_at((box[1] + box[3]) / 2)
    return any(fill.at > at and _covers(fill) and holds_middle(fill.box, box) for fill in near)


def _covers(fill: Fill) -> bool:
    return fill.color == BLACK or is_white(fill.color)


def _is_like(color: int, other: int) -> bool:
    return all(abs((color >> shift & 255) - (other >> shift & 255)) < NO_CONTRAST for shift in (16, 8, 0))


def beside_nothing(layer: Layer, strokes: Sequence[Box]) -> bool:
    """Tell whether texts stand side by side above or below all that is drawn: rows without rulings.

    MuPDF's vector blocks may leave out all the dots of a page.
    """
    texts = layer.texts
    if not strokes or not texts:
        return False
    axis = 1 if texts[0]["lines"][0]["dir"][0] else 0
    first, last = min(map(itemgetter(axis), strokes)), max(map(itemgetter(axis + 2), strokes))
    outside = [block for block in texts if block["bbox"][axis + 2] < first or last < block["bbox"][axis]]
    heights = [round(line["bbox"][axis]) for block in outside for line in block["lines"]]
    return len(heights) - len(set(heights)) >= MANY_BESIDE


def restored(words: Sequence[Word], page: int) -> tuple[list[Word], list[Note]]:
    """Return the words with ordinary characters in the place of look-alikes, and without what is not printed.

    Fonts map one glyph to several code points (⼀ and 一); producers that write the map
    back choose one of them without regard to the text.

    Source:
        Unicode 15.1, blocks Kangxi Radicals, CJK Radicals Supplement and CJK
        Compatibility Ideographs, with their equivalents.
    """
    kept, notes = [], []
    for word in words:
        text = word.text.translate(AS_PRINTED)
        if text != word.text:
            notes.append(Note(code="restored-text", page=page, box=word.box, seen=word.text, kept=text))
        if text:
            kept.append(word._replace(text=text))
    return kept, notes


def is_rubbish(text: str) -> bool:
    """Tell whether a page's text (without white space) means nothing: fonts have no map, or a wrong one.

    Then characters are unknown (U+FFFD), private, unassigned or controls, if only those of some
    fonts; or letters of other scripts where Chinese is due, or in the midst of it, as programs leave them
    that rewrite fonts; or ideographs that nobody uses; or signs of all kinds and no ideographs, as codes
    of a font are that begin with the first sign.
    """
    if len(text) < FEWEST_CHARACTERS:
        return False
    bare = text[:: len(text) // ENOUGH or 1]
    if strange := _STRANGE.findall(bare):
        if len(_FOREIGN.findall(text)) > max(FEWEST_FOREIGN, MOST_FOREIGN * len(text)):
            return True
        unreadable = len(_UNREADABLE.findall("".join(strange)))
        if len(strange) > MOST_STRANGE * len(bare) or unreadable > max(1, MOST_UNREADABLE * len(bare)):
            return True
    ideographs = len("".join(_IDEOGRAPHS.findall(bare)))
    if ideographs < FEWEST_WRITTEN * len(bare):
        signs = _SIGNS.findall(bare)
        if len(set(signs)) >= FEWEST_SIGNS and len(signs) > MOST_SIGNS * len(bare):
            return True
    common = len("".join(_COMMON.findall(bare)))
    return ideographs >= FEWEST_CHARACTERS and common < FEWEST_COMMON * ideographs


_SIGNS = re.compile(r"[!\"#$&'*+;<=>?@\[\]\\^`{|}~]")
"""Signs that neither numbers nor prose have many of."""
_STRANGE = re.compile(
    "[\x00-\x1f\x7f-\xa6\xa8-\xaf\xb4-\xb6\xb8-\xd6\xd8-\xf6\xf8-\u036f\u0370-\u1fff\ua000-\uf8ff\ufffc-\uffff\U00010000-\U0001efff\U000f0000-\U0010ffff]"
)
"""Controls, accented and other scripts' letters, private and unknown characters; not § ° ± ² ³ · × ÷."""
_UNREADABLE = re.compile(
    "[\x00-\x1f\x7f-\x9f\ue000-\uefff\uf100-\uf8ff\ufffd-\uffff\U00010000-\U0001efff\U000f0000-\U0010ffff]"
)
"""Those of them that mean nothing; not U+F0xx, where fonts of symbols have their bullets and boxes."""
_FOREIGN = re.compile(
    "[\xbf-\xd6\xd9-\xf6\xf9-\u024f](?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])[\xbf-\xd6\xd9-\xf6\xf9-\u024f]"
)
"""Letters that no one writes in Chinese, upon an ideograph; not pinyin by itself, nor a pipe's width (Ø)."""
# Runs are found many times faster than each character of them.
_IDEOGRAPHS = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_LEVEL_1 = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
_COMMON = re.compile(f"[{''.join(code.decode('gb2312', errors='ignore') for code in _LEVEL_1)}]+")
