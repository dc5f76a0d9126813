"""Dashes, = and 。 are told by the shape of their ink."""

import numpy as np
import pytest

from extractor.scan.inks import Mask
from extractor.scan.shapes import bar_of, ends_with_stop, is_struck

EM = 20
Box = tuple[int, int, int, int]


def ink(*boxes: Box) -> Mask:
    """Return ink in boxes of pixels: left, top, right, bottom; as wide as it reaches."""
    mask = np.zeros((20, max(box[2] for box in boxes)), np.bool_)
    for x0, y0, x1, y1 in boxes:
        mask[y0:y1, x0:x1] = True
    return mask


SLASH = tuple((8 - at // 2, 2 + at, 10 - at // 2, 3 + at) for at in range(16))
STEEP = tuple((4 - at * 4 // 15, 2 + at, 6 - at * 4 // 15, 3 + at) for at in range(16))
BARS: dict[str, tuple[tuple[Box, ...], tuple[str, bool]]] = {
    "a hyphen": (((0, 9, 6, 11),), ("-", True)),
    "a dash": (((0, 9, 18, 11),), ("—", True)),
    "a long dash": (((0, 9, 38, 11),), ("——", True)),
    "a long dash with a gap": (((0, 9, 18, 11), (19, 9, 37, 11)), ("——", True)),
    "two hyphens": (((0, 9, 6, 11), (9, 9, 15, 11)), ("--", True)),
    "two hyphens far apart": (((0, 9, 4, 11), (14, 9, 18, 11)), ("--", True)),
    "an equals sign": (((0, 6, 11, 8), (0, 11, 11, 13)), ("=", True)),
    "two": (((3, 3, 15, 5), (0, 15, 18, 17)), ("", False)),
    "a character": (((0, 1, 18, 19),), ("", False)),
    "a one": (((0, 2, 2, 18),), ("", False)),
    "a one with a flag": (((4, 2, 6, 18), (2, 4, 4, 6), (0, 6, 2, 8)), ("", False)),
    "a slash": (SLASH, ("/", True)),
    "a steep slash": (STEEP, ("/", True)),
    "two hyphens that touch": (((0, 9, 13, 11),), ("--", True)),
    "two hyphens a pixel apart": (((0, 9, 6, 11), (7, 9, 13, 11)), ("--", True)),
    "a short dash": (((0, 9, 15, 11),), ("—", True)),
    "a seven": (((0, 2, 9, 4), *SLASH), ("", False)),
}


@pytest.mark.parametrize(("boxes", "told"), BARS.values(), ids=BARS.keys())
def test_bars(boxes: tuple[Box, ...], told: tuple[str, bool]):
    """How wide, how many, and whether one over the other."""
    assert bar_of(ink(*boxes), EM)[:2] == told


@pytest.mark.parametrize(
    ("width", "sign", "stroke"), [(7, "-", "-"), (10, "--", "-"), (13, "--", "—"), (16, "—", "—")]
)
def test_one_stroke(width: int, sign: str, stroke: str):
    """Two hyphens that touch are as wide as a - of full width or a short —: readers see what it is."""
    bar = bar_of(ink((0, 9, width, 11)), EM)
    assert (bar.sign, bar.stroke) == (sign, stroke)


STOPS: dict[str, tuple[tuple[Box, ...], bool]] = {
    "a stop": (((0, 1, 18, 19), (21, 12, 27, 18)), True),
    "a zero": (((0, 1, 18, 19), (21, 3, 30, 18)), False),
    "a raised figure": (((0, 1, 18, 19), (21, 1, 27, 8)), False),
    "nothing before it": (((0, 12, 6, 18),), False),
}


@pytest.mark.parametrize(("boxes", "told"), STOPS.values(), ids=STOPS.keys())
def test_stops(boxes: tuple[Box, ...], *, told: bool):
    """A 。 is small and low, behind something."""
    assert ends_with_stop(ink(*boxes), EM) == told


def test_a_stop_may_stand_alone_under_a_line():
    """A small ring there is what was left of the text above; a figure is higher."""
    ring, figure = np.ones((6, 6), np.bool_), np.ones((15, 9), np.bool_)
    assert ends_with_stop(ring, EM, alone=True)
    assert not ends_with_stop(ring, EM)
    assert not ends_with_stop(figure, EM, alone=True)


FIGURES = ((6, 2, 8, 18), (14, 2, 16, 18))
STROKES: dict[str, tuple[Box, ...]] = {
    "struck out": (*FIGURES, (0, 9, 24, 11)),
    "struck out aslant": (*FIGURES, (0, 10, 8, 12), (8, 9, 16, 11), (16, 8, 24, 10)),
    "struck out from corner to corner": (
        *FIGURES,
        *((at, 18 - round(2 * at / 3), at + 3, 21 - round(2 * at / 3)) for at in range(0, 24, 3)),
    ),
    "struck out by a hand that trembles": (*FIGURES, (0, 9, 8, 11), (8, 8, 15, 10), (15, 10, 24, 12)),
    "figures": FIGURES,
    "underlined": (*FIGURES, (0, 18, 24, 20)),
    "a stroke no longer than the figures": ((0, 2, 2, 18), (22, 2, 24, 18), (0, 9, 24, 11)),
    "a crooked line": (*FIGURES, (0, 9, 8, 11), (8, 5, 15, 7), (15, 9, 24, 11)),
    "two strokes": (*FIGURES, (0, 9, 10, 11), (12, 9, 24, 11)),
    "between dashes": (*FIGURES, (0, 9, 4, 11), (18, 9, 24, 11)),
    "a plus": ((9, 0, 11, 20), (0, 9, 20, 11)),
    "a dash": ((0, 9, 38, 11),),
}


def test_strokes():
    """What strikes out runs from before the first sign to behind the last, through their middle."""
    told = [name for name, boxes in STROKES.items() if is_struck(ink(*boxes), EM)]
    assert told == [name for name in STROKES if name.startswith("struck out")]


def test_signs_of_few_pixels_are_not_struck_out():
    """Blurred, they run into one another."""
    assert not is_struck(ink(*STROKES["struck out"]), EM / 3)
