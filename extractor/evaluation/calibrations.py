"""What was promised of each category found, and whether it came true → how far the promises hold."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.tallies import Share, mean, ratio, share

BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Categories of about one confidence: what was promised (`confidence`, the mean), what came true."""

    low: float
    high: float
    confidence: float | None
    right: Share


def bins_of(found: Iterable[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Return tenths of confidence, those without any category too.

    Args:
        found: Each category's confidence, and whether it was right.
    """
    held: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for trust, is_right in found:
        held[min(int(trust * BINS), BINS - 1)].append((trust, is_right))
    return tuple(
        Bin(
            low=at / BINS,
            high=(at + 1) / BINS,
            confidence=mean(trust for trust, _ in inside),
            right=share(sum(right for _, right in inside), len(inside)),
        )
        for at, inside in enumerate(held)
    )


def calibration_error(bins: Iterable[Bin]) -> float | None:
    """Return the mean distance of confidence and share right, by the bins' sizes."""
    apart, total = 0.0, 0
    for one in bins:
        if one.confidence is not None and one.right.share is not None:
            apart += one.right.total * abs(one.confidence - one.right.share)
            total += one.right.total
    return ratio(apart, total)
