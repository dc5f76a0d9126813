"""A recognised page and a text layer that came with its picture → notes on where the two agree.

Nobody knows who recognised that layer, nor how well: what it says is kept only where
it is what we read, and said where it is not.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from extractor.geometry import Page, Sight, Word, holds_middle, into_lines, joined
from extractor.scan.house_forms import house_form
from models.records import Note

MOST_NOTES = 200
"""So many differences of one page are noted."""


def with_layer(page: Page, layer: Sequence[Word]) -> Page:
    """Return a recognised page with notes on what its foreign layer says otherwise.

    Args:
        page: As recognised.
        layer: The foreign words, in places of the page as read.
    """
    agreed = compared = 0
    differing: list[Note] = []
    for sight in page.sights:
        said = said_at(sight, layer)
        if not said or not sight.readings[0]:
            continue
        compared += 1
        if are_alike(said, sight.readings[0]):
            agreed += 1
        elif len(differing) < MOST_NOTES:
            differing.append(
                Note(code="layer-differs", page=page.number, box=sight.box, seen=said, kept=sight.readings[0])
            )
    if not compared:
        return page
    whole = (0.0, 0.0, page.width, page.height)
    agreement = Note(code="layer-agrees", page=page.number, box=whole, seen=f"{agreed} / {compared}")
    return replace(page, notes=(*page.notes, agreement, *differing))


def said_at(sight: Sight, layer: Sequence[Word]) -> str:
    """Return what a layer says in the place of a recognised line."""
    return joined(into_lines([word for word in layer if holds_middle(sight.box, word.box)]))


def are_alike(said: str, read: str) -> bool:
    """Tell whether two texts are one but for spaces and the width of signs."""
    return _bare(said) == _bare(read)


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", house_form(text)).split())
