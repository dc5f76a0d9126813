"""Annotations are taken for what the file says that they are, however it says it."""

import pymupdf
import pytest

from extractor.page.pages import read_pages
from tests.test_overlays import form_of_five_rows

STRUCK, QUADS = "[205 201 225 213]", "[205 213 225 213 205 201 225 201]"
RED = "[1 0 0]"
STRIKES: dict[str, tuple[str, dict[str, str], bool]] = {
    "its lines told by reference": ("StrikeOut", {"Rect": STRUCK, "QuadPoints": QUADS}, True),
    "no lines told": ("StrikeOut", {"Rect": STRUCK}, True),
    "no line told": ("StrikeOut", {"Rect": STRUCK, "QuadPoints": "[]"}, True),
    "a cover by reference": ("Square", {"Rect": STRUCK, "IC": RED, "CA": "1"}, True),
    "a cover that can be seen through": ("Square", {"Rect": STRUCK, "IC": RED, "CA": "0.2"}, False),
    "a cover elsewhere": ("Square", {"Rect": "[380 280 390 290]", "IC": RED}, False),
    "a cover nowhere": ("Square", {"IC": RED}, False),
}


@pytest.mark.parametrize("by_reference", [False, True])
@pytest.mark.parametrize(("kind", "entries", "strikes"), STRIKES.values(), ids=STRIKES)
def test_what_strikes_out_is_told(kind: str, entries: dict[str, str], *, strikes: bool, by_reference: bool):
    """Its place or colour may stand in an object of its own, or nowhere: no other words count as struck."""
    document = pymupdf.open()
    page = document.new_page(width=400, height=300)
    form_of_five_rows(page)
    said = ""
    for name, value in entries.items():
        own = document.get_new_xref()
        document.update_object(own, value)
        said += f"/{name} {f'{own} 0 R' if by_reference else value}"
    xref = document.get_new_xref()
    document.update_object(xref, f"<</Type/Annot/Subtype/{kind}{said}>>")
    document.xref_set_key(page.xref, "Annots", f"[{xref} 0 R]")
    (read,) = read_pages(document.tobytes(), max_pages=1).pages
    assert [(note.code, note.seen) for note in read.notes] == [("struck-text", "某局")] * strikes
