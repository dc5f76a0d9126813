"""Lines of running text → its paragraphs."""

import re
from collections.abc import Sequence

from extractor.geometry import Word, join_lines, line_text

SHORT = 2.0
"""A line that ends this many characters before the longest ends its paragraph."""

_NUMBERED = re.compile(
    r"\d{1,2}\s*[.．、)）]|[(（][\d一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、"
)
SENTENCE_ENDS = ("。", "；", ";", "！", ".")


def paragraphs(lines: Sequence[tuple[Word, ...]]) -> str:
    """Return left-aligned running text with its paragraphs kept apart by line feeds.

    A line ends its paragraph when it stops short, or when it ends a sentence and
    the next begins a numbered one.
    """
    if not lines:
        return ""
    edge = max(line[-1].x1 for line in lines)
    blocks: list[list[str]] = [[]]
    for line in lines:
        text = line_text(line)
        if blocks[-1] and _NUMBERED.match(text) and blocks[-1][-1].endswith(SENTENCE_ENDS):
            blocks.append([])
        blocks[-1].append(text)
        if edge - line[-1].x1 > SHORT * (line[-1].y1 - line[-1].y0):
            blocks.append([])
    return "\n".join(join_lines(block) for block in blocks if block)
