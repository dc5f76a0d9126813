"""Surely read cells of which a check is broken → what one misreading would make of it all.

What all readers saw alike is never changed.  But where the arithmetic contradicts it, the
mistake is the issuer's or all readers': a person is shown what the latter would be.
"""

from collections.abc import Sequence

from extractor.proof.cases import Case, Texts, options
from extractor.proof.searches import NO_CHANGE, Budget, Proving, TooManyTries
from models.records import Pointer

MOST_SUSPECTS = 6
"""Where more cells may be the misread one, none is likelier than the others."""
MOST_TEXTS = 4
LOOKED_AT = 40_000
"""So many numbers are looked at at most."""


def suspects(case: Case, made: Texts, asked: set[Pointer]) -> dict[Pointer, tuple[str, ...]]:
    """Return the surely read cells that may have been misread alike, with what may be printed there.

    Args:
        case: The form.
        made: What was repaired.
        asked: The doubtful cells that a person is asked for: what is broken with them may be theirs.

    Returns:
        Texts under which no check on the cell is broken, likeliest first; nothing where too many cells
        may be the one.
    """
    claims, budget = case.claims_after(made), Budget(LOOKED_AT)
    broken = [one for one in claims if one.fails(NO_CHANGE) and asked.isdisjoint(one.cells)]
    known = {*case.doubts, *made}
    fields = dict.fromkeys(cell for one in broken for cell in one.cells if cell in case.cells)
    found: dict[Pointer, tuple[str, ...]] = {}
    try:
        for field in fields:
            if field not in known and (texts := _texts(case, field, claims, budget)):
                found[field] = texts
    except TooManyTries:
        return {}
    return found if len(found) <= MOST_SUSPECTS else {}


def _texts(case: Case, field: Pointer, claims: Sequence[Proving], budget: Budget) -> tuple[str, ...]:
    """Return what may be printed in one cell, so that every check on it holds."""
    concerned = [one for one in claims if field in one.cells]
    found = []
    for choice in options(case.cells[field])[1:]:
        budget.spend(sum(len(one.claim.numbers) for one in concerned))
        if not any(one.fails({field: choice}) for one in concerned):
            found.append(choice.text)
    return tuple(found[:MOST_TEXTS])
