"""Rulings of which toner fell off in patches, as bad copies and old printers leave them."""

import numpy as np
import pytest

from extractor.scan.densities import Density, Line
from extractor.scan.worn_lines import healed
from tests.scanned_forms import CELLS, SCALE, XS, YS, Pixels, form, plain_line, spans_of


def worn(seed: int) -> Pixels:
    """Return the form without a fifth of its rulings: patches of 6 to 10 points, no two alike."""
    pixels, dice = form(), np.random.default_rng(seed)
    for at in {*XS, *YS}:
        for is_across in {at in YS, at not in XS}:
            along = float(dice.uniform(30, 50))
            while along < max(*XS, *YS):
                start, end = (round(one * SCALE) for one in (along, along + dice.uniform(6, 10)))
                side = slice(round(at * SCALE) - 2, round(at * SCALE) + 3)
                spot = (side, slice(start, end)) if is_across else (slice(start, end), side)
                pixels[spot] = 255
                along += float(dice.uniform(30, 50))
    return pixels


@pytest.mark.parametrize("seed", [1, 2])
def test_worn_rulings_part_cells(seed: int):
    """What is left of them tells where they were."""
    (spans,) = spans_of(worn(seed))
    assert sorted(spans) == sorted(CELLS)


def line(*pieces: tuple[float, float]) -> tuple[Line, Density]:
    """Return a line of pieces of a page of a pixel a point."""
    return Line(100.0, tuple((100.0, start, end) for start, end in pieces)), plain_line(
        duty=0.6, strength=99.0
    )


ROWS = [
    (Line(at, ((at, 0.0, 300.0),)), plain_line(duty=1.0, strength=99.0)) for at in (20.0, 40.0, 60.0, 80.0)
]
LINES = {
    "pieces that cross rows": (((15, 26), (35, 45), (54, 66), (74, 85)), 1),
    "long pieces between rows": (((21, 38), (42, 58)), 1),
    "pieces far apart": (((15, 26), (35, 65), (110, 140)), 2),
    "strokes of text in rows": (((25, 35), (45, 55), (65, 75), (85, 95)), 4),
}


@pytest.mark.parametrize(("pieces", "left"), LINES.values(), ids=LINES.keys())
def test_strokes_of_text_are_no_worn_ruling(pieces: tuple[tuple[float, float], ...], left: int):
    """They are no longer than signs, and end before the lines above and below."""
    _, ((whole, density),) = healed([ROWS, [line(*pieces)]], 1.0)
    assert len(whole.pieces) == left
    assert density.is_line
