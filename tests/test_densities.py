"""A line is measured by the pieces of it that are a ruling's."""

import numpy as np

from extractor.scan.densities import SOLID, Line, Profiles, density_of


def test_strokes_level_with_a_pale_ruling_do_not_tell_what_it_is_like():
    """A text elsewhere has black strokes in line with it, as long, with other strokes beside them."""
    ink, sides = np.zeros((9, 200), np.uint8), np.zeros((9, 200), np.uint8)
    ink[4, 10:60] = 50
    for start in range(120, 165, 9):
        ink[4, start : start + 6] = 220
        sides[4, start + 2 : start + 6] = 200
    line = Line(4.0, ((4.0, 10.0, 60.0), (4.0, 120.0, 165.0)))
    seen = density_of(line, Profiles(ink, sides, ink, 8.0), 2.0)
    assert (seen.strength, seen.duty >= SOLID, seen.is_line) == (50.0, True, True)
