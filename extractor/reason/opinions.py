"""The clauses of a text → what a learned model takes its categories to be.

A linear model over characters and concepts (`benchmarks/train_opinions.py`
makes it from `models/artifacts/reasons/corpus`), read with numpy alone.  It
speaks where no pattern did, says how far it can be trusted, and tells for what
patterns found how often such finds were right.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from math import exp, log, sqrt
from operator import add
from pathlib import Path
from typing import NamedTuple
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from extractor.reason.clauses import Kind, Scene
from extractor.reason.views import REACH, View, see, with_neighbours
from models.errors import BrokenSetup

Floats = npt.NDArray[np.float32]
MOST_SURE = 0.79
"""What the model alone says is never shown as sure."""
JOINED = 0.3
"""Clauses beside the likeliest one that are as probable as this show the category too."""
CAUTION = 0.03
"""Life is a little harder than the corpus."""
NOTICED = 0.02
"""Categories less probable than this are not spoken of."""
GRAM_MARKS = frozenset({"", "P", "N"})
"""What stands before the n-grams of a clause, and of the one before and after it."""


@dataclass(frozen=True, slots=True)
class Scale:
    """The model's probability → how often such a label was right: a logistic curve."""

    slope: float
    shift: float

    def read(self, probability: float) -> float:
        """Return a confidence between 0 and 1 with two decimals."""
        bounded = min(max(probability, 1e-6), 1 - 1e-6)
        logit = log(bounded / (1 - bounded))
        right = 1 / (1 + exp(-(self.slope * logit + self.shift)))
        return max(0.0, round(right - CAUTION, 2))


class Opinion(NamedTuple):
    """One category: how probable, and the clauses that show it, from the `first` to the `last`."""

    code: str
    probability: float
    first: int
    last: int


class Opinions:
    """The learned model.

    `version` is a hash of its file, `corpus` of the sentences that it was made from; `alone` turns its
    probabilities into confidences where no pattern spoke, `beside` for what patterns found.
    """

    def __init__(self, content: bytes) -> None:
        with np.load(BytesIO(content), allow_pickle=False) as file:
            self.names = tuple(bytes(file["names"]).decode().split("\n"))
            self.codes = tuple(bytes(file["codes"]).decode().split("\n"))
            self._weights: npt.NDArray[np.int8] = file["weights"].astype(np.int8, casting="safe")
            self._scales: Floats = file["scales"].astype(np.float32)
            self._bias: Floats = file["bias"].astype(np.float32)
            self.corpus = bytes(file["corpus"]).decode()
            self.alone, self.beside = (Scale(*map(float, file[name])) for name in ("alone", "beside"))
        self.version = hashlib.sha256(content).hexdigest()[:16]
        self._names = {name: number for number, name in enumerate(self.names)}
        # Each kind has a table of its own, small enough for the processor's caches.
        tables = _tables(self._names)
        self._signs, self._pairs, self._triples = (tables["", size] for size in (1, 2, 3))
        self._begins = {triple[:2] for triple in self._triples}
        self._concepts = tables["C", 0]
        self._own = _Lookup(tables, "")
        self._before, self._after = (
            (tables[mark, 1], tables[mark, 2], _Lookup(tables, mark)) for mark in "PN"
        )
        self._pair_numbers = lru_cache(maxsize=1 << 16)(self._number_pair)

    def hear(self, scene: Scene) -> list[Opinion]:
        """Return each category worth a word with the probability of its best clause, likeliest first."""
        views = see(scene)
        if not views:
            return []
        opinions = []
        for code, shares in zip(self.codes, zip(*self._judge(views).tolist(), strict=True), strict=True):
            peak = max(shares)
            if peak >= NOTICED:
                first, last = _together(shares)
                opinions.append(Opinion(code, peak, views[first].clause, views[last].clause))
        opinions.sort(key=_least_probable)
        return opinions

    def _judge(self, views: Sequence[View]) -> Floats:
        """Return probabilities of shape (clauses, categories); what is missing to 1 is no category at all."""
        numbers: list[int] = []
        starts: list[int] = []
        lengths: list[tuple[float]] = []
        for before, view, after in with_neighbours(views):
            starts.append(len(numbers))
            known = self.numbers(view, before, after) or (0,)
            lengths.append((sqrt(len(known)),))
            numbers.extend(known)
        rows = self._weights.take(np.fromiter(numbers, np.intp, len(numbers)), axis=0)
        sums = np.add.reduceat(rows, starts, axis=0, dtype=np.float32)
        sums *= self._scales
        sums /= np.array(lengths, np.float32)
        sums += self._bias
        sums -= np.maximum.reduce(sums, axis=1, keepdims=True)
        np.exp(sums, out=sums)
        sums /= np.add.reduce(sums, axis=1, keepdims=True)
        shares: Floats = sums[:, :-1]
        return shares

    def numbers(self, view: View, before: View | None, after: View | None) -> set[int]:
        """Return a clause's features that are known (`views.name_features`), as rows of weights."""
        one = f"^{view.signs}$"
        pairs = list(map(add, one, one[1:]))
        begins = self._begins
        triples = [pair + third for pair, third in zip(pairs, one[2:], strict=False) if pair in begins]
        found = set(map(self._signs.get, one))
        found.update(map(self._pairs.get, pairs), map(self._triples.get, triples))
        self._own.add(view, found)
        for beside, (signs, couples, lookup) in ((before, self._before), (after, self._after)):
            if beside is not None:
                one = f"^{beside.signs}$"
                found.update(map(signs.get, one), map(couples.get, map(add, one, one[1:])))
                lookup.add(beside, found)
        kinds = view.kinds
        for step in range(1, REACH + 1):
            found.update(*map(self._pair_numbers, kinds, kinds[step:]))
        found.discard(None)
        return found  # type: ignore[return-value]  # None is gone

    def _number_pair(self, one: Kind, other: Kind) -> tuple[int, ...]:
        return _known(self._concepts, (f"{first}~{second}" for first in one for second in other))


