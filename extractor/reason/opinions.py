"""The clauses of a text → what a learned model takes its categories to be.

A linear model over characters and concepts (`benchmarks/train_opinions.py`
makes it from `models/artifacts/reasons/corpus`), read with numpy alone.  It
speaks where no pattern did, says how far it can be trusted, and tells for what
patterns found how often such finds were right.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from io import BytesIO
from math import exp, log
from operator import add
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from extractor.reason.scenes import Kind, Scene
from extractor.reason.views import PAIRED, REACH, View, see
from models.errors import BrokenSetup

Floats = npt.NDArray[np.float32]
MOST_SURE = 0.79
"""What the model alone says is never shown as sure."""
JOINED = 0.3
"""Clauses beside the likeliest one that are as probable as this show the category too."""
CAUTION = 0.04
"""Life is a little harder than the corpus."""
NOTICED = 0.02
"""Categories less probable than this are not spoken of."""
GRAM, FLAG, CONCEPT, PAIR = "grams", "flags", "concepts", "pairs"
NEAR_KINDS, OWN_KINDS = (GRAM, FLAG, CONCEPT), (GRAM, PAIR)
"""The kinds of tokens that matter to the clauses beside theirs too, and of those that do not.

Rows of the first have the weights in the clause itself, in the one after it and in the one before it.
"""


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


class Hearing(NamedTuple):
    """What the model makes of a text: its opinions, likeliest first, and how it came to them.

    `shares` has the probability of each category in each of the `clauses` that have anything in play.
    """

    opinions: Sequence[Opinion]
    clauses: Sequence[int]
    shares: Mapping[str, Sequence[float]]

    def near(self, scene: Scene, code: str, start: int, end: int) -> float | None:
        """Return how probable a category is where `text[start:end]` stands, if anything is in play there."""
        segments = scene.segments
        return max(
            (
                share
                for number, share in zip(self.clauses, self.shares.get(code, ()), strict=False)
                if segments[scene.clauses[number].first].start < end
                and start < segments[scene.clauses[number].last - 1].end
            ),
            default=None,
        )


SILENCE = Hearing((), (), {})


class Opinions:
    """The learned model.

    `version` is a hash of its file, `corpus` of the sentences that it was made from; `alone` turns its
    probabilities into confidences where no pattern spoke, `beside` for what patterns found.
    """

    def __init__(self, content: bytes) -> None:
        with np.load(BytesIO(content), allow_pickle=False) as file:
            self.codes = tuple(bytes(file["codes"]).decode().split("\n"))
            self._scales: Floats = file["scales"].astype(np.float32)
            self._bias: Floats = file["bias"].astype(np.float32)
            self.corpus = bytes(file["corpus"]).decode()
            self.alone, self.beside = (Scale(*map(float, file[name])) for name in ("alone", "beside"))
            if "weights" in file:
                raise ValueError("it is of an older release; take the file that this one brings")
            near, own = _Table(file, "near", NEAR_KINDS), _Table(file, "own", OWN_KINDS)
        width = len(self.codes) + 1
        widths = {len(self._scales), len(self._bias), own.rows.shape[1] - 1, near.rows.shape[1] // 3 - 1}
        if widths != {width} or near.rows.shape[1] % 3:
            raise ValueError(f"{len(self.codes)} categories, but weights of {sorted(widths)}")
        self._tokens = _Tokens(near, own)
        self.version = hashlib.sha256(content).hexdigest()[:16]

    def hear(self, scene: Scene) -> Hearing:
        """Return each category worth a word with the probability of its best clause, and of each clause."""
        views = see(scene)
        if not views:
            return SILENCE
        strands = list(_strands(scene, views))
        by_code = self._judge(views).T.tolist()
        opinions = []
        for code, shares, peak in zip(self.codes, by_code, map(max, by_code), strict=True):
            if peak >= NOTICED:
                first, last = _together(shares, strands)
                opinions.append(Opinion(code, peak, views[first].clause, views[last].clause))
        opinions.sort(key=_least_probable)
        return Hearing(opinions, [view.clause for view in views], dict(zip(self.codes, by_code, strict=True)))

    def _judge(self, views: Sequence[View]) -> Floats:
        """Return probabilities of shape (clauses, categories); what is missing to 1 is no category at all."""
        sums, counts = self.sums(views)
        sums *= self._scales
        sums /= np.sqrt(np.maximum(counts, 1))
        sums += self._bias
        sums -= np.maximum.reduce(sums, axis=1, keepdims=True)
        np.exp(sums, out=sums)
        sums /= np.add.reduce(sums, axis=1, keepdims=True)
        shares: Floats = sums[:, :-1]
        return shares

    def sums(self, views: Sequence[View]) -> tuple[Floats, Floats]:
        """Return the summed weights of the clauses' known features (`views.name_features`), and their counts.

        Of shapes (clauses, categories and none) and (clauses, 1).
        """
        sums = self._tokens.sums(views)
        return sums[:, :-1], sums[:, -1:]


class _Table:
    """Rows of weights, and of each kind of tokens the number of each one's row; row 0 is that of none."""

    def __init__(self, file: Mapping[str, npt.NDArray[Any]], name: str, kinds: Iterable[str]) -> None:
        self.rows: npt.NDArray[np.int8] = file[name].astype(np.int8, casting="safe", copy=False)
        self.ids: dict[str, dict[str, int]] = {}
        size = 1
        for kind in kinds:
            tokens = bytes(file[f"{name}_{kind}"]).decode().split("\n")[:-1]
            self.ids[kind] = dict(zip(tokens, range(size, len(self.rows)), strict=False))
            size += len(tokens)
        if size != len(self.rows):
            raise ValueError(f"{size} tokens for {len(self.rows)} rows")


