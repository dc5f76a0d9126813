"""A form's recognised numbers, what each may be instead, and what the checks say of it.

The ground on which repairs are sought: texts to choose from on one side, claims to satisfy on the other.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from extractor.form.corrections import corrected_fields
from extractor.proof.checks import Doubts, check_record, echoes_of, judge_all
from extractor.proof.claims import ZERO, Ledger, numeric_cells, read_ledger
from extractor.proof.confusions import (
    completed,
    digits_of,
    digits_seen,
    finer,
    is_ragged,
    is_unseen,
    is_within,
    misreadings,
    plainer,
)
from extractor.proof.searches import NO_CHANGE, Choice, Proving
from extractor.value.numbers import Number, parse_number, states_nothing
from models.pointers import with_values
from models.records import Form, Pointer, Record

SEEN, FORM, FAINT, DIGITS = 1, 6, 9, 10
"""The cost of another reader's text, of the same digits, of one where nothing was seen, of other digits."""
BLANK, ALIKE = 10, 4
"""What it costs that a cell is blank where a reader saw something, and that all saw what was not there."""
DASH = "—"
NEAR = 10
"""A check that proves what a reader saw speaks against what lies so many units of its last place beside."""

Texts = Mapping[Pointer, str]


class Cell(NamedTuple):
    """A numeric cell: its text, what its readers saw, and the unit marks that may stand in it."""

    text: str
    readings: tuple[str, ...]
    marks: frozenset[str]
    computed: bool = False
    """Whether it was computed from other cells, and perhaps rounded."""

    @property
    def number(self) -> Number | None:
        """The number that its text states."""
        return stated(self.text, self.marks)


