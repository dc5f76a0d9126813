"""Pages printed small, such as four on a sheet → how many times larger they are read.

What is a hair on a page of common size is as much as a character's width here, so
such a page is read as if it were larger, and its places led back.
"""

from bisect import bisect_left
from dataclasses import dataclass

from extractor.page.layers import Layer
from extractor.page.texts import SMALLEST

SMALL, USUAL = 5.5, 7.0
"""Text of which most is smaller than this many points is read as if most of it had so many."""
MOST = 3.0
ALIKE = 1.5
"""Pages are read alike where the one's text is larger than the other's by no more than this."""


@dataclass(slots=True)
class Enlargements:
    """How many times larger the pages of a document are read, one after the other; a table may go on."""

    size: float = 0.0
    times: float = 1.0

    def next(self, layer: Layer) -> float:
        """Return how many times larger a page is to be read than it is; 1 where its text is not small."""
        sizes = layer.sizes
        first = bisect_left(sizes, SMALLEST)
        if first == len(sizes):
            return self.times
        size = sizes[(first + len(sizes)) // 2]
        if not self.size or not 1 / ALIKE <= size / self.size <= ALIKE:
            self.times = 1.0 if size >= SMALL else min(MOST, USUAL / size)
        self.size = size
        return self.times
