"""A form → which of its values a person should look at though no check says so; whether it is in doubt.

What a person has set is no longer doubted as a reading.
"""

from collections.abc import Collection
from typing import NamedTuple

from models.pointers import all_values
from models.records import Form, Pointer

UNSURE_BELOW = 0.8
"""A value or category of less confidence is shown to a person as unsure."""
NO_CATEGORY = "unclassified"
SEVERITIES = ("error", "warning")
"""Findings of these make their field a doubt."""


class Tally(NamedTuple):
    """How many doubts of each kind a form has, beside its findings.

    Attributes:
        is_doubtful: Whether a desk would count any doubt, or the form itself asks for a person.
        values: Values that were read weakly, in more than one way, from signs without a meaning, or from
            nowhere on the page.
        categories: Reasons with a category that is not sure, or none.
        texts: Texts of the table that no field claimed.
    """

    is_doubtful: bool
    values: int
    categories: int
    texts: int


def tally(form: Form, changed: Collection[Pointer] = ()) -> Tally:
    """Return how many doubts of each kind a form has.

    Args:
        form: The form as it now stands.
        changed: Fields whose value or categories a person has set.
    """
    weak, ill = faint(form, changed), ill_sorted(form, changed)
    found = any(one.severity in SEVERITIES and one.fields for one in form.findings)
    return Tally(
        is_doubtful=form.needs_review or found or bool(weak or ill),
        values=len({*weak, *unsettled(form), *uncoded(form), *unseen(form, changed)}),
        categories=len({*ill, *unsorted(form)}),
        texts=sum(not piece.outside for piece in form.unplaced),
    )


def faint(form: Form, changed: Collection[Pointer] = ()) -> list[Pointer]:
    """Return the values that were read weakly, that nothing proves and no person has set."""
    weak = [
        pointer
        for pointer, seen in form.evidence.items()
        if seen.confidence < UNSURE_BELOW and seen.proof != "proven" and pointer not in changed
    ]
    # Text that was printed as such has none, and its values need not be listed.
    values = all_values(form.record) if weak else {}
    return [pointer for pointer in weak if pointer in values]


def unsettled(form: Form) -> list[Pointer]:
    """Return the recognised values that a person is to choose or confirm."""
    return [one.field for one in form.uncertain if not one.proven_by]


def unseen(form: Form, changed: Collection[Pointer] = ()) -> list[Pointer]:
    """Return the values that have no place on a page, unless a person has set them."""
    return [
        pointer
        for pointer, text in all_values(form.record).items()
        if pointer not in form.evidence and text.strip() and pointer not in changed
        # A fund's source is our own name for the row, not printed anywhere.
        if not pointer.endswith("/source")
    ]


def uncoded(form: Form) -> list[Pointer]:
    """Return the values with characters of which the file does not tell what they are."""
    return _told(form, "unreadable:")


def unsorted(form: Form) -> list[Pointer]:
    """Return the reason fields that have text but no category."""
    return _told(form, f"{NO_CATEGORY}:")


def _told(form: Form, prefix: str) -> list[Pointer]:
    return [why.removeprefix(prefix) for why in form.why_review if why.startswith(prefix)]


def ill_sorted(form: Form, changed: Collection[Pointer] = ()) -> list[Pointer]:
    """Return the reason fields with a category that is not sure, unless a person has set them."""
    return [
        reason.field
        for reason in form.reasons
        if any(label.code != NO_CATEGORY and label.confidence < UNSURE_BELOW for label in reason.labels)
        if reason.field not in changed
    ]
