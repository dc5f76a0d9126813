"""Examples → the weights of the second opinion's linear model.

A softmax over the categories and "none of them", one example a clause; weights
are kept small (L2) and found by L-BFGS over all examples at once, each weight
in steps of its own size: the loss bends far more along a frequent feature than
along a rare one.  An example of two categories counts half for each.  What the clauses beside
an example's have counts half of what its own has (`extractor.reason.views.count_of`).  Features that
fewer than three source patterns have are left out.
"""

import itertools
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from extractor.reason.views import count_of

Array = npt.NDArray[np.float32]
Slope = Callable[[Array], tuple[float, Array]]
STIFFNESS = 0.08
BEND = 0.05
"""How much an example bends the loss along its features, about: the mean of p (1 - p)."""
STEPS = 60
MEMORY = 8
FLAT = 1e-5
FEWEST_PATTERNS = 3
BLOCK = 1 << 14
"""So many numbers of the sparse matrix are looked at together."""
CALM = 1.0
"""Keeps the curve of confidences from becoming a step where little was measured."""


@dataclass(frozen=True, slots=True)
class Example:
    """One clause: its features by name, its categories by number, where it comes from, and what it counts."""

    names: frozenset[str]
    wanted: frozenset[int]
    pattern: str
    weight: float = 1


@dataclass(frozen=True, slots=True)
class Fit:
    """Names of features in order, weights of shape (features, categories + 1), and the bias."""

    names: tuple[str, ...]
    weights: Array
    bias: Array


class _Rows:
    """Examples as a sparse matrix; a row is as long as its features count, and divided by that."""

    def __init__(self, rows: Sequence[Sequence[int]], counts: Array) -> None:
        width = len(counts)
        sizes = np.array([len(row) for row in rows])
        columns = np.concatenate([np.asarray(row, np.int64) for row in rows])
        lengths = np.add.reduceat(counts[columns], np.cumsum(sizes) - sizes)
        values = np.repeat(1 / np.sqrt(lengths), sizes).astype(np.float32)
        order = np.argsort(columns, kind="stable")
        used, column_sizes = np.unique(columns[order], return_counts=True)
        self.width = width
        self._used = used
        self._by_row = _Sums(columns, values, sizes)
        chosen = np.repeat(np.arange(len(rows)), sizes)[order]
        self._by_column = _Sums(chosen, values[order], column_sizes)
        self._by_column_squared = _Sums(chosen, values[order] ** 2, column_sizes)

    def squares(self, counts: Array) -> Array:
        """Return the summed squares of each column, each row counted so often; of shape (width, 1)."""
        sums = np.zeros((self.width, 1), np.float32)
        sums[self._used] = self._by_column_squared.of(counts)
        return sums

    def times(self, weights: Array) -> Array:
        """Return the product with weights of shape (width, categories)."""
        return self._by_row.of(weights)

    def transposed_times(self, errors: Array) -> Array:
        """Return the product of the transposed matrix with one row of errors an example."""
        product = np.zeros((self.width, errors.shape[1]), np.float32)
        product[self._used] = self._by_column.of(errors)
        return product


class _Sums:
    """Weighed sums of chosen rows, made in blocks small enough for a processor's cache."""

    def __init__(self, chosen: npt.NDArray[np.int64], values: Array, sizes: npt.NDArray[np.int64]) -> None:
        self._chosen = chosen
        self._values = values[:, None]
        ends = np.cumsum(sizes)
        self._starts = ends - sizes
        turns = np.searchsorted(ends, np.arange(BLOCK, ends[-1] + BLOCK, BLOCK))
        self._cuts = np.unique([0, *np.minimum(turns + 1, len(sizes))])
        self._end = int(ends[-1])

    def of(self, rows: Array) -> Array:
        """Return one sum of rows for each size that there is."""
        sums = np.empty((len(self._starts), rows.shape[1]), np.float32)
        for first, last in itertools.pairwise(self._cuts):
            start = self._starts[first]
            end = self._starts[last] if last < len(self._starts) else self._end
            weighed = rows.take(self._chosen[start:end], axis=0)
            weighed *= self._values[start:end]
            np.add.reduceat(weighed, self._starts[first:last] - start, axis=0, out=sums[first:last])
        return sums


