"""Records as they should be read and as they were read → which cells are right.

Forms and rows are set side by side in their order so that as many values as
possible agree: a row that was lost is one lost row, and the rows below it are
still compared with their own.  White space never counts.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from typing import Literal, TypeVar

from models.pointers import all_values, steps_of
from models.records import Fund, Indicator, Pointer, Record
from models.tallies import Share, share

T = TypeVar("T")
Pair = tuple[int | None, int | None]
"""Places that belong together, one of each side; None stands alone."""
Outcome = Literal["right", "wrong", "missing", "surplus"]
ROWS = ("funds", "indicators")
UNPRINTED = "source"
LONGEST_COMPARED = 200
"""So many characters of two texts tell how far they are apart."""
_Row = Mapping[tuple[str, str], int]
# What merged cells repeat row by row tells rows apart least.
_REPEATED = {"level1", "level1_weight", "level2"}
_WEIGHTS = {
    kind: tuple((one.name, 1 if one.name in _REPEATED else len(fields(kind))) for one in fields(kind))
    for kind in (Fund, Indicator)
}
_GRADES = {"wrong": 0, "missing": 1, "surplus": 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One value that was wanted, read, or both; blank in both is no cell.

    Attributes:
        form: The form's number in its file, from 1.
        field: Where it stands in the record as it should be; what is surplus, in the record as read.
        kind: The field without row numbers and printed labels: `indicators/actual`.
        outcome: `wrong` has other text, `missing` none, and `surplus` stands where nothing should.
    """

    form: int
    field: Pointer
    kind: str
    wanted: str
    read: str
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Collation:
    """One file: its cells, and how many of its forms and rows of indicators were found."""

    cells: tuple[Cell, ...] = ()
    forms: Share
    rows: Share
    surplus_forms: int = 0
    surplus_rows: int = 0


def collate(wanted: Sequence[Record], read: Sequence[Record]) -> Collation:
    """Return how the records of one file were read."""
    forms = align([_words(record) for record in wanted], [_words(record) for record in read], _agreeing)
    cells: list[Cell] = []
    rows: list[Pair] = []
    for one, other in forms:
        left = Record() if one is None else wanted[one]
        right = Record() if other is None else read[other]
        pairs = {block: align(_rows(left, block), _rows(right, block), _likeness) for block in ROWS}
        cells += _cells(1 + (one if one is not None else other or 0), left, right, pairs)
        rows += pairs["indicators"]
    return Collation(
        cells=tuple(cells),
        forms=share(_paired(forms), len(wanted)),
        rows=share(_paired(rows), sum(len(record.indicators) for record in wanted)),
        surplus_forms=sum(one is None for one, _ in forms),
        surplus_rows=sum(one is None for one, _ in rows),
    )


def align(left: Sequence[T], right: Sequence[T], likeness: Callable[[T, T], int]) -> list[Pair]:
    """Return both sides in order as pairs of places.

    The sum of likeness over all pairs is the greatest that keeps the order; what is not alike
    at all is never paired.  Takes len(left) x len(right) comparisons.
    """
    alike = [[likeness(one, other) for other in right] for one in left]
    best = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in reversed(range(len(left))):
        for j in reversed(range(len(right))):
            together = alike[i][j] + best[i + 1][j + 1] if alike[i][j] else 0
            best[i][j] = max(together, best[i + 1][j], best[i][j + 1])
    pairs: list[Pair] = []
    i = j = 0
    while i < len(left) and j < len(right):
        if alike[i][j] and best[i][j] == alike[i][j] + best[i + 1][j + 1]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            pairs.append((i, None))
            i += 1
        else:
            pairs.append((None, j))
            j += 1
    rest: list[Pair] = [(one, None) for one in range(i, len(left))]
    return pairs + rest + [(None, other) for other in range(j, len(right))]


def worst_first(cells: Sequence[Cell]) -> list[Cell]:
    """Return the cells that are not right: read wrongly and farthest from the truth, lost, too much."""
    faulty = [cell for cell in cells if cell.outcome in _GRADES]
    return sorted(faulty, key=lambda cell: (_GRADES[cell.outcome], _nearness(cell)))


def bare(text: str) -> str:
    """Return a text without white space."""
    return "".join(text.split())


def _paired(pairs: Sequence[Pair]) -> int:
    return sum(one is not None and other is not None for one, other in pairs)


def _words(record: Record) -> Counter[str]:
    """Return how often each value stands in a record."""
    return Counter(text for value in all_values(record).values() if (text := bare(value)))


def _agreeing(one: Counter[str], other: Counter[str]) -> int:
    return (one & other).total()


def _rows(record: Record, block: str) -> list[_Row]:
    """Return the rows of a block as what can be compared: each value that is not blank, and its weight."""
    rows: Sequence[Fund | Indicator] = record.funds if block == "funds" else record.indicators
    return [
        {(name, text): weight for name, weight in _WEIGHTS[type(row)] if (text := bare(getattr(row, name)))}
        for row in rows
    ]


def _likeness(one: _Row, other: _Row) -> int:
    return sum(one[said] for said in one.keys() & other.keys())


def _cells(number: int, wanted: Record, read: Record, pairs: Mapping[str, Sequence[Pair]]) -> Iterator[Cell]:
    """Yield the cells of one form: what stands under one key on both sides is one cell."""
    lefts = _keyed(wanted, {block: {one: at for at, (one, _) in enumerate(pairs[block])} for block in pairs})
    rights = _keyed(
        read, {block: {other: at for at, (_, other) in enumerate(pairs[block])} for block in pairs}
    )
    for key in [*lefts, *(key for key in rights if key not in lefts)]:
        field, text = lefts.get(key, ("", ""))
        place, seen = rights.get(key, ("", ""))
        if text or seen:
            yield Cell(
                form=number,
                field=field or place,
                kind=key[0],
                wanted=text,
                read=seen,
                outcome=_outcome(bare(text), bare(seen)),
            )


def _keyed(
    record: Record, order: Mapping[str, Mapping[int | None, int]]
) -> dict[tuple[str, str], tuple[Pointer, str]]:
    """Return pointer and text of each value that is not blank, by kind and place of comparison."""
    found: dict[tuple[str, str], tuple[Pointer, str]] = {}
    for pointer, text in all_values(record).items():
        block, *steps = steps_of(pointer)
        if not bare(text) or steps[-1:] == [UNPRINTED]:
            continue
        if block in ROWS:
            found[f"{block}/{steps[1]}", str(order[block][int(steps[0])])] = (pointer, text)
        elif block == "extras":
            found[block, bare(steps[0])] = (pointer, text)
        else:
            found["/".join((block, *steps)), ""] = (pointer, text)
    return found


def _outcome(wanted: str, read: str) -> Outcome:
    if wanted == read:
        return "right"
    if not wanted:
        return "surplus"
    return "wrong" if read else "missing"


def _nearness(cell: Cell) -> float:
    one, other = bare(cell.wanted)[:LONGEST_COMPARED], bare(cell.read)[:LONGEST_COMPARED]
    return SequenceMatcher(None, one, other, autojunk=False).ratio() if one and other else 0.0
