"""What of a form only a person can settle, whatever the rules found → lines for people.

The review desk shows the same as doubts: values that were not read surely, text
without a field, pages and columns that are not there.  What the arithmetic
repaired, and how reasons were sorted, is none of it.
"""

from collections.abc import Callable, Iterator

from cli.columns import cut
from models.doubts import faint
from models.pointers import all_values
from models.records import Form, Pointer
from review_ui.captions import whys
from review_ui.languages import Words
from review_ui.readings import Reading, readings

LONGEST_TEXT = 60
"""A text is cut at so many columns of the screen."""
COLON = {"zh": "：", "en": ": "}


def open_points(form: Form, words: Words, name: Callable[[Pointer], str]) -> Iterator[tuple[str, str]]:
    """Yield what a person should look at: where, and why.

    Args:
        form: As read and checked.
        words: The reader's language.
        name: What people call a field's place.
    """
    names = {pointer: name(pointer) for pointer in all_values(form.record)} if form.why_review else {}
    for why in whys(form.why_review, words, names, form.evidence):
        yield "", why
    found = readings(form, words, faint(form))
    for pointer, value in all_values(form.record).items() if found else ():
        if pointer in found and not found[pointer].repaired:
            yield name(pointer), _said(found[pointer], value, words)
    for piece in form.unplaced:
        if not piece.outside:
            lead = words("desk.unplaced") + COLON[words.lang]
            yield words("desk.page", page=piece.page), lead + _line(piece.text)


def _said(reading: Reading, value: str, words: Words) -> str:
    others = (
        "".join(part.text for part in choice.parts) for choice in reading.choices if choice.text != value
    )
    texts = " / ".join(_line(text) or words("js.blank") for text in (value, *others))
    return f"{reading.words}{'' if reading.words.endswith('：') else ' '}{texts}"


def _line(text: str) -> str:
    return cut(" ".join(text.split()), LONGEST_TEXT)
