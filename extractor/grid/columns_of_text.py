"""The words of one cell → its lines, also of texts that run down the page or up it.

Labels in narrow cells are written so: in several columns, from the right, or from the left if they run up.
"""

from collections.abc import Iterable, Sequence

from extractor.geometry import Page, Turn, Word, into_lines, turned

Lines = tuple[tuple[Word, ...], ...]


def cell_lines(words: Sequence[Word], page: Page) -> Lines:
    """Return the words of a cell as lines in reading order; those that run sideways are the last."""
    if not (page.downward or page.upward):
        return into_lines(words)
    down = page.downward.intersection(words)
    up = page.upward.intersection(words)
    level = [word for word in words if word not in down and word not in up]
    return (*into_lines(level), *_columns(down, 270), *_columns(up, 90))


def _columns(words: Iterable[Word], turn: Turn) -> Lines:
    """Return the lines of words that run to the right if the page is turned clockwise."""
    own = {Word(*turned(word.box, turn, 0.0, 0.0), word.text): word for word in words}
    return tuple(tuple(own[one] for one in line) for line in into_lines(list(own)))
