"""How far an exported form's values can be trusted → words for its columns: proofs, and texts as read.

A proof stands for every printed number; a blank has none.  The text as read is
given where the arithmetic repaired it.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from models.records import Form, Fund, Indicator, Pointer, Record
from review_ui.languages import Words
from review_ui.proofs import proof_at

Printed = Record | Fund | Indicator
NUMBERS: Mapping[type[Printed], tuple[str, ...]] = MappingProxyType(
    {
        Record: ("total_weight", "total_score"),
        Fund: ("initial_budget", "adjusted_budget", "executed", "weight", "rate", "score"),
        Indicator: ("level1_weight", "weight", "score"),
    }
)
"""The numbers of which exports tell the proof, in the columns' order."""
_ROWS = ("/funds/", "/indicators/")


def proofs_of(form: Form, place: Pointer, row: Printed, words: Words) -> Iterator[str]:
    """Yield how far the checks prove the numbers of a form or of one of its rows, "" where none is printed.

    Args:
        form: With evidence.
        place: The row's, "" for the form itself.
        row: What stands there.
        words: The words of a proof.
    """
    for name in NUMBERS[type(row)]:
        printed = getattr(row, name).strip()
        yield words(f"proof.{proof_at(form, f'{place}/{name}')}") if printed else ""


def as_read(repaired: Mapping[Pointer, str], place: Pointer, words: Words) -> str:
    """Return what was read where it was repaired, a line a value: of one row, or of all outside rows."""
    return "\n".join(
        f"{_name(pointer, words)}：{read}"
        for pointer, read in repaired.items()
        if (pointer.startswith(f"{place}/") if place else not pointer.startswith(_ROWS))
    )


def _name(pointer: Pointer, words: Words) -> str:
    name = pointer.rpartition("/")[2]
    return words(f"field.{name}") if words.has(f"field.{name}") else name
