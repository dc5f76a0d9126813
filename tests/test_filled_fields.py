"""A field that shows a part alone of what was typed into it is told."""

from time import process_time

import pymupdf
import pytest

from extractor.geometry import Word
from extractor.page.filled_fields import cut_off
from extractor.page.pages import read_pages

LONG = "1234567890123456789012"
TEXT, CHOICE, MULTILINE = pymupdf.PDF_WIDGET_TYPE_TEXT, pymupdf.PDF_WIDGET_TYPE_COMBOBOX, 1 << 12
FIELDS: dict[str, tuple[dict[str, object], str, bool]] = {
    "a figure that it cuts off": ({}, LONG, True),
    "a text of which it shows the first lines": (
        {"field_flags": MULTILINE},
        "one two\nthree four\nfive six",
        True,
    ),
    "a text that it has room for": ({}, "one two", False),
    "a text that is set smaller to fit": ({"text_fontsize": 0}, LONG, False),
    "a choice": ({"field_type": CHOICE, "choice_values": ["one", "two"]}, "one", False),
}


@pytest.mark.parametrize("rotation", [0, 90])
@pytest.mark.parametrize(("how", "text", "is_cut"), FIELDS.values(), ids=FIELDS)
def test_what_a_field_cuts_off_is_told(how: dict[str, object], text: str, *, is_cut: bool, rotation: int):
    """All that was typed is in a note, what is shown of it is read."""
    document = pymupdf.open()
    page = document.new_page(width=300, height=200)
    page.insert_text((20, 20), "10")
    field = pymupdf.Widget()
    field.rect = pymupdf.Rect(50, 50, 120, 70)
    said = {"field_name": "one", "field_type": TEXT, "text_fontsize": 10, "field_value": text, **how}
    for name, value in said.items():
        setattr(field, name, value)
    page.add_widget(field)
    page.set_rotation(rotation)
    (read,) = read_pages(document.tobytes(), max_pages=1).pages
    assert [(note.code, note.seen.split()) for note in read.notes] == [("struck-text", text.split())] * is_cut
    assert all(note.kept and len(note.kept) < len(note.seen) for note in read.notes)


def test_fields_upon_each_other_are_not_read_whole_again_and_again():
    """Each of many fields as large as a full page costs no more than what was typed into it."""
    words = [
        Word(at % 100 * 5.0, at // 100 * 9.0, at % 100 * 5 + 4.0, at // 100 * 9 + 8.0, "字")
        for at in range(6000)
    ]
    begun = process_time()
    assert list(cut_off(words, [((0.0, 0.0, 600.0, 900.0), "字字")] * 400, lambda box: box, 1)) == []
    assert process_time() - begun < 3
