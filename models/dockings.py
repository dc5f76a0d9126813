"""A form → those of its rows that may have lost marks, as short JSON beside it.

Marks are summed for every form that changes; reading all of its JSON for that took
longer than the sums.
"""

from collections.abc import Sequence

import msgspec

from models.codecs import from_json, to_json
from models.records import Form


class Docked(msgspec.Struct, frozen=True, array_like=True):
    """One row: weight and score as printed, which differ, and the categories of its reason."""

    weight: str
    score: str
    codes: tuple[str, ...]


def docked_of(form: Form) -> str:
    """Return a form's rows as JSON: the same text twice is full marks."""
    codes = {reason.field: reason.labels for reason in form.reasons}
    rows = [
        Docked(
            row.weight, row.score, tuple(label.code for label in codes.get(f"/indicators/{at}/reason", ()))
        )
        for at, row in enumerate(form.record.indicators)
        if row.weight and row.score and row.weight != row.score
    ]
    return to_json(rows).decode()


def to_docked(text: str) -> Sequence[Docked]:
    """Return rows from their JSON."""
    return from_json(text, list[Docked])
