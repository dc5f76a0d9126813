"""Strokes that happen to stand in a row rule nothing, and hide no ruling that they stand beside."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from extractor.scan.coincidences import without_crumbs, without_loose
from extractor.scan.densities import Line, Piece
from tests.scanned_forms import CELLS, SCALE, XS, YS, Pixels, form, plain_line, spans_of

SOLID_LINE = plain_line(duty=1.0, strength=200.0)

Rulings = tuple[list[Piece], list[Piece]]


def _at(x: float, y: float) -> tuple[int, int]:
    return round(x * SCALE), round(y * SCALE)


def test_pale_rulings_around_shaded_cells_are_found():
    """Of a generated page: hardly darker than the shade, they are as dark as others beside paper."""
    pixels = np.asarray(cv2.imread(str(Path(__file__).parent / "scans" / "shaded-columns.png")), np.uint8)
    goals, labels, first, second = 2, 8, 8, 7
    assert [len(spans) for spans in spans_of(pixels)] == [goals + labels + first + second]


def test_a_short_side_below_a_stroke_is_found():
    """The last upright of a character just above it makes one broken line with it."""
    pixels = np.full((round(380 * SCALE), round(420 * SCALE), 3), 255, np.uint8)
    for y in range(60, 126, 13):
        cv2.line(pixels, _at(40, y), _at(380, y), (110, 110, 110), 1)
    for x, top, bottom in ((40, 60, 125), (150, 60, 125), (380, 60, 125), (260, 86, 99)):
        cv2.line(pixels, _at(x, top), _at(x, bottom), (110, 110, 110), 1)
    cv2.line(pixels, _at(260, 78), _at(260, 83), (0, 0, 0), 1)
    assert [len(spans) for spans in spans_of(pixels)] == [11]


def test_a_pale_side_that_ends_at_a_stroke_is_found():
    """Most of what is dark there is the stroke's, yet the side is longer."""
    pixels = form(width=0.25, color=0.85)
    pixels[round((YS[3] + 1) * SCALE) :] = 255
    cv2.line(pixels, _at(XS[3], YS[0] + 11), _at(XS[3], YS[1] - 2), (0, 0, 0), 2)
    assert spans_of(pixels) == [[cell for cell in sorted(CELLS) if cell[2] <= 3]]


def test_the_side_of_an_open_row_is_found_beside_text():
    """The side below it goes on as it does, so that it is none of the text's strokes."""
    pixels = form()
    for x0, y0, x1, y1 in ((0, YS[0] - 1, 420, YS[0] + 11), (0, YS[2] + 1, 420, 380)):
        pixels[round(y0 * SCALE) : round(y1 * SCALE), round(x0 * SCALE) : round(x1 * SCALE)] = 255
    for x in (XS[0], XS[-1]):
        pixels[: round(YS[1] * SCALE) - 1, round((x - 1) * SCALE) : round((x + 1) * SCALE)] = 255
    _upright(pixels, XS[2] + 2)
    assert spans_of(pixels) == [[cell for cell in sorted(CELLS) if cell[2] <= 2]]


def _upright(pixels: Pixels, x: float) -> None:
    cv2.line(pixels, _at(x, YS[0] + 14), _at(x, YS[0] + 16), (0, 0, 0), 2)


STROKES = {
    "between sides": ((62.0, 100.0), []),
    "from a side": ((52.0, 98.0), []),
    "from side to side": ((52.0, 108.0), [(90.0, 52.0, 108.0)]),
    "across a side": ((30.0, 70.0), [(90.0, 30.0, 70.0)]),
    "as long as no row of strokes": ((60.0, 140.0), [(90.0, 60.0, 140.0)]),
}
"""Where a row of strokes may be among sides at 50, 110 and 150."""


@pytest.mark.parametrize(("ends", "kept"), STROKES.values(), ids=STROKES.keys())
def test_upper_sides_of_noughts_meet_no_side_of_their_cell(ends: tuple[float, float], kept: list[Piece]):
    """A ruling goes from side to side, or across one; noughts begin and end anywhere."""
    sides = [(Line(at, ((at, 0.0, 300.0),)), SOLID_LINE) for at in (50.0, 110.0, 150.0)]
    level = [(Line(90.0, ((90.0, *ends),)), SOLID_LINE)]
    across, down = without_loose((level, sides), lambda line, _: line.longest >= 30, 1.0)
    assert ([piece for line, _ in across for piece in line.pieces], len(down)) == (kept, 3)


FRAME = ([(50.0, 0.0, 80.0), (90.0, 0.0, 80.0)], [(0.0, 50.0, 90.0), (80.0, 50.0, 90.0)])
CRUMBS = ([(60.0, 20.0, 40.0), (65.0, 20.0, 40.0)], [(25.0, 60.0, 65.0), (38.0, 60.0, 65.0)])
TABLES = {
    "a table lower than any row": (CRUMBS, ([], [])),
    "a table": (FRAME, FRAME),
    "one within the other": (([*FRAME[0], *CRUMBS[0]], [*FRAME[1], *CRUMBS[1]]), FRAME),
    "lines of one direction": ((CRUMBS[0], []), (CRUMBS[0], [])),
    "none": (([], []), ([], [])),
}


@pytest.mark.parametrize(("found", "kept"), TABLES.values(), ids=TABLES.keys())
def test_tables_lower_than_any_row_are_none(found: Rulings, kept: Rulings):
    """What hangs together is one table, and a table has a row."""
    assert without_crumbs(*found, scale=1.0) == kept