class Case:
    """One form's recognised numeric cells, and which of them are in doubt."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._echoes = echoes_of(form)
        recognised = {field for field, seen in form.evidence.items() if seen.source == "ocr"}
        self._doubts = Doubts(recognised)
        readings = {one.field: tuple(text.strip() for text in one.readings) for one in form.uncertain}
        self.cells = {
            field: Cell(text, readings.get(field, (text.strip(),)), marks, _is_computed(field))
            for field, text, marks in numeric_cells(form.record)
            if field in recognised and field not in self._echoes
        }
        """The printed cells: one that several rows share counts once."""
        self.corrected = frozenset(corrected_fields(form))
        """What somebody struck out or wrote over: sums hold with it that are of before."""
        open_cells = readings.keys() | set(_gaps(self.cells))
        self.doubts = [
            field
            for field, cell in self.cells.items()
            if field in open_cells or cell.number is None or is_ragged(cell.text)
        ]
        """The cells not seen alike, or not surely, or without a number where one belongs."""
        self.options = {field: some for field in self.doubts if (some := options(self.cells[field]))}
        self.options |= {field: _sure(options(self.cells[field])) for field in self._odd()}
        """What each doubtful cell may hold, the likeliest first."""
        self.start = {
            field: some[0].text
            for field, some in self.options.items()
            if some[0].number != self.cells[field].number
        }
        """What to write where the record does not hold what is likeliest."""

    def _odd(self) -> list[Pointer]:
        """Return the surely read scores of which a warning speaks: what readers saw alike may be wrong."""
        found = check_record(self._form.record, echoes=self._echoes, doubts=self._doubts).findings
        named = {field for one in found if one.severity == "warning" for field in one.fields}
        return [
            field
            for field in self.cells
            if field in named and field.endswith("/score") and field not in self.doubts
        ]

    @cached_property
    def claims(self) -> list[Proving]:
        """What the checks claim of the form with what is likeliest in each doubtful cell."""
        claims = self.claims_after({})
        for field in self.options:
            if any(states_nothing(text) for text in self.cells[field].readings):
                left = {(one.code, one.cells) for one in self.claims_after({field: DASH})}
                claims = [
                    one._replace(needs=one.needs | {field})
                    if field in one.cells and (one.code, one.cells) not in left
                    else one
                    for one in claims
                ]
        return claims

    def claims_after(self, texts: Texts) -> list[Proving]:
        """Return what the checks claim after a change."""
        return [
            Proving(
                claim,
                rule.code,
                frozenset(name for name, said in rule.sayings.items() if said.severity == "error"),
            )
            for rule, claim, _ in judge_all(self._ledger(texts))
            if rule.proves
        ]

    def faulty_after(self, texts: Texts) -> set[Pointer]:
        """Return the cells on which errors stand after a change."""
        found = check_record(self._record(texts), echoes=self._echoes, doubts=self._doubts).findings
        return {field for one in found if one.severity == "error" for field in one.fields}

    def changed(self, texts: Texts) -> Form:
        """Return the form with some cells changed, and every field that repeats one of them."""
        if not texts:
            return self._form
        repeated = {echo: texts[cell] for echo, cell in self._echoes.items() if cell in texts}
        return replace(self._form, record=with_values(self._form.record, {**texts, **repeated}))

    def groups(self) -> list[list[Pointer]]:
        """Return the doubtful cells apart where no check speaks of cells of two groups."""
        group = {field: {field} for field in self.options}
        for one in self.claims:
            cells = [cell for cell in one.cells if cell in group]
            joined = set().union(*(group[cell] for cell in cells))
            for cell in joined:
                group[cell] = joined
        alike = {id(some): some for some in group.values()}
        return [[field for field in self.options if field in some] for some in alike.values()]

    def neighbours(self) -> Iterator[tuple[Pointer, Pointer]]:
        """Yield the recognised cells that stand side by side in a row."""
        for before, after in pairwise(self.cells):
            if before.rpartition("/")[0] == after.rpartition("/")[0] != "" and "level1" not in before:
                yield before, after

    def concerned(self, fields: Iterable[Pointer]) -> list[Proving]:
        """Return what the checks claim of some cells."""
        wanted = set(fields)
        return [one for one in self.claims if not wanted.isdisjoint(one.cells)]

    def proofs_after(
        self, texts: Texts, fields: Iterable[Pointer], supposed: Collection[Pointer] = ()
    ) -> dict[Pointer, list[Proving]]:
        """Return what holds exactly after a change, and would not for values beside a cell's.

        Not for nothing, unless a dash was seen, nor a lone 0 of the funds.  Not by a claim on a cell whose
        change is `supposed` or that was corrected, or of which another is broken: misreadings may make up
        for one another.
        """
        claims = self.claims_after(texts)
        suspect = self.broken_cells(claims).union(supposed, self.corrected)
        claims = [one for one in claims if suspect.isdisjoint(one.cells)]
        now = {**self.start, **texts}
        found: dict[Pointer, list[Proving]] = {}
        for field in fields:
            cell = self.cells[field]
            text = now.get(field, cell.text)
            number = stated(text, cell.marks)
            # Numbers mostly have two decimals or none: one is the rest of two, a third is a speck.
            steps = NEAR if text in cell.readings and number and number.decimals in (0, 2) else 1
            is_told = number is not None and _speaks(field, text, number, cell)
            found[field] = list(_sharp(claims, field, number, steps)) if number and is_told else []
        return found

    def broken_cells(self, claims: Iterable[Proving]) -> set[Pointer]:
        """Return the recognised cells of which a broken claim speaks."""
        return {cell for one in claims if one.fails(NO_CHANGE) for cell in one.cells if cell in self.cells}

    def is_guess(self, field: Pointer, text: str) -> bool:
        """Tell whether no reader saw a text's digits in the cell, or its point."""
        return is_unseen(text, self.cells[field].readings)

    def drops_digits(self, field: Pointer, text: str) -> bool:
        """Tell whether a text lacks digits that a reader saw among its own: few are gained."""
        cell, mine = self.cells[field], digits_of(text)
        number = stated(text, cell.marks)
        for reading in map(plainer, cell.readings):
            other, digits = stated(reading, cell.marks), digits_of(reading)
            alike = number is not None and other is not None and number.value == other.value
            if not alike and len(mine) < len(digits) and is_within(mine, digits):
                return True
        return False

    def is_agreed(self, field: Pointer) -> bool:
        """Tell whether several readers saw the same digits."""
        readings = self.cells[field].readings
        return len(readings) > 1 and len({digits_of(plainer(text)) for text in readings}) == 1

    def _ledger(self, texts: Texts) -> Ledger:
        return read_ledger(self._record(texts), self._echoes, recognised=self._doubts.recognised)

    def _record(self, texts: Texts) -> Record:
        return self.changed({**self.start, **texts}).record


