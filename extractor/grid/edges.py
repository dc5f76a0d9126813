"""The edges between rows or columns → the one that a place belongs to."""

from bisect import bisect_left
from collections.abc import Sequence


def nearest(edges: Sequence[float], at: float) -> int:
    """Return the number of the edge next to a place; edges must be sorted."""
    after = bisect_left(edges, at)
    if after == len(edges) or (after and at - edges[after - 1] <= edges[after] - at):
        return after - 1
    return after
