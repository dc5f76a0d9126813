"""A form → those of its rows that may have lost marks, as short JSON beside it.

Marks are summed for every form that changes; reading all of its JSON for that took
longer than the sums.
"""

from collections.abc import Sequence

import msgspec

from models.codecs import from_json, to_json
from models.pointers import speaks_for_all
from models.records import Form, Indicator

NOTHING = ("NO_REASON",)


class Docked(msgspec.Struct, frozen=True, array_like=True):
    """One row: weight and score as printed, which differ, and the categories of its reason.

    A row without a reason, or with a dash for one, has the categories of those that the form gives for all
    of its rows.
    """

    weight: str
    score: str
    codes: tuple[str, ...]


def docked_of(form: Form) -> str:
    """Return a form's rows as JSON: the same text twice is full marks."""
    codes = {reason.field: tuple(label.code for label in reason.labels) for reason in form.reasons}
    of_all = [code for field, own in codes.items() if speaks_for_all(field) for code in own]
    shared = tuple(dict.fromkeys(of_all))
    rows = [
        Docked(row.weight, row.score, _or_shared(row, codes.get(f"/indicators/{at}/reason", ()), shared))
        for at, row in enumerate(form.record.indicators)
        if row.weight and row.score and row.weight != row.score
    ]
    return to_json(rows).decode()


def to_docked(text: str) -> Sequence[Docked]:
    """Return rows from their JSON."""
    return from_json(text, list[Docked])


def _or_shared(row: Indicator, own: tuple[str, ...], shared: tuple[str, ...]) -> tuple[str, ...]:
    return shared or own if own == NOTHING or not row.reason else own