def options(cell: Cell) -> tuple[Choice, ...]:
    """Return what a cell may hold, each value once and the likeliest first.

    What was seen comes before single misreadings of it.  Of texts that state one value the fuller
    is taken, for signs are lost more easily than gained.
    """
    seen = [(text, _seen_cost(text, at, cell.readings)) for at, text in enumerate(cell.readings)]
    digits = digits_seen(cell.readings)
    guessed = [
        (one.text, FORM if digits_of(one.text) in digits else DIGITS if reading else FAINT)
        for reading in cell.readings
        for one in misreadings(reading)
        if not is_ragged(one.text)
    ]
    guessed += [(text, FORM) for reading in cell.readings for text in completed(reading)]
    if cell.computed:
        guessed += [(text, DIGITS) for reading in cell.readings for text in finer(reading)]
    best: dict[object, Choice] = {}
    for text, cost in sorted((*seen, *sorted(guessed, key=itemgetter(1))), key=itemgetter(1)):
        number = stated(text, cell.marks)
        if number is None:
            continue
        value = (number.value, states_nothing(text))
        if (known := best.get(value)) is None:
            best[value] = Choice(text.strip(), number, cost)
        elif (text, cost) in seen and _fullness(number) > _fullness(known.number):
            best[value] = Choice(text.strip(), number, known.cost)
    return tuple(sorted(best.values(), key=lambda one: one.cost))


def _seen_cost(text: str, at: int, readings: Sequence[str]) -> int:
    if not text and not all(map(states_nothing, readings)):
        return BLANK
    return FORM if is_ragged(text) else SEEN if at else 0


def _sure(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """Return the options of a surely read cell: all but what was read cost more."""
    return (*choices[:1], *(one._replace(cost=one.cost + ALIKE) for one in choices[1:]))


def stated(text: str, marks: frozenset[str]) -> Number | None:
    """Return the number that a text states in a cell of such marks: 0 where it states nothing.

    Minus nought states none: either sign of it may be misread.
    """
    number = parse_number(text)
    if number is not None:
        return number if number.mark in marks and not number.is_minus_nought else None
    return Number(value=ZERO) if states_nothing(text) else None


def _speaks(field: Pointer, text: str, number: Number, cell: Cell) -> bool:
    """Tell whether a sum would miss what stands in a cell: no blank, nor a lone 0 where blanks are usual."""
    if not states_nothing(text):
        return not (number.is_lone_nought and field.startswith("/funds/"))
    zero = any(number.value == 0 for number in map(parse_number, cell.readings) if number)
    return bool(text.strip()) and text in cell.readings and not zero


def _is_computed(field: Pointer) -> bool:
    return field == "/total_score" or (field.startswith("/funds/") and field.endswith(("/rate", "/score")))


def _gaps(cells: Mapping[Pointer, Cell]) -> Iterator[Pointer]:
    """Yield the blank cells of the indicators' columns that mostly hold numbers."""
    for name in ("/weight", "/score"):
        column = [field for field in cells if field.startswith("/indicators/") and field.endswith(name)]
        blank = [field for field in column if not cells[field].text.strip()]
        if 2 * len(blank) < len(column):
            yield from blank


def _sharp(claims: Sequence[Proving], field: Pointer, number: Number, steps: int) -> Iterator[Proving]:
    beside = [{field: Choice("", number.moved(move), 1)} for move in (-steps, steps)]
    for one in claims:
        if field in one.cells and one.proves_exactly() and not any(map(one.holds, beside)):
            yield one


def _fullness(number: Number) -> tuple[int, int]:
    return number.decimals, len(number.mark)
