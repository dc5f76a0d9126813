"""Layers whose visibility follows from other layers → the same settled, as viewers settle it.

MuPDF takes AllOn for always, AnyOff for never, and looks at no expression.

Source:
    ISO 32000-1 §8.11.2.2, optional content membership dictionaries.
"""

import re
from collections.abc import Iterator, Mapping

import pymupdf

from extractor.page.pictures import UNREADABLE

MOST, DEEPEST = 100_000, 32
"""A file of more objects, and an expression of more brackets, is left as it is."""
_PARTS = re.compile(r"\[|\]|/(\w+)|(\d+) \d+ R")
SHOWN, HIDDEN = "/AllOff", "/AnyOn"
"""What MuPDF always shows, and never, of no layers at all."""

States = Mapping[int, bool]
"""By the number of its object, whether a layer is on."""


def settle_layers(document: pymupdf.Document) -> None:
    """Settle, until the document is closed, the layers that follow from others."""
    if document.xref_get_key(document.pdf_catalog(), "OCProperties")[0] == "null":
        return
    if document.xref_length() > MOST:
        return
    states = {xref: bool(layer["on"]) for xref, layer in document.get_ocgs().items()}
    for xref in range(1, document.xref_length()):
        _settle(document, xref, states)


def _settle(document: pymupdf.Document, xref: int, states: States) -> None:
    """Settle an object if it is a layer that follows from others; a damaged one may be of no use."""
    try:
        if document.xref_get_key(xref, "Type")[1] != "/OCMD":
            return
        shown = _is_shown(document, xref, states)
    except pymupdf.mupdf.FzErrorSystem:  # memory was refused
        raise
    except UNREADABLE:
        return
    document.xref_set_key(xref, "VE", "null")
    document.xref_set_key(xref, "OCGs", "[]")
    document.xref_set_key(xref, "P", SHOWN if shown else HIDDEN)


def _is_shown(document: pymupdf.Document, xref: int, states: States) -> bool:
    kind, text = document.xref_get_key(xref, "VE")
    if kind == "array" and text.count("[") <= DEEPEST:
        return _value(_PARTS.finditer(text), states)
    kind, text = document.xref_get_key(xref, "OCGs")
    if kind == "xref" and int(text.split()[0]) not in states:
        text = document.xref_object(int(text.split()[0]))
    on = [states.get(int(part[2]), True) for part in _PARTS.finditer(text) if part[2]]
    rule = document.xref_get_key(xref, "P")[1]
    if not on:
        return True
    return {"/AllOn": all(on), "/AnyOff": not all(on), "/AllOff": not any(on)}.get(rule, any(on))


def _value(parts: Iterator[re.Match[str]], states: States, rule: str = "Or") -> bool:
    """Return what an expression comes to, up to its closing bracket; a layer that is not known is on."""
    values = []
    for part in parts:
        if part[0] == "]":
            break
        if part[0] == "[":
            values.append(_value(parts, states))
        elif part[1]:
            rule = part[1]
        else:
            values.append(states.get(int(part[2]), True))
    if rule == "Not":
        return not any(values)
    return all(values) if rule == "And" else any(values)
