"""Examples → weights: the second opinion's training comes to its end in few steps."""

import numpy as np
import pytest

from benchmarks import opinion_fits
from benchmarks.opinion_fits import STIFFNESS, Example, Fit, fit, predict
from extractor.reason.views import OWN_COUNT

CATEGORIES = 3
FEATURES = 400


def _examples(count: int) -> list[Example]:
    """Return examples of a feature that all have, and of others the rarer the higher their number."""
    draw = np.random.default_rng(7)
    examples = []
    for place in range(count):
        wanted = int(draw.integers(CATEGORIES))
        drawn = {int(FEATURES ** draw.random()) for _ in range(12)}
        told = f"own{wanted}" if draw.random() < 0.7 else "none"
        names = {f"f{number}" for number in drawn} | {"all", told}
        examples.append(Example(frozenset(names), frozenset({wanted}), f"pattern{place % 40}"))
    return examples


def _steepness(model: Fit, examples: list[Example]) -> float:
    """Return how much the loss still falls along its steepest weight."""
    place = {name: number for number, name in enumerate(model.names)}
    slope = STIFFNESS / OWN_COUNT * model.weights
    for example, probable in zip(examples, predict(model, examples), strict=True):
        known = [place[name] for name in example.names if name in place]
        errors = np.append(probable, 1 - probable.sum())
        errors[list(example.wanted)] -= 1
        slope[known] += errors / np.sqrt(OWN_COUNT * len(known))
    return float(np.abs(slope).max())


def test_a_few_steps_suffice(monkeypatch: pytest.MonkeyPatch):
    """Each weight goes in steps of its own size, so a frequent feature does not hold the rare ones up."""
    examples = _examples(1500)
    monkeypatch.setattr(opinion_fits, "STEPS", 20)
    assert _steepness(fit(examples, CATEGORIES), examples) < 0.5