class _Lookup:
    """The numbers of a clause's flags and concepts: its own, or as the clause before or after another."""

    def __init__(self, tables: Mapping[tuple[str, int], Mapping[str, int]], mark: str) -> None:
        self._flags = tables[f"{mark}F", 0].get
        self._concepts = tables[f"{mark}C", 0]
        self._kinds = lru_cache(maxsize=None)(self._number_kind)

    def add(self, view: View, found: set[int | None]) -> None:
        """Add the numbers of a clause's flags and concepts."""
        found.update(map(self._flags, view.flags), *map(self._kinds, view.kinds))

    def _number_kind(self, kind: Kind) -> tuple[int, ...]:
        return _known(self._concepts, kind)


def _known(names: Mapping[str, int], wanted: Iterable[str]) -> tuple[int, ...]:
    return tuple(number for name in wanted if (number := names.get(name)) is not None)


def _tables(names: Mapping[str, int]) -> Mapping[tuple[str, int], dict[str, int]]:
    """Return the numbers of features by the mark before their colon and, of n-grams, their length.

    No sign of a folded text is a colon.  What is no n-gram stands under the length 0.
    """
    tables: defaultdict[tuple[str, int], dict[str, int]] = defaultdict(dict)
    for name, number in names.items():
        mark, _, rest = name.rpartition(":")
        tables[mark, len(rest) if mark in GRAM_MARKS else 0][rest] = number
    return tables


def _least_probable(opinion: Opinion) -> float:
    return -opinion.probability


def _together(shares: Sequence[float]) -> tuple[int, int]:
    """Return the likeliest clause with those beside it that show the same as surely as not."""
    first = last = max(range(len(shares)), key=shares.__getitem__)
    while first > 0 and shares[first - 1] >= JOINED:
        first -= 1
    while last + 1 < len(shares) and shares[last + 1] >= JOINED:
        last += 1
    return first, last


def read_opinions(path: Path) -> Opinions:
    """Return the model of one file.

    Raises:
        BrokenSetup: The file is missing or is no such model.
    """
    try:
        return Opinions(path.read_bytes())
    except (OSError, EOFError, KeyError, TypeError, ValueError, BadZipFile) as error:
        raise BrokenSetup(f"{path.name} is not a readable model: {error}") from error
