"""Forms of pages as read → the same forms with their places on the pages as seen."""

from collections.abc import Mapping
from dataclasses import replace

import msgspec

from extractor.geometry import Page, Sheet, as_seen, rounded
from models.records import Box, Evidence, Form


def on_its_own(page: Page) -> Page:
    """Return a recognised page as if it had been scanned straight: it is its own page as seen."""
    return replace(page, turn=0, warp=None)


def put_back(form: Form, changed: Mapping[int, Sheet]) -> Form:
    """Return a form whose boxes are those of the page as seen.

    Args:
        form: With boxes of the pages as read.
        changed: The sheets that were turned or scaled to be read, by page.
    """
    if changed.keys().isdisjoint(form.pages):
        return form

    def seen(page: int, box: Box) -> Box:
        return rounded(as_seen(box, changed[page]) if page in changed else box)

    def place(evidence: Evidence) -> Evidence:
        return msgspec.structs.replace(evidence, box=seen(evidence.page, evidence.box))

    return replace(
        form,
        evidence={pointer: place(evidence) for pointer, evidence in form.evidence.items()},
        unplaced=tuple(replace(text, box=seen(text.page, text.box)) for text in form.unplaced),
        notes=tuple(replace(note, box=seen(note.page, note.box)) for note in form.notes),
    )
