"""Doubtful cells that share checks → what each must hold, what proves it, and what else it may hold.

A value is sure where every other one breaks a check, whatever the other doubtful
cells may hold, or is unlikelier by a margin.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from extractor.proof.cases import DIGITS, FORM, SEEN, Case, Texts
from extractor.proof.searches import Budget, Change, Choice, Proving, Search, TooManyTries
from extractor.value.numbers import rounded
from models.records import Pointer

MOST_COST = 2 * DIGITS
"""A change may cost so much beyond what readers saw: two misreadings that no reader saw through."""
MARGIN = DIGITS + FORM + SEEN
"""A value is sure if every other one costs so much more: what readers saw, and one unseen misreading."""
LOOSE = 8
"""What it costs that a check holds by rounding or cutting off alone where it may hold exactly."""
ENOUGH = 2
"""So many claims must prove digits that no reader saw, where readers did not see others alike."""
CENTS = 2
"""A number computed and printed with fewer decimals may have lost one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a cell may hold, likeliest first; the first of them proven by some checks, or by none."""

    texts: tuple[str, ...]
    proven_by: tuple[str, ...] = ()


def answers(case: Case) -> dict[Pointer, Answer]:
    """Return what the doubtful cells may hold under which no check on them is broken.

    Returns:
        For each cell one text proven, or several to choose from; nothing for the cells of a group for
        which the checks leave no answer, or finding out would take too long.
    """
    found, budget = [], Budget()
    for fields in sorted(case.groups(), key=len):
        with suppress(TooManyTries):
            question = _Question(case, fields, budget)
            if best := question.best():
                found.append((question, best))
    faulty = case.faulty_after(_texts(best for _, best in found))
    found = [(question, best) for question, best in found if faulty.isdisjoint(question.fields)]
    texts = _texts(best for _, best in found)
    proofs = case.proofs_after(texts, [field for question, _ in found for field in question.fields])
    settled: dict[Pointer, Answer] = {}
    for question, best in found:
        with suppress(TooManyTries):
            settled |= {field: question.answer(field, best, proofs[field]) for field in question.fields}
    return settled | _doubted(case, found, texts, settled)


def _doubted(
    case: Case,
    found: "Sequence[tuple[_Question, _Found]]",
    texts: Texts,
    settled: Mapping[Pointer, Answer],
) -> dict[Pointer, Answer]:
    """Return the answers anew that rest on changes which are themselves not proven."""
    places = {field: (question, best) for question, best in found for field in question.fields}
    proven = {field for field, answer in settled.items() if answer.proven_by}
    fallen: dict[Pointer, Answer] = {}
    now = {**case.start, **texts}
    changed = {field for field, text in now.items() if text != case.cells[field].text.strip()}
    while supposed := changed - proven:
        proofs = case.proofs_after(texts, proven, supposed)
        again = {field: places[field][0].anew(field, places[field][1], proofs[field]) for field in proven}
        fallen |= again
        rest = {field for field, answer in again.items() if answer.proven_by}
        if rest == proven:
            break
        proven = rest
    return fallen


def _texts(found: "Iterable[_Found]") -> Texts:
    return {field: choice.text for one in found for field, choice in one.change.items()}


class _Found(NamedTuple):
    """A change under which no check is broken, its cost, and the checks that then hold exactly."""

    cost: int
    change: Change
    exact: Sequence[Proving]


class _Question:
    """What some cells hold."""

    def __init__(self, case: Case, fields: Sequence[Pointer], budget: Budget) -> None:
        self._case = case
        self.fields = fields
        self._claims = case.concerned(fields)
        self._options = {field: case.options[field] for field in fields}
        self._dearer = {field: _dearer(some) for field, some in self._options.items()}
        self._search = Search(self._claims, self._dearer, budget)

    def best(self) -> _Found | None:
        """Return the likeliest change."""
        seen = len(self._options) * SEEN
        for limit in range(seen, seen + MOST_COST + 1, DIGITS):
            if found := min(self._search.changes(limit), key=itemgetter(0), default=None):
                cost, change = found
                return _Found(cost, change, [one for one in self._claims if one.holds(change)])
        return None

    def answer(self, field: Pointer, found: _Found, proofs: Sequence[Proving]) -> Answer:
        """Return what one cell may hold if the likeliest change is right or as good as another."""
        best = found.change.get(field) or self._options[field][0]
        rivals = sorted(self._rivals(field, best, found))
        codes = tuple(dict.fromkeys(one.code for one in proofs))
        if proofs and not rivals and self._is_sure(field, best, found, len(proofs)):
            return Answer(texts=(best.text,), proven_by=codes)
        return Answer(texts=(best.text, *(text for _, text in rivals)))

    def anew(self, field: Pointer, found: _Found, proofs: Sequence[Proving]) -> Answer:
        """Return what a cell without rivals holds, if fewer checks prove it."""
        best = found.change.get(field) or self._options[field][0]
        is_sure = bool(proofs) and self._is_sure(field, best, found, len(proofs))
        codes = tuple(dict.fromkeys(one.code for one in proofs)) if is_sure else ()
        return Answer(texts=(best.text,), proven_by=codes)

    def _is_sure(self, field: Pointer, best: Choice, found: _Found, proofs: int) -> bool:
        """Tell whether a proven value without rivals is no mere guess, nor rests on guesses."""
        cell = self._case.cells[field]
        texts = {one: (found.change.get(one) or self._options[one][0]).text for one in self.fields}
        guesses = [one for one, text in texts.items() if self._case.is_guess(one, text)]
        if len(guesses) > 1 or (cell.computed and best.text not in cell.readings and _is_coarse(best)):
            return False
        if self._case.drops_digits(field, best.text):
            return field not in guesses and proofs >= ENOUGH
        if field not in guesses:
            return True
        lone = len(set(cell.readings)) == 1
        return lone and proofs >= ENOUGH and not self._case.is_agreed(field)

    def _rivals(self, field: Pointer, best: Choice, found: _Found) -> Iterator[tuple[int, str]]:
        """Yield what else the cell may hold, and how unlikely that is at least."""
        likeliest = self._options[field][0]._replace(cost=0)
        for other in (likeliest, *self._dearer[field]):
            if other.number == best.number or self._is_finesse(field, other, best):
                continue
            for cost, change in self._search.changes(found.cost + MARGIN - 1, {field: other}):
                worse = cost + LOOSE * sum(not one.holds(change) for one in found.exact)
                if worse < found.cost + MARGIN:
                    yield worse, other.text
                    break

    def _is_finesse(self, field: Pointer, other: Choice, best: Choice) -> bool:
        """Tell whether two values differ in decimals alone that one has and no reader saw, or saw in vain."""
        cell, decimals = self._case.cells[field], min(other.number.decimals, best.number.decimals)
        if best.text not in cell.readings or other.text in cell.readings:
            return False
        if best.number.decimals > CENTS or (cell.computed and decimals < CENTS):
            return False
        return rounded(other.number.value, decimals) == rounded(best.number.value, decimals)


def _is_coarse(choice: Choice) -> bool:
    return choice.number.decimals < CENTS


def _dearer(options: Sequence[Choice]) -> tuple[Choice, ...]:
    """Return all options but the likeliest, each with what it costs more than that."""
    return tuple(one._replace(cost=max(SEEN, one.cost - options[0].cost)) for one in options[1:])
