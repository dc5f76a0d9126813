"""Texts of neighbouring cells that recognition joined or cut elsewhere → each cell's own, if proven."""

from collections.abc import Iterator
from itertools import islice

from extractor.proof.cases import Case, Cell, Texts, stated
from extractor.proof.confusions import parted
from extractor.value.numbers import parse_number
from models.records import Pointer

MOST_PARTINGS = 40
"""So many ways to part texts are tried in one form."""


def part_cells(case: Case, made: Texts) -> dict[Pointer, tuple[str, tuple[str, ...]]]:
    """Return the cells that hold a neighbour's text or part of it, with their own and what proves it.

    Args:
        case: The form.
        made: What was repaired already.

    Returns:
        Nothing, or two cells: if one parting alone leaves no check on them broken and each of them
        proven.
    """
    proven = []
    for parts in islice(_partings(case, made), MOST_PARTINGS):
        texts = {**made, **parts}
        proofs = case.proofs_after(texts, parts, case.start.keys() - texts)
        if all(proofs.values()) and case.faulty_after(texts).isdisjoint(parts):
            proven.append(
                {
                    field: (text, tuple(dict.fromkeys(one.code for one in proofs[field])))
                    for field, text in parts.items()
                }
            )
    return proven[0] if len(proven) == 1 else {}


def _partings(case: Case, made: Texts) -> Iterator[Texts]:
    """Yield other ways to part the texts of neighbours that are wrong together."""
    broken = case.broken_cells(case.claims_after(made))
    for before, after in case.neighbours():
        left, right = case.cells[before], case.cells[after]
        if {before, after} & made.keys() or not _are_wrong(case, before, after, broken):
            continue
        for parts in parted(left.text + right.text):
            if parts != (left.text, right.text) and _are_numbers(parts, (left, right)):
                yield {before: parts[0], after: parts[1]}


def _are_wrong(case: Case, before: Pointer, after: Pointer, broken: set[Pointer]) -> bool:
    """Tell whether two cells break claims, or one does and the other is blank, or one is not to be read."""
    wrong = [field in broken or case.cells[field].number is None for field in (before, after)]
    blank = [not case.cells[field].text.strip() for field in (before, after)]
    return all(wrong) or (any(wrong) and any(blank) and not all(blank))


def _are_numbers(texts: tuple[str, str], cells: tuple[Cell, Cell]) -> bool:
    return all(
        parse_number(text) and stated(text, cell.marks) for text, cell in zip(texts, cells, strict=True)
    )
