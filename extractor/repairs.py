"""A form with recognised text → what its own arithmetic proves or repairs, and what is left for a person.

Only recognised text is ever changed, and only to what another reader saw or to what
explains the text as read by one misreading.  The fewest changes under which every
check holds are a repair if there is one such answer; several become choices.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import islice

from extractor.cases import DIGITS, Case, Texts
from extractor.numbers import parse_number
from extractor.searches import TooManyTries
from models.pointers import all_values, with_values
from models.records import Form, Pointer, Uncertain

MOST_COST = 6
"""A change may cost so much: two misreadings that no reader saw through."""
MOST_SEEN = 8
"""So many cells may take another reader's text at once."""
MARGIN = 2
"""An answer is sure if every other one costs so much more."""
MOST_CHOICES = 9
"""A person chooses with one digit key."""
ENOUGH = 2
"""Digits that no reader saw must be proven by so many checks."""


def repair(form: Form) -> Form:
    """Return the form with uncertain values proven, repaired, or with choices for a person.

    Args:
        form: Not yet rechecked; a form without recognised text comes back as it is.

    Returns:
        The form with repaired values in its record, and every uncertain value's `choices` or
        `proven_by`; a repaired value is always among `uncertain`, its first reading the text as
        read.  Evidence, findings and reasons are left alone.
    """
    if not any(seen.source == "ocr" for seen in form.evidence.values()):
        return form
    form = _with_fuller_texts(form)
    case = Case(form)
    likely, others = _answers(case)
    best = likely[0] if likely else {}
    contested = {field for texts in likely for field, text in texts.items() if best.get(field) != text}
    contested |= {field for texts in likely for field in best if field not in texts}
    known = {one.field: one for one in form.uncertain}
    for field in (*case.doubts, *best):
        known.setdefault(field, Uncertain(field=field, readings=(case.cells[field].text,)))
    proofs = _proofs(case, best, known.values()) if likely else {}
    made = {field: text for field, text in best.items() if field in proofs and field not in contested}
    if len(made) < len(best) - len(contested & best.keys()):
        made, proofs = {}, {}
    record = with_values(form.record, case.printed(made)) if made else form.record
    uncertain = tuple(
        _settled(one, [*likely, *others], () if one.field in contested else proofs.get(one.field, ()))
        for one in known.values()
    )
    return replace(form, record=record, uncertain=uncertain)


def _proofs(case: Case, best: Texts, doubts: Iterable[Uncertain]) -> dict[Pointer, tuple[str, ...]]:
    """Return the checks that prove each doubtful value if the best answer is right."""
    after = case.changed(best)
    proofs: dict[Pointer, tuple[str, ...]] = {}
    rivals = after.rivals()
    for one in doubts:
        if one.field in rivals:
            continue
        codes = after.proof_of(one.field, one.readings)
        guessed = one.field in best and case.is_guess(one.field, best[one.field])
        if len(codes) >= (ENOUGH if guessed else 1):
            proofs[one.field] = codes
    return proofs


def _with_fuller_texts(form: Form) -> Form:
    """Return the form with the longest of the readings that state the same number as the first.

    No arithmetic tells 84.50 from 84.50%: signs are lost more easily than gained.
    """
    values = all_values(form.record)
    fuller = {}
    for one in form.uncertain:
        number = parse_number(values[one.field])
        alike = [text for text in one.readings if number and _states(text, number.value)]
        longest = max(alike, key=len, default="")
        if len(longest) > len(values[one.field]):
            fuller[one.field] = longest
    return replace(form, record=with_values(form.record, fuller)) if fuller else form


def _states(text: str, value: Decimal) -> bool:
    number = parse_number(text)
    return number is not None and number.value == value


def _answers(case: Case) -> tuple[list[Texts], list[Texts]]:
    """Return the likely changes under which all checks hold, the best first, and unlikelier ones.

    Of doubtful cells, or where none mends all, one of a cell read surely.
    """
    try:
        seen = case.mended(case.doubts, MOST_SEEN, seen=True)
        limit = seen[0][0] + MARGIN if seen else MOST_COST
        found = _distinct([*seen, *case.mended(case.doubts, limit, seen=False)])
        if not found and (fields := case.in_conflict()):
            found = _distinct(case.mended(fields, DIGITS, seen=False))
    except TooManyTries:
        return [], []
    near = [texts for cost, texts in found if cost < found[0][0] + MARGIN]
    return near, [texts for _, texts in found[len(near) :]]


def _distinct(found: Iterable[tuple[int, Texts]]) -> list[tuple[int, Texts]]:
    """Return changes with their costs, each once at its lowest cost, the cheapest first."""
    costs: dict[frozenset[tuple[str, str]], tuple[int, Texts]] = {}
    for cost, texts in sorted(found, key=lambda one: one[0]):
        costs.setdefault(frozenset(texts.items()), (cost, texts))
    return list(costs.values())


def _settled(one: Uncertain, answers: Iterable[Texts], proven_by: tuple[str, ...]) -> Uncertain:
    """Return an uncertain value with what proves it, or else with the choices that are left."""
    if proven_by:
        return replace(one, choices=(), proven_by=proven_by)
    texts = [change[one.field] for change in answers if one.field in change]
    choices = tuple(islice(dict.fromkeys((*texts, *one.readings)), MOST_CHOICES))
    return replace(one, choices=choices, proven_by=())
