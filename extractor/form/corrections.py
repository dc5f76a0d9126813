"""A form and the notes on its pages → the form whose corrected values are left to a person."""

from dataclasses import replace

from extractor.geometry import holds_middle
from models.pointers import all_values
from models.records import CORRECTED, Form, Uncertain


def with_corrections(form: Form) -> Form:
    """Return a form, its places those of pages as read, of which each value with such a text is uncertain."""
    notes = [note for note in form.notes if note.code in CORRECTED]
    if not notes:
        return form
    values, known = all_values(form.record), {one.field for one in form.uncertain}
    fields = [
        field
        for field, seen in form.evidence.items()
        if field not in known
        and any(note.page == seen.page and holds_middle(seen.box, note.box) for note in notes)
    ]
    unsure = (Uncertain(field=field, readings=(values[field],)) for field in fields if field in values)
    return replace(form, uncertain=(*form.uncertain, *unsure))
