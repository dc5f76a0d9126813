"""A page → its text layer: what is printed, not what the file says in its place.

`/ActualText` (ISO 32000-1 §14.9.4) is meant for what a font cannot tell: Chromium has it for ideographs
that share a glyph with a radical.  It may as well say other words than those that everybody sees.
"""

import re

import pymupdf

from extractor.page.layers import Layer
from extractor.page.placements import written
from extractor.text.codepoints import ORDINARY
from extractor.text.foldings import fold

_SAID = pymupdf.TEXT_COLLECT_VECTORS | pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
_PRINTED = _SAID | pymupdf.TEXT_IGNORE_ACTUALTEXT
KEY = b"/ActualText"
_SUBSTITUTE = re.compile(rb"/ActualText\s*(?:<\s*([0-9A-Fa-f\s]*)>)?")
_ALIKE = frozenset(ORDINARY.values())
_WAVES = str.maketrans("〜", "～")


def read_layer(leaf: pymupdf.Page) -> tuple[pymupdf.TextPage, Layer]:
    """Return a page's text layer, as MuPDF has it and as its blocks."""
    said = _layer(leaf, _SAID)
    if not _has_substitutes(leaf):
        return said
    printed = _layer(leaf, _PRINTED)
    is_alike = _folded(printed[1]) == _folded(said[1])
    return said if is_alike or printed[1].unknown > said[1].unknown else printed


def _layer(leaf: pymupdf.Page, flags: int) -> tuple[pymupdf.TextPage, Layer]:
    text = leaf.get_textpage(flags=flags)
    return text, Layer(text.extractDICT()["blocks"])


def _has_substitutes(leaf: pymupdf.Page) -> bool:
    """Tell whether a page's own content says other texts than ideographs that have look-alikes."""
    content = written(leaf)
    return KEY in content and any(_text(digits) not in _ALIKE for digits in _SUBSTITUTE.findall(content))


def _text(digits: bytes) -> str:
    """Return what hexadecimal digits say; nothing where they are none, or odd."""
    try:
        return bytes.fromhex(digits.decode("ascii")).decode("utf-16")
    except ValueError:
        return ""


def _folded(layer: Layer) -> str:
    text = "".join(span["text"] for line in layer.lines for span in line["spans"])
    return fold(text.translate(_WAVES)).text
