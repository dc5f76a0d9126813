"""Every change within a cost that mends all broken sums: the search beside trying all."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.proof.claims import Claim, Fault, add_up
from extractor.proof.searches import Budget, Change, Choice, Proving, Search, TooManyTries
from extractor.value.numbers import Number

CELLS = ("/a", "/b", "/c", "/d")
SMALL = st.integers(0, 4)


def _sum_of(cells: Sequence[str], values: Mapping[str, int], due: int) -> Proving:
    """Return the claim that cells add up to a number."""

    def judge(numbers: Sequence[Number]) -> Fault | None:
        return None if add_up(numbers) == due else Fault("broken", "", "")

    numbers = tuple(Number(Decimal(values[cell])) for cell in cells)
    return Proving(Claim(fields=tuple(cells), numbers=numbers, judge=judge), "sum", frozenset({"broken"}))


@st.composite
def _cases(draw: st.DrawFn) -> tuple[list[Proving], dict[str, list[Choice]]]:
    values = {cell: draw(SMALL) for cell in CELLS}
    claims = [
        _sum_of(cells, values, draw(st.integers(0, 9)))
        for cells in draw(st.lists(st.lists(st.sampled_from(CELLS), min_size=1, unique=True), max_size=4))
    ]
    choices = {}
    for cell in draw(st.sets(st.sampled_from(CELLS))):
        others = sorted(draw(st.sets(SMALL)) - {values[cell]})
        made = [Choice(str(one), Number(Decimal(one)), draw(st.integers(1, 3))) for one in others]
        choices[cell] = sorted(made, key=lambda one: one.cost)
    return claims, choices


def _all_changes(claims: Sequence[Proving], choices: Mapping[str, Sequence[Choice]]) -> list[Change]:
    """Return every change under which no claim is broken, tried one by one."""
    options = [[None, *some] for some in choices.values()]
    changes: list[Change] = [
        {cell: one for cell, one in zip(choices, option, strict=True) if one} for option in product(*options)
    ]
    return [change for change in changes if not any(claim.fails(change) for claim in claims)]


def _key(change: Change) -> frozenset[tuple[str, str]]:
    return frozenset((cell, one.text) for cell, one in change.items())


@given(_cases(), st.integers(0, 8))
def test_agrees_with_trying_all(case: tuple[list[Proving], dict[str, list[Choice]]], limit: int):
    """Each answer mends all within the limit, once; every other change that does so holds one of them."""
    claims, choices = case
    found = list(Search(claims, choices, Budget()).changes(limit))
    keys = [_key(change) for _, change in found]
    assert len(keys) == len(set(keys))
    right = {_key(one): sum(choice.cost for choice in one.values()) for one in _all_changes(claims, choices)}
    right = {key: cost for key, cost in right.items() if cost <= limit}
    assert set(keys) <= right.keys()
    assert all(cost == right[_key(change)] for cost, change in found)
    assert all(any(key <= other for key in keys) for other in right)
    minimal = {one for one in right if not any(other < one for other in right)}
    assert minimal <= set(keys)


@given(_cases(), st.integers(0, 8), st.data())
def test_what_is_forced_stays(
    case: tuple[list[Proving], dict[str, list[Choice]]], limit: int, data: st.DataObject
):
    """With one change given, an answer is found exactly if trying all finds one that holds it."""
    claims, choices = case
    forcible = [(cell, one) for cell, some in choices.items() for one in some]
    if not forcible:
        return
    cell, one = data.draw(st.sampled_from(forcible))
    found = list(Search(claims, choices, Budget()).changes(limit, {cell: one}))
    assert all(change[cell] == one for _, change in found)
    holding = [change for change in _all_changes(claims, choices) if change.get(cell) == one]
    within = [change for change in holding if sum(choice.cost for choice in change.values()) <= limit]
    assert bool(found) == bool(within)


def test_two_sums_apart_are_mended_together():
    """What is left to spend after one change may mend another sum that shares no cell with it."""
    values = dict.fromkeys(CELLS, 0)
    choices = {cell: [Choice("1", Number(Decimal(1)), 1)] for cell in CELLS}
    claims = [_sum_of(["/a", "/b"], values, 1), _sum_of(["/c"], values, 1)]
    found = list(Search(claims, choices, Budget()).changes(2))
    assert {_key(change) for _, change in found} == {
        frozenset({("/a", "1"), ("/c", "1")}),
        frozenset({("/b", "1"), ("/c", "1")}),
    }
    assert not list(Search(claims, choices, Budget()).changes(1))


def test_a_forced_cell_is_not_changed_again():
    """A sum that only another value of the forced cell would mend stays broken."""
    one, two = (Choice(str(value), Number(Decimal(value)), 1) for value in (1, 2))
    search = Search([_sum_of(["/a"], {"/a": 0}, 2)], {"/a": [one, two]}, Budget())
    assert not list(search.changes(5, {"/a": one}))
    assert list(search.changes(5, {"/a": two})) == [(1, {"/a": two})]


def test_a_dash_voids_what_needs_a_number():
    """A check that is made of numbers alone says nothing of a cell that holds none."""
    claim = _sum_of(["/a"], {"/a": 1}, 1)
    dash, blank = (Choice(text, Number(Decimal(0)), 1) for text in ("—", ""))
    needing = claim._replace(needs=frozenset({"/a"}))
    assert claim.fails({"/a": dash})
    assert not needing.fails({"/a": dash})
    assert not needing.fails({"/a": blank})
    assert needing.holds({"/a": dash})
    assert not needing.holds({"/a": blank})


def test_the_budget_ends_a_search():
    """A search that would look at too much is given up, and says so."""
    values = dict.fromkeys(CELLS, 0)
    choices = {cell: [Choice("1", Number(Decimal(1)), 1)] for cell in CELLS}
    claims = [_sum_of(CELLS, values, 3)]
    assert len(list(Search(claims, choices, Budget()).changes(4))) == 4
    with pytest.raises(TooManyTries):
        list(Search(claims, choices, Budget(10)).changes(4))
