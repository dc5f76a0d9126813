"""A form with recognised text → what its own arithmetic proves or repairs, and what is left for a person.

Only recognised text is ever changed, and only to what another reader saw or to what
explains the text as read by one misreading.
"""

from dataclasses import replace
from itertools import islice

from extractor.proof.answers import Answer, answers
from extractor.proof.cases import Case
from extractor.proof.partings import part_cells
from extractor.proof.suspects import suspects
from models.records import Form, Uncertain

MOST_CHOICES = 9
"""A person chooses with one digit key."""


def repair(form: Form) -> Form:
    """Return the form with uncertain values proven, repaired, or with choices for a person.

    Args:
        form: Not yet rechecked; one without recognised text, or that was repaired before, comes back
            as it is.

    Returns:
        The form with repaired values in its record, and every uncertain value's `choices` or
        `proven_by`; a repaired value is always among `uncertain`, its first reading the text as
        read.  Evidence, findings and reasons are left alone.
    """
    if not any(seen.source == "ocr" for seen in form.evidence.values()):
        return form
    if any(one.choices or one.proven_by for one in form.uncertain):
        return form
    case = Case(form)
    found = answers(case)
    made = {
        field: found[field].texts[0] for field in case.doubts if field in found and found[field].proven_by
    }
    made = {field: text for field, text in made.items() if text != case.cells[field].text.strip()}
    for field, (text, codes) in part_cells(case, made).items():
        made[field] = text
        found[field] = Answer(texts=(text,), proven_by=codes)
    known = {one.field: one for one in form.uncertain}
    for field in (*case.doubts, *made):
        known.setdefault(field, Uncertain(field=field, readings=case.cells[field].readings))
    asked = {field for field in case.doubts if field not in found or not found[field].proven_by}
    settled = [_settled(one, found.get(one.field)) for one in known.values()]
    settled += [
        Uncertain(field=field, readings=case.cells[field].readings, choices=(case.cells[field].text, *texts))
        for field, texts in suspects(case, made, asked).items()
    ]
    return replace(case.changed(made), uncertain=tuple(settled))


def _settled(one: Uncertain, answer: Answer | None) -> Uncertain:
    """Return an uncertain value with what proves it, or else with the choices that are left."""
    if answer and answer.proven_by:
        return replace(one, choices=(), proven_by=answer.proven_by)
    texts = (*(answer.texts if answer else ()), *one.readings)
    return replace(one, choices=tuple(islice(dict.fromkeys(texts), MOST_CHOICES)), proven_by=())