class _Tokens:
    """Everything a clause may hold, with its weights there, and for the clauses after and before that one.

    A text's tokens are looked up once, and each brings all its weights from one place in memory: what
    is waited for is memory. A row ends with what it counts if it is known, so that sums of rows count too.
    """

    def __init__(self, near: _Table, own: _Table) -> None:
        self._near, self._own = near.rows, own.rows
        self._width = own.rows.shape[1]
        self._grams, self._flags = near.ids[GRAM], near.ids[FLAG]
        self._triples = own.ids[GRAM]
        self._kinds = lru_cache(maxsize=None)(partial(_known, near.ids[CONCEPT]))
        self._pairs = lru_cache(maxsize=1 << 16)(partial(_known_pairs, own.ids[PAIR]))

    def sums(self, views: Sequence[View]) -> Floats:
        """Return the sums of the rows of each clause's own tokens and of its neighbours'."""
        found = list(map(self._found, views))
        near = _sum(self._near, (shared for shared, _ in found))
        sums = _sum(self._own, (own for _, own in found))
        width = self._width
        sums += near[:, :width]
        sums[1:] += near[:-1, width : 2 * width]
        sums[:-1] += near[1:, 2 * width :]
        return sums

    def _found(self, view: View) -> tuple[set[int], set[int]]:
        """Return a clause's known tokens: those that also matter to the clauses beside, and the others.

        One or two signs, flags and concepts matter there; three signs and pairs of concepts do not.
        """
        signs, kinds = f"^{view.signs}$", view.kinds
        pairs = [*map(add, signs, signs[1:])]
        near = {0, *map(self._grams.get, signs), *map(self._grams.get, pairs)}
        near.update(map(self._flags.get, view.flags), *map(self._kinds, kinds))
        own = {0, *map(self._triples.get, map(add, pairs, signs[2:]))}
        for step in range(1, REACH + 1):
            own.update(*map(self._pairs, kinds, kinds[step:]))
        near.discard(None)
        own.discard(None)
        return near, own  # type: ignore[return-value]  # None is gone


def _known(names: Mapping[str, int], wanted: Iterable[str]) -> tuple[int, ...]:
    return tuple(number for name in wanted if (number := names.get(name)) is not None)


def _known_pairs(names: Mapping[str, int], one: Kind, other: Kind) -> tuple[int, ...]:
    return _known(names, (f"{first}{PAIRED}{second}" for first in one for second in other))


def _sum(rows: npt.NDArray[np.int8], wanted: Iterable[Collection[int]]) -> Floats:
    """Return the sum of each collection of rows; none is empty."""
    numbers: list[int] = []
    starts: list[int] = []
    for some in wanted:
        starts.append(len(numbers))
        numbers.extend(some)
    taken = rows.take(np.fromiter(numbers, np.intp, len(numbers)), axis=0).astype(np.float32)
    sums: Floats = np.add.reduceat(taken, starts, axis=0)
    return sums


def _least_probable(opinion: Opinion) -> float:
    return -opinion.probability


def _strands(scene: Scene, views: Iterable[View]) -> Iterator[int]:
    """Yield a number for each clause: another one in a new sentence, and from a 同时 or 且 at its head on."""
    further = 0
    for view in views:
        first, _, sentence = scene.clauses[view.clause]
        further += "AND" in scene.segments[first].concepts
        yield sentence + further


def _together(shares: Sequence[float], strands: Sequence[int]) -> tuple[int, int]:
    """Return the likeliest clause with those beside it, of the same strand, that show the same."""
    first = last = max(range(len(shares)), key=shares.__getitem__)
    strand = strands[first]
    while first > 0 and shares[first - 1] >= JOINED and strands[first - 1] == strand:
        first -= 1
    while last + 1 < len(shares) and shares[last + 1] >= JOINED and strands[last + 1] == strand:
        last += 1
    return first, last


def read_opinions(path: Path) -> Opinions:
    """Return the model of one file.

    Raises:
        BrokenSetup: The file is missing or is no such model.
    """
    try:
        return Opinions(path.read_bytes())
    except (OSError, EOFError, LookupError, TypeError, ValueError, BadZipFile) as error:
        raise BrokenSetup(f"{path.name} is not a readable model: {error}") from error
