"""A form's recognised numbers, what each may be instead, and what the checks say of it.

The ground on which repairs are sought: texts to choose from on one side, claims to
satisfy on the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, islice, pairwise, product
from typing import NamedTuple

from extractor.checks import check_record, echoes_of, judge_all
from extractor.claims import ZERO, numeric_cells, read_ledger
from extractor.confusions import misreadings, parted, plainer
from extractor.numbers import Number, parse_number, states_nothing
from extractor.searches import Choice, Proving, changes_within
from models.pointers import with_values
from models.records import Form, Pointer, Record

MOST_STARTS = 48
"""So many ways to make numbers of unreadable cells are tried."""
SEEN, FORM, DIGITS = 1, 2, 3
"""What a change costs: to what a reader saw, to the same digits, to other digits."""
OVERLOOKED, BLANK = 2, 5
"""What it costs that a cell stays blank, or becomes so, where another reader saw something."""
SEVERAL = 2
MOST_RIVALS = 12
"""Of so many doubtful cells, each two and three are tried together."""
NEAR = 10
"""A check that proves a value speaks against what lies so many units of its last place beside it."""

Texts = Mapping[Pointer, str]


class Cell(NamedTuple):
    """A numeric cell: its text, what its readers saw, and the unit marks that may stand in it."""

    text: str
    readings: tuple[str, ...]
    marks: frozenset[str]


class Case:
    """One form's recognised numeric cells, and which of them are in doubt."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._echoes = echoes_of(form)
        recognised = {field for field, seen in form.evidence.items() if seen.source == "ocr"}
        readings = {one.field: one.readings for one in form.uncertain}
        self.cells = {
            field: Cell(text, readings.get(field, (text,)), marks)
            for field, text, marks in numeric_cells(form.record)
            if field in recognised and field not in self._echoes
        }
        """The printed cells: one that several rows share counts once."""
        self.doubts = [
            field
            for field, cell in self.cells.items()
            if len(set(cell.readings)) > 1 or field in readings or _number(cell.text, cell.marks) is None
        ]
        """The cells that readers did not see alike, or not surely, or that hold no number."""
        self._claims = _claims(form.record, self._echoes)

    def changed(self, texts: Texts) -> "Case":
        """Return the case with some cells changed."""
        if not texts:
            return self
        record = with_values(self._form.record, self.printed(texts))
        return Case(replace(self._form, record=record))

    def printed(self, texts: Texts) -> Texts:
        """Return changed cells with every field that repeats one of them."""
        return {**texts, **{echo: texts[cell] for echo, cell in self._echoes.items() if cell in texts}}

    def in_conflict(self) -> list[Pointer]:
        """Return the recognised cells on which broken claims of several rules rest."""
        codes: dict[Pointer, set[str]] = {}
        for one in self._claims:
            if one.is_broken():
                for field in one.cells:
                    codes.setdefault(field, set()).add(one.code)
        return [field for field in self.cells if len(codes.get(field, ())) >= SEVERAL]

    def mended(self, fields: Sequence[Pointer], limit: int, *, seen: bool) -> list[tuple[int, Texts]]:
        """Return the changes of some cells that leave no check on them broken, the cheapest first.

        Args:
            fields: The cells that may change.
            limit: What a change may cost.
            seen: Only to what a reader saw.

        Raises:
            TooManyTries: See `changes_within`.
        """
        found: list[tuple[int, Texts]] = []
        for paid, start in self._starts(fields, limit, seen=seen):
            claims = self._claims
            if start:
                claims = _claims(with_values(self._form.record, self.printed(start)), self._echoes)
            choices = {
                field: _choices(self.cells[field], seen=seen)
                for field in fields
                if field not in start and parse_number(self.cells[field].text)
            }
            concerned = [one for one in claims if not {*choices, *start}.isdisjoint(one.cells)]
            for cost, change in changes_within(concerned, choices, limit - paid):
                texts = {**start, **{field: choice.text for field, choice in change.items()}}
                if self._holds(texts, fields):
                    found.append((paid + cost, texts))
        return sorted(found, key=lambda one: one[0])

    def proof_of(self, field: Pointer, readings: Sequence[str]) -> tuple[str, ...]:
        """Return the checks that prove a cell's value against everything else that it may be.

        Args:
            field: A field of this form, numeric or not.
            readings: What was seen in its cell.

        Returns:
            The codes of the checks that hold, and would not for values beside it; nothing if a check
            is broken, or speaks against no more than against another choice.  Where several readers
            saw the cell, and one of them this value, the other choices are what the others saw; else
            also everything that one misreading explains.
        """
        cell = self.cells.get(field)
        claims = [one for one in self._claims if field in one.cells]
        number = cell and _number(cell.text, cell.marks)
        if cell is None or number is None or any(one.is_broken() for one in claims):
            return ()
        if states_nothing(cell.text) and not all(map(states_nothing, readings)):
            # Nothing and 0 add up alike.
            return ()
        twice = len(set(readings)) > 1 and cell.text in readings
        sharp = any(self._against_beside(field, number, 1))
        others = _choices(cell._replace(readings=tuple(readings)), seen=twice and sharp)
        if not all(any(one.speaks_against({field: other}) for one in claims) for other in others):
            return ()
        return tuple(dict.fromkeys(self._against_beside(field, number, NEAR)))

    def _against_beside(self, field: Pointer, number: Number, steps: int) -> Iterator[str]:
        """Yield the codes of the checks that hold exactly, and not for values so many steps beside."""
        beside = [{field: Choice("", number.moved(move), 1)} for move in (-steps, steps)]
        for one in self._claims:
            if field in one.cells and one.proves_exactly() and all(map(one.speaks_against, beside)):
                yield one.code

    def rivals(self) -> set[Pointer]:
        """Return the doubtful cells that may take other readings together, and no check would notice."""
        choices = {field: _choices(self.cells[field], seen=True) for field in self.doubts}
        choices = {
            field: some for field, some in choices.items() if some and parse_number(self.cells[field].text)
        }
        found: set[Pointer] = set()
        for size in (2, 3):
            for fields in combinations(list(choices)[:MOST_RIVALS], size):
                concerned = [one for one in self._claims if not set(fields).isdisjoint(one.cells)]
                for option in product(*(choices[field] for field in fields)):
                    if not any(
                        one.speaks_against(dict(zip(fields, option, strict=True))) for one in concerned
                    ):
                        found.update(fields)
        return found

    def is_guess(self, field: Pointer, text: str) -> bool:
        """Tell whether a text has digits that no reader saw in the cell."""
        return not any(_same_digits(text, reading) for reading in self.cells[field].readings)

    def _holds(self, texts: Texts, fields: Sequence[Pointer]) -> bool:
        """Tell whether no check on some cells is broken after a change."""
        record = with_values(self._form.record, self.printed(texts)) if texts else self._form.record
        touched = {*fields, *texts}
        errors = (
            one for one in check_record(record, echoes=self._echoes).findings if one.severity == "error"
        )
        return all(touched.isdisjoint(one.fields) for one in errors)

    def _starts(self, fields: Sequence[Pointer], limit: int, *, seen: bool) -> Iterator[tuple[int, Texts]]:
        """Yield the ways to make numbers of the cells that hold none, and what each costs."""
        ways: list[list[tuple[int, Texts]]] = []
        for field in fields:
            cell = self.cells[field]
            if parse_number(cell.text):
                continue
            choices = _choices(cell, seen=seen or states_nothing(cell.text))
            if states_nothing(cell.text):
                # Thin signs are overlooked; what another reader saw there is hardly nothing.
                options: list[tuple[int, Texts]] = [(0, {field: one.text}) for one in choices]
                options.append((OVERLOOKED if options else 0, {}))
            else:
                options = [(one.cost, {field: one.text}) for one in choices]
                options += [] if seen else [(FORM, parts) for parts in self._partings(field)]
            ways.append(options)
        for option in islice(product(*ways), MOST_STARTS):
            paid = sum(cost for cost, _ in option)
            if paid <= limit:
                yield paid, {field: text for _, texts in option for field, text in texts.items()}

    def _partings(self, field: Pointer) -> Iterator[Texts]:
        """Yield the ways in which an unreadable cell may hold its neighbour's text as well."""
        for before, after in pairwise(self.cells):
            if field in (before, after) and before.rpartition("/")[0] == after.rpartition("/")[0]:
                other = self.cells[after if field == before else before]
                if other.text.strip():
                    continue
                for left, right in parted(self.cells[field].text):
                    if _number(left, self.cells[before].marks) and _number(right, self.cells[after].marks):
                        yield {before: left, after: right}


