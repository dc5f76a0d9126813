"""A form → what of it a person should look at, and why: marked fields, and text without any field.

A broken rule marks its first field, where the finding stands; the rule's other
fields light up only while that finding is looked at, or one wrong total would
paint the whole form.  What a person has set is no longer doubted as a reading.
"""

from collections.abc import Collection, Iterable, Mapping

from models.doubts import SEVERITIES, UNSURE_BELOW, faint, ill_sorted, uncoded, unseen, unsettled, unsorted
from models.records import Form, Pointer
from review_ui.papers import lay_out

__all__ = ["KINDS", "UNSURE_BELOW", "count", "faint", "kinds", "marks"]
KINDS = (*SEVERITIES, "unsure", "unclassified")


def marks(form: Form, changed: Collection[Pointer] = ()) -> dict[Pointer, str]:
    """Return each marked field's kinds, parted by spaces: of `KINDS`, or `changed` by a person.

    Args:
        form: The form as it now stands.
        changed: Fields whose value or categories a person has set.
    """
    found: dict[Pointer, list[str]] = {}
    for finding in form.findings:
        if finding.severity in SEVERITIES and finding.fields:
            found.setdefault(finding.fields[0], []).append(finding.severity)
    values = (*unseen(form, changed), *faint(form, changed), *unsettled(form), *uncoded(form))
    unsure = (*values, *ill_sorted(form, changed))
    for pointer in unsure:
        found.setdefault(pointer, []).append("unsure")
    for pointer in unsorted(form):
        found.setdefault(pointer, []).append("unclassified")
    for pointer in changed:
        found.setdefault(pointer, []).append("changed")
    return {pointer: " ".join(dict.fromkeys(kinds)) for pointer, kinds in found.items()}


def count(form: Form, marked: Mapping[Pointer, str]) -> int:
    """Return how many cells are in doubt, with the texts that no field claimed; text outside is none."""
    cells = lay_out(form.record, form.evidence).cells()
    doubtful = sum(any(kind in KINDS for kind in kinds(marked, cell.pointers).split()) for cell in cells)
    return doubtful + sum(not piece.outside for piece in form.unplaced)


def kinds(marked: Mapping[Pointer, str], pointers: Iterable[Pointer]) -> str:
    """Return the kinds of one cell, which a merged one has of all its fields, parted by spaces."""
    return " ".join(dict.fromkeys(kind for pointer in pointers for kind in marked.get(pointer, "").split()))