def fit(examples: Sequence[Example], categories: int) -> Fit:
    """Return the weights that tell the examples apart best."""
    patterns: defaultdict[str, set[str]] = defaultdict(set)
    for example in examples:
        for name in example.names:
            patterns[name].add(example.pattern)
    names = tuple(sorted(name for name, known in patterns.items() if len(known) >= FEWEST_PATTERNS))
    worths = _counts(names)
    rows = _Rows(_encode(names, examples), worths)
    stiffness = (STIFFNESS / worths)[:, None]
    wanted = np.zeros((len(examples), categories + 1), np.float32)
    for row, example in zip(wanted, examples, strict=True):
        row[list(example.wanted) or [categories]] = 1 / max(1, len(example.wanted))
    counts = np.array([[example.weight] for example in examples], np.float32)

    paces = np.append(stiffness + BEND * rows.squares(counts), [[BEND * counts.sum()]], axis=0) ** -0.5

    def slope(place: Array) -> tuple[float, Array]:
        weights, bias = _split(place, paces)
        logs = rows.times(weights) + bias
        logs -= logs.max(axis=1, keepdims=True)
        logs -= np.log(np.exp(logs).sum(axis=1, keepdims=True))
        errors = counts * (np.exp(logs) - wanted)
        loss = -(counts * wanted * logs).sum() + (stiffness * weights * weights).sum() / 2
        grown = rows.transposed_times(errors) + stiffness * weights
        return float(loss), (paces * np.vstack([grown, errors.sum(axis=0)])).ravel()

    weights, bias = _split(_descend(slope, (len(names) + 1) * (categories + 1)), paces)
    return Fit(names, weights, bias)


def predict(model: Fit, examples: Sequence[Example]) -> Array:
    """Return probabilities of shape (examples, categories)."""
    scores = _Rows(_encode(model.names, examples), _counts(model.names)).times(model.weights) + model.bias
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return (shares / shares.sum(axis=1, keepdims=True))[:, :-1]


def _counts(names: Sequence[str]) -> Array:
    return np.array([count_of(name) for name in names], np.float32)


def _encode(names: Sequence[str], examples: Sequence[Example]) -> list[list[int]]:
    numbers = {name: number for number, name in enumerate(names)}
    return [sorted(numbers[name] for name in one.names if name in numbers) or [0] for one in examples]


def _split(place: Array, paces: Array) -> tuple[Array, Array]:
    """Return weights and bias: a place counts in the paces of each."""
    matrix = paces * place.reshape(len(paces), -1)
    return matrix[:-1], matrix[-1]


def _descend(slope: Slope, size: int) -> Array:
    """Return where the loss is least, by L-BFGS with backtracking."""
    place = np.zeros(size, np.float32)
    loss, gradient = slope(place)
    moves: list[tuple[Array, Array]] = []
    for _ in range(STEPS):
        direction = -_newton(gradient, moves)
        length, falling = 1.0, float(gradient @ direction)
        while True:
            new_place = place + np.float32(length) * direction
            new_loss, new_gradient = slope(new_place)
            if new_loss <= loss + 1e-4 * length * falling or length < 1e-3:
                break
            length /= 2
        moves = [*moves[1 - MEMORY :], (new_place - place, new_gradient - gradient)]
        done = abs(loss - new_loss) < FLAT * abs(loss)
        place, loss, gradient = new_place, new_loss, new_gradient
        if done:
            break
    return place


def _newton(gradient: Array, moves: Sequence[tuple[Array, Array]]) -> Array:
    """Return the gradient, stretched by what the last moves tell of the curvature."""
    result = gradient.copy()
    shares = []
    for step, change in reversed(moves):
        shares.append((step @ result) / (change @ step))
        result -= shares[-1] * change
    step, change = moves[-1] if moves else (gradient, gradient)
    result *= (step @ change) / (change @ change) if moves else 1 / np.linalg.norm(gradient)
    for (step, change), share in zip(moves, reversed(shares), strict=True):
        result += step * (share - (change @ result) / (change @ step))
    return result


def fit_scale(seen: Sequence[tuple[float, bool]]) -> tuple[float, float]:
    """Return slope and shift of the logistic curve from probabilities to how often they were right."""
    probable = np.clip(np.array([one for one, _ in seen]), 1e-6, 1 - 1e-6)
    logits = np.stack([np.log(probable / (1 - probable)), np.ones(len(seen))], axis=1)
    right = np.array([was for _, was in seen], float)
    curve = np.array([1.0, 0.0])
    for _ in range(50):
        shares = 1 / (1 + np.exp(-logits @ curve))
        bend = (logits * (shares * (1 - shares))[:, None]).T @ logits + CALM * np.eye(2)
        curve -= np.linalg.solve(bend, logits.T @ (shares - right) + CALM * curve)
    return float(curve[0]), float(curve[1])
