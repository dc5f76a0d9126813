"""A page → its pictures with their places, found once for all who ask: each time is a pass of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

import pymupdf

_KNOWN = "placed_pictures"
"""Under this name they are kept with the page."""


def placed_pictures(leaf: pymupdf.Page) -> Sequence[Mapping[str, Any]]:
    """Return the pictures of a page, in the order of drawing, as MuPDF tells of them."""
    known = vars(leaf)
    if _KNOWN not in known:
        known[_KNOWN] = leaf.get_image_info()
    found: Sequence[Mapping[str, Any]] = known[_KNOWN]
    return found
