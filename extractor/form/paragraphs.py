"""Lines of running text → its paragraphs."""

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.form.flows import UNBEGUN, UNENDED
from extractor.form.wraps import run_width
from extractor.geometry import Word, join_lines, line_text

SHORT = 2.0
"""A line that ends its paragraph leaves room for this many characters, whatever follows."""
HALF = 0.5
"""A line that leaves this share of the longest blank ends its paragraph without a sign of it."""
INDENTED = "\u3000\u3000"
"""Two wide spaces printed before a line begin a paragraph."""
INDENT = 1.5
"""A line that begins so many characters inside the leftmost is indented."""

_NUMBERED = re.compile(
    r"(?!\d+[.．]\d{1,2}(?!\d))\d{1,2}\s*[.．、)）]|[(（][\d一二三四五六七八九十]{1,3}[)）]"
    r"|[一二三四五六七八九十]{1,3}、|[①-⑳]"
    r"|[\u4e00-\u9fff]{1,4}[\d一二三四五六七八九十]{1,2}\s*[：:]"
)
"""What begins an item of a list: 2. or 目标2：; 3.5 is a figure, 1.2019 is item 1, of 2019."""
_KINDS = tuple(
    re.compile(rf"(?:^|(?<=[。；;]))\s*{number}")
    for number in (r"\d{1,2}\s*[.．、)）](?!\d)", r"[(（][\d一二三四五六七八九十]{1,3}[)）]", r"[①-⑳]")
)
"""The items of one list are numbered in one way."""
_LABELLED = re.compile(r"[\u4e00-\u9fff]{2,12}\s*[：:]")
SENTENCE_ENDS = ("。", "；", ";", "！", ".")
_ENDED = re.compile(r"[。；;！!？?：:.…][”’\"'）)》」』]*$")


def paragraphs(lines: Sequence[tuple[Word, ...]]) -> str:
    """Return left-aligned running text with its paragraphs kept apart by line feeds.

    A line ends its paragraph when it ends a sentence and the next begins a numbered
    one, when wide spaces indent the next, or when what follows would have fitted
    behind it and something tells that a paragraph ends or begins there.
    """
    if not lines:
        return ""
    texts = [line_text(line) for line in lines]
    if len(lines) == 1:
        return texts[0]
    sides = min([line[0].x0 for line in lines]), max([line[-1].x1 for line in lines])
    blocks = [[texts[0].lstrip()]]
    for (above, ended), (below, begun) in pairwise(zip(lines, texts, strict=True)):
        if _parted(above, ended, below, begun, sides) and not _runs_on(texts, above, below, begun, sides[1]):
            blocks.append([])
        blocks[-1].append(begun if blocks[-1] else begun.lstrip())
    return "\n".join(join_lines(block) for block in blocks)


def _runs_on(
    texts: Sequence[str], above: Sequence[Word], below: Sequence[Word], begun: str, right: float
) -> bool:
    """Tell whether an item of a list goes on a full line because others of its kind begin in mid-line."""
    if right - above[-1].x1 > run_width(below):
        return False
    kind = next((one for one in _KINDS if one.match(begun)), None)
    return kind is not None and any(kind.search(text, 1) for text in texts)


def _parted(
    above: Sequence[Word], ended: str, below: Sequence[Word], begun: str, sides: tuple[float, float]
) -> bool:
    """Tell whether a paragraph ends between two lines, each with its text, of a text between two sides."""
    if begun.startswith(INDENTED) or (ended.endswith(SENTENCE_ENDS) and _NUMBERED.match(begun)):
        return True
    left, right = sides
    room, size = right - above[-1].x1, above[-1].y1 - above[-1].y0
    if room <= SHORT * size or room <= run_width(below):
        return False
    apart = room > HALF * (right - left) and ended[-1:] not in UNENDED and begun[:1] not in UNBEGUN
    return bool(
        _NUMBERED.match(begun)
        or _ENDED.search(ended)
        or _LABELLED.match(begun)
        or below[0].x0 - left > INDENT * size
        or apart
    )
