"""A page → its content, and its pictures with their places, found once for all who ask: each is a pass."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pymupdf

from extractor.geometry import area
from models.records import Box

_NAMED, _PICTURES, _WRITTEN = "named_pictures", "placed_pictures", "written"
"""Under these names they are kept with the page."""
_INLINE = re.compile(rb"\bBI\s")


def named_pictures(leaf: pymupdf.Page) -> Sequence[tuple[Any, ...]]:
    """Return the pictures that a page may show by name, whether it does or not, as MuPDF lists them."""
    known = vars(leaf)
    if _NAMED not in known:
        known[_NAMED] = leaf.get_images()
    found: Sequence[tuple[Any, ...]] = known[_NAMED]
    return found


def placed_pictures(leaf: pymupdf.Page) -> Sequence[Mapping[str, Any]]:
    """Return the pictures of a page, in the order of drawing, as MuPDF tells of them."""
    known = vars(leaf)
    if _PICTURES not in known:
        known[_PICTURES] = leaf.get_image_info()
    found: Sequence[Mapping[str, Any]] = known[_PICTURES]
    return found


def written(leaf: pymupdf.Page) -> bytes:
    """Return a page's own content, without that of drawings within it."""
    known = vars(leaf)
    if _WRITTEN not in known:
        file = leaf.parent
        streams = [file.xref_stream(xref) for xref in leaf.get_contents() if file.xref_is_stream(xref)]
        known[_WRITTEN] = b"\n".join(streams)
    content: bytes = known[_WRITTEN]
    return content


def has_inline_pictures(leaf: pymupdf.Page) -> bool:
    """Tell whether pictures may be written into a page's own content, as no objects of their own."""
    content = written(leaf)
    return b"BI" in content and _INLINE.search(content) is not None


def picture_boxes(leaf: pymupdf.Page) -> list[Box]:
    """Return the places of a page's pictures, wherever they are kept."""
    may = named_pictures(leaf) or has_inline_pictures(leaf)
    return [one["bbox"] for one in placed_pictures(leaf)] if may else []


def picture_area(leaf: pymupdf.Page) -> float:
    """Return how much of a page its pictures cover, in square points, wherever its paper ends.

    Scanners cut pages into strips and tiles; the same place may be painted twice.
    """
    places = {tuple(map(round, picture["bbox"])): picture["bbox"] for picture in placed_pictures(leaf)}
    return sum(map(area, places.values()))
