"""A page → its text layer: what is printed, not what the file says in its place.

`/ActualText` (ISO 32000-1 §14.9.4) is meant for what a font cannot tell: Chromium has it for ideographs
that share a glyph with a radical.  It may as well say other words than those that everybody sees.
"""

import re
from collections.abc import Iterable

import pymupdf

from extractor.page.layers import Layer
from extractor.page.placements import written
from extractor.text.codepoints import ORDINARY
from extractor.text.foldings import fold

_SAID = pymupdf.TEXT_COLLECT_VECTORS | pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
_PRINTED = _SAID | pymupdf.TEXT_IGNORE_ACTUALTEXT
KEY = b"/ActualText"
_SUBSTITUTE = re.compile(rb"/ActualText\s*(?:<\s*([0-9A-Fa-f\s]*)>)?")
_REFERENCE = re.compile(r"(\d+) \d+ R")
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
    """Tell whether a page's content says other texts than ideographs that have look-alikes.

    So may that of drawings within it, and lists of properties that either names.
    """
    file, drawings = leaf.parent, [one[0] for one in leaf.get_xobjects()]
    if _names_any(file, (leaf.xref, *drawings)):
        return True
    inner = (file.xref_stream(xref) for xref in drawings if file.xref_is_stream(xref))
    return any(
        _text(digits) not in _ALIKE
        for content in (written(leaf), *inner)
        if KEY in content
        for digits in _SUBSTITUTE.findall(content)
    )


def _names_any(file: pymupdf.Document, owners: Iterable[int]) -> bool:
    """Tell whether pages or drawings have a list of properties that says a text."""
    count = file.xref_length()
    for xref in owners:
        kind, listed = file.xref_get_key(xref, "Resources/Properties")
        if kind == "xref" and (number := int(listed.split()[0])) < count:
            listed = file.xref_object(number)
        named = [number for found in _REFERENCE.findall(listed) if 0 < (number := int(found)) < count]
        said = any(file.xref_get_key(number, "ActualText")[0] != "null" for number in named)
        if said or KEY.decode() in listed:
            return True
    return False


def _text(digits: bytes) -> str:
    """Return what hexadecimal digits say; nothing where they are none, or odd."""
    try:
        return bytes.fromhex(digits.decode("ascii")).decode("utf-16")
    except ValueError:
        return ""


def _folded(layer: Layer) -> str:
    text = "".join(span["text"] for line in layer.lines for span in line["spans"])
    return fold(text.translate(_WAVES)).text
