"""A form and the notes on its pages → the form whose corrected values are left to a person."""

from dataclasses import replace

from extractor.geometry import holds_middle
from models.pointers import all_values
from models.records import CORRECTED, Form, Pointer, Uncertain


def with_corrections(form: Form) -> Form:
    """Return a form of which each value in whose place a corrected text stands is uncertain."""
    values, known = all_values(form.record), {one.field for one in form.uncertain}
    fields = [field for field in corrected_fields(form) if field in values and field not in known]
    unsure = (Uncertain(field=field, readings=(values[field],)) for field in fields)
    return replace(form, uncertain=(*form.uncertain, *unsure)) if fields else form


def corrected_fields(form: Form) -> list[Pointer]:
    """Return the values in whose places somebody corrected a text, or struck it out."""
    notes = [note for note in form.notes if note.code in CORRECTED]
    return [
        field
        for field, seen in (form.evidence.items() if notes else ())
        if any(note.page == seen.page and holds_middle(seen.box, note.box) for note in notes)
    ]
