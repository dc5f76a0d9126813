"""Boxes find their way back from the page as seen to the page made straight."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.geometry import warped
from models.warps import Warp, flattened

TURNS = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}


def slanted(degrees: float, turn: int = 0, lean: float = 0.0) -> Warp:
    """Return a map that turns by a quarter and by some degrees more, moves, and leans like a photograph."""
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    c, s = TURNS[turn]
    a, b, d, e = c * cosine - s * sine, -c * sine - s * cosine, s * cosine + c * sine, c * cosine - s * sine
    return (a, b, 700.0, d, e, 500.0, lean, lean / 2, 1.0)


@given(
    x=st.floats(0, 500),
    y=st.floats(0, 700),
    wide=st.floats(5, 400),
    high=st.floats(5, 200),
    degrees=st.floats(-5, 5),
    turn=st.sampled_from(sorted(TURNS)),
)
def test_boxes_get_their_own_size_back(  # noqa: PLR0913, PLR0917 - one argument a thing that may vary
    x: float, y: float, wide: float, high: float, degrees: float, turn: int
):
    """However the page lay, a published box leads back to the very box on the straight page."""
    box = (x, y, x + wide, y + high)
    warp = slanted(degrees, turn)
    assert flattened(warped(box, warp), warp) == pytest.approx(box, abs=0.01)


def test_perspective_is_undone_nearly():
    """Under a slight perspective the box is found within a point."""
    warp = slanted(2.0, lean=2e-5)
    box = (100.0, 300.0, 260.0, 330.0)
    assert flattened(warped(box, warp), warp) == pytest.approx(box, abs=1.0)


def test_a_map_without_a_way_back_leaves_the_place():
    """Nonsense gives a box where it was, not an error."""
    assert flattened((1.0, 2.0, 3.0, 4.0), (0.0,) * 9) == (1.0, 2.0, 3.0, 4.0)