def _choices(cell: Cell, *, seen: bool) -> tuple[Choice, ...]:
    """Return what else a cell may hold, each value once: what was seen, then single misreadings of it."""
    now = _number(cell.text, cell.marks)
    known = {_value(cell.text, now)} if now else set()
    found = []
    texts = [(text, BLANK if states_nothing(text) else SEEN) for text in cell.readings if text != cell.text]
    if not seen:
        texts += [
            (one.text, FORM if _same_digits(one.text, reading) else DIGITS)
            for reading in cell.readings
            if reading.strip()
            for one in misreadings(reading)
        ]
    for text, cost in sorted(texts, key=lambda one: one[1]):
        number = _number(text, cell.marks)
        if number and _value(text, number) not in known:
            known.add(_value(text, number))
            found.append(Choice(text.strip(), number, cost))
    return tuple(found)


def _same_digits(text: str, reading: str) -> bool:
    """Tell whether a reading has a text's digits, whether its letters are digits or specks."""
    return _digits(text) in (_digits(reading), _digits(plainer(reading)))


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())


def _value(text: str, number: Number) -> tuple[object, bool]:
    """Return what tells one value from another: the number, and whether anything is printed at all."""
    return number.value, states_nothing(text)


def _number(text: str, marks: frozenset[str]) -> Number | None:
    """Return the number that a text states in a cell of such marks: 0 where it states nothing."""
    number = parse_number(text)
    if number is not None:
        return number if number.mark in marks else None
    return Number(value=ZERO) if states_nothing(text) else None


def _claims(record: Record, echoes: Mapping[Pointer, Pointer]) -> list[Proving]:
    return [
        Proving(
            claim,
            rule.code,
            frozenset(name for name, said in rule.sayings.items() if said.severity == "error"),
        )
        for rule, claim, _ in judge_all(read_ledger(record, echoes))
        if rule.proves
    ]
